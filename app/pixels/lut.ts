import { PixelsError } from './errors.ts';
import type { Lut, Palette } from './image.ts';
import type { Values } from './values.ts';

/**
 * A table by its descriptor and data (PS3.3 C.11.1.1); undefined where there is none.
 *
 * @param isSigned the first value mapped is of stored values in two's complement
 * @throws PixelsError PIXELS_BROKEN
 */
export function lutOf(values: Values, descriptorTag: number, dataTag: number, isSigned: boolean): Lut | undefined {
  const descriptor = descriptorOf(values, descriptorTag, isSigned);
  const data = values.bytes(dataTag);
  if (!descriptor || !data) return undefined;
  const { length, first, bits } = descriptor;
  // PS3.3 C.7.6.3.1.6: tables of 8 bits have two entries in each word; some writers put each in a word of its own
  const isPacked = data.byteLength < 2 * length;
  const given = isPacked ? Uint16Array.from(data) : values.uint16s(dataTag);
  if (given.length < length) throw new PixelsError('PIXELS_BROKEN', `a look-up table of ${length} entries has ${given.length}`);
  const entries = given.subarray(0, length);
  // a table said to have 8 bits, or 16, whose entries are of the other kind
  if (bits <= 8 && !isPacked && entries.some((entry) => entry > 0xff)) return { first, entries, bits: 16 };
  return { first, entries, bits };
}

/** The palette (PS3.3 C.7.6.3.1.5, C.7.9); undefined where there is none. */
export function paletteOf(values: Values, isSigned: boolean): Palette | undefined {
  const table = (colour: number) =>
    lutOf(values, 0x00281100 + colour, 0x00281200 + colour, isSigned) ??
    segmentedLut(values, 0x00281100 + colour, 0x00281220 + colour, isSigned);
  const [red, green, blue] = [table(1), table(2), table(3)];
  return red && green && blue ? { red, green, blue } : undefined;
}

function descriptorOf(values: Values, tag: number, isSigned: boolean): { length: number; first: number; bits: number } | undefined {
  const [count, begin, bits] = values.uint16s(tag);
  if (count === undefined || begin === undefined || bits === undefined) return undefined;
  const signed = isSigned || values.vr(tag) === 'SS';
  return { length: count === 0 ? 0x10000 : count, first: signed ? (begin << 16) >> 16 : begin, bits: bits === 0 ? 16 : Math.min(bits, 16) };
}

const DISCRETE = 0;
const LINEAR = 1;
const INDIRECT = 2;

/** Segments (PS3.3 C.7.9.2): runs of values, straight lines, and references to segments that came before. */
function segmentedLut(values: Values, descriptorTag: number, dataTag: number, isSigned: boolean): Lut | undefined {
  const descriptor = descriptorOf(values, descriptorTag, isSigned);
  const bytes = values.bytes(dataTag);
  if (!descriptor || !bytes) return undefined;
  const { length, first, bits } = descriptor;
  const words = bits <= 8 ? Uint16Array.from(bytes) : values.uint16s(dataTag);
  const entries = new Uint16Array(length);
  let filled = 0;
  const put = (value: number) => {
    if (filled >= length) throw new PixelsError('PIXELS_BROKEN', `the segments of a palette give more than its ${length} entries`);
    entries[filled++] = value;
  };
  const broken = () => new PixelsError('PIXELS_BROKEN', 'the segments of a palette cannot be followed');
  /** @returns where the next segment begins */
  const segment = (at: number, mayRefer: boolean): number => {
    const [opcode, count] = [words[at], words[at + 1]];
    if (opcode === undefined || count === undefined) throw broken();
    if (opcode === DISCRETE) {
      if (at + 2 + count > words.length) throw broken();
      for (let next = 0; next < count; next++) put(words[at + 2 + next]!);
      return at + 2 + count;
    }
    if (opcode === LINEAR) {
      const end = words[at + 2];
      if (end === undefined || filled === 0) throw broken();
      const begin = entries[filled - 1]!;
      for (let step = 1; step <= count; step++) put(Math.round(begin + ((end - begin) * step) / count));
      return at + 3;
    }
    if (opcode !== INDIRECT || !mayRefer) throw broken();
    // the offset, in bytes of the data, in two parts of the entries' width, the less significant one first
    const [low, high] = [words[at + 2], words[at + 3]];
    if (low === undefined || high === undefined) throw broken();
    const offset = bits <= 8 ? low | (high << 8) : ((low | (high << 16)) >>> 0) / 2;
    for (let copied = 0, from = offset; copied < count; copied++) from = segment(from, false);
    return at + 4;
  };
  const end = bits <= 8 && words.length % 2 === 1 ? words.length - 1 : words.length;
  for (let at = 0; at + 1 < end && filled < length; ) at = segment(at, true);
  if (filled < length) throw new PixelsError('PIXELS_BROKEN', `the segments of a palette give ${filled} of its ${length} entries`);
  return { first, entries, bits };
}
