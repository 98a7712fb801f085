import { CodedError } from '../base/base.ts';

export type BoxErrorCode =
  | 'BOX_NO_HANDS' // nobody listens on the socket of the hands
  | 'BOX_IS_NONE' // a command for a box alone, on another machine
  | 'BOX_NOT_ALLOWED' // this user may not open the socket
  | 'BOX_BAD_REQUEST' // not one line of JSON, a verb that does not exist, arguments that are none
  | 'BOX_TOO_LONG' // a request or an answer beyond the limit
  | 'BOX_NO_ANSWER' // the hands took too long, or ended before they answered
  | 'BOX_BUSY' // too many ask at once
  | 'BOX_FAULT' // a fault of the hands themselves
  | 'BOX_SECOND_DISK' // another disk of a box is plugged in
  | 'BOX_TOOL_FAILED'; // a program of the system failed, or took too long

/** What the box around the program refused, or could not do. */
export class BoxError extends CodedError<BoxErrorCode> {}
