import { type FindingCode, toDoOf, type Values, wordsOfFinding } from './words.ts';

/** From the cable to DICOM, in the order in which they are tried. */
export const RUNGS = ['name', 'link', 'neighbour', 'ping', 'tcp', 'associate', 'echo'] as const;
/** `back`: whether the peer calls us. */
export type RungName = (typeof RUNGS)[number] | 'back';

/** `unclear`: it may be so or not, e.g. a device that answers no ping; the next rung decides. */
export type RungOutcome = 'ok' | 'unclear' | 'skipped' | 'failed';

/** What was found at one rung: `code` and `values` say it in any language, `words` and `toDo` in English. */
export interface Rung {
  readonly rung: RungName;
  readonly outcome: RungOutcome;
  readonly code: FindingCode;
  readonly values: Values;
  readonly words: string;
  /** Empty where there is nothing to do. */
  readonly toDo: string;
  readonly ms: number;
}

export type Finding = Pick<Rung, 'outcome' | 'code' | 'values'>;

export const found = (outcome: RungOutcome, code: FindingCode, values: Values = {}): Finding => ({ outcome, code, values });

export function rungOf(rung: RungName, { outcome, code, values }: Finding, ms: number): Rung {
  return { rung, outcome, code, values, words: wordsOfFinding(code, values), toDo: toDoOf(code, values), ms: Math.round(ms * 10) / 10 };
}
