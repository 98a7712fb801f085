import type { StepFacts } from './facts.ts';
import type { StepStatus } from './set.ts';

/** A step as the database has it. */
export interface StepRow {
  readonly sopInstanceUid: string;
  readonly status: StepStatus;
  readonly revision: number;
  readonly facts: StepFacts;
  readonly callingAeTitle: string;
  /** Milliseconds since 1970, by our clock. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly endedAt: number | null;
  /** Instances that it names; of those the ones that came, and the ones that were deleted since. */
  readonly named: number;
  readonly arrived: number;
  readonly removed: number;
  readonly lastArrivalAt: number | null;
  /** Somebody saw that instances are missing, and took it as it is. */
  readonly acceptedAt: number | null;
  readonly acceptedBy: string | null;
}

/** What goes out to others for a step: in the same transaction, so that nothing is said twice or never. */
export interface OutgoingRow {
  readonly aeTitle: string;
  readonly kind: 'create' | 'set' | 'event';
  readonly sopInstanceUid: string;
  readonly eventType: number | null;
  /** Explicit VR Little Endian. */
  readonly dataset: Uint8Array | null;
}

export interface OutgoingTask extends OutgoingRow {
  readonly id: number;
  readonly madeAt: number;
  readonly tries: number;
}

/** A new step, or the next state of one. */
export interface StepWrite {
  readonly sopInstanceUid: string;
  readonly status: StepStatus;
  readonly dataset: Uint8Array;
  readonly facts: StepFacts;
  readonly studyInstanceUids: readonly string[];
  readonly named: readonly string[];
  readonly callingAeTitle: string;
  readonly now: number;
  readonly outgoing: readonly OutgoingRow[];
}

/** Steps by the time they were made, the newest first. */
export interface StepPage {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** A study that may be complete. */
export interface DueStudy {
  readonly studyInstanceUid: string;
  readonly seen: number;
  readonly generation: number;
  readonly why: 'steps' | 'quiet';
}

/** A study that became complete: all that has come of it so far is here. */
export interface Completion {
  /** Goes up; never used again. */
  readonly seq: number;
  readonly studyInstanceUid: string;
  /** 1 for the first time; one more each time after something came late. */
  readonly generation: number;
  /** `steps`: its performed steps are over and all that they name is here; `quiet`: nothing new came for the time that is set. */
  readonly why: 'steps' | 'quiet';
  /** In the archive at that moment. */
  readonly instances: number;
  readonly at: number;
}
