import { CodedError } from '../base/base.ts';

export type IdentityErrorCode =
  | 'IDENTITY_ABSENT' // there is none, or it cannot be read
  | 'IDENTITY_NOT_KEPT' // it cannot be written
  | 'IDENTITY_CLAIMED' // somebody has claimed the box before
  | 'IDENTITY_WRONG_CODE'; // not the claim code of this box

/** What this box is, could not be said, kept or claimed. */
export class IdentityError extends CodedError<IdentityErrorCode> {}
