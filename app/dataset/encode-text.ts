/** STUB */
export function encodeText(text: string, characterSets: readonly string[], _vr: string): Uint8Array | undefined {
  if (characterSets.includes('ISO_IR 192')) return Buffer.from(text, 'utf8');
  return /^[\0-\x7f]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

export function chooseCharacterSet(texts: readonly string[], preferred: readonly (readonly string[])[]): readonly string[] {
  const fits = (set: readonly string[]) => texts.every((text) => encodeText(text, set, 'PN') !== undefined);
  return [...preferred, []].find(fits) ?? ['ISO_IR 192'];
}
