import { CodedError } from '../base/base.ts';

export type DimseErrorCode =
  | 'DIMSE_COMMAND_TOO_LONG' // more command bytes than the limit
  | 'DIMSE_COMMAND_MALFORMED' // not group 0000 in Implicit VR Little Endian
  | 'DIMSE_UNKNOWN_CONTEXT' // PDV on a presentation context that was not accepted
  | 'DIMSE_CONTEXT_CHANGED' // a message goes on in another presentation context
  | 'DIMSE_DATASET_WITHOUT_COMMAND' // data set fragment where a command set must begin, or before it has ended
  | 'DIMSE_COMMAND_INSIDE_DATASET' // command fragment before the data set has ended
  | 'DIMSE_MESSAGE_CUT_SHORT' // the peer asks to release in the middle of a message
  | 'DIMSE_UNEXPECTED_MESSAGE' // requestor: an answer to nothing that was asked
  | 'DIMSE_NO_CONTEXT' // requestor: no accepted presentation context for what is to be sent
  | 'DIMSE_NO_ANSWER'; // requestor: the peer released without the final response

/** The peer broke PS3.7 (or, for a requestor, gave no answer). The words name the element or the fragment; after it the association is of no more use. */
export class DimseError extends CodedError<DimseErrorCode> {}
