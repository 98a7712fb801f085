import { CodedError } from '../base/base.ts';

export type ResetErrorCode =
  | 'RESET_NOT_ASKED' // there is no request that can be read, and so nothing is reset
  | 'RESET_NOT_CONFIRMED' // the person did not type what was asked for
  | 'RESET_FAILED'; // the partition cannot be mounted, emptied or made anew

export class ResetError extends CodedError<ResetErrorCode> {}
