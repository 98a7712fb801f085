/** Bytes of a value as tests write them: text is one byte a character, `<1B 24 42>` is hexadecimal. */
export function bytesOf(notation: string): Uint8Array {
  const pieces = notation.split(/<([0-9A-F ]+)>/);
  return Buffer.concat(
    pieces.map((piece, index) => Buffer.from(index % 2 ? piece.replaceAll(' ', '') : piece, index % 2 ? 'hex' : 'latin1')),
  );
}
