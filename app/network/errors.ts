import { CodedError } from '../base/base.ts';

export type NetworkErrorCode =
  | 'NETWORK_INVALID' // settings that cannot be, or contradict each other
  | 'NETWORK_NOTHING_WAITS' // confirm or revert, and no change waits
  | 'NETWORK_NOT_APPLIED'; // the system did not take the settings; the earlier ones hold

/** The network of the box cannot be set so. */
export class NetworkError extends CodedError<NetworkErrorCode> {}
