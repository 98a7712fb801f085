import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { parseSpecificCharacterSet } from './character-sets.ts';
import { tagOf, vrOf } from './dictionary.ts';
import { elementText, encodeValue } from './element-text.ts';
import { type DataElement, readElements, writeElements } from './elements.ts';
import { DatasetError } from './errors.ts';
import { type HeadLimits, HeadWalk, type Span } from './head-walk.ts';
import type { KeywordTree } from './keyword-tree.ts';
import { recodeElement } from './recode-text.ts';
import { encodeRequests, planRequests, REQUEST_SEQUENCES } from './request-attributes.ts';
import { transcode } from './transcode.ts';

/** New values of attributes at the top of a data set, and what its Original Attributes Sequence says of the change (PS3.3 §C.12.1.1.9). */
export interface AttributeCorrection {
  /** By keyword; text as `elementText` has it, '' for an attribute without a value. */
  readonly values: Readonly<Record<string, string>>;
  /** The request that the images are of, as an item of Request Attributes Sequence (0040,0275); without it that sequence is of what it is. */
  readonly request?: KeywordTree | undefined;
  /** (0400,0562) Attribute Modification DateTime, a DT value. */
  readonly at: string;
  /** (0400,0563) Modifying System. */
  readonly modifyingSystem: string;
  /** (0400,0564) Source of Previous Values. */
  readonly sourceOfPreviousValues: string;
  /** (0400,0565) Reason for the Attribute Modification. */
  readonly reason: 'COERCE' | 'CORRECT';
}

/** What stands before the Pixel Data is held in memory. */
const LIMITS: HeadLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 64 };
const LAST_TAG = 0x7fdf_ffff;
const LENGTH_TO_END = 0x0008_0001;
const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const ACCESSION_NUMBER = 0x0008_0050;
const MODIFIED_ATTRIBUTES_SEQUENCE = 0x0400_0550;
const ORIGINAL_ATTRIBUTES_SEQUENCE = 0x0400_0561;
const UTF_8: readonly string[] = ['ISO_IR 192'];
const NO_BYTES = new Uint8Array();

/**
 * Gives a data set other values of some attributes as it streams past, and an item of Original Attributes Sequence (0400,0561) with what was there
 * before: an attribute that was not there has no value in it. All else stays byte for byte, but for retired group lengths that would be wrong. Where
 * the character set has no place for a letter, all text before the Pixel Data becomes ISO_IR 192.
 *
 * @param dataset views that are valid until the next is asked for; so are those that come out. Where it has these values, it comes out as it is.
 * @throws DatasetError where the structure cannot be followed, or DATASET_TOO_LARGE before the Pixel Data
 */
export async function* correctAttributes(
  dataset: AsyncIterable<Uint8Array>,
  transferSyntaxUid: string,
  correction: AttributeCorrection,
  limits: HeadLimits = LIMITS,
): AsyncGenerator<Uint8Array> {
  const isPlain = transferSyntaxUid !== DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
  const known = TRANSFER_SYNTAXES.has(transferSyntaxUid) ? transferSyntaxUid : EXPLICIT_VR_LITTLE_ENDIAN; // as every syntax since 1996 but that one
  if (isPlain) return yield* correctPlain(dataset, known, correction, limits);
  const plain = transcode(dataset, transferSyntaxUid, EXPLICIT_VR_LITTLE_ENDIAN);
  yield* transcode(correctPlain(plain, EXPLICIT_VR_LITTLE_ENDIAN, correction, limits), EXPLICIT_VR_LITTLE_ENDIAN, transferSyntaxUid);
}

