import { tagText } from '../registry/registry.ts';
import { dictionaryVrOf } from './dictionary.ts';
import { DatasetError } from './errors.ts';
import { checkFirstHeader, hexByte, uint32At, vrAt } from './header-bytes.ts';
import { SCAN_LIMITS } from './index-scan.ts';
import { RecodedBytes } from './recoded-bytes.ts';
import type { Encoding } from './structure-scanner.ts';
import { NUMBER_BYTES, VR_FRAGMENTS, VR_FUTURE, VR_INVALID, VR_KIND, VR_LONG, VR_PLACEHOLDER, VR_SEQUENCE, VR_SHORT, VR_UN } from './vr.ts';

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
const LENGTH_TO_END = 0x0008_0001;
const PIXEL_REPRESENTATION = 0x0028_0103;
const WAVEFORM_BITS_ALLOCATED = 0x5400_1004;
const WAVEFORM_GROUP = 0x5400;
const MOST_SHORT_BYTES = 0xffff;
const IMPLICIT: Encoding = { implicit: true, bigEndian: false };

/** The data set, a sequence or an item that is open. */
interface Level {
  readonly kind: 'root' | 'sequence' | 'item';
  readonly tag: number;
  readonly source: Encoding;
  readonly target: Encoding;
  /** Byte offset where its length ends it; Infinity where a delimiter does. */
  readonly end: number;
  /** Where the nearest one of defined length ends. */
  readonly limit: number;
  /** What decides on VRs below it (PS3.5 §A.1). */
  pixelRepresentation: number;
  waveformBitsAllocated: number;
}

/** Re-encodes a data set in pieces cut anywhere; see `transcode`. */
export class Recoder {
  readonly #out = new RecodedBytes();
  readonly #levels: Level[];
  readonly #carry: Buffer = Buffer.alloc(12); // a header cut by the end of a piece
  #carried = 0;
  #position = 0; // bytes followed so far
  #pending = 0; // bytes of the present value still to come
  #valueTag = 0;
  #isDropped = false;
  /** The level that a number now passing by is to be told, and its bytes so far, low byte first. */
  #noted = 0;
  #notedBytes = 0;

