import { CodedError } from '../base/base.ts';

export type StickErrorCode =
  | 'STICK_NO_DEVICE' // not the name of a partition
  | 'STICK_NOT_MOUNTED' // no FAT or exFAT, damaged, or pulled out
  | 'STICK_BAD_FILE'; // the file on it is none that can be used

/** The CONFIG stick cannot be used. */
export class StickError extends CodedError<StickErrorCode> {}
