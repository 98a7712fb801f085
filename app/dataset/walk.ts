import { TRANSFER_SYNTAXES, tagText } from '../registry/registry.ts';
import { dictionaryVrOf, vrOf } from './dictionary.ts';
import { DatasetError } from './errors.ts';
import { checkFirstHeader, uint32At, vrAt } from './header-bytes.ts';
import type { Encoding } from './structure-scanner.ts';
import { swapped } from './swap.ts';
import { VR_FUTURE, VR_INVALID, VR_KIND, VR_PLACEHOLDER, VR_SEQUENCE, VR_SHORT, VR_UN } from './vr.ts';

/** Hears of the elements of a data set in their order, nested. */
export interface WalkVisitor {
  /** Longest value of this VR that is handed over; of a longer one the visitor hears where it stands. */
  mostBytes(vr: string): number;
  /** @param bytes little endian whatever the transfer syntax, padding included; valid during the call */
  value(tag: number, vr: string, bytes: Uint8Array): void;
  /** A longer value; of fragments (PS3.5 §A.4) without `length`. */
  far(tag: number, vr: string, at: number, length?: number): void;
  beginSequence(tag: number): void;
  beginItem(): void;
  endItem(): void;
  endSequence(): void;
}

/** Some of the bytes of a data set. */
export interface BytePieces {
  /** Of the whole. */
  readonly bytes: number;
  readonly pieces: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

export interface WalkLimits {
  /** Sequences inside one another. */
  readonly maxDepth: number;
  /** Elements and items in all. */
  readonly maxElements: number;
}

/** Thrown where bytes are needed that no piece has; the walk is begun anew with them. No error of the data set. */
export class BytesMissing extends Error {
  readonly at: number;
  readonly length: number;

