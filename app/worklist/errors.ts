import { CodedError } from '../base/base.ts';

export type WorklistErrorCode =
  | 'WORKLIST_BAD_ATTRIBUTE' // no attribute of a worklist, or no value of its VR
  | 'WORKLIST_NO_PATIENT' // an order without PatientName or PatientID
  | 'WORKLIST_FILE_UNREADABLE' // a worklist file that is no data set
  | 'WORKLIST_UPSTREAM_FAILED'; // an upstream worklist did not answer, or refused

/** An order that cannot be taken, or a source that cannot be read. The message has keywords and UIDs, never a value of a patient. */
export class WorklistError extends CodedError<WorklistErrorCode> {}
