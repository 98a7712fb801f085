import { CodedError } from '../base/base.ts';

export type DatasetErrorCode =
  | 'DATASET_EMPTY' // not one element
  | 'DATASET_TRUNCATED' // the bytes end inside an element, an item or a sequence
  | 'DATASET_MALFORMED' // the structure cannot be followed
  | 'DATASET_TOO_DEEP' // more sequences inside one another than we follow
  | 'DATASET_TOO_LARGE' // more bytes or elements than are read into memory
  | 'DATASET_CANNOT_TRANSCODE' // between these transfer syntaxes, or Pixel Data in fragments where the transfer syntax has none
  | 'DATASET_HAS_FILE_META' // a preamble or File Meta Information where only a data set belongs (PS3.10 §7.1, PS3.7 §9.3.1)
  | 'DATASET_UNKNOWN_TRANSFER_SYNTAX'
  | 'DATASET_INFLATE_FAILED' // not a deflate stream (RFC 1951)
  | 'DATASET_INFLATED_TOO_LARGE' // inflates to more than the limit: a bomb, or a limit set too low
  | 'DATASET_FILE_META_MALFORMED' // no readable File Meta Information at the head of a file
  | 'DATASET_UNREADABLE'; // dcmjs could not read it

/** A data set or file that breaks PS3.5 or PS3.10. The message has the tag and the byte offset, and never a value. */
export class DatasetError extends CodedError<DatasetErrorCode> {}
