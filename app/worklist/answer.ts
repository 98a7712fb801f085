import { encodeTextElements, type KeywordTree, type TextElement, tagOf, vrOf, writeElements } from '../dataset/dataset.ts';
import type { ReturnKey, WorklistRequest } from './identifier.ts';
import type { WorklistItem } from './item.ts';
import { EITHER_OR, WORKLIST_KEYS, type WorklistKeys } from './keys.ts';
import { withStatus } from './merge.ts';
import { createPlainEncoder } from './plain-answer.ts';

const STEP = 'ScheduledProcedureStepSequence';
/** What is the same for all answers to one request. */
export interface AnswerShape {
  readonly returned: WorklistRequest['returned'];
  readonly transferSyntaxUid: string;
  /** Values of (0008,0005), the one that is liked best first. */
  readonly characterSets: readonly (readonly string[])[];
}

/**
 * Encodes the answers to one request (PS3.4 K.4.1.1.3.2): what was asked for, as far as an item has it, else without a value; (0008,0005) where the
 * text needs it.
 */
export function createAnswerEncoder({ returned, transferSyntaxUid, characterSets }: AnswerShape): (item: WorklistItem) => Uint8Array {
  const plain = createPlainEncoder(returned, transferSyntaxUid);
  return ({ attributes, status }) => {
    const tree = withStatus(attributes, status);
    return plain?.(tree) ?? writeElements(encodeTextElements(elementsOf(tree, returned), characterSets), transferSyntaxUid);
  };
}

/** Shapes whose answers are kept: a clinic has that many kinds of modalities, and each asks for the same all day. */
const MOST_SHAPES = 16;

/** Encoders that remember what they made of an item for as long as somebody else keeps that item, which never changes. */
export function createAnswerEncoders(): (shape: AnswerShape) => (item: WorklistItem) => Uint8Array {
  const encoders = new Map<string, (item: WorklistItem) => Uint8Array>();
  return (shape) => {
    const key = JSON.stringify(shape);
    const encoder = encoders.get(key) ?? remembering(createAnswerEncoder(shape));
    encoders.delete(key);
    encoders.set(key, encoder); // the one that was asked for last stands last
    if (encoders.size > MOST_SHAPES) encoders.delete(encoders.keys().next().value!);
    return encoder;
  };
}

function remembering(encode: (item: WorklistItem) => Uint8Array): (item: WorklistItem) => Uint8Array {
  const made = new WeakMap<WorklistItem, Uint8Array>();
  return (item) => {
    const there = made.get(item);
    if (there) return there;
    const answer = encode(item);
    made.set(item, answer);
    return answer;
  };
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

/** The elements of an answer before they have a character set. */
export function elementsOf(attributes: KeywordTree, returned: readonly ReturnKey[]): TextElement[] {
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
