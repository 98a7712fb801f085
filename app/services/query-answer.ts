import type { SearchAnswer } from '../archive/archive.ts';
import {
  chooseCharacterSet,
  type DataElement,
  elementText,
  encodeValue,
  isCharacterSetVr,
  parseSpecificCharacterSet,
  writeElements,
} from '../dataset/dataset.ts';
import { createPlainEncoder } from './query-answer-plain.ts';
import type { FindRequest, ReturnKey } from './query-identifier.ts';

/** What is the same for all answers to one request. */
export interface AnswerShape {
  readonly request: FindRequest;
  readonly transferSyntaxUid: string;
  /** Where the instances can be had: our AE title on this association. */
  readonly retrieveAeTitle: string;
  /** The peer takes ISO_IR 192 though its request did not say so (its entry in the AE table). */
  readonly takesUtf8: boolean;
}

/** An element before its text has a character set. */
interface Draft {
  readonly tag: number;
  readonly vr: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly items?: readonly (readonly Draft[])[];
}

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const QUERY_RETRIEVE_LEVEL = 0x0008_0052;
const RETRIEVE_AE_TITLE = 0x0008_0054;
const AVAILABLE_TRANSFER_SYNTAX_UID = 0x0008_3002;
const IN_EVERY_ANSWER: ReadonlySet<number> = new Set([QUERY_RETRIEVE_LEVEL, RETRIEVE_AE_TITLE]);
const UTF_8: readonly string[] = ['ISO_IR 192'];
const NO_BYTES = new Uint8Array();
const NON_ASCII = /[^\0-\x7f]/;

/** Encodes the answers to one request. */
export function createAnswerEncoder(shape: AnswerShape): (answer: SearchAnswer, fromFile?: readonly DataElement[]) => Uint8Array {
  const { returned } = shape.request;
  const isPlain = returned.every(({ tag, kind }) => kind !== 'sequence' && tag !== AVAILABLE_TRANSFER_SYNTAX_UID);
  const keys = [
    ...baseDrafts(shape).map(({ tag, vr, text = '' }) => ({ tag, vr, constant: text })),
    ...returned
      .filter(({ tag }) => !IN_EVERY_ANSWER.has(tag))
      .map(({ tag, vr, keyword, kind }) => (kind === 'absent' ? { tag, vr, constant: '' } : { tag, vr, keyword })),
  ].toSorted((a, b) => a.tag - b.tag);
  const choose = (texts: readonly string[]) => chooseCharacterSet(texts, preferred(shape));
  const plain = isPlain ? createPlainEncoder(keys, shape.transferSyntaxUid, choose) : undefined;
  return (answer, fromFile = []) => (fromFile.length === 0 ? plain?.(answer.values) : undefined) ?? encodeAnswer(answer, shape, fromFile);
}

/**
 * The identifier of one answer (PS3.4 C.4.1.1.3.2): what was asked for, the level, where to retrieve it from, and (0008,0005) where the text
 * needs it: the request's own set if that holds every letter, else UTF-8 if the peer takes it, else the smallest set that does.
 *
 * @param fromFile elements that the index does not keep, as the stored instance has them
 */
export function encodeAnswer(answer: SearchAnswer, shape: AnswerShape, fromFile: readonly DataElement[] = []): Uint8Array {
  const drafts = [
    ...baseDrafts(shape),
    ...shape.request.returned.flatMap((key) => draftOf(key, answer) ?? []),
    ...draftsOf(fromFile, answer),
  ];
  const texts: string[] = [];
  gatherTexts(drafts, texts);
  const characterSets = texts.length === 0 ? [] : chooseCharacterSet(texts, preferred(shape));
  const elements = encodeAll(drafts, characterSets) ?? encodeAll(drafts, UTF_8) ?? [];
  return writeElements(elements, shape.transferSyntaxUid);
}

