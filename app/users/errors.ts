import { CodedError, type SaidValues } from '../base/base.ts';

export type UsersErrorCode =
  | 'USERS_UNREADABLE' // the accounts cannot be read
  | 'USERS_NOT_KEPT' // a change of the accounts cannot be written
  | 'USERS_CLAIMED' // somebody was first
  | 'USERS_NOT_CLAIMED' // there is no account to sign in to
  | 'USERS_WRONG_CODE' // not the claim code
  | 'USERS_WRONG_PASSWORD' // not the name or not the password of an account
  | 'USERS_LOCKED' // too many wrong guesses
  | 'USERS_BUSY' // too many passwords to check at once
  | 'USERS_BAD_NAME'
  | 'USERS_WEAK_PASSWORD'
  | 'USERS_NAME_TAKEN'
  | 'USERS_NO_SUCH' // no such account or token
  | 'USERS_LAST_ADMINISTRATOR' // somebody must be left who may change accounts
  | 'USERS_TOO_MANY'; // accounts or tokens

/** Somebody could not sign in or claim, or the accounts could not be changed; the message is for the person in front of the page. */
export class UsersError extends CodedError<UsersErrorCode> {
  /** How long it is of no use to try again; 0 where that is not known. */
  readonly retryAfterMs: number;

  constructor(
    code: UsersErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number; readonly values?: SaidValues } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}
