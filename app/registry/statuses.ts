/**
 * DIMSE statuses (0000,0900): PS3.7 Annex C, and those of the services that we speak.
 * Where services give one number several meanings, the name says whose it is.
 */
export const STATUS = {
  SUCCESS: 0x0000,
  CANCEL: 0xfe00, // matching or sub-operations terminated
  PENDING: 0xff00,
  PENDING_WITHOUT_OPTIONAL_KEYS: 0xff01, // PS3.4 Table C.4-1: some optional key was not supported

  // PS3.7 Annex C
  REQUESTED_OPTIONAL_ATTRIBUTES_NOT_SUPPORTED: 0x0001, // warning, N-GET
  ATTRIBUTE_LIST_ERROR: 0x0107, // warning, N- services
  INVALID_ARGUMENT_VALUE: 0x0115,
  INVALID_ATTRIBUTE_VALUE: 0x0106,
  ATTRIBUTE_VALUE_OUT_OF_RANGE: 0x0116, // warning, N- services
  CLASS_INSTANCE_CONFLICT: 0x0119,
  DUPLICATE_SOP_INSTANCE: 0x0111,
  DUPLICATE_INVOCATION: 0x0210,
  INVALID_SOP_INSTANCE: 0x0117,
  MISSING_ATTRIBUTE: 0x0120,
  MISSING_ATTRIBUTE_VALUE: 0x0121,
  MISTYPED_ARGUMENT: 0x0212,
  NO_SUCH_ACTION: 0x0123,
  NO_SUCH_ARGUMENT: 0x0114,
  NO_SUCH_ATTRIBUTE: 0x0105,
  NO_SUCH_EVENT_TYPE: 0x0113,
  NO_SUCH_SOP_INSTANCE: 0x0112,
  NO_SUCH_SOP_CLASS: 0x0118,
  NOT_AUTHORIZED: 0x0124,
  PROCESSING_FAILURE: 0x0110,
  RESOURCE_LIMITATION: 0x0213,
  SOP_CLASS_NOT_SUPPORTED: 0x0122,
  UNRECOGNIZED_OPERATION: 0x0211,

  // PS3.4 Table B.2-1 (C-STORE); A700, A900 and Cxxx are the queries' too
  REFUSED_OUT_OF_RESOURCES: 0xa700,
  DATA_SET_DOES_NOT_MATCH_SOP_CLASS: 0xa900,
  CANNOT_UNDERSTAND: 0xc000,
  COERCION_OF_DATA_ELEMENTS: 0xb000,
  ELEMENTS_DISCARDED: 0xb006,
  WARNING_DATA_SET_DOES_NOT_MATCH_SOP_CLASS: 0xb007,

  // PS3.4 Tables C.4-1, C.4-2, C.4-3 (C-FIND, C-MOVE, C-GET)
  OUT_OF_RESOURCES_MATCHES: 0xa701, // unable to calculate the number of matches
  OUT_OF_RESOURCES_SUB_OPERATIONS: 0xa702,
  MOVE_DESTINATION_UNKNOWN: 0xa801,
  UNABLE_TO_PROCESS: 0xc000,
  SUB_OPERATIONS_COMPLETE_WITH_FAILURES: 0xb000,
} as const satisfies Readonly<Record<string, number>>;

const WORDS = new Map<number, string>([
  [0x0000, 'success'],
  [0x0001, 'warning: requested optional attributes are not supported'],
  [0x0105, 'no such attribute'],
  [0x0106, 'invalid attribute value'],
  [0x0107, 'warning: attribute list error'],
  [0x0110, 'processing failure'],
  [0x0111, 'duplicate SOP instance'],
  [0x0112, 'no such SOP instance'],
  [0x0113, 'no such event type'],
  [0x0114, 'no such argument'],
  [0x0115, 'invalid argument value'],
  [0x0116, 'warning: attribute value out of range'],
  [0x0117, 'invalid SOP instance UID'],
  [0x0118, 'no such SOP class'],
  [0x0119, 'class and instance conflict'],
  [0x0120, 'missing attribute'],
  [0x0121, 'missing attribute value'],
  [0x0122, 'refused: SOP class not supported'],
  [0x0123, 'no such action type'],
  [0x0124, 'refused: not authorized'],
  [0x0131, 'duplicate transaction UID'],
  [0x0210, 'duplicate invocation: this Message ID is in use'],
  [0x0211, 'unrecognized operation'],
  [0x0212, 'mistyped argument'],
  [0x0213, 'resource limitation'],
  [0xa700, 'refused: out of resources'],
  [0xa701, 'refused: out of resources, unable to calculate the number of matches'],
  [0xa702, 'refused: out of resources, unable to perform sub-operations'],
  [0xa801, 'refused: move destination unknown'],
  [0xa900, 'error: data set does not match SOP class'],
  [0xb000, 'warning: data elements were coerced, or some sub-operations failed'],
  [0xb006, 'warning: elements were discarded'],
  [0xb007, 'warning: data set does not match SOP class'],
  [0xfe00, 'cancelled'],
  [0xff00, 'pending'],
  [0xff01, 'pending: some optional keys are not supported'],
]);

/** What a status tells the one who waits (PS3.7 Table C-1). */
export type StatusKind = 'success' | 'warning' | 'failure' | 'cancel' | 'pending';

export function statusKind(status: number): StatusKind {
  if (status === STATUS.SUCCESS) return 'success';
  if (status === STATUS.CANCEL) return 'cancel';
  if (status === STATUS.PENDING || status === STATUS.PENDING_WITHOUT_OPTIONAL_KEYS) return 'pending';
  const isWarning = status === 0x0001 || status === 0x0107 || status === 0x0116 || status >> 12 === 0xb;
  return isWarning ? 'warning' : 'failure';
}

/** A status for people: `A700H refused: out of resources`. */
export function statusWords(status: number): string {
  const hex = status.toString(16).toUpperCase().padStart(4, '0');
  return `${hex}H ${WORDS.get(status) ?? wordsOfRange(status)}`;
}

function wordsOfRange(status: number): string {
  if (status >> 8 === 0xa7) return 'refused: out of resources';
  if (status >> 8 === 0xa9) return 'error: data set does not match SOP class';
  if (status >> 12 === 0xc) return 'error: cannot understand or unable to process';
  return `${statusKind(status)} of the peer's own`;
}
