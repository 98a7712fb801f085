import { CodedError } from '../base/base.ts';

export type DicomwebErrorCode =
  | 'DICOMWEB_BAD_UID' // a UID of the path is none (PS3.5 §9.1)
  | 'DICOMWEB_BAD_PARAMETER' // a query parameter, or its value, is none of PS3.18
  | 'DICOMWEB_TOO_LONG' // the query of the URL
  | 'DICOMWEB_NOT_FOUND' // there is no such study, series or instance
  | 'DICOMWEB_NO_METADATA' // the file cannot be read, or followed
  | 'DICOMWEB_NOT_ACCEPTABLE' // nothing that Accept asks for can be made of it
  | 'DICOMWEB_TOO_MANY' // instances of one retrieval
  | 'DICOMWEB_NO_SUCH_FRAME' // the image has fewer frames
  | 'DICOMWEB_NO_SUCH_VALUE' // the instance has no such bulk data
  | 'DICOMWEB_BAD_RANGE' // Range names bytes that are not there
  | 'DICOMWEB_BAD_TYPE' // Content-Type is none that is stored
  | 'DICOMWEB_MULTIPART_BROKEN' // a body of multipart/related that cannot be taken apart
  | 'DICOMWEB_TOO_MANY_PARTS'
  | 'DICOMWEB_TOO_LARGE' // metadata or bulk data of a body
  | 'DICOMWEB_BAD_METADATA' // DICOM JSON or native XML that cannot be read
  | 'DICOMWEB_CUT' // the sender broke off
  | 'DICOMWEB_TOO_SLOW' // the sender sends next to nothing
  | 'DICOMWEB_BUSY' // as many answers or bodies are under way as may
  | 'DICOMWEB_NO_SERVICE' // the database of what is asked for is not open
  | 'DICOMWEB_NO_STEP' // there is no such performed procedure step
  | 'DICOMWEB_STEP_THERE' // a performed procedure step has this UID already
  | 'DICOMWEB_BAD_STEP' // its attributes break PS3.4 Table F.7.2-1
  | 'DICOMWEB_STEP_CONFLICT' // the step is over, or cannot end so
  | 'DICOMWEB_STEP_NOT_KEPT' // no room, or the database failed
  | 'DICOMWEB_TRANSACTION_USED' // the Transaction UID is in use
  | 'DICOMWEB_NO_TRANSACTION' // no request has this Transaction UID
  | 'DICOMWEB_TRANSACTION_GONE' // given up before it was judged
  | 'DICOMWEB_NO_REASON'; // something is to be deleted without a reason

/** A request that PS3.18 has answered with 4xx. The message is for people and has no value of a patient. */
export class DicomwebError extends CodedError<DicomwebErrorCode> {}