  constructor(at: number, length: number) {
    super(`${length} bytes from ${at} on are needed`);
    this.at = at;
    this.length = length;
  }
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
const PIXEL_REPRESENTATION = 0x0028_0103;
const PIXEL_DATA = 0x7fe0_0010;
const IMPLICIT: Encoding = { implicit: true, bigEndian: false };
/** Of undefined length these hold fragments (PS3.5 §A.4); everything else is a sequence (§6.2.2 note 4). */
const FRAGMENT_VRS: ReadonlySet<string> = new Set(['OB', 'OW']);

/**
 * Follows a data set (PS3.5 §7) through the pieces of it that are there, and steps over long values without their bytes. The VR of what has none
 * (implicit VR, UN) is that of PS3.6, where (0028,0103) decides by it (PS3.5 §A.1). What follows encapsulated Pixel Data is left out: to find it,
 * every fragment would have to be read.
 *
 * @throws DatasetError where the structure cannot be followed, or beyond the limits; BytesMissing
 */
export function walkDataset(pieces: BytePieces, transferSyntaxUid: string, visitor: WalkVisitor, limits: WalkLimits): void {
  const transferSyntax = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  if (!transferSyntax) throw new DatasetError('DATASET_UNKNOWN_TRANSFER_SYNTAX', `the transfer syntax ${transferSyntaxUid} is not known`);
  const { encoding } = transferSyntax; // deflated: the pieces are of what was inflated
  new Walk(pieces, visitor, limits).dataset({ implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' });
}

class Walk {
  readonly #pieces: BytePieces;
  readonly #visitor: WalkVisitor;
  readonly #limits: WalkLimits;
  #piece: Uint8Array = new Uint8Array();
  #begin = 0; // of the piece, in the data set
  #at = 0;
  #depth = 0;
  #count = 0;
  #signed = false; // Pixel Representation of the innermost data set that says it
  #hasEnded = false;
  // Of the header that was read last.
  #tag = 0;
  #vr = '';
  #kind = VR_INVALID;
  #length = 0;

  constructor(pieces: BytePieces, visitor: WalkVisitor, limits: WalkLimits) {
    this.#pieces = pieces;
    this.#visitor = visitor;
    this.#limits = limits;
  }

  dataset(encoding: Encoding): void {
    const { bytes } = this.#pieces;
    if (bytes === 0) return;
    if (bytes >= 8) {
      const at = this.#need(0, 8);
      checkFirstHeader(this.#piece, at, encoding.implicit, encoding.bigEndian);
    }
    this.#elements(encoding, bytes, false);
  }

  /** @returns true where a delimiter ended not the item but the sequence around it */
  #elements(encoding: Encoding, end: number, isDelimited: boolean): boolean {
    while (this.#at < end && !this.#hasEnded) {
      const begin = this.#at;
      this.#header(encoding, end);
      const tag = this.#tag;
      if (tag === ITEM_DELIMITATION || tag === SEQUENCE_DELIMITATION) {
        if (isDelimited) return tag === SEQUENCE_DELIMITATION;
        continue; // needless: nothing is to be ended
      }
      if (tag >>> 16 === 0xfffe) throw malformed(tag, begin, 'stands where no item belongs');
      this.#element(encoding, end, begin);
    }
    if (isDelimited && !this.#hasEnded) throw new DatasetError('DATASET_TRUNCATED', `an item ends at byte ${end} without its delimiter`);
    return false;
  }

  #element(encoding: Encoding, end: number, begin: number): void {
    this.#countOne();
    const [tag, kind, length] = [this.#tag, this.#kind, this.#length];
    const isUn = kind === VR_UN || kind === VR_PLACEHOLDER || (kind === VR_FUTURE && length === UNDEFINED_LENGTH);
    const within = isUn ? IMPLICIT : encoding; // §6.2.2 note 4
    const vr = encoding.implicit || isUn ? this.#knownVr(tag) : this.#vr;
    if (length === UNDEFINED_LENGTH) {
      if (FRAGMENT_VRS.has(vr)) this.#fragments(tag, vr, within, end);
      else this.#items(tag, within, end, true);
      return;
    }
    const valueEnd = this.#at + length;
    if (valueEnd > end) throw beyond(tag, begin, length, end, this.#pieces.bytes);
    if (vr === 'SQ') {
      this.#items(tag, within, valueEnd, false);
      return;
    }
    if (length > this.#visitor.mostBytes(vr)) this.#visitor.far(tag, vr, this.#at, length);
    else {
      const at = this.#need(this.#at, length);
      const bytes = this.#piece.subarray(at, at + length);
      if (tag === PIXEL_REPRESENTATION && length >= 2) this.#signed = (encoding.bigEndian ? bytes[1] : bytes[0]) === 1;
      this.#visitor.value(tag, vr, within.bigEndian ? swapped(bytes, vr) : bytes);
    }
    this.#at = valueEnd;
  }

  /** Of PS3.6; for what another attribute decides, by that (PS3.5 §A.1). */
  #knownVr(tag: number): string {
    if (dictionaryVrOf(tag) === 'xs') return this.#signed ? 'SS' : 'US';
    return vrOf(tag) ?? 'UN';
  }

  #fragments(tag: number, vr: string, encoding: Encoding, end: number): void {
    this.#visitor.far(tag, vr, this.#at);
    if (tag === PIXEL_DATA && this.#depth === 0) {
      this.#hasEnded = true;
      return;
    }
    while (this.#at < end) {
      this.#header(encoding, end);
      if (this.#tag === SEQUENCE_DELIMITATION) return;
      if (this.#tag !== ITEM || this.#length > end - this.#at) throw malformed(this.#tag, this.#at, `is no fragment of ${tagText(tag)}`);
      this.#at += this.#length;
    }
    throw new DatasetError('DATASET_TRUNCATED', `the fragments of ${tagText(tag)} end at byte ${end} without a delimiter`);
  }

  #items(tag: number, encoding: Encoding, end: number, isDelimited: boolean): void {
    if (++this.#depth > this.#limits.maxDepth) {
      throw new DatasetError('DATASET_TOO_DEEP', `${tagText(tag)} at byte ${this.#at}: sequences more than ${this.#limits.maxDepth} deep`);
    }
    this.#visitor.beginSequence(tag);
    const signed = this.#signed;
    let ended = false;
    while (!ended && this.#at < end) {
      const begin = this.#at;
      this.#header(encoding, end);
      if (this.#tag === SEQUENCE_DELIMITATION) {
        if (isDelimited) ended = true;
        continue;
      }
      if (this.#tag !== ITEM) throw malformed(this.#tag, begin, `stands where an item of ${tagText(tag)} must begin`);
      this.#countOne();
      const isOpen = this.#length === UNDEFINED_LENGTH;
      const itemEnd = isOpen ? end : this.#at + this.#length;
      if (itemEnd > end) throw beyond(ITEM, begin, this.#length, end, this.#pieces.bytes);
      this.#visitor.beginItem();
      ended = this.#elements(encoding, itemEnd, isOpen);
      this.#visitor.endItem();
      this.#signed = signed;
    }
    if (isDelimited && !ended)
      throw new DatasetError('DATASET_TRUNCATED', `the sequence ${tagText(tag)} ends at byte ${end} without its delimiter`);
    this.#visitor.endSequence();
    this.#depth--;
  }

  /** Reads the header at the place and goes after it. */
  #header({ implicit, bigEndian }: Encoding, end: number): void {
    if (this.#at + 8 > end) throw new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${end} inside an element's header`);
    let at = this.#need(this.#at, 8);
    const bytes = this.#piece;
    this.#tag = bigEndian
      ? ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
      : ((bytes[at + 1]! << 24) | (bytes[at]! << 16) | (bytes[at + 3]! << 8) | bytes[at + 2]!) >>> 0;
    if (implicit || this.#tag >>> 16 === 0xfffe) {
      this.#kind = VR_INVALID;
      this.#length = uint32At(bytes, at + 4, bigEndian);
      this.#at += 8;
      return;
    }
    const kind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
    if (kind === VR_INVALID) throw malformed(this.#tag, this.#at, 'has no VR');
    this.#kind = kind;
    this.#vr = kind === VR_SEQUENCE ? 'SQ' : vrAt(bytes, at);
    // PS3.5 §7.1.2: VRs of the future have the long form. Where the reserved bytes are not zero the writer used the short one.
    const isShort = kind === VR_SHORT || kind === VR_PLACEHOLDER || (kind === VR_FUTURE && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0));
    if (isShort) {
      this.#length = bigEndian ? (bytes[at + 6]! << 8) | bytes[at + 7]! : bytes[at + 6]! | (bytes[at + 7]! << 8);
      this.#at += 8;
      return;
    }
    if (this.#at + 12 > end) throw new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${end} inside an element's header`);
    at = this.#need(this.#at, 12);
    this.#length = uint32At(this.#piece, at + 8, bigEndian);
    this.#at += 12;
  }

  /** @returns where in the piece these bytes of the data set are */
  #need(at: number, length: number): number {
    const inPiece = at - this.#begin;
    if (inPiece >= 0 && inPiece + length <= this.#piece.byteLength) return inPiece;
    const piece = this.#pieces.pieces.find((each) => at >= each.at && at + length <= each.at + each.bytes.byteLength);
    if (!piece) throw new BytesMissing(at, length);
    this.#piece = piece.bytes;
    this.#begin = piece.at;
    return at - piece.at;
  }

  #countOne(): void {
    if (++this.#count > this.#limits.maxElements)
      throw new DatasetError('DATASET_TOO_LARGE', `the data set has more than ${this.#limits.maxElements} elements`);
  }
}

function malformed(tag: number, at: number, words: string): DatasetError {
  return new DatasetError('DATASET_MALFORMED', `${tagText(tag)} at byte ${at} ${words}`);
}

function beyond(tag: number, begin: number, length: number, end: number, whole: number): DatasetError {
  return end === whole
    ? new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${end} inside ${tagText(tag)} of ${length} bytes`)
    : malformed(tag, begin, `of ${length} bytes reaches beyond what encloses it, which ends at byte ${end}`);
}