  constructor(source: Encoding, target: Encoding) {
    this.#levels = [
      { kind: 'root', tag: 0, source, target, end: Infinity, limit: Infinity, pixelRepresentation: 0, waveformBitsAllocated: 0 },
    ];
  }

  get hasOutput(): boolean {
    return this.#out.hasOutput;
  }

  /** What has come out since; a view until the next `write`. */
  take(): Uint8Array {
    return this.#out.take();
  }

  /** @throws DatasetError DATASET_CANNOT_TRANSCODE for Pixel Data in fragments, or where the structure cannot be followed */
  write(piece: Uint8Array): void {
    let at = 0;
    while (true) {
      if (this.#pending > 0) {
        const here = Math.min(this.#pending, piece.length - at);
        this.#value(piece, at, here);
        this.#pending -= here;
        this.#position += here;
        at += here;
        if (this.#pending > 0) return;
      }
      while (this.#position === this.#level.end) this.#close();
      if (at === piece.length) return;
      if (this.#carried > 0) {
        const want = this.#carried < 8 ? 8 : 12;
        while (this.#carried < want && at < piece.length) this.#carry[this.#carried++] = piece[at++]!;
        if (this.#carried < want) return;
        const size = this.#header(this.#carry, 0, want);
        if (size === 0) continue; // the long form: four more bytes
        this.#carried = 0;
        this.#position += size;
      } else {
        const size = this.#header(piece, at, piece.length - at);
        if (size === 0) {
          while (at < piece.length) this.#carry[this.#carried++] = piece[at++]!;
          return;
        }
        at += size;
        this.#position += size;
      }
    }
  }

  /** @throws DatasetError DATASET_TRUNCATED where the bytes ended inside something */
  end(): void {
    if (this.#carried === 0 && this.#pending === 0 && this.#levels.length === 1) return;
    throw new DatasetError(
      'DATASET_TRUNCATED',
      `the data set ends at byte ${this.#position + this.#carried} inside ${tagText(this.#valueTag)}`,
    );
  }

  get #level(): Level {
    return this.#levels[this.#levels.length - 1]!;
  }

  /** Where VRs come or go, lengths change: then every sequence ends by delimiters. */
  get #isResized(): boolean {
    const { source, target } = this.#level;
    return source.implicit !== target.implicit;
  }

  #value(piece: Uint8Array, at: number, count: number): void {
    if (this.#noted !== 0) this.#note(piece, at, count);
    if (!this.#isDropped) this.#out.addValue(piece, at, count);
  }

  /** The header at `at`: its size, or 0 where it is not whole yet. */
  #header(bytes: Uint8Array, at: number, available: number): number {
    if (available < 8) return 0;
    const { kind, source, limit } = this.#level;
    const { implicit, bigEndian } = source;
    const tag = uint16At(bytes, at, bigEndian) * 0x10000 + uint16At(bytes, at + 2, bigEndian);
    if (tag >>> 16 === 0xfffe) {
      if (this.#position + 8 > limit) throw this.#malformed(tag, 'reaches beyond what encloses it');
      this.#delimiter(tag, uint32At(bytes, at + 4, bigEndian));
      return 8;
    }
    if (this.#position === 0) checkFirstHeader(bytes, at, implicit, bigEndian);
    if (kind === 'sequence') throw this.#malformed(tag, 'stands where an item must begin');
    if (implicit) {
      this.#element(tag, '', VR_INVALID, uint32At(bytes, at + 4, bigEndian), 8);
      return 8;
    }
    const vrKind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
    if (vrKind === VR_INVALID)
      throw this.#malformed(tag, `has no VR: bytes ${hexByte(bytes[at + 4]!)} ${hexByte(bytes[at + 5]!)} stand in its place`);
    const isShort =
      vrKind === VR_SHORT || vrKind === VR_PLACEHOLDER || (vrKind === VR_FUTURE && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0));
    if (!isShort && available < 12) return 0;
    const size = isShort ? 8 : 12;
    const length = isShort ? uint16At(bytes, at + 6, bigEndian) : uint32At(bytes, at + 8, bigEndian);
    this.#element(tag, vrAt(bytes, at), isShort ? VR_SHORT : vrKind, length, size);
    return size;
  }

  #element(tag: number, writtenVr: string, kind: number, length: number, size: number): void {
    const { source, target, limit } = this.#level;
    const begin = this.#position + size;
    if (begin > limit || (length !== UNDEFINED_LENGTH && begin + length > limit))
      throw this.#malformed(tag, 'reaches beyond what encloses it');
    this.#valueTag = tag;
    const vr = source.implicit ? this.#vrOf(tag, length) : writtenVr;
    const isUndefined = length === UNDEFINED_LENGTH;
    if (isUndefined && (kind === VR_FRAGMENTS || (source.implicit && (vr === 'OW' || vr === 'OB'))))
      throw new DatasetError('DATASET_CANNOT_TRANSCODE', `${tagText(tag)} at byte ${this.#position} has fragments`);
    if (isUndefined && (kind === VR_SHORT || kind === VR_LONG))
      throw this.#malformed(tag, 'has undefined length, which its VR does not allow');
    const isSequence = isUndefined || kind === VR_SEQUENCE || vr === 'SQ';
    if (isSequence) {
      this.#openSequence(tag, source.implicit ? 'SQ' : vr, kind, length, begin);
      return;
    }
    this.#isDropped = this.#isResized && ((tag & 0xffff) === 0 || tag === LENGTH_TO_END);
    this.#pending = length;
    this.#notes(tag, length);
    if (this.#isDropped) return;
    const isTooLong = source.implicit && !target.implicit && length > MOST_SHORT_BYTES && kindOf(vr) === VR_SHORT;
    const written = isTooLong ? 'UN' : vr;
    this.#out.addHeader(tag, target, written, source.implicit ? kindOf(written) === VR_SHORT : size === 8, length);
    const width = source.bigEndian === target.bigEndian ? 1 : (NUMBER_BYTES[written] ?? 1);
    this.#out.beginValue(length % width === 0 ? width : 1);
  }

  /** PS3.6, and what decides where it leaves the choice (PS3.5 §A.1). */
  #vrOf(tag: number, length: number): string {
    const vr = dictionaryVrOf(tag);
    const level = this.#level;
    if (vr === undefined) return length === UNDEFINED_LENGTH ? 'SQ' : 'UN';
    if (vr === 'xs') return level.pixelRepresentation === 1 ? 'SS' : 'US';
    if (vr === 'ox' && tag >>> 16 === WAVEFORM_GROUP && level.waveformBitsAllocated === 8) return 'OB';
    return vr === 'ox' || vr === 'lt' ? 'OW' : vr;
  }

  #openSequence(tag: number, vr: string, kind: number, length: number, begin: number): void {
    const { source, target } = this.#level;
    // PS3.5 §6.2.2 note 4: whatever the transfer syntax, UN of undefined length is a sequence in Implicit VR Little Endian, and stays one
    const isUn = kind === VR_UN || kind === VR_FUTURE;
    this.#out.addHeader(tag, target, vr, false, this.#isResized && length > 0 ? UNDEFINED_LENGTH : length);
    if (length === 0) return;
    const end = length === UNDEFINED_LENGTH ? Infinity : begin + length;
    this.#open('sequence', tag, end, isUn ? IMPLICIT : source, isUn ? IMPLICIT : target);
  }

  /** Items and delimiters (PS3.5 §7.5). */
  #delimiter(tag: number, length: number): void {
    const { kind, end, limit, source, target } = this.#level;
    if (tag === ITEM) {
      if (kind !== 'sequence') throw this.#malformed(tag, 'is an item outside of a sequence');
      const begin = this.#position + 8;
      if (length !== UNDEFINED_LENGTH && begin + length > limit) throw this.#malformed(tag, 'reaches beyond what encloses it');
      this.#out.addItem(ITEM, target, this.#isResized && length > 0 ? UNDEFINED_LENGTH : length);
      if (length !== 0) this.#open('item', this.#level.tag, length === UNDEFINED_LENGTH ? Infinity : begin + length, source, target);
      return;
    }
    if (tag !== ITEM_DELIMITATION && tag !== SEQUENCE_DELIMITATION) throw this.#malformed(tag, 'is no item and no delimiter');
    if (length !== 0) throw this.#malformed(tag, `is a delimiter with the length ${length}`);
    const isWanted = end === Infinity && kind === (tag === ITEM_DELIMITATION ? 'item' : 'sequence');
    const endsBoth = tag === SEQUENCE_DELIMITATION && kind === 'item' && end === Infinity && this.#levels.at(-2)!.end === Infinity;
    if (!this.#isResized) this.#out.addItem(tag, target, 0); // as it stands, needless ones too: lengths around count them
    if (isWanted || endsBoth) this.#close(this.#isResized);
    if (endsBoth) this.#close(this.#isResized); // the item had no delimiter of its own
  }

  #open(kind: 'sequence' | 'item', tag: number, end: number, source: Encoding, target: Encoding): void {
    const { limit, pixelRepresentation, waveformBitsAllocated } = this.#level;
    if (this.#levels.length > 2 * SCAN_LIMITS.maxDepth)
      throw new DatasetError(
        'DATASET_TOO_DEEP',
        `${tagText(tag)} at byte ${this.#position}: sequences more than ${SCAN_LIMITS.maxDepth} deep`,
      );
    this.#levels.push({ kind, tag, end, source, target, limit: Math.min(limit, end), pixelRepresentation, waveformBitsAllocated });
  }

  #close(isDelimited: boolean = this.#isResized): void {
    const { kind, target } = this.#level;
    if (isDelimited) this.#out.addItem(kind === 'item' ? ITEM_DELIMITATION : SEQUENCE_DELIMITATION, target, 0);
    this.#levels.pop();
  }

  /** Watches for the numbers that decide on VRs. */
  #notes(tag: number, length: number): void {
    const decides = this.#level.source.implicit && length === 2 && (tag === PIXEL_REPRESENTATION || tag === WAVEFORM_BITS_ALLOCATED);
    this.#noted = decides ? tag : 0;
    this.#notedBytes = 0;
  }

  #note(piece: Uint8Array, at: number, count: number): void {
    if (this.#pending === 2 && count > 0) this.#notedBytes = piece[at]!; // little endian: implicit VR is never another
    if (this.#pending === count) {
      const value = count === 2 ? this.#notedBytes | (piece[at + 1]! << 8) : this.#notedBytes | (piece[at]! << 8);
      if (this.#noted === PIXEL_REPRESENTATION) this.#level.pixelRepresentation = value;
      else this.#level.waveformBitsAllocated = value;
      this.#noted = 0;
    }
  }

  #malformed(tag: number, words: string): DatasetError {
    return new DatasetError('DATASET_MALFORMED', `${tagText(tag)} at byte ${this.#position} ${words}`);
  }
}

function kindOf(vr: string): number {
  return VR_KIND[(vr.charCodeAt(0) << 8) | vr.charCodeAt(1)]!;
}

function uint16At(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]! | (bytes[at + 1]! << 8);
}
