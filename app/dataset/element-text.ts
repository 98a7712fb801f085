import { splitValues } from './attributes.ts';
import { decodeText } from './character-sets.ts';
import { encodeText } from './encode-text.ts';
import { numbersAsText } from './numbers.ts';
import { CHARACTER_SET_VRS, NUMBER_BYTES, PLAIN_TEXT_VRS } from './vr.ts';

/**
 * The values of an element as text (PS3.5 §6.2): without padding, joined by `\`, text decoded by `characterSets`, numbers in decimal, AT as
 * ggggeeee; '' where it is empty, or of a VR that is no text (SQ, OB, UN …).
 *
 * @param element.bytes little endian
 */
export function elementText(element: { readonly vr: string; readonly bytes: Uint8Array }, characterSets: readonly string[]): string {
  const { vr, bytes } = element;
  if (bytes.byteLength === 0) return '';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (PLAIN_TEXT_VRS.has(vr)) return splitValues(buffer.toString('latin1'), vr).join('\\');
  if (CHARACTER_SET_VRS.has(vr)) return splitValues(decodeText(buffer, characterSets, vr).text, vr).join('\\');
  return numbersAsText(buffer, vr).join('\\');
}

/** Whether (0008,0005) governs values of this VR (PS3.5 §6.1.2.2). */
export function isCharacterSetVr(vr: string): boolean {
  return CHARACTER_SET_VRS.has(vr);
}

/**
 * The value of an element from text as `elementText` has it, little endian and without padding.
 *
 * @returns undefined where a letter has no place in `characterSets`; numbers that are none are left out
 */
export function encodeValue(text: string, vr: string, characterSets: readonly string[]): Uint8Array | undefined {
  if (CHARACTER_SET_VRS.has(vr)) return encodeText(text, characterSets, vr);
  const write = WRITE[vr];
  if (write === undefined) return Buffer.from(text, 'latin1');
  const width = vr === 'AT' ? 4 : NUMBER_BYTES[vr]!;
  const values = text === '' ? [] : text.split('\\');
  const bytes = Buffer.alloc(values.length * width);
  let at = 0;
  for (const value of values) {
    try {
      write(bytes, value, at);
      at += width;
    } catch {
      // what the VR cannot hold is no value of it
    }
  }
  return bytes.subarray(0, at);
}

const WRITE: Readonly<Record<string, (bytes: Buffer, value: string, at: number) => void>> = {
  US: (bytes, value, at) => bytes.writeUInt16LE(integer(value), at),
  SS: (bytes, value, at) => bytes.writeInt16LE(integer(value), at),
  UL: (bytes, value, at) => bytes.writeUInt32LE(integer(value), at),
  SL: (bytes, value, at) => bytes.writeInt32LE(integer(value), at),
  UV: (bytes, value, at) => bytes.writeBigUInt64LE(BigInt(value), at),
  SV: (bytes, value, at) => bytes.writeBigInt64LE(BigInt(value), at),
  FL: (bytes, value, at) => bytes.writeFloatLE(Number(value), at),
  FD: (bytes, value, at) => bytes.writeDoubleLE(Number(value), at),
  AT(bytes, value, at) {
    const tag = Number.parseInt(value, 16);
    bytes.writeUInt16LE(tag >>> 16, at);
    bytes.writeUInt16LE(tag & 0xffff, at + 2);
  },
};

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new RangeError('no integer');
  return value;
}
