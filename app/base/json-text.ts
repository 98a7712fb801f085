/**
 * JSON for a program, or a person who looks: a sign of a stranger that could steer a terminal, or turn its text around, is escaped. The value that it
 * means stays the same (RFC 8259 §7).
 *
 * @returns lines, the last one ended
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const unit = (at: string) => `\\u${at.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${text.replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => sign.split('').map(unit).join(''))}\n`; // \n is of the layout: JSON escapes those of a text
}
