import { CodedError } from '../base/base.ts';

export type UlErrorCode =
  | 'UL_PDU_TOO_LONG' // a PDU-length above what we announced, or above our own cap
  | 'UL_PDU_MALFORMED' // fields that contradict each other or PS3.8 §9.3
  | 'UL_UNKNOWN_PDU' // a PDU-type outside 01H to 07H
  | 'UL_UNEXPECTED_PDU' // a PDU that Table 9-10 does not allow in this state
  | 'UL_ABORTED_BY_PEER'
  | 'UL_ABORTED' // we aborted
  | 'UL_RELEASED' // used after its release
  | 'UL_CONNECTION_LOST'
  | 'UL_CONNECTION_REFUSED' // no transport connection could be made
  | 'UL_TIMEOUT'
  | 'UL_REJECTED' // the peer answered A-ASSOCIATE-RJ; `refusal` says why
  | 'UL_LISTEN_FAILED';

/** A-ASSOCIATE-RJ in fields and words (PS3.8 Table 9-21). */
export interface Refusal {
  readonly result: 1 | 2;
  readonly source: 1 | 2 | 3;
  readonly reason: number;
  /** Why, in plain words, for the log. */
  readonly words: string;
  /** The same for whoever says it in another language. */
  readonly why?: Why;
}

/** A sentence as data: which one, and what is put into it. */
export interface Why {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What went wrong on the upper layer, by the peer's fault or the network's. */
export class UlError extends CodedError<UlErrorCode> {
  /** With UL_REJECTED: what the peer answered. */
  readonly refusal: Refusal | undefined;
  /** With UL_PDU_MALFORMED of an A-ASSOCIATE-RQ: who sent it, where its fixed fields can be read. */
  readonly titles: AeTitles | undefined;

  constructor(
    code: UlErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly refusal?: Refusal; readonly titles?: AeTitles },
  ) {
    super(code, message, options);
    this.refusal = options?.refusal;
    this.titles = options?.titles;
  }
}

export interface AeTitles {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
}

/** Source and Reason/Diag. of an A-ABORT PDU (PS3.8 Table 9-26). */
export interface AbortReason {
  readonly source: number;
  readonly reason: number;
}

/** The A-ABORT that answers each fault of a received PDU. */
const ABORT_REASON_OF: Partial<Record<UlErrorCode, AbortReason>> = {
  UL_UNKNOWN_PDU: { source: 2, reason: 1 }, // unrecognized-PDU
  UL_UNEXPECTED_PDU: { source: 2, reason: 2 }, // unexpected-PDU
  UL_PDU_TOO_LONG: { source: 2, reason: 6 }, // invalid-PDU-parameter value
  UL_PDU_MALFORMED: { source: 2, reason: 6 },
};
const REASON_NOT_SPECIFIED: AbortReason = { source: 2, reason: 0 };

export function abortReasonOf(code: UlErrorCode): AbortReason {
  return ABORT_REASON_OF[code] ?? REASON_NOT_SPECIFIED;
}

const PROVIDER_REASONS: Readonly<Record<number, string>> = {
  0: 'reason not specified',
  1: 'unrecognized PDU',
  2: 'unexpected PDU',
  4: 'unrecognized PDU parameter',
  5: 'unexpected PDU parameter',
  6: 'invalid PDU parameter value',
};

/** The words of Source and Reason/Diag. (PS3.8 Table 9-26). */
export function abortWords({ source, reason }: AbortReason): string {
  if (source !== 2) return 'A-ABORT by the service-user';
  return `A-ABORT by the service-provider: ${PROVIDER_REASONS[reason] ?? `reason ${reason}`}`;
}
