import { CodedError } from '../base/base.ts';

export type DicomwebErrorCode =
  | 'DICOMWEB_BAD_UID' // a UID of the path is none (PS3.5 §9.1)
  | 'DICOMWEB_BAD_PARAMETER' // a query parameter, or its value, is none of PS3.18
  | 'DICOMWEB_TOO_LONG' // the query of the URL
  | 'DICOMWEB_NOT_FOUND' // there is no such study, series or instance
  | 'DICOMWEB_NOT_ACCEPTABLE'; // nothing that Accept asks for can be made of it

/** A request that PS3.18 has answered with 4xx. The message is for people and has no value of a patient. */
export class DicomwebError extends CodedError<DicomwebErrorCode> {}
