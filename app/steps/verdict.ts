import { type DataElement, keywordOf } from '../dataset/dataset.ts';
import { tagText } from '../registry/registry.ts';
import type { Elements } from './elements.ts';

/** The request was done, to the letter or with a warning. */
export interface Taken {
  readonly kind: 'taken';
  /** 0000H, or a warning of PS3.7 Annex C.4: 0107H, 0116H. */
  readonly status: number;
  /** The step as it is from now on. */
  readonly elements: Elements;
  /** Of an N-SET: what of it was set, in the character set of the step. */
  readonly set?: Elements;
  readonly comment?: string;
  /** Attribute Identifier List (0000,1005): what was not recognized. */
  readonly tags?: readonly number[];
  /** Attribute List or Modification List with the invalid values alone. */
  readonly list?: Elements;
}

/** Nothing was done (PS3.7 Annex C.5). */
export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** Words without a value of the data set. */
  readonly comment: string;
  readonly errorId?: number;
  readonly tags?: readonly number[];
  readonly list?: Elements;
}

export type Verdict = Taken | Refused;

/** How much of PS3.4 Table F.7.2-1 a device must keep to: all of it; or only what the step cannot be kept without. */
export type StepValidation = 'standard' | 'lenient';

/** What is wrong with one attribute. */
export interface Fault {
  readonly kind: 'missing' | 'empty' | 'malformed';
  readonly tag: number;
  /** The sequences that it is in, from the outside. */
  readonly within: readonly number[];
  readonly element?: DataElement;
}

/** The names of attributes for an ErrorComment: `Missing PatientID, Modality`. */
export function namesOf(tags: readonly number[]): string {
  return [...new Set(tags)].map((tag) => keywordOf(tag) ?? tagText(tag)).join(', ');
}

/** A data set with the invalid values alone, each in an item of the sequences that it came in (PS3.7 C.5.11). */
export function listOf(faults: readonly Fault[]): Elements {
  const byTag = new Map<number, DataElement>();
  for (const { tag, within, element } of faults) {
    const leaf: DataElement = element ?? { tag, vr: 'UN', bytes: new Uint8Array() };
    const outer = within.reduceRight<DataElement>((inner, sequence) => sequenceOf(sequence, [[inner]]), leaf);
    const there = byTag.get(outer.tag);
    byTag.set(outer.tag, there?.items && outer.items ? sequenceOf(outer.tag, [...there.items, ...outer.items]) : outer);
  }
  return [...byTag.values()].sort((a, b) => a.tag - b.tag);
}

function sequenceOf(tag: number, items: readonly Elements[]): DataElement {
  return { tag, vr: 'SQ', bytes: new Uint8Array(), items };
}
