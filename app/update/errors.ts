import { CodedError } from '../base/base.ts';

export type UpdateErrorCode =
  | 'UPDATE_NO_FILE' // no such file among the updates of the box
  | 'UPDATE_REFUSED' // no update of a Filmroom box
  | 'UPDATE_NOT_SIGNED' // not by whom the box believes, or changed since
  | 'UPDATE_OTHER_BOARD' // for another kind of box
  | 'UPDATE_BUSY' // another one is being installed
  | 'UPDATE_NO_SLOTS' // this system was not started from a slot
  | 'UPDATE_NO_OTHER_SLOT'; // the other slot holds nothing that has worked

/** An update, or a change of slots, that cannot be. */
export class UpdateError extends CodedError<UpdateErrorCode> {}
