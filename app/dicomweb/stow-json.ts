import { type DataElement, encodeValue, vrOf } from '../dataset/dataset.ts';
import { tagText } from '../registry/registry.ts';
import { DicomwebError } from './errors.ts';

/** Bulk data of a body, the parts of one address in their order. */
export type BulkOf = (uri: string) => readonly BulkPart[] | undefined;

export interface BulkPart {
  readonly mediaType: string;
  /** Undefined where the part does not say. */
  readonly transferSyntaxUid?: string | undefined;
  readonly bytes: Uint8Array;
}

/** An object of the DICOM JSON model as it was read: what a data set is made of. */
export interface ReadObject {
  /** Of the data set, text in UTF-8, without File Meta Information and group lengths, ascending. */
  readonly elements: readonly DataElement[];
  /** (0002,0010), where it is given. */
  readonly transferSyntaxUid?: string | undefined;
  /** Pixel Data that came in another media type than octets: each part a frame. */
  readonly frames?: readonly BulkPart[];
}

const UTF_8 = ['ISO_IR 192'];
const SPECIFIC_CHARACTER_SET: DataElement = { tag: 0x0008_0005, vr: 'CS', bytes: Buffer.from('ISO_IR 192', 'latin1') };
const TRANSFER_SYNTAX_UID = '00020010';
const PIXEL_DATA = 0x7fe0_0010;
const OCTETS = 'application/octet-stream';
const VR = /^[A-Z]{2}$/;
const BINARY: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 200_000;
const NO_BYTES = new Uint8Array();

/**
 * The objects of DICOM JSON (PS3.18 §F.2.1): an array, or one of them.
 *
 * @throws DicomwebError DICOMWEB_BAD_METADATA
 */
export function parseObjects(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text, asWritten);
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    throw new DicomwebError('DICOMWEB_BAD_METADATA', 'The metadata are no JSON.', { cause });
  }
}

/** Numbers stay the text that they were: 1.50 is not 1.5 (PS3.5 §6.2, DS). */
function asWritten(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' ? source : value;
}

/**
 * The data set of an object of the DICOM JSON model (PS3.18 §F.2).
 *
 * @throws DicomwebError DICOMWEB_BAD_METADATA, in words that name the tag
 */
export function readObject(object: unknown, bulkOf: BulkOf): ReadObject {
  const reader = new ObjectReader(bulkOf);
  const elements = reader.elements(object, 0).filter(({ tag }) => tag !== SPECIFIC_CHARACTER_SET.tag);
  const meta = (object as Record<string, { readonly Value?: readonly unknown[] } | undefined>)[TRANSFER_SYNTAX_UID]?.Value?.[0];
  const { frames } = reader;
  return {
    elements: [SPECIFIC_CHARACTER_SET, ...elements].toSorted((a, b) => a.tag - b.tag),
    ...(typeof meta === 'string' && { transferSyntaxUid: meta }),
    ...(frames && { frames }),
  };
}

class ObjectReader {
  frames: readonly BulkPart[] | undefined;
  readonly #bulkOf: BulkOf;
  #count = 0;

  constructor(bulkOf: BulkOf) {
    this.#bulkOf = bulkOf;
  }

  elements(object: unknown, depth: number): DataElement[] {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) throw bad('An object of the metadata is none.');
    if (depth > MAX_DEPTH) throw bad(`Sequences are more than ${MAX_DEPTH} deep.`);
    return Object.entries(object).flatMap(([name, attribute]) => {
      if (!/^[\dA-Fa-f]{8}$/.test(name)) throw bad('A name in the metadata is no tag of eight hexadecimal digits.');
      if (++this.#count > MAX_ELEMENTS) throw bad(`The metadata have more than ${MAX_ELEMENTS} attributes.`);
      const tag = Number.parseInt(name, 16);
      const isOfFile = tag >>> 16 === 2 || (tag & 0xffff) === 0; // File Meta Information and group lengths
      return isOfFile ? [] : (this.#element(tag, attribute, depth) ?? []);
    });
  }

  #element(tag: number, attribute: unknown, depth: number): DataElement | undefined {
    const { vr: written, Value, InlineBinary, BulkDataURI } = (attribute ?? {}) as Readonly<Record<string, unknown>>;
    const vr = typeof written === 'string' && VR.test(written) ? written : (vrOf(tag) ?? 'UN');
    if (Value !== undefined && !Array.isArray(Value)) throw bad(`Value of ${tagText(tag)} is no array.`);
    if (vr === 'SQ') return { tag, vr, bytes: NO_BYTES, items: (Value ?? []).map((item) => this.elements(item ?? {}, depth + 1)) };
    if (typeof InlineBinary === 'string') return { tag, vr, bytes: bytesOf(InlineBinary, tag) };
    if (typeof BulkDataURI === 'string') return this.#bulk(tag, vr, BulkDataURI);
    if (BINARY.has(vr) && Value !== undefined && Value.length > 0)
      throw bad(`${tagText(tag)} has a Value, where its VR ${vr} needs bytes.`);
    const bytes = encodeValue((Value ?? []).map((value) => textOf(value, vr)).join('\\'), vr, UTF_8);
    if (bytes === undefined) throw bad(`The value of ${tagText(tag)} cannot be written as ${vr}.`);
    return { tag, vr, bytes };
  }

  #bulk(tag: number, vr: string, uri: string): DataElement | undefined {
    const parts = this.#bulkOf(uri);
    if (!parts?.length) throw bad(`The bulk data of ${tagText(tag)} are not in the body.`);
    if (tag === PIXEL_DATA && parts[0]!.mediaType !== OCTETS) {
      this.frames = parts;
      return undefined;
    }
    return { tag, vr, bytes: parts.length === 1 ? parts[0]!.bytes : Buffer.concat(parts.map(({ bytes }) => bytes)) };
  }
}

/** Base64 (RFC 4648 §4), which XML may break into lines. Node passes over what is none, and would store something else than was meant. */
function bytesOf(base64: string, tag: number): Uint8Array {
  const text = base64.replaceAll(/\s+/g, '');
  if (text.length % 4 !== 0 || !BASE64.test(text)) throw bad(`InlineBinary of ${tagText(tag)} is no base64.`);
  return Buffer.from(text, 'base64');
}

function textOf(value: unknown, vr: string): string {
  if (value === null || value === undefined) return '';
  if (vr === 'PN' && typeof value === 'object') {
    const name = value as Readonly<Partial<Record<(typeof GROUPS)[number], unknown>>>;
    return GROUPS.map((group) => (typeof name[group] === 'string' ? name[group] : ''))
      .join('=')
      .replace(/=+$/, '');
  }
  return typeof value === 'object' ? '' : String(value);
}

function bad(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_METADATA', words);
}
