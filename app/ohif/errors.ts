import { CodedError } from '../base/base.ts';

export type OhifErrorCode =
  | 'OHIF_NOT_A_PACK' // another file, or one whose list of files cannot be believed
  | 'OHIF_TOO_LARGE' // more bytes or files than any pack has
  | 'OHIF_UNKNOWN' // a pack that this version of the program does not know
  | 'OHIF_DAMAGED' // a content that is not the one of the list
  | 'OHIF_NO_ROOM' // it would take the room of images
  | 'OHIF_CUT' // the upload ended before its end
  | 'OHIF_BUSY' // another one is being taken
  | 'OHIF_NOT_KEPT'; // the data folder cannot be read or written

/** A pack of OHIF cannot be taken, or not be used. */
export class OhifError extends CodedError<OhifErrorCode> {}
