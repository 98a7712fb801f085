import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Encoding as Layout, TRANSFER_SYNTAXES, tagText } from '../registry/registry.ts';
import { vrOf } from './dictionary.ts';
import { DatasetError } from './errors.ts';
import { checkFirstHeader, hexByte, uint32At, vrAt } from './header-bytes.ts';
import type { Encoding } from './structure-scanner.ts';
import { swapped } from './swap.ts';
import { VR_FUTURE, VR_INVALID, VR_KIND, VR_PLACEHOLDER, VR_SEQUENCE, VR_SHORT, VR_UN } from './vr.ts';

/** One element of a small data set that is whole in memory: an identifier or an answer, never an image. */
export interface DataElement {
  /** ggggeeee */
  readonly tag: number;
  readonly vr: string;
  /** The value as it stands, padding included, numbers little endian whatever the transfer syntax; a view of what was read. Empty for sequences. */
  readonly bytes: Uint8Array;
  /** Of sequences alone. */
  readonly items?: readonly (readonly DataElement[])[];
}

export interface ElementLimits {
  /** Of the data set, and of what a deflated one inflates to. */
  readonly maxBytes: number;
  /** Sequences inside one another. */
  readonly maxDepth: number;
  /** Elements and items in all. */
  readonly maxElements: number;
}

export const ELEMENT_LIMITS: ElementLimits = { maxBytes: 16 * 1024 * 1024, maxDepth: 64, maxElements: 100_000 };

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
const IMPLICIT: Encoding = { implicit: true, bigEndian: false };
const NO_BYTES = new Uint8Array();

/**
 * Reads a data set (PS3.5 §7) that is whole in memory. In implicit VR, and where the writer put UN, the VR is that of PS3.6 if it is known there
 * (§6.2.2 note 2). Elements come in the order of the bytes.
 *
 * @throws DatasetError DATASET_TOO_LARGE, DATASET_TOO_DEEP beyond the limits; DATASET_TRUNCATED, DATASET_MALFORMED; an empty data set has no elements
 */
export function readElements(bytes: Uint8Array, transferSyntaxUid: string, limits: ElementLimits = ELEMENT_LIMITS): DataElement[] {
  const layout = layoutOf(transferSyntaxUid);
  if (bytes.byteLength > limits.maxBytes) {
    throw new DatasetError('DATASET_TOO_LARGE', `the data set has ${bytes.byteLength} bytes, at most ${limits.maxBytes} are taken`);
  }
  if (bytes.byteLength === 0) return [];
  const plain = layout === 'deflated-explicit-le' ? inflate(bytes, limits.maxBytes) : bytes;
  const encoding = encodingOf(layout);
  if (plain.byteLength >= 8) checkFirstHeader(plain, 0, encoding.implicit, encoding.bigEndian);
  return new ElementsReader(plain, limits).elements(encoding, plain.byteLength, 'data set').elements;
}

/**
 * Writes a data set (PS3.5 §7): ascending tags, even lengths (text padded with a space, UI and bytes with NUL), sequences and items of defined length.
 * A value too long for the 16-bit length of its VR goes out as UN (§6.2.2 note 5).
 */
export function writeElements(elements: readonly DataElement[], transferSyntaxUid: string): Uint8Array {
  const layout = layoutOf(transferSyntaxUid);
  const bytes = Buffer.concat(encodeElements(elements, encodingOf(layout)));
  if (layout !== 'deflated-explicit-le') return bytes;
  const deflated = deflateRawSync(bytes);
  return deflated.length % 2 === 0 ? deflated : Buffer.concat([deflated, Buffer.alloc(1)]); // §A.5: padded to an even length
}

function layoutOf(transferSyntaxUid: string): Layout {
  const transferSyntax = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  if (!transferSyntax) throw new DatasetError('DATASET_UNKNOWN_TRANSFER_SYNTAX', `the transfer syntax ${transferSyntaxUid} is not known`);
  return transferSyntax.encoding;
}

function encodingOf(layout: Layout): Encoding {
  return { implicit: layout === 'implicit-le', bigEndian: layout === 'explicit-be' };
}

function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new DatasetError('DATASET_INFLATED_TOO_LARGE', `the data set inflates to more than ${maxOutputLength} bytes`, { cause });
    if (code === 'Z_BUF_ERROR')
      throw new DatasetError(
        'DATASET_TRUNCATED',
        `the deflated data set ends after ${bytes.byteLength} bytes, before its deflate stream does`,
      );
    throw new DatasetError('DATASET_INFLATE_FAILED', 'the data set cannot be inflated', { cause });
  }
}

interface Header {
  readonly tag: number;
  readonly vr: string;
  readonly kind: number;
  readonly length: number;
}

class ElementsReader {
  readonly #bytes: Uint8Array;
  readonly #limits: ElementLimits;
  #at = 0;
  #depth = 0;
  #count = 0;

