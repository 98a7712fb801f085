import { CodedError, type SaidSentence } from '../base/base.ts';

/** An instance as Storage Commitment names it (PS3.4 Table J.3-1): class and instance. */
export interface Reference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** 0 = committed, else Failure Reason (0008,1197). */
export type Outcome = number;

/** PS3.4 J.3.3.1.1, PS3.3 C.14.1.1. */
export const FAILURE_REASON = {
  PROCESSING_FAILURE: 0x0110,
  NO_SUCH_OBJECT_INSTANCE: 0x0112,
  CLASS_INSTANCE_CONFLICT: 0x0119,
  REFERENCED_SOP_CLASS_NOT_SUPPORTED: 0x0122,
  DUPLICATE_TRANSACTION_UID: 0x0131,
  RESOURCE_LIMITATION: 0x0213,
} as const;
export const COMMITTED = 0;

/**
 * Received, where a peer asked us: judging → reporting → reported, or given-up.
 * Sent, where we asked a peer: asking → awaiting → answered, or failed, or given-up.
 */
export type State = 'judging' | 'reporting' | 'reported' | 'asking' | 'awaiting' | 'answered' | 'failed' | 'given-up';
export const OPEN_STATES = ['judging', 'reporting', 'asking', 'awaiting'] as const satisfies readonly State[];

/** One transaction of Storage Commitment, as it is kept. */
export interface Commitment {
  readonly id: number;
  readonly direction: 'received' | 'sent';
  /** The one in force. */
  readonly transactionUid: string;
  /** AE title of the other side, and ours by which it knows us. */
  readonly peer: string;
  readonly own: string;
  readonly address: string;
  /** Of ours: who ordered it. */
  readonly askedBy: string;
  /** Asked of us by PS3.18 chapter 13, where the result is fetched: `peer` is an account or a token. */
  readonly isByWeb: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly changedAt: number;
  readonly state: State;
  /** What it waits for, or how it ended. */
  readonly why: SaidSentence;
  readonly total: number;
  readonly committed: number;
  readonly failed: number;
  readonly attempts: number;
  /** Waited between attempts so far. */
  readonly waitedMs: number;
}

/** With what the program knows of it while it runs. */
export interface CommitmentNow extends Commitment {
  /** When the next attempt begins, by the wall clock; undefined where none is waited for. */
  readonly nextAt?: number;
}

export interface JudgedReference extends Reference {
  readonly position: number;
  /** null: not known yet. */
  readonly outcome: Outcome | null;
}

export type CommitmentErrorCode =
  | 'COMMITMENT_MALFORMED' // the data set of a request or report lacks what it must have
  | 'COMMITMENT_DESTINATION_UNKNOWN' // not in the AE table
  | 'COMMITMENT_NOTHING' // no instances to commit
  | 'COMMITMENT_TOO_MANY' // as many requests wait as may
  | 'COMMITMENT_TOO_LARGE' // a request names more instances than are judged at once
  | 'COMMITMENT_NO_ANSWER'; // a peer left a report on its own association without an answer

export class CommitmentError extends CodedError<CommitmentErrorCode> {}

/** What each state of waiting says; the page says it in its language by the code. */
export const WHY = {
  judging: { code: 'JUDGING', values: {}, words: 'The images are being read again.' },
  archiveFailed: (words: string) => ({ code: 'ARCHIVE_FAILED', values: { words }, words: `The images cannot be read now: ${words}.` }),
  ready: { code: 'READY', values: {}, words: 'The report is ready to be sent.' },
  onItsAssociation: { code: 'ON_ITS_ASSOCIATION', values: {}, words: 'The report goes out on the association of the request.' },
  calling: (address: string) => ({ code: 'CALLING', values: { address }, words: `${address} is being called.` }),
  notInTable: (peer: string) => ({
    code: 'NOT_IN_TABLE',
    values: { peer },
    words: `${peer} has released its association, and the AE table does not say where to call it. Add it, with the port on which it listens.`,
  }),
  unreachable: (words: string) => ({ code: 'UNREACHABLE', values: { words }, words: `It cannot be reached: ${words}.` }),
  noContext: (peer: string) => ({
    code: 'NO_CONTEXT',
    values: { peer },
    words: `${peer} answers, but does not accept Storage Commitment there. Look for a port of its own for commitment.`,
  }),
  roleRefused: (peer: string) => ({
    code: 'ROLE_REFUSED',
    values: { peer },
    words: `${peer} refuses the role of SCP to us, so that it cannot be told the result. Its settings must allow a report by a new association.`,
  }),
  noAnswer: (words: string) => ({ code: 'NO_ANSWER', values: { words }, words: `It gave no answer: ${words}.` }),
  refused: (status: string) => ({ code: 'REFUSED', values: { status }, words: `It answered with ${status}.` }),
  fetchable: { code: 'FETCHABLE', values: {}, words: 'The result lies ready to be fetched by web.' },
  reported: { code: 'REPORTED', values: {}, words: 'The peer has the result.' },
  awaiting: { code: 'AWAITING', values: {}, words: 'The request was taken; the report is awaited.' },
  noReport: (seconds: number) => ({
    code: 'NO_REPORT',
    values: { seconds },
    words: `The request was taken, and no report came within ${seconds} s.`,
  }),
  answered: { code: 'ANSWERED', values: {}, words: 'The report has come.' },
  tooOld: (hours: number) => ({ code: 'TOO_OLD', values: { hours }, words: `It was tried for ${hours} hours.` }),
  byPerson: (by: string) => ({ code: 'BY_PERSON', values: { by }, words: `${by} gave it up.` }),
} as const;
