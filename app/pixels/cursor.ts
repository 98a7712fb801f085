import { PixelsError } from './errors.ts';
import type { ByteSource } from './source.ts';

export interface Layout {
  readonly implicit: boolean;
  readonly bigEndian: boolean;
}

export interface Header {
  /** ggggeeee */
  readonly tag: number;
  /** '' in implicit VR and of items. */
  readonly vr: string;
  readonly length: number;
  /** Where the value begins. */
  readonly value: number;
}

export const UNDEFINED_LENGTH = 0xffffffff;
export const ITEM = 0xfffe_e000;
export const ITEM_DELIMITATION = 0xfffe_e00d;
export const SEQUENCE_DELIMITATION = 0xfffe_e0dd;

const IMPLICIT: Layout = { implicit: true, bigEndian: false };
const LONG_VRS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const SHORT_VRS: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ').concat('??', '  '),
);
const MOST_HEADER_BYTES = 12;
const MAX_DEPTH = 64;

/** Element headers of a source (PS3.5 §7.1), wherever they are: a window of it is in memory. */
export class HeaderCursor {
  readonly source: ByteSource;
  readonly #windowBytes: number;
  #window: Buffer = Buffer.alloc(0);
  #begin = 0;

  /** @param windowBytes what is read at once: much where headers are near one another, little where values are stepped over */
  constructor(source: ByteSource, windowBytes: number) {
    this.source = source;
    this.#windowBytes = windowBytes;
  }

  /** So many bytes at `at`, fewer at the end of the source; valid until the next call. */
  async peek(at: number, length: number): Promise<Buffer> {
    if (at < this.#begin || at + length > this.#begin + this.#window.byteLength) {
      const window = Buffer.allocUnsafe(Math.min(Math.max(length, this.#windowBytes), Math.max(0, this.source.bytes - at)));
      const there = await this.source.readAt(at, window);
      this.#window = window.subarray(0, there);
      this.#begin = at;
    }
    return this.#window.subarray(at - this.#begin, at - this.#begin + length);
  }

  /** @throws PixelsError PIXELS_BROKEN */
  async header(at: number, { implicit, bigEndian }: Layout): Promise<Header> {
    const bytes = await this.peek(at, MOST_HEADER_BYTES);
    if (bytes.byteLength < 8) throw new PixelsError('PIXELS_BROKEN', `the data set ends at byte ${this.source.bytes} inside a header`);
    const group = bigEndian ? bytes.readUInt16BE(0) : bytes.readUInt16LE(0);
    const tag = group * 0x10000 + (bigEndian ? bytes.readUInt16BE(2) : bytes.readUInt16LE(2));
    const uint32 = (offset: number) => (bigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset));
    if (implicit || group === 0xfffe) return { tag, vr: '', length: uint32(4), value: at + 8 };
    const vr = bytes.toString('latin1', 4, 6);
    // PS3.5 §7.1.2: VRs of the future have the long form. Where the reserved bytes are not zero the writer used the short one.
    const isFuture = !SHORT_VRS.has(vr) && !LONG_VRS.has(vr);
    if (isFuture && !/^[A-Z]{2}$/.test(vr)) throw new PixelsError('PIXELS_BROKEN', `the element at byte ${at} has no VR`);
    if (SHORT_VRS.has(vr) || (isFuture && (bytes[6] !== 0 || bytes[7] !== 0)))
      return { tag, vr, length: bigEndian ? bytes.readUInt16BE(6) : bytes.readUInt16LE(6), value: at + 8 };
    if (bytes.byteLength < 12) throw new PixelsError('PIXELS_BROKEN', `the data set ends at byte ${this.source.bytes} inside a header`);
    return { tag, vr, length: uint32(8), value: at + 12 };
  }

  /** Where an element ends, its delimiter included. */
  async endOf(header: Header, layout: Layout, depth = 0): Promise<number> {
    if (header.length !== UNDEFINED_LENGTH) return header.value + header.length;
    if (depth >= MAX_DEPTH) throw new PixelsError('PIXELS_BROKEN', `sequences more than ${MAX_DEPTH} deep`);
    const within = header.vr === 'UN' ? IMPLICIT : layout; // PS3.5 §6.2.2 note 4
    for (let at = header.value; ; ) {
      const item = await this.header(at, within);
      if (item.tag === SEQUENCE_DELIMITATION) return item.value;
      if (item.tag !== ITEM) throw new PixelsError('PIXELS_BROKEN', `at byte ${at} an item must begin`);
      at = item.length === UNDEFINED_LENGTH ? await this.#endOfItem(item.value, within, depth + 1) : item.value + item.length;
    }
  }

  async #endOfItem(begin: number, layout: Layout, depth: number): Promise<number> {
    for (let at = begin; ; ) {
      const header = await this.header(at, layout);
      if (header.tag === ITEM_DELIMITATION) return header.value;
      at = await this.endOf(header, layout, depth);
    }
  }
}
