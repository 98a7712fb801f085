import { DatasetError } from './errors.ts';
import { uint32At } from './header-bytes.ts';
import type { Encoding } from './structure-scanner.ts';
import { VR_FUTURE, VR_INVALID, VR_KIND, VR_PLACEHOLDER, VR_SHORT, VR_UN } from './vr.ts';

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
/** Of an element that is not whole yet. */
const NOT_YET = -1;

export interface HeadLimits {
  /** What is read at most before the last of the tags must have come. */
  readonly maxBytes: number;
  /** Sequences inside one another. */
  readonly maxDepth: number;
}

/** Where an element at the top of a data set stands, in bytes of what was added. */
export interface Span {
  readonly tag: number;
  readonly begin: number;
  readonly end: number;
}

/** Finds the elements at the top of a data set, up to a tag, in bytes that come piece by piece. */
export class HeadWalk {
  isDone = false;
  /** An element beyond the last tag has come: all before it was found. */
  isBeyond = false;
  readonly #encoding: Encoding;
  readonly #isWanted: (tag: number) => boolean;
  readonly #lastTag: number;
  readonly #limits: HeadLimits;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  readonly #spans: Span[] = [];

  /** @param lastTag elements beyond it end the walk */
  constructor(encoding: Encoding, isWanted: (tag: number) => boolean, lastTag: number, limits: HeadLimits) {
    this.#encoding = encoding;
    this.#isWanted = isWanted;
    this.#lastTag = lastTag;
    this.#limits = limits;
  }

  /** All that was added. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Where the elements that were found end. */
  get end(): number {
    return this.#at;
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  add(view: Uint8Array): void {
    if (this.isDone) return;
    this.#bytes = Buffer.concat([this.#bytes, view]);
    while (!this.isDone) {
      const header = this.#header(this.#at, this.#encoding);
      if (header === undefined) break;
      if (header.tag > this.#lastTag) {
        this.isBeyond = true;
        this.isDone = true;
        break;
      }
      const end = this.#endOf(header, this.#encoding, 0);
      if (end === NOT_YET || end > this.#bytes.byteLength) break;
      if (this.#isWanted(header.tag)) this.#spans.push({ tag: header.tag, begin: this.#at, end });
      this.#at = end;
    }
    if (this.#bytes.byteLength >= this.#limits.maxBytes) this.isDone = true;
  }

  /** The wanted elements side by side: a data set of its own. */
  found(): Buffer {
    return Buffer.concat(this.#spans.map(({ begin, end }) => this.#bytes.subarray(begin, end)));
  }

  /** The header at `at`; undefined while it is not whole. */
  #header(at: number, { implicit, bigEndian }: Encoding): { tag: number; kind: number; length: number; value: number } | undefined {
    const bytes = this.#bytes;
    if (at + 8 > bytes.byteLength) return undefined;
    const tag = (bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)) * 0x10000 + this.#uint16(at + 2, bigEndian);
    if (implicit || tag >= ITEM) return { tag, kind: VR_INVALID, length: uint32At(bytes, at + 4, bigEndian), value: at + 8 };
    const kind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
    if (kind === VR_INVALID) throw new DatasetError('DATASET_MALFORMED', `the element at byte ${at} has no VR`);
    const isShort = kind === VR_SHORT || kind === VR_PLACEHOLDER || (kind === VR_FUTURE && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0));
    if (isShort) return { tag, kind, length: this.#uint16(at + 6, bigEndian), value: at + 8 };
    if (at + 12 > bytes.byteLength) return undefined;
    return { tag, kind, length: uint32At(bytes, at + 8, bigEndian), value: at + 12 };
  }

  #uint16(at: number, bigEndian: boolean): number {
    return bigEndian ? this.#bytes.readUInt16BE(at) : this.#bytes.readUInt16LE(at);
  }

  /** Where an element ends, which may be beyond what is there; NOT_YET where that is not known yet. */
  #endOf({ kind, length, value }: { kind: number; length: number; value: number }, encoding: Encoding, depth: number): number {
    if (length !== UNDEFINED_LENGTH) return value + length;
    if (depth >= this.#limits.maxDepth) throw new DatasetError('DATASET_TOO_DEEP', `sequences more than ${depth} deep`);
    // PS3.5 §6.2.2 note 4: UN of undefined length is a sequence in Implicit VR Little Endian
    const within = kind === VR_UN || kind === VR_FUTURE ? { implicit: true, bigEndian: false } : encoding;
    for (let at = value; ; ) {
      const item = this.#header(at, within);
      if (item === undefined) return NOT_YET;
      if (item.tag === SEQUENCE_DELIMITATION) return item.value;
      if (item.tag !== ITEM) throw new DatasetError('DATASET_MALFORMED', `at byte ${at} an item must begin`);
      at = item.length === UNDEFINED_LENGTH ? this.#endOfItem(item.value, within, depth + 1) : item.value + item.length;
      if (at === NOT_YET || at > this.#bytes.byteLength) return NOT_YET;
    }
  }

  #endOfItem(begin: number, encoding: Encoding, depth: number): number {
    for (let at = begin; ; ) {
      const header = this.#header(at, encoding);
      if (header === undefined) return NOT_YET;
      if (header.tag === ITEM_DELIMITATION) return header.value;
      at = this.#endOf(header, encoding, depth);
      if (at === NOT_YET || at > this.#bytes.byteLength) return NOT_YET;
    }
  }
}
