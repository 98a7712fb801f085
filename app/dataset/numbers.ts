import { NUMBER_BYTES } from './vr.ts';

const READ: Readonly<Record<string, (bytes: Buffer, at: number) => string>> = {
  US: (bytes, at) => String(bytes.readUInt16LE(at)),
  SS: (bytes, at) => String(bytes.readInt16LE(at)),
  UL: (bytes, at) => String(bytes.readUInt32LE(at)),
  SL: (bytes, at) => String(bytes.readInt32LE(at)),
  UV: (bytes, at) => String(bytes.readBigUInt64LE(at)),
  SV: (bytes, at) => String(bytes.readBigInt64LE(at)),
  FL: (bytes, at) => shortest(bytes.readFloatLE(at)),
  FD: (bytes, at) => String(bytes.readDoubleLE(at)),
};

/**
 * The numbers of a binary VR (PS3.5 Table 6.2-1) as decimal text, AT as ggggeeee; none for VRs that hold no numbers to show (OB, UN, SQ …).
 *
 * @param bytes little endian; what is left over after the last whole number is ignored
 */
export function numbersAsText(bytes: Buffer, vr: string): readonly string[] {
  const width = vr === 'AT' ? 4 : NUMBER_BYTES[vr];
  const read = vr === 'AT' ? attributeTag : READ[vr];
  if (!read || !width) return [];
  const values: string[] = [];
  for (let at = 0; at + width <= bytes.length; at += width) values.push(read(bytes, at));
  return values;
}

function attributeTag(bytes: Buffer, at: number): string {
  return (bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)).toString(16).padStart(8, '0').toUpperCase();
}

/** The fewest digits that give this 32-bit float again: 0.1, not 0.10000000149011612. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}
