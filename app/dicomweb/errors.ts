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
  | 'DICOMWEB_NO_REASON'; // something is to be deleted without a reason

/** A request that PS3.18 has answered with 4xx. The message is for people and has no value of a patient. */
export class DicomwebError extends CodedError<DicomwebErrorCode> {}