  constructor(bytes: Uint8Array, limits: ElementLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  /** The elements up to `end`, or to the delimiter of an item where its length is undefined. */
  elements(encoding: Encoding, end: number, what: string, isDelimited = false): { elements: DataElement[]; sequenceEnded: boolean } {
    const elements: DataElement[] = [];
    while (this.#at < end) {
      const begin = this.#at;
      const header = this.#header(encoding, end, what);
      if (header.tag === ITEM_DELIMITATION && isDelimited) return { elements, sequenceEnded: false };
      if (header.tag === SEQUENCE_DELIMITATION && isDelimited) return { elements, sequenceEnded: true }; // an item without its own delimiter
      if (header.tag === ITEM_DELIMITATION || header.tag === SEQUENCE_DELIMITATION) continue; // needless: nothing is to be ended
      if (header.tag >>> 16 === 0xfffe) throw malformed(header.tag, begin, 'stands where no item belongs');
      elements.push(this.#element(header, encoding, end, begin));
    }
    if (isDelimited) throw new DatasetError('DATASET_TRUNCATED', `the ${what} ends at byte ${end} without its delimiter`);
    return { elements, sequenceEnded: false };
  }

  #element({ tag, vr, kind, length }: Header, encoding: Encoding, end: number, begin: number): DataElement {
    this.#countOne();
    const isUn = kind === VR_UN || (kind === VR_FUTURE && length === UNDEFINED_LENGTH);
    const within = isUn ? IMPLICIT : encoding; // §6.2.2 note 4
    const known = encoding.implicit || isUn ? vrOf(tag) : vr;
    if (length === UNDEFINED_LENGTH) {
      if (known === 'OW' || known === 'OB') throw malformed(tag, begin, 'has fragments, which are no value to be read here');
      if (kind !== VR_INVALID && kind !== VR_SEQUENCE && !isUn)
        throw malformed(tag, begin, 'has undefined length, which its VR does not allow');
      return { tag, vr: 'SQ', bytes: NO_BYTES, items: this.#items(tag, within, end, true) };
    }
    const valueEnd = this.#at + length;
    if (valueEnd > end) throw this.#beyond(tag, begin, length, end);
    if (known === 'SQ') return { tag, vr: 'SQ', bytes: NO_BYTES, items: this.#items(tag, within, valueEnd, false) };
    const bytes = this.#bytes.subarray(this.#at, valueEnd);
    this.#at = valueEnd;
    const value = known ?? 'UN';
    return { tag, vr: value, bytes: within.bigEndian ? swapped(bytes, value) : bytes };
  }

  #items(tag: number, encoding: Encoding, end: number, isDelimited: boolean): DataElement[][] {
    if (++this.#depth > this.#limits.maxDepth) {
      throw new DatasetError('DATASET_TOO_DEEP', `${tagText(tag)} at byte ${this.#at}: sequences more than ${this.#limits.maxDepth} deep`);
    }
    const items: DataElement[][] = [];
    let ended = false;
    while (!ended && this.#at < end) {
      const begin = this.#at;
      const header = this.#header(encoding, end, 'sequence');
      if (header.tag === SEQUENCE_DELIMITATION) {
        if (isDelimited) ended = true;
        continue;
      }
      if (header.tag !== ITEM) throw malformed(header.tag, begin, `stands where an item of ${tagText(tag)} must begin`);
      this.#countOne();
      const isOpen = header.length === UNDEFINED_LENGTH;
      const itemEnd = isOpen ? end : this.#at + header.length;
      if (itemEnd > end) throw this.#beyond(header.tag, begin, header.length, end);
      const { elements, sequenceEnded } = this.elements(encoding, itemEnd, `item of ${tagText(tag)}`, isOpen);
      items.push(elements);
      ended = sequenceEnded;
    }
    if (isDelimited && !ended)
      throw new DatasetError('DATASET_TRUNCATED', `the sequence ${tagText(tag)} ends at byte ${end} without its delimiter`);
    this.#depth--;
    return items;
  }

  #header({ implicit, bigEndian }: Encoding, end: number, what: string): Header {
    const bytes = this.#bytes;
    const at = this.#at;
    const need = (size: number) => {
      if (at + size > end) throw new DatasetError('DATASET_TRUNCATED', `the ${what} ends at byte ${end} inside an element's header`);
    };
    need(8);
    const tag = uint16At(bytes, at, bigEndian) * 0x10000 + uint16At(bytes, at + 2, bigEndian);
    this.#at = at + 8;
    if (implicit || tag >>> 16 === 0xfffe) return { tag, vr: '', kind: VR_INVALID, length: uint32At(bytes, at + 4, bigEndian) };
    const kind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
    if (kind === VR_INVALID)
      throw malformed(tag, at, `has no VR: bytes ${hexByte(bytes[at + 4]!)} ${hexByte(bytes[at + 5]!)} stand in its place`);
    const vr = vrAt(bytes, at);
    // PS3.5 §7.1.2: VRs of the future have the long form. Where the reserved bytes are not zero the writer used the short one.
    const isShort = kind === VR_SHORT || kind === VR_PLACEHOLDER || (kind === VR_FUTURE && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0));
    if (isShort) return { tag, vr, kind, length: uint16At(bytes, at + 6, bigEndian) };
    need(12);
    this.#at = at + 12;
    return { tag, vr, kind, length: uint32At(bytes, at + 8, bigEndian) };
  }

