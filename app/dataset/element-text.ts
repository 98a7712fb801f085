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
 * @returns undefined where it cannot hold that: a letter that has no place in `characterSets`, or in a VR of the default repertoire; a number
 * that is none, or out of the range of the VR
 */
export function encodeValue(text: string, vr: string, characterSets: readonly string[]): Uint8Array | undefined {
  if (CHARACTER_SET_VRS.has(vr)) return encodeText(text, characterSets, vr);
  const write = WRITE[vr];
  if (write === undefined) return NOT_LATIN_1.test(text) ? undefined : Buffer.from(text, 'latin1'); // bytes above 7F go out as they came in
  const width = vr === 'AT' ? 4 : NUMBER_BYTES[vr]!;
  const values = text === '' ? [] : text.split('\\');
  const bytes = Buffer.alloc(values.length * width);
  try {
    for (const [at, value] of values.entries()) write(bytes, value, at * width);
    return bytes;
  } catch {
    return undefined;
  }
}

const NOT_LATIN_1 = /[^\0-\xff]/;

const WRITE: Readonly<Record<string, (bytes: Buffer, value: string, at: number) => void>> = {
  US: (bytes, value, at) => bytes.writeUInt16LE(integer(value), at),
  SS: (bytes, value, at) => bytes.writeInt16LE(integer(value), at),
  UL: (bytes, value, at) => bytes.writeUInt32LE(integer(value), at),
  SL: (bytes, value, at) => bytes.writeInt32LE(integer(value), at),
  UV: (bytes, value, at) => bytes.writeBigUInt64LE(BigInt(integerText(value)), at),
  SV: (bytes, value, at) => bytes.writeBigInt64LE(BigInt(integerText(value)), at),
  FL: (bytes, value, at) => bytes.writeFloatLE(single(value), at),
  FD: (bytes, value, at) => bytes.writeDoubleLE(real(value), at),
  AT(bytes, value, at) {
    if (!/^[\da-f]{8}$/i.test(value)) throw new RangeError('no tag');
    const tag = Number.parseInt(value, 16);
    bytes.writeUInt16LE(tag >>> 16, at);
    bytes.writeUInt16LE(tag & 0xffff, at + 2);
  },
};

function integer(text: string): number {
  return Number(integerText(text));
}

function integerText(text: string): string {
  if (!/^[+-]?\d+$/.test(text)) throw new RangeError('no integer');
  return text.replace('+', '');
}

/** NaN and the infinities are values of IEEE 754, where the text says so. */
function real(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw new RangeError('no number');
  return value;
}

function single(text: string): number {
  const value = real(text);
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw new RangeError('too large');
  return value;
}
