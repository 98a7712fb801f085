import { CodedError } from '../base/base.ts';

export type MdnsErrorCode =
  | 'MDNS_NO_AVAHI' // avahi-daemon does not run
  | 'MDNS_NO_BROWSER'; // avahi-browse is not installed

/** The network could not be asked who is there. */
export class MdnsError extends CodedError<MdnsErrorCode> {}