async function* correctPlain(
  dataset: AsyncIterable<Uint8Array>,
  transferSyntaxUid: string,
  correction: AttributeCorrection,
  limits: HeadLimits,
): AsyncGenerator<Uint8Array> {
  const { encoding } = TRANSFER_SYNTAXES.get(transferSyntaxUid)!;
  const layout = { implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' };
  const walk = new HeadWalk(layout, () => true, LAST_TAG, limits);
  let isWritten = false;
  for await (const view of dataset) {
    if (isWritten) {
      yield view;
      continue;
    }
    walk.add(view);
    if (!walk.isDone) continue;
    if (!walk.isBeyond)
      throw new DatasetError('DATASET_TOO_LARGE', `more than ${limits.maxBytes} bytes stand before the Pixel Data, which can be corrected`);
    yield correctedHead(walk, transferSyntaxUid, correction);
    yield walk.bytes.subarray(walk.end);
    isWritten = true;
  }
  if (isWritten) return;
  if (walk.end !== walk.bytes.byteLength) throw new DatasetError('DATASET_TRUNCATED', `the data set ends inside an element`);
  yield correctedHead(walk, transferSyntaxUid, correction);
}

interface Change {
  readonly tag: number;
  readonly vr: string;
  readonly text: string;
  /** Without a value where it was not there. */
  readonly before: DataElement;
}

function correctedHead({ bytes, spans, end }: HeadWalk, transferSyntaxUid: string, correction: AttributeCorrection): Uint8Array {
  const read = ({ begin, end: to }: Span) => readElements(bytes.subarray(begin, to), transferSyntaxUid)[0]!;
  const elementAt = (tag: number): DataElement | undefined => {
    const span = spans.find((each) => each.tag === tag);
    return span && read(span);
  };
  const declared = elementAt(SPECIFIC_CHARACTER_SET);
  const own = declared ? parseSpecificCharacterSet(elementText({ ...declared, vr: 'CS' }, [])) : [];
  const changes = Object.entries(correction.values)
    .map(([keyword, text]): Change => {
      const tag = tagOf(keyword);
      const vr = tag === undefined ? undefined : vrOf(tag);
      if (tag === undefined || vr === undefined || vr === 'SQ') throw new Error(`${keyword} cannot be corrected`);
      return { tag, vr, text, before: elementAt(tag) ?? { tag, vr, bytes: NO_BYTES } };
    })
    .filter(({ text, vr, before }) => elementText({ ...before, vr }, own) !== text);
  const number = changes.find(({ tag }) => tag === ACCESSION_NUMBER);
  const accession = number && { before: elementText({ ...number.before, vr: number.vr }, own), after: number.text };
  const requests = REQUEST_SEQUENCES.flatMap((tag) => {
    const present = elementAt(tag);
    const planned = planRequests(tag, present, { request: correction.request, accession }, own);
    return planned ? [{ tag, planned, before: present ?? { tag, vr: 'SQ', bytes: NO_BYTES, items: [] } }] : [];
  });
  if (changes.length === 0 && requests.length === 0) return bytes.subarray(0, end);

  const encoded = (characterSets: readonly string[], recode: (element: DataElement) => DataElement): DataElement[] | undefined => {
    const texts = encodeChanges(changes, characterSets);
    const sequences = requests.map(({ tag, planned }) => encodeRequests(tag, planned, characterSets, recode));
    return texts && sequences.every((each) => each !== undefined) ? [...texts, ...sequences] : undefined;
  };
  const inUtf8 = (element: DataElement) => recodeElement(element, own, UTF_8);
  const inOwn = encoded(own, (element) => element);
  const isRecoded = inOwn === undefined;
  const recoded = (element: DataElement) => (isRecoded ? inUtf8(element) : element);
  const elements = inOwn ?? [{ tag: SPECIFIC_CHARACTER_SET, vr: 'CS', bytes: Buffer.from(UTF_8[0]!) }, ...encoded(UTF_8, inUtf8)!];
  const before = [...changes, ...requests].map((change) => change.before);
  const modified = isRecoded ? [declared ?? { tag: SPECIFIC_CHARACTER_SET, vr: 'CS', bytes: NO_BYTES }, ...before] : before; // it governs their text
  const originals = elementAt(ORIGINAL_ATTRIBUTES_SEQUENCE);
  const sequence: DataElement = {
    ...{ tag: ORIGINAL_ATTRIBUTES_SEQUENCE, vr: 'SQ', bytes: NO_BYTES },
    items: [...((originals && recoded(originals).items) ?? []), itemOf(modified, correction)],
  };
  const written = [...elements, sequence]
    .map((element) => ({ tag: element.tag, bytes: writeElements([element], transferSyntaxUid) }))
    .sort((a, b) => a.tag - b.tag);
  const groups = new Set(written.map(({ tag }) => tag >>> 16));
  const replaced = new Set(written.map(({ tag }) => tag));
  const pieces: Uint8Array[] = [];
  for (const span of spans) {
    while (written[0] && written[0].tag <= span.tag) pieces.push(written.shift()!.bytes);
    const isWrongNow = span.tag === LENGTH_TO_END || ((span.tag & 0xffff) === 0 && (isRecoded || groups.has(span.tag >>> 16)));
    if (isWrongNow || replaced.has(span.tag)) continue;
    const asItStands = bytes.subarray(span.begin, span.end);
    if (!isRecoded) pieces.push(asItStands);
    else {
      const element = read(span);
      const other = recoded(element);
      pieces.push(other === element ? asItStands : writeElements([other], transferSyntaxUid));
    }
  }
  return Buffer.concat([...pieces, ...written.map((each) => each.bytes)]);
}

/** @returns undefined where a letter has no place */
function encodeChanges(changes: readonly Change[], characterSets: readonly string[]): DataElement[] | undefined {
  const encoded: DataElement[] = [];
  for (const { tag, vr, text } of changes) {
    const value = text === '' ? NO_BYTES : encodeValue(text, vr, characterSets);
    if (value === undefined) return undefined;
    encoded.push({ tag, vr, bytes: value });
  }
  return encoded;
}

/** PS3.3 Table C.12-1, an item of (0400,0561). */
function itemOf(modified: readonly DataElement[], correction: AttributeCorrection): DataElement[] {
  const text = (tag: number, vr: string, value: string): DataElement => ({ tag, vr, bytes: Buffer.from(value, 'latin1') });
  return [
    { tag: MODIFIED_ATTRIBUTES_SEQUENCE, vr: 'SQ', bytes: NO_BYTES, items: [modified] },
    text(0x0400_0562, 'DT', correction.at),
    text(0x0400_0563, 'LO', correction.modifyingSystem),
    text(0x0400_0564, 'LO', correction.sourceOfPreviousValues),
    text(0x0400_0565, 'CS', correction.reason),
  ];
}
