import { encodeTextElements, type KeywordTree, type TextElement, tagOf, vrOf, writeElements } from '../dataset/dataset.ts';
import type { ReturnKey, WorklistRequest } from './identifier.ts';
import type { WorklistItem } from './item.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';
import { withStatus } from './merge.ts';

const STEP = 'ScheduledProcedureStepSequence';
/** One of each pair is enough (Table K.6-1, type 1C): the one without a value is left out beside the other, and where there is neither. */
const EITHER_OR: ReadonlySet<string> = new Set([
  'RequestedProcedureDescription',
  'RequestedProcedureCodeSequence',
  'ScheduledProcedureStepDescription',
  'ScheduledProtocolCodeSequence',
]);

/** What is the same for all answers to one request. */
export interface AnswerShape {
  readonly returned: WorklistRequest['returned'];
  readonly transferSyntaxUid: string;
  /** Values of (0008,0005), the one that is liked best first. */
  readonly characterSets: readonly (readonly string[])[];
}

/** The identifier of one answer (PS3.4 K.4.1.1.3.2): what was asked for, as far as the item has it, else without a value. */
export function encodeWorklistAnswer(item: WorklistItem, { returned, transferSyntaxUid, characterSets }: AnswerShape): Uint8Array {
  const elements = elementsOf(withStatus(item.attributes, item.status), returned);
  return writeElements(encodeTextElements(elements, characterSets), transferSyntaxUid);
}

/** What of an item answers these keys. */
export function answerTree(attributes: KeywordTree, returned: readonly ReturnKey[]): KeywordTree {
  return Object.fromEntries(
    returned.flatMap(({ keyword, vr, within }): [string, string | readonly KeywordTree[]][] => {
      const value = attributes[keyword];
      const isEmpty = value === undefined || value.length === 0;
      if (isEmpty && EITHER_OR.has(keyword)) return [];
      if (vr !== 'SQ') return [[keyword, typeof value === 'string' ? value : '']];
      const items = typeof value === 'object' ? value : [];
      return [[keyword, items.map((item) => (within ? answerTree(item, within) : wholeItem(keyword, item)))]];
    }),
  );
}

/** All of an item; of the step also what an answer must have, without a value. */
function wholeItem(keyword: string, item: KeywordTree): KeywordTree {
  return keyword === STEP ? { ...REQUIRED_OF_STEP, ...item } : item;
}

const REQUIRED_OF_STEP: KeywordTree = Object.fromEntries(
  [...stepKeys().values()].filter(({ type, vr }) => ['1', '2'].includes(type) && vr !== 'SQ').map(({ keyword }) => [keyword, '']),
);

function stepKeys(): WorklistKeys {
  return WORKLIST_KEYS.get(tagOf(STEP)!)!.items!;
}

function elementsOf(attributes: KeywordTree, returned: readonly ReturnKey[]): TextElement[] {
  return textElementsOf(answerTree(attributes, returned));
}

function textElementsOf(tree: KeywordTree): TextElement[] {
  return Object.entries(tree).flatMap(([keyword, value]): TextElement[] => {
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    if (tag === undefined || vr === undefined) return [];
    if (typeof value === 'string') return [{ tag, vr, text: value }];
    return [{ tag, vr: 'SQ', items: value.map(textElementsOf) }];
  });
}

/** The keys of an answer with those that a preset adds, and without those that it leaves out. */
export function presetKeys(returned: readonly ReturnKey[], extra: readonly string[], omitted: readonly string[]): readonly ReturnKey[] {
  const more = extra.reduce(withKey, returned);
  return omitted.reduce(withoutKey, more);
}

function withKey(returned: readonly ReturnKey[], path: string): readonly ReturnKey[] {
  const { keyword, rest } = firstOf(path);
  const tag = tagOf(keyword);
  const vr = tag === undefined ? undefined : vrOf(tag);
  if (tag === undefined || vr === undefined) return returned;
  const there = returned.find((key) => key.tag === tag);
  if (there && (rest === '' || there.within === undefined)) return returned; // all of it is answered
  const within = rest === '' ? undefined : withKey(there?.within ?? [], rest);
  const added = { tag, vr, keyword, ...(within && { within }) };
  return [...returned.filter((key) => key !== there), added].toSorted((a, b) => a.tag - b.tag);
}

function withoutKey(returned: readonly ReturnKey[], path: string): readonly ReturnKey[] {
  const { keyword, rest } = firstOf(path);
  if (rest === '') return returned.filter((key) => key.keyword !== keyword);
  return returned.map((key) => {
    if (key.keyword !== keyword) return key;
    const within = key.within ?? wholeKeys(key);
    return { ...key, within: withoutKey(within, rest) };
  });
}

/** All keys of a sequence that was asked for as a whole. */
function wholeKeys({ tag }: ReturnKey): readonly ReturnKey[] {
  return [...(WORKLIST_KEYS.get(tag)?.items?.values() ?? [])].map((key) => ({ tag: key.tag, vr: key.vr, keyword: key.keyword }));
}

function firstOf(path: string): { readonly keyword: string; readonly rest: string } {
  const [keyword = '', ...rest] = path.split('.');
  return { keyword, rest: rest.join('.') };
}
