import { CodedError } from '../base/base.ts';

export type CaptureErrorCode =
  | 'CAPTURE_BUSY' // one at a time
  | 'CAPTURE_NO_PORT' // the machine has no such network port
  | 'CAPTURE_NO_HOST' // neither an AE title of the table nor an address, or a name that nobody knows
  | 'CAPTURE_NO_ROOM' // it would take the room of images
  | 'CAPTURE_NO_FOLDER' // nothing may be written to the data folder
  | 'CAPTURE_NO_TOOL' // tcpdump is not installed
  | 'CAPTURE_NOT_ALLOWED' // the program may not listen to the network
  | 'CAPTURE_NONE' // nothing is captured, or it was removed
  | 'CAPTURE_FAILED'; // tcpdump failed

/** Why the network is not captured. */
export class CaptureError extends CodedError<CaptureErrorCode> {}
