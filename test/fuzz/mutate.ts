import type { Random } from './random.ts';

const INTERESTING = [
  0, 1, 2, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
/** Words of the formats under test: item and delimiter tags, VRs, escapes. */
const WORDS = [
  'feff00e0',
  'feff0de0',
  'feffdde0',
  'ffffffff',
  '00000000',
  '53510000',
  '554e0000',
  '4f420000',
  'e07f1000',
  '08000500',
  '1b2442',
  '1b2842',
  '5c',
  '01000000',
  '04000000',
  '07000000',
].map((hex) => Buffer.from(hex, 'hex'));
export const MAX_INPUT_BYTES = 65_536;

/** One to eight changes of `input`; `other` gives material for splices. Never longer than MAX_INPUT_BYTES. */
export function mutate(input: Buffer, other: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let changes = 1 + random.below(8); changes > 0; changes--) bytes = change(bytes, other, random);
  return bytes.subarray(0, MAX_INPUT_BYTES);
}

function change(bytes: Buffer, other: Buffer, random: Random): Buffer {
  if (!bytes.byteLength) return Buffer.from(random.pick(WORDS));
  const at = random.below(bytes.byteLength);
  const length = 1 + random.below(Math.min(64, bytes.byteLength - at));
  switch (random.below(9)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      return withNumber(bytes, at, random);
    case 3: // leave a part out
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4: // say a part twice
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5: // cut off
      return bytes.subarray(0, at);
    case 6:
      return Buffer.concat([bytes.subarray(0, at), random.pick(WORDS), bytes.subarray(at + random.below(5))]);
    case 7: {
      const from = random.below(other.byteLength || 1);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + 1 + random.below(256)), bytes.subarray(at)]);
    }
    default: // swap two parts
      return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
  }
}

/** A number of 2 or 4 bytes in either order: an edge, or a little more or less than what stood there. */
function withNumber(bytes: Buffer, at: number, random: Random): Buffer {
  if (bytes.byteLength < 4) return bytes;
  const place = Math.min(at, bytes.byteLength - 4);
  const near = random.below(2) === 0;
  switch (random.below(4)) {
    case 0:
      bytes.writeUInt16LE((near ? bytes.readUInt16LE(place) + random.below(9) - 4 : random.pick(INTERESTING)) & 0xffff, place);
      break;
    case 1:
      bytes.writeUInt16BE((near ? bytes.readUInt16BE(place) + random.below(9) - 4 : random.pick(INTERESTING)) & 0xffff, place);
      break;
    case 2:
      bytes.writeUInt32LE((near ? bytes.readUInt32LE(place) + random.below(9) - 4 : random.pick(INTERESTING)) >>> 0, place);
      break;
    default:
      bytes.writeUInt32BE((near ? bytes.readUInt32BE(place) + random.below(9) - 4 : random.pick(INTERESTING)) >>> 0, place);
  }
  return bytes;
}
