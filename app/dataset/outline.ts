import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { wordsOf } from '../base/base.ts';
import { TRANSFER_SYNTAXES, tagText } from '../registry/registry.ts';
import { parseSpecificCharacterSet } from './character-sets.ts';
import { keywordOf, vrOf } from './dictionary.ts';
import { elementText } from './element-text.ts';
import { DatasetError } from './errors.ts';
import { uint32At, vrAt } from './header-bytes.ts';
import type { Encoding } from './structure-scanner.ts';
import { NUMBER_BYTES, VR_FUTURE, VR_INVALID, VR_KIND, VR_PLACEHOLDER, VR_SEQUENCE, VR_SHORT, VR_UN } from './vr.ts';

/** One attribute as a person reads it. */
export interface OutlineElement {
  /** ggggeeee in hexadecimal. */
  readonly tag: string;
  readonly vr: string;
  /** PS3.6 keyword; of a private one its creator, where that is said. */
  readonly name?: string;
  readonly isPrivate?: true;
  /** Of the value in the data set; undefined for sequences and fragments. */
  readonly bytes?: number;
  /** The values joined by `\`; undefined for what is no text and no number. */
  readonly text?: string;
  /** The text goes on. */
  readonly isCut?: true;
  readonly items?: readonly (readonly OutlineElement[])[];
  /** Encapsulated pixels (PS3.5 §A.4): so many fragments. */
  readonly fragments?: number;
}

export interface OutlineLimits {
  /** Elements and items in all; what follows is left out. */
  readonly maxElements: number;
  /** Sequences inside one another. */
  readonly maxDepth: number;
  /** Characters of one value. */
  readonly maxText: number;
}

export const OUTLINE_LIMITS: OutlineLimits = { maxElements: 20_000, maxDepth: 64, maxText: 512 };

