import type { SearchAnswer } from '../archive/archive.ts';
import {
  chooseCharacterSet,
  type DataElement,
  elementText,
  encodeTextElements,
  isCharacterSetVr,
  parseSpecificCharacterSet,
  type TextElement,
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

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const QUERY_RETRIEVE_LEVEL = 0x0008_0052;
const RETRIEVE_AE_TITLE = 0x0008_0054;
const AVAILABLE_TRANSFER_SYNTAX_UID = 0x0008_3002;
const IN_EVERY_ANSWER: ReadonlySet<number> = new Set([QUERY_RETRIEVE_LEVEL, RETRIEVE_AE_TITLE]);
const UTF_8: readonly string[] = ['ISO_IR 192'];

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
  return writeElements(encodeTextElements(drafts, preferred(shape)), shape.transferSyntaxUid);
}

function preferred({ request, takesUtf8 }: AnswerShape): (readonly string[])[] {
  return [...(request.characterSets.length > 0 ? [request.characterSets] : []), ...(takesUtf8 ? [UTF_8] : [])];
}

function baseDrafts({ request, retrieveAeTitle }: AnswerShape): TextElement[] {
  return [
    { tag: QUERY_RETRIEVE_LEVEL, vr: 'CS', text: request.level },
    { tag: RETRIEVE_AE_TITLE, vr: 'AE', text: retrieveAeTitle }, // "either or both" of it and Storage Media File-Set ID
  ];
}

function draftOf({ tag, vr, keyword, kind, items }: ReturnKey, { values, transferSyntaxUid }: SearchAnswer): TextElement | undefined {
  if (IN_EVERY_ANSWER.has(tag)) return undefined;
  if (tag === AVAILABLE_TRANSFER_SYNTAX_UID) return { tag, vr, text: transferSyntaxUid ?? '' };
  if (kind !== 'sequence') return { tag, vr, text: kind === 'absent' ? '' : (values.get(keyword) ?? '') };
  const item = (items ?? []).map((inner) => ({ tag: inner.tag, vr: inner.vr, text: values.get(inner.keyword) ?? '' }));
  return { tag, vr, items: item.some(({ text }) => text !== '') ? [item] : [] };
}

/** Elements of a stored instance: text in Unicode, all else as it stands. */
function draftsOf(elements: readonly DataElement[], { characterSet = '' }: SearchAnswer): TextElement[] {
  return decodeElements(elements, parseSpecificCharacterSet(characterSet));
}

function decodeElements(elements: readonly DataElement[], outer: readonly string[]): TextElement[] {
  const own = elements.find(({ tag }) => tag === SPECIFIC_CHARACTER_SET); // an item may have its own (PS3.3 C.12.1.1.2)
  const characterSets = own ? parseSpecificCharacterSet(elementText(own, [])) : outer;
  return elements.flatMap((element): TextElement[] => {
    const { tag, vr, bytes, items } = element;
    if (tag === SPECIFIC_CHARACTER_SET) return [];
    if (items) return [{ tag, vr, items: items.map((item) => decodeElements(item, characterSets)) }];
    return [isCharacterSetVr(vr) ? { tag, vr, text: elementText(element, characterSets) } : { tag, vr, bytes }];
  });
}