  #countOne(): void {
    if (++this.#count > this.#limits.maxElements) {
      throw new DatasetError('DATASET_TOO_LARGE', `the data set has more than ${this.#limits.maxElements} elements`);
    }
  }

  #beyond(tag: number, begin: number, length: number, end: number): DatasetError {
    const whole = end === this.#bytes.byteLength;
    return whole
      ? new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${end} inside ${tagText(tag)} of ${length} bytes`)
      : malformed(tag, begin, `of ${length} bytes reaches beyond what encloses it, which ends at byte ${end}`);
  }
}

function malformed(tag: number, at: number, words: string): DatasetError {
  return new DatasetError('DATASET_MALFORMED', `${tagText(tag)} at byte ${at} ${words}`);
}

function uint16At(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]! | (bytes[at + 1]! << 8);
}

/** Padded with NUL; all other text with a space (PS3.5 §6.2). */
const NUL_PADDED: ReadonlySet<string> = new Set(['UI', 'OB', 'UN', 'OW', 'OF', 'OD', 'OL', 'OV']);
const MOST_SHORT_BYTES = 0xfffe;

function encodeElements(elements: readonly DataElement[], encoding: Encoding): Uint8Array[] {
  return elements.toSorted((a, b) => a.tag - b.tag).flatMap((element) => encodeElement(element, encoding));
}

function encodeElement({ tag, vr, bytes, items }: DataElement, encoding: Encoding): Uint8Array[] {
  if (items) {
    const value = items.flatMap((item) => {
      const parts = encodeElements(item, encoding);
      return [itemHeader(sizeOf(parts), encoding.bigEndian), ...parts];
    });
    return [header(tag, 'SQ', sizeOf(value), encoding), ...value];
  }
  const odd = bytes.byteLength % 2 === 1;
  const length = bytes.byteLength + (odd ? 1 : 0);
  const padding = odd ? [Uint8Array.of(NUL_PADDED.has(vr) ? 0 : 0x20)] : [];
  const kind = kindOf(vr);
  const isShort = kind === VR_SHORT || kind === VR_PLACEHOLDER || kind === VR_INVALID;
  if (!encoding.implicit && isShort && (length > MOST_SHORT_BYTES || kind !== VR_SHORT))
    return [header(tag, 'UN', length, encoding), bytes, ...padding];
  return [header(tag, vr, length, encoding), encoding.bigEndian ? swapped(bytes, vr) : bytes, ...padding];
}

function kindOf(vr: string): number {
  return vr.length === 2 ? VR_KIND[(vr.charCodeAt(0) << 8) | vr.charCodeAt(1)]! : VR_INVALID;
}

function header(tag: number, vr: string, length: number, { implicit, bigEndian }: Encoding): Uint8Array {
  const isLong = !implicit && kindOf(vr) !== VR_SHORT;
  const bytes = Buffer.alloc(isLong ? 12 : 8);
  writeTag(bytes, tag, bigEndian);
  if (!implicit) bytes.write(vr, 4, 'latin1');
  if (implicit || isLong) writeUint32(bytes, length, bytes.length - 4, bigEndian);
  else if (bigEndian) bytes.writeUInt16BE(length, 6);
  else bytes.writeUInt16LE(length, 6);
  return bytes;
}

function itemHeader(length: number, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.alloc(8);
  writeTag(bytes, ITEM, bigEndian);
  writeUint32(bytes, length, 4, bigEndian);
  return bytes;
}

function writeTag(bytes: Buffer, tag: number, bigEndian: boolean): void {
  const group = Math.floor(tag / 0x10000);
  if (bigEndian) bytes.writeUInt16BE(group, 0);
  else bytes.writeUInt16LE(group, 0);
  if (bigEndian) bytes.writeUInt16BE(tag % 0x10000, 2);
  else bytes.writeUInt16LE(tag % 0x10000, 2);
}

function writeUint32(bytes: Buffer, value: number, at: number, bigEndian: boolean): void {
  if (bigEndian) bytes.writeUInt32BE(value, at);
  else bytes.writeUInt32LE(value, at);
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}
