import { CodedError, type SaidValues } from '../base/base.ts';

export type Hl7ErrorCode =
  | 'HL7_NOT_FRAMED' // no start block where a message had to begin
  | 'HL7_CUT_SHORT' // the connection, or another start block, came before the end of a message
  | 'HL7_TOO_LONG'
  | 'HL7_BATCH_BROKEN' // headers, trailers and counts of a batch that contradict each other
  | 'HL7_NO_HEADER' // no MSH segment that can be read
  | 'HL7_MALFORMED' // separators that contradict each other, a segment without a name
  | 'HL7_CHARACTER_SET' // MSH-18 names a set that we do not read
  | 'HL7_BAD_TEXT' // bytes that the character set does not have
  | 'HL7_UNSUPPORTED_TYPE' // MSH-9.1
  | 'HL7_UNSUPPORTED_EVENT' // MSH-9.2
  | 'HL7_UNSUPPORTED_CONTROL' // ORC-1
  | 'HL7_FIELD_MISSING'
  | 'HL7_FIELD_WRONG'
  | 'HL7_NO_SUCH_ORDER'
  | 'HL7_ORDER_REFUSED' // the worklist does not take it
  | 'HL7_STALE' // replayed after a later message about the same order
  | 'HL7_QUEUE_FULL' // no more messages can be kept for a person to look at
  | 'HL7_NOT_KEPT' // it could not be made durable
  | 'HL7_NO_SUCH_MESSAGE' // of the error queue
  | 'HL7_LISTEN_FAILED';

/** A place in a message, as ERR-2 of version 2.5 has it: segment, its occurrence, field, component. */
export interface Location {
  readonly segment: string;
  readonly occurrence: number;
  readonly field?: number;
  readonly component?: number;
}

/** What is wrong with a message. The words name no patient: they stand in the log, and go to the sender. */
export class Hl7Error extends CodedError<Hl7ErrorCode> {
  readonly location: Location | undefined;

  constructor(
    code: Hl7ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly values?: SaidValues; readonly location?: Location | undefined } = {},
  ) {
    super(code, message, options);
    this.location = options.location;
  }
}

/** `PID-3`, `ORC-1`: how people write it. */
export function placeName({ segment, field, component }: Location): string {
  return [segment, field, component]
    .filter((part) => part !== undefined)
    .join('-')
    .replace(/-(\d+)-(\d+)$/, '-$1.$2');
}

/**
 * How each is answered (HL7 2.9 §2.9.2.2 and table 0357): AR, the message could not be taken up, try again or call somebody; AE, what it says cannot
 * be done. `isKept`: it waits in the error queue, so that a person may correct what is wrong and have it done.
 */
export const ANSWER_OF = {
  HL7_NOT_FRAMED: { acknowledgment: 'AR', condition: 100, isKept: false },
  HL7_CUT_SHORT: { acknowledgment: 'AR', condition: 100, isKept: false },
  HL7_TOO_LONG: { acknowledgment: 'AR', condition: 207, isKept: false },
  HL7_BATCH_BROKEN: { acknowledgment: 'AR', condition: 100, isKept: false },
  HL7_NO_HEADER: { acknowledgment: 'AR', condition: 100, isKept: false },
  HL7_MALFORMED: { acknowledgment: 'AE', condition: 100, isKept: true },
  HL7_CHARACTER_SET: { acknowledgment: 'AE', condition: 103, isKept: true },
  HL7_BAD_TEXT: { acknowledgment: 'AE', condition: 102, isKept: true },
  HL7_UNSUPPORTED_TYPE: { acknowledgment: 'AR', condition: 200, isKept: false },
  HL7_UNSUPPORTED_EVENT: { acknowledgment: 'AR', condition: 201, isKept: false },
  HL7_UNSUPPORTED_CONTROL: { acknowledgment: 'AE', condition: 103, isKept: true },
  HL7_FIELD_MISSING: { acknowledgment: 'AE', condition: 101, isKept: true },
  HL7_FIELD_WRONG: { acknowledgment: 'AE', condition: 102, isKept: true },
  HL7_NO_SUCH_ORDER: { acknowledgment: 'AE', condition: 204, isKept: true },
  HL7_ORDER_REFUSED: { acknowledgment: 'AE', condition: 207, isKept: true },
  HL7_STALE: { acknowledgment: 'AE', condition: 207, isKept: true },
  HL7_QUEUE_FULL: { acknowledgment: 'AR', condition: 207, isKept: false },
  HL7_NOT_KEPT: { acknowledgment: 'AR', condition: 207, isKept: false },
  HL7_NO_SUCH_MESSAGE: { acknowledgment: 'AR', condition: 207, isKept: false },
  HL7_LISTEN_FAILED: { acknowledgment: 'AR', condition: 207, isKept: false },
} as const satisfies Record<Hl7ErrorCode, { readonly acknowledgment: 'AE' | 'AR'; readonly condition: number; readonly isKept: boolean }>;

/** Table 0357. */
export const CONDITION_TEXT: Readonly<Record<number, string>> = {
  0: 'Message accepted',
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  103: 'Table value not found',
  200: 'Unsupported message type',
  201: 'Unsupported event code',
  204: 'Unknown key identifier',
  207: 'Application internal error',
};
