import type { KeywordTree } from '../dataset/dataset.ts';
import type { StudyFacts } from './facts.ts';
import type { Judgement } from './judge.ts';
import type { Values } from './values.ts';

/**
 * `agrees`: nothing contradicts. `waiting`: for a person. `left`: a person left it as it is. `correcting`, `undoing`: its images are being
 * rewritten, or put back. `corrected`: they have the values of the decision; those that come later get them too.
 */
export type EntryState = 'agrees' | 'waiting' | 'left' | 'correcting' | 'corrected' | 'undoing';

/** What the images of a study are corrected by. */
export interface Decision {
  readonly values: Values;
  /** The order that was accepted. */
  readonly orderId?: number;
  /** What that order, or the one accepted before, says of the request: an item of Request Attributes Sequence (0040,0275). */
  readonly request?: KeywordTree;
  readonly by: string;
  readonly at: number;
  /** Modifying System (0400,0563). */
  readonly system: string;
  /** 16 hexadecimal digits: of all this. */
  readonly mark: string;
}

export interface Entry {
  readonly studyInstanceUid: string;
  readonly state: EntryState;
  readonly revision: number;
  readonly study: StudyFacts;
  readonly judgement: Judgement;
  readonly decision?: Decision;
  readonly failed: number;
  readonly since: number;
}

export type DecidedWhat = 'accept' | 'edit' | 'leave' | 'undo';

/** By keyword: what the study had, and what it gets. */
export type Changes = Readonly<Record<string, { readonly before: string; readonly after: string }>>;

export interface Decided {
  readonly at: number;
  readonly who: string;
  readonly what: DecidedWhat;
  readonly changes: Changes;
}

export interface JudgedCall {
  readonly study: StudyFacts;
  readonly judgement: Judgement;
  readonly now: number;
}

export interface DecideCall {
  readonly studyInstanceUid: string;
  /** What the person has seen. */
  readonly revision: number;
  readonly what: DecidedWhat;
  readonly decision?: Decision;
  readonly changes: Changes;
  readonly who: string;
  readonly now: number;
}

/** `stale`: it is not as the person has seen it. `busy`: its images are being rewritten. `nothing`: there is nothing to undo. */
export type DecideOutcome = 'done' | 'stale' | 'busy' | 'nothing' | 'gone';
