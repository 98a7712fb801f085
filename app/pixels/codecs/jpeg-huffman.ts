import { corrupt } from './jpeg-markers.ts';

const FAST_BITS = 9;
const MAX_CODE_BITS = 16;
/** Zero bytes that stand in for what is missing before a stream counts as cut off: the last code may reach beyond. */
const MOST_MISSING_BYTES = 8;

/** A Huffman table (T.81 Annex C, F.2.2.3). */
export interface HuffmanTable {
  /** By the next nine bits: length × 256 + value; 0 where the code is longer. */
  readonly fast: Uint16Array;
  /** By length: the largest code, -1 where there is none. */
  readonly maxCode: Int32Array;
  /** By length: what is to be added to a code to give its place among the values. */
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/** The tables of a DHT segment (T.81 B.2.4.2), by class and destination: 0 to 3 DC and lossless, 16 to 19 AC. */
export function readHuffmanTables(bytes: Uint8Array, value: number, end: number, tables: Map<number, HuffmanTable>): void {
  for (let at = value; at < end; ) {
    const which = bytes[at]!;
    const counts = bytes.subarray(at + 1, at + 1 + MAX_CODE_BITS);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = bytes.subarray(at + 17, at + 17 + total);
    if (at + 17 + total > end || total > 256) throw corrupt('a Huffman table is cut short');
    tables.set(which, tableOf(counts, values));
    at += 17 + total;
  }
}

function tableOf(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const fast = new Uint16Array(1 << FAST_BITS);
  const maxCode = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  const offset = new Int32Array(MAX_CODE_BITS + 1);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    const count = counts[length - 1]!;
    offset[length] = at - code;
    if (code + count > 1 << length) throw corrupt('a Huffman table has more codes than there are');
    for (let next = 0; next < count; next++, code++, at++) {
      if (length > FAST_BITS) continue;
      const first = code << (FAST_BITS - length);
      fast.fill((length << 8) | values[at]!, first, first + (1 << (FAST_BITS - length)));
    }
    if (count > 0) maxCode[length] = code - 1;
    code <<= 1;
  }
  return { fast, maxCode, offset, values };
}

/** The bits of an entropy-coded segment (T.81 F.2.2.5): stuffed zeros left out, ended by a marker. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  #missing = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Where the next marker is looked for. */
  get position(): number {
    return this.#at;
  }

  #fill(): void {
    while (this.#count <= 16) {
      let byte = 0;
      if (this.#at >= this.#bytes.length) this.#miss();
      else {
        byte = this.#bytes[this.#at]!;
        if (byte !== 0xff) this.#at++;
        else if (this.#bytes[this.#at + 1] === 0) this.#at += 2;
        else {
          byte = 0;
          this.#miss();
        }
      }
      this.#bits = ((this.#bits << 8) | byte) & 0xffffff; // 24 bits hold what is used
      this.#count += 8;
    }
  }

  #miss(): void {
    if (++this.#missing > MOST_MISSING_BYTES) throw corrupt('it ends early');
  }

  /** The next value of a table. */
  decode({ fast, maxCode, offset, values }: HuffmanTable): number {
    if (this.#count < MAX_CODE_BITS) this.#fill();
    const found = fast[(this.#bits >> (this.#count - FAST_BITS)) & 0x1ff]!;
    if (found !== 0) {
      this.#count -= found >> 8;
      return found & 0xff;
    }
    for (let length = FAST_BITS + 1; length <= MAX_CODE_BITS; length++) {
      const code = (this.#bits >> (this.#count - length)) & ((1 << length) - 1);
      if (code > maxCode[length]!) continue;
      this.#count -= length;
      return values[code + offset[length]!]!;
    }
    throw corrupt('a code that no table has');
  }

  /** A signed number of so many bits, at most 16 (T.81 F.2.2.1, EXTEND). */
  extended(length: number): number {
    if (length === 0) return 0;
    if (this.#count < length) this.#fill();
    this.#count -= length;
    const value = (this.#bits >> this.#count) & ((1 << length) - 1);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Steps over a restart marker (T.81 E.2.4). */
  restart(): void {
    this.#bits = 0;
    this.#count = 0;
    this.#missing = 0;
    const bytes = this.#bytes;
    let at = this.#at;
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7)) {
      if (bytes[at] === 0xff && bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff) throw corrupt('a restart marker is missing');
      at++;
    }
    if (at + 1 >= bytes.length) throw corrupt('a restart marker is missing');
    this.#at = at + 2;
  }
}
