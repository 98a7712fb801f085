import { CodedError } from '../base/base.ts';

export type MatchingErrorCode =
  | 'MATCHING_WILDCARD_NOT_ALLOWED' // * or ? in a VR that has none (PS3.4 §C.2.2.2.3)
  | 'MATCHING_BROKEN_RANGE' // a range with an end that is no date or time, or that ends before it begins
  | 'MATCHING_INVALID_VALUE'; // no value of its VR

/** A key of a query that cannot be read. The message has the keyword, and never the value. */
export class MatchingError extends CodedError<MatchingErrorCode> {}
