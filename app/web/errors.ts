import { CodedError } from '../base/base.ts';

export type WebErrorCode =
  | 'WEB_PORT_IN_USE'
  | 'WEB_PORT_NOT_ALLOWED'
  | 'WEB_ADDRESS_NOT_OURS'
  | 'WEB_LISTEN_FAILED'
  | 'WEB_PAGE_MISSING'
  | 'WEB_ARCHIVE_SILENT';

/** The web server cannot do its work; the message says what to do. */
export class WebError extends CodedError<WebErrorCode> {}
