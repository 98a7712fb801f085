import {
  type BytePieces,
  elementText,
  isCharacterSetVr,
  parseSpecificCharacterSet,
  type WalkLimits,
  type WalkVisitor,
  walkDataset,
} from '../dataset/dataset.ts';
import { hexTag, membersOf } from './json-value.ts';

export interface JsonDatasetLimits extends WalkLimits {
  /** Binary values (OB, OD, OF, OL, OV, OW, UN) up to this are inline, longer ones bulk data. */
  readonly maxInlineBytes: number;
  /** The same of text and numbers. */
  readonly maxValueBytes: number;
}

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const FILE_META_GROUP = 0x0002; // which is none of the data set
const BINARY_VRS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
/** PS3.18 §8.7.3.3.2: VRs whose values may be bulk data; the others are short by PS3.5. */
const BULK_TEXT_VRS: ReadonlySet<string> = new Set([
  'DS',
  'FD',
  'FL',
  'IS',
  'LT',
  'SL',
  'SS',
  'ST',
  'SV',
  'UC',
  'UL',
  'US',
  'UT',
  'UV',
  'UR',
]);
const KNOWN_VR = /^[A-Z]{2}$/;

/**
 * Writes a data set as an object of the DICOM JSON model (PS3.18 §F.2): text in UTF-8 whatever its character sets were, group lengths left out, long
 * values as a BulkDataURI.
 *
 * @param bulkUri what the URIs begin with, as it stands in JSON; `/7FE00010` follows, or `/00880200.1.7FE00010` for one in the first item of a sequence: one part of a path, whatever the depth
 * @throws DatasetError, BytesMissing
 */
export function datasetJson(pieces: BytePieces, transferSyntaxUid: string, bulkUri: string, limits: JsonDatasetLimits): string {
  const writer = new JsonWriter(bulkUri, limits);
  walkDataset(pieces, transferSyntaxUid, writer, limits);
  return writer.text();
}

class JsonWriter implements WalkVisitor {
  readonly #bulkUri: string;
  readonly #limits: JsonDatasetLimits;
  #text = '{';
  /** Tags of the present item so far. */
  #tags: number[] = [];
  /** Sequences open inside one that is left out. */
  #leftOut = 0;
  #characterSets: readonly string[] = [];
  /** Of the sequences around: what was before the item began. */
  readonly #around: { readonly tag: number; readonly tags: number[]; readonly characterSets: readonly string[]; items: number }[] = [];

  constructor(bulkUri: string, limits: JsonDatasetLimits) {
    this.#bulkUri = bulkUri;
    this.#limits = limits;
  }

  text(): string {
    return `${this.#text}}`;
  }

  mostBytes(vr: string): number {
    return BINARY_VRS.has(vr) || !KNOWN_VR.test(vr) ? this.#limits.maxInlineBytes : this.#limits.maxValueBytes;
  }

  value(tag: number, vr: string, bytes: Uint8Array): void {
    if (this.#isLeftOut(tag)) return;
    if (tag === SPECIFIC_CHARACTER_SET) {
      this.#characterSets = parseSpecificCharacterSet(elementText({ vr: 'CS', bytes }, []));
      this.#member(tag, 'CS', '"Value":["ISO_IR 192"]'); // §F.1
      return;
    }
    if (BINARY_VRS.has(vr) || !KNOWN_VR.test(vr)) {
      const known = KNOWN_VR.test(vr) ? vr : 'UN';
      const inline = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      this.#member(tag, known, inline === '' ? '' : `"InlineBinary":"${inline}"`);
      return;
    }
    this.#begin(tag);
    this.#text += `{${membersOf(vr, elementText({ vr, bytes }, isCharacterSetVr(vr) ? this.#characterSets : []))}}`;
  }

  far(tag: number, vr: string): void {
    if (this.#isLeftOut(tag)) return;
    const known = BINARY_VRS.has(vr) || BULK_TEXT_VRS.has(vr) ? vr : 'UN';
    this.#member(tag, known, `"BulkDataURI":"${this.#bulkUri}/${this.#path()}${hexTag(tag)}"`);
  }

  beginSequence(tag: number): void {
    if (this.#isLeftOut(tag)) {
      this.#leftOut++;
      return;
    }
    this.#begin(tag);
    this.#text += '{"vr":"SQ"';
    this.#around.push({ tag, tags: this.#tags, characterSets: this.#characterSets, items: 0 });
  }

  beginItem(): void {
    if (this.#leftOut > 0) return;
    const sequence = this.#around.at(-1)!;
    this.#text += sequence.items++ === 0 ? ',"Value":[{' : ',{';
    this.#tags = [];
  }

  endItem(): void {
    if (this.#leftOut > 0) return;
    this.#text += '}';
    this.#characterSets = this.#around.at(-1)!.characterSets;
  }

  endSequence(): void {
    if (this.#leftOut > 0) {
      this.#leftOut--;
      return;
    }
    const { items, tags } = this.#around.pop()!;
    this.#text += items === 0 ? '}' : ']}';
    this.#tags = tags;
  }

  #member(tag: number, vr: string, value: string): void {
    this.#begin(tag);
    this.#text += value === '' ? `{"vr":"${vr}"}` : `{"vr":"${vr}",${value}}`;
  }

  #begin(tag: number): void {
    this.#text += `${this.#tags.length === 0 ? '' : ','}"${hexTag(tag)}":`;
    this.#tags.push(tag);
  }

  #path(): string {
    return this.#around.map(({ tag, items }) => `${hexTag(tag)}.${items}.`).join('');
  }

  /** Group lengths (retired, PS3.5 §7.2), what belongs to a file, and what is there already: of an element that comes twice the first counts. */
  #isLeftOut(tag: number): boolean {
    if (this.#leftOut > 0 || (tag & 0xffff) === 0 || tag >>> 16 === FILE_META_GROUP) return true;
    return tag <= (this.#tags.at(-1) ?? -1) && this.#tags.includes(tag);
  }
}
