import { BytesMissing, type WalkVisitor, walkDataset } from '../dataset/dataset.ts';
import type { ByteRange, ByteSource } from '../pixels/pixels.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { DicomwebError } from './errors.ts';
import { hexTag } from './json-value.ts';

/** A value of a data set that is got by itself. */
export interface FoundValue {
  readonly tag: number;
  readonly vr: string;
  /** Where it is; undefined where it is in fragments (PS3.5 §A.4), which begin at `at`. */
  readonly range?: ByteRange;
  readonly at: number;
  /** (0042,0012) MIME Type of Encapsulated Document, '' where it is not said. */
  readonly documentType: string;
}

/** A tag, or the way to one through items of sequences, counted from 1, as metadata writes it (`json-dataset.ts`). */
export const BULK_PATH = /^(?:[\dA-F]{8}\.[1-9]\d{0,6}\.){0,16}[\dA-F]{8}$/;

const DOCUMENT_TYPE = 0x0042_0012;
const LIMITS = { maxDepth: 64, maxElements: 1_000_000 };
const FIRST_PIECE_BYTES = 64 * 1024;
const MOST_PIECE_BYTES = 8 * 1024 * 1024;
/** Headers and short values on the way; long ones are stepped over. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Finds a value of a data set by its path.
 *
 * @param source inflated
 * @returns undefined where there is none
 * @throws DatasetError, DicomwebError DICOMWEB_TOO_LARGE, what the source throws
 */
export async function findValue(source: ByteSource, transferSyntaxUid: string, path: string): Promise<FoundValue | undefined> {
  const pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  const known = TRANSFER_SYNTAXES.has(transferSyntaxUid) ? transferSyntaxUid : EXPLICIT_VR_LITTLE_ENDIAN;
  let read = 0;
  for (let next: { readonly at: number; readonly length: number } | undefined = { at: 0, length: 0 }; next; ) {
    if (read > MOST_BYTES) throw new DicomwebError('DICOMWEB_TOO_LARGE', 'The elements before this value are too many to look for it.');
    const wanted = Math.max(next.length, Math.min(MOST_PIECE_BYTES, FIRST_PIECE_BYTES + read));
    const bytes = new Uint8Array(Math.min(wanted, source.bytes - next.at));
    pieces.push({ at: next.at, bytes: bytes.subarray(0, await source.readAt(next.at, bytes)) });
    read += bytes.byteLength;
    const finder = new Finder(path);
    try {
      walkDataset({ bytes: source.bytes, pieces }, known, finder, LIMITS);
      return finder.found();
    } catch (error) {
      if (!(error instanceof BytesMissing)) throw error;
      next = error;
    }
  }
  return undefined;
}

class Finder implements WalkVisitor {
  readonly #path: string;
  readonly #around: { readonly tag: number; items: number }[] = [];
  #found: Omit<FoundValue, 'documentType'> | undefined;
  #documentType = '';

  constructor(path: string) {
    this.#path = path;
  }

  found(): FoundValue | undefined {
    return this.#found && { ...this.#found, documentType: this.#documentType };
  }

  /** Nothing is handed over but what decides on VRs, and the media type of a document. */
  mostBytes(vr: string): number {
    if (vr === 'LO') return 256;
    return vr === 'US' || vr === 'SS' ? 2 : 0;
  }

  value(tag: number, vr: string, bytes: Uint8Array): void {
    if (tag === DOCUMENT_TYPE && this.#around.length === 0)
      this.#documentType = Buffer.from(bytes)
        .toString('latin1')
        .replace(/[\0 ]+$/, '');
    if (bytes.byteLength === 0 && this.#isWanted(tag)) this.#found = { tag, vr, range: { begin: 0, end: 0 }, at: 0 };
  }

  far(tag: number, vr: string, at: number, length?: number): void {
    if (this.#isWanted(tag)) this.#found ??= { tag, vr, at, ...(length !== undefined && { range: { begin: at, end: at + length } }) };
  }

  beginSequence(tag: number): void {
    this.#around.push({ tag, items: 0 });
  }

  beginItem(): void {
    this.#around.at(-1)!.items++;
  }

  endItem(): void {}

  endSequence(): void {
    this.#around.pop();
  }

  #isWanted(tag: number): boolean {
    return `${this.#around.map((outer) => `${hexTag(outer.tag)}.${outer.items}.`).join('')}${hexTag(tag)}` === this.#path;
  }
}

const ITEM = 0xfffe_e000;
const MAX_FRAGMENTS = 1_000_000;

/** The fragments of a value without the Basic Offset Table, as one stream: a video (PS3.5 §A.4). */
export async function fragmentsAt(source: ByteSource, at: number): Promise<readonly ByteRange[]> {
  const ranges: ByteRange[] = [];
  const header = Buffer.alloc(8);
  let isTable = true;
  for (let next = at; next + 8 <= source.bytes && ranges.length < MAX_FRAGMENTS; ) {
    await source.readAt(next, header);
    const tag = header.readUInt16LE(0) * 0x10000 + header.readUInt16LE(2);
    if (tag !== ITEM) break;
    const begin = next + 8;
    next = begin + header.readUInt32LE(4);
    if (!isTable) ranges.push({ begin, end: Math.min(next, source.bytes) });
    isTable = false;
  }
  return ranges;
}