function preferred({ request, takesUtf8 }: AnswerShape): (readonly string[])[] {
  return [...(request.characterSets.length > 0 ? [request.characterSets] : []), ...(takesUtf8 ? [UTF_8] : [])];
}

function baseDrafts({ request, retrieveAeTitle }: AnswerShape): Draft[] {
  return [
    { tag: QUERY_RETRIEVE_LEVEL, vr: 'CS', text: request.level },
    { tag: RETRIEVE_AE_TITLE, vr: 'AE', text: retrieveAeTitle }, // "either or both" of it and Storage Media File-Set ID
  ];
}

function draftOf({ tag, vr, keyword, kind, items }: ReturnKey, { values, transferSyntaxUid }: SearchAnswer): Draft | undefined {
  if (IN_EVERY_ANSWER.has(tag)) return undefined;
  if (tag === AVAILABLE_TRANSFER_SYNTAX_UID) return { tag, vr, text: transferSyntaxUid ?? '' };
  if (kind !== 'sequence') return { tag, vr, text: kind === 'absent' ? '' : (values.get(keyword) ?? '') };
  const item = (items ?? []).map((inner) => ({ tag: inner.tag, vr: inner.vr, text: values.get(inner.keyword) ?? '' }));
  return { tag, vr, items: item.some(({ text }) => text !== '') ? [item] : [] };
}

/** Elements of a stored instance: text in Unicode, all else as it stands. */
function draftsOf(elements: readonly DataElement[], { characterSet = '' }: SearchAnswer): Draft[] {
  return decodeElements(elements, parseSpecificCharacterSet(characterSet));
}

function decodeElements(elements: readonly DataElement[], outer: readonly string[]): Draft[] {
  const own = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET); // an item may have its own (PS3.3 C.12.1.1.2)
  const characterSets = own ? parseSpecificCharacterSet(elementText(own, [])) : outer;
  return elements.flatMap((element): Draft[] => {
    const { tag, vr, bytes, items } = element;
    if (tag === SPECIFIC_CHARACTER_SET) return [];
    if (items) return [{ tag, vr, items: items.map((item) => decodeElements(item, characterSets)) }];
    return [isCharacterSetVr(vr) ? { tag, vr, text: elementText(element, characterSets) } : { tag, vr, bytes }];
  });
}

/** The text that needs more than ASCII. */
function gatherTexts(drafts: readonly Draft[], texts: string[]): void {
  for (const { vr, text, items } of drafts) {
    if (items) for (const item of items) gatherTexts(item, texts);
    else if (text !== undefined && isCharacterSetVr(vr) && NON_ASCII.test(text)) texts.push(text);
  }
}

/** @returns undefined where a letter has no place */
function encodeAll(drafts: readonly Draft[], characterSets: readonly string[]): DataElement[] | undefined {
  const elements = encodeDrafts(drafts, characterSets);
  if (elements === undefined || characterSets.length === 0) return elements;
  const declared = { tag: SPECIFIC_CHARACTER_SET, vr: 'CS', bytes: Buffer.from(characterSets.join('\\'), 'latin1') };
  return [declared, ...elements];
}

function encodeDrafts(drafts: readonly Draft[], characterSets: readonly string[]): DataElement[] | undefined {
  const elements: DataElement[] = [];
  for (const { tag, vr, text = '', bytes, items } of drafts) {
    if (items) {
      const encoded = items.map((item) => encodeDrafts(item, characterSets));
      if (!encoded.every((item) => item !== undefined)) return undefined;
      elements.push({ tag, vr, bytes: NO_BYTES, items: encoded });
    } else {
      const value = bytes ?? (text === '' ? NO_BYTES : encodeValue(text, vr, characterSets));
      if (value === undefined && isCharacterSetVr(vr)) return undefined;
      elements.push({ tag, vr, bytes: value ?? NO_BYTES }); // what its VR cannot hold is no value of it
    }
  }
  return elements.toSorted((a, b) => a.tag - b.tag);
}