export interface Outline {
  readonly elements: readonly OutlineElement[];
  /** Why it ends early: too many elements, or bytes that cannot be followed. */
  readonly endedBy?: { readonly kind: 'too-many' | 'broken'; readonly words: string };
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
const PIXEL_DATA = 0x7fe00010;
const SPECIFIC_CHARACTER_SET = 0x00080005;
const IMPLICIT: Encoding = { implicit: true, bigEndian: false };
const BYTES_PER_CHARACTER = 4;
const BINARY: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/**
 * Every attribute of a data set (PS3.5 §7), nested, to be looked at. Values are read as far as they are shown and stepped over else, so that an
 * object of gigabytes costs no memory. What cannot be followed ends it with what came before.
 *
 * @param dataset views that are valid until the next is asked for
 */
export async function readOutline(
  dataset: AsyncIterable<Uint8Array>,
  transferSyntaxUid: string,
  limits: OutlineLimits = OUTLINE_LIMITS,
): Promise<Outline> {
  const encoding = TRANSFER_SYNTAXES.get(transferSyntaxUid)?.encoding ?? 'explicit-le';
  const plain = encoding === 'deflated-explicit-le' ? inflated(dataset) : dataset;
  const reader = new OutlineReader(new ByteSource(plain), limits);
  return reader.read({ implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' });
}

async function* inflated(dataset: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const copies = async function* () {
    for await (const view of dataset) yield Buffer.from(view);
  };
  yield* Readable.from(copies(), { objectMode: false }).compose(createInflateRaw()) as AsyncIterable<Uint8Array>;
}

/** Bytes asked for one after the other. */
class ByteSource {
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = Buffer.alloc(0);
  #at = 0;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** @returns undefined at the end */
  async take(length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.alloc(length);
    for (let filled = 0; filled < length; ) {
      if (this.#at === this.#chunk.byteLength && !(await this.#next())) {
        if (filled === 0) return undefined;
        throw new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${this.position}`);
      }
      const here = Math.min(length - filled, this.#chunk.byteLength - this.#at);
      bytes.set(this.#chunk.subarray(this.#at, this.#at + here), filled);
      filled += here;
      this.#at += here;
      this.position += here;
    }
    return bytes;
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      if (this.#at === this.#chunk.byteLength && !(await this.#next()))
        throw new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${this.position}`);
      const here = Math.min(left, this.#chunk.byteLength - this.#at);
      left -= here;
      this.#at += here;
      this.position += here;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    this.#chunk = done ? Buffer.alloc(0) : value;
    this.#at = 0;
    return !done;
  }
}

interface Header {
  readonly tag: number;
  readonly vr: string;
  readonly kind: number;
  readonly length: number;
}

class OutlineReader {
  readonly #source: ByteSource;
  readonly #limits: OutlineLimits;
  #count = 0;

  constructor(source: ByteSource, limits: OutlineLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  async read(encoding: Encoding): Promise<Outline> {
    const elements: OutlineElement[] = [];
    try {
      await this.#elements(elements, encoding, Infinity, [], 0);
      return { elements };
    } catch (error) {
      const isDeflate = (error as NodeJS.ErrnoException).code?.startsWith('Z_');
      if (!(error instanceof DatasetError) && !isDeflate) throw error;
      const kind = error instanceof DatasetError && error.code === 'DATASET_TOO_LARGE' ? 'too-many' : 'broken';
      return { elements, endedBy: { kind, words: wordsOf(error) } };
    } finally {
      await this.#source.close();
    }
  }

  /** Fills `elements`, which are whole as far as it came. */
  async #elements(elements: OutlineElement[], encoding: Encoding, end: number, outerSets: readonly string[], depth: number): Promise<void> {
    let characterSets = outerSets;
    const creators = new Map<number, string>();
    while (this.#source.position < end) {
      const header = await this.#header(encoding);
      if (!header || header.tag === ITEM_DELIMITATION) return;
      if (header.tag === SEQUENCE_DELIMITATION) continue; // needless
      if (++this.#count > this.#limits.maxElements)
        throw new DatasetError('DATASET_TOO_LARGE', `more than ${this.#limits.maxElements} attributes`);
      const isUn = header.kind === VR_UN || (header.kind === VR_FUTURE && header.length === UNDEFINED_LENGTH);
      const vr = (encoding.implicit || isUn ? vrOf(header.tag) : header.vr) ?? 'UN';
      const isFragments = header.length === UNDEFINED_LENGTH && header.tag === PIXEL_DATA;
      const isSequence = !isFragments && (vr === 'SQ' || header.kind === VR_SEQUENCE || header.length === UNDEFINED_LENGTH);
      const about = { tag: hex(header.tag), vr: isSequence ? 'SQ' : vr, ...nameOf(header.tag, creators) };
      if (isFragments) elements.push({ ...about, fragments: await this.#fragments(encoding) });
      else if (isSequence) {
        const items: OutlineElement[][] = [];
        elements.push({ ...about, items });
        await this.#items(items, header, isUn ? IMPLICIT : encoding, characterSets, depth + 1); // PS3.5 §6.2.2 note 4
      } else {
        const value = await this.#value(header.length, vr, isUn ? IMPLICIT : encoding, characterSets);
        elements.push({ ...about, bytes: header.length, ...value });
        if (header.tag === SPECIFIC_CHARACTER_SET) characterSets = parseSpecificCharacterSet(value.text ?? '');
        if (isCreator(header.tag)) creators.set((header.tag >>> 16) * 0x100 + (header.tag & 0xff), value.text ?? '');
      }
    }
  }

  async #items(
    items: OutlineElement[][],
    { tag, length }: Header,
    encoding: Encoding,
    sets: readonly string[],
    depth: number,
  ): Promise<void> {
    if (depth > this.#limits.maxDepth) throw new DatasetError('DATASET_TOO_DEEP', `${tagText(tag)}: sequences more than ${depth - 1} deep`);
    const end = length === UNDEFINED_LENGTH ? Infinity : this.#source.position + length;
    while (this.#source.position < end) {
      const header = await this.#header(encoding);
      if (!header || header.tag === SEQUENCE_DELIMITATION) return;
      if (header.tag !== ITEM) throw new DatasetError('DATASET_MALFORMED', `${tagText(header.tag)} stands where an item must begin`);
      const item: OutlineElement[] = [];
      items.push(item);
      await this.#elements(
        item,
        encoding,
        header.length === UNDEFINED_LENGTH ? Infinity : this.#source.position + header.length,
        sets,
        depth,
      );
    }
  }

  async #fragments(encoding: Encoding): Promise<number> {
    for (let count = -1; ; count++) {
      const header = await this.#header(encoding); // the first is the Basic Offset Table
      if (!header || header.tag === SEQUENCE_DELIMITATION) return Math.max(0, count);
      if (header.tag !== ITEM || header.length === UNDEFINED_LENGTH)
        throw new DatasetError('DATASET_MALFORMED', `${tagText(header.tag)} stands where a fragment must begin`);
      await this.#source.skip(header.length);
    }
  }

  async #value(
    length: number,
    vr: string,
    { bigEndian }: Encoding,
    sets: readonly string[],
  ): Promise<Pick<OutlineElement, 'text' | 'isCut'>> {
    const { maxText } = this.#limits;
    if (BINARY.has(vr)) {
      await this.#source.skip(length);
      return {};
    }
    const most = maxText * BYTES_PER_CHARACTER;
    const bytes = length === 0 ? Buffer.alloc(0) : await this.#source.take(Math.min(length, most));
    if (!bytes) throw new DatasetError('DATASET_TRUNCATED', `the data set ends at byte ${this.#source.position}`);
    await this.#source.skip(length - bytes.byteLength);
    const text = elementText({ vr, bytes: bigEndian ? swapped(bytes, vr) : bytes }, sets);
    if (text.length <= maxText && length <= most) return { text };
    return { text: [...text.slice(0, maxText)].join(''), isCut: true };
  }

  async #header({ implicit, bigEndian }: Encoding): Promise<Header | undefined> {
    const bytes = await this.#source.take(8);
    if (!bytes) return undefined;
    const group = bigEndian ? bytes.readUInt16BE(0) : bytes.readUInt16LE(0);
    const tag = group * 0x10000 + (bigEndian ? bytes.readUInt16BE(2) : bytes.readUInt16LE(2));
    if (implicit || group === 0xfffe) return { tag, vr: '', kind: VR_INVALID, length: uint32At(bytes, 4, bigEndian) };
    const kind = VR_KIND[(bytes[4]! << 8) | bytes[5]!]!;
    if (kind === VR_INVALID) throw new DatasetError('DATASET_MALFORMED', `${tagText(tag)} at byte ${this.#source.position - 8} has no VR`);
    const isShort = kind === VR_SHORT || kind === VR_PLACEHOLDER || (kind === VR_FUTURE && (bytes[6] !== 0 || bytes[7] !== 0));
    const vr = vrAt(bytes, 0);
    if (isShort) return { tag, vr, kind, length: bigEndian ? bytes.readUInt16BE(6) : bytes.readUInt16LE(6) };
    const long = await this.#source.take(4);
    if (!long) throw new DatasetError('DATASET_TRUNCATED', `the data set ends inside the header of ${tagText(tag)}`);
    return { tag, vr, kind, length: uint32At(long, 0, bigEndian) };
  }
}

function hex(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(8, '0');
}

function isCreator(tag: number): boolean {
  return (tag & 0x10000) !== 0 && (tag & 0xff00) === 0 && (tag & 0xff) >= 0x10; // PS3.5 §7.8.1
}

function nameOf(tag: number, creators: ReadonlyMap<number, string>): Pick<OutlineElement, 'name' | 'isPrivate'> {
  if ((tag & 0x10000) === 0) {
    const keyword = keywordOf(tag);
    return keyword === undefined ? {} : { name: keyword };
  }
  const creator = creators.get((tag >>> 16) * 0x100 + ((tag & 0xff00) >>> 8));
  return { isPrivate: true, ...(creator && { name: creator }) };
}

/** Little endian, where they are whole numbers. */
function swapped(bytes: Buffer, vr: string): Buffer {
  const width = NUMBER_BYTES[vr] ?? 1;
  if (width === 1 || bytes.byteLength % width !== 0) return bytes;
  if (width === 2) return bytes.swap16();
  return width === 4 ? bytes.swap32() : bytes.swap64();
}
