import { CodedError } from '../base/base.ts';

export type TlsErrorCode =
  | 'TLS_NOT_PEM' // no certificate in what was given, or one that cannot be read
  | 'TLS_KEY_UNREADABLE' // no private key in what was given, or one that cannot be read
  | 'TLS_NO_KEY' // a certificate alone, and no request was made here
  | 'TLS_KEY_OF_ANOTHER' // no certificate of those given is for this key
  | 'TLS_EXPIRED'
  | 'TLS_NOT_YET_VALID'
  | 'TLS_NOT_FOR_SERVERS' // made for another use, or names no host
  | 'TLS_TOO_WEAK' // browsers take no such key or signature
  | 'TLS_NAME_UNFIT' // no name that a certificate can be asked for
  | 'TLS_NOT_KEPT'; // the data folder cannot be written

/** A certificate cannot be taken, asked for or kept. */
export class TlsError extends CodedError<TlsErrorCode> {}
