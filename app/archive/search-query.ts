import type { MatchKey } from '../dataset/dataset.ts';

export type QueryLevel = 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE';

/** What is searched, PS3.4 C.4.1.2 without a word of DIMSE. */
export interface SearchQuery {
  readonly level: QueryLevel;
  /** By keyword of the catalogue, `Sequence.Keyword` or a sequence with keys of its own; what is neither catalogued nor computed does not narrow. */
  readonly keys: ReadonlyMap<string, MatchKey>;
  /** A range of dates and one of times that belong together are one range (PS3.4 C.5.1.1.2.5.2, extended negotiation). */
  readonly combinedDateTime: boolean;
  /** Fuzzy semantic matching of names. */
  readonly fuzzy: boolean;
  /** Keywords of the catalogue, and computed ones; others are answered with nothing. */
  readonly wanted: readonly string[];
  readonly limit?: number;
  /** Answers to skip first. Their rows are visited all the same. */
  readonly offset?: number;
}

export interface SearchAnswer {
  /** Every wanted keyword; values joined by `\`, '' where empty or absent. */
  readonly values: ReadonlyMap<string, string>;
  /** IMAGE level: below the data folder. */
  readonly file?: string;
  readonly datasetOffset?: number;
  readonly transferSyntaxUid?: string;
  /** Specific Character Set of the instance itself. */
  readonly characterSet?: string;
}
