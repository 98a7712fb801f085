export interface StepsLimits {
  /** Data set of one N-CREATE or N-SET, in bytes. */
  readonly maxDatasetBytes: number;
  /** What came is noted after so long, in one commit. */
  readonly batchMs: number;
  /** Instances that wait to be noted; beyond, the steps are held against the archive anew. */
  readonly maxPending: number;
  /** A study whose steps are over is complete after so long without a new instance. */
  readonly settleMs: number;
  /** A step is over for so long before what it names is called missing. */
  readonly arrivalGraceMs: number;
  /** A step in progress that says nothing for so long is called left open. */
  readonly leftOpenMs: number;
  /** Steps that are held against the archive after a start. */
  readonly maxRechecked: number;
  readonly recheckMs: number;
  readonly keepStepsMs: number;
  /** Lists of what a step names, once all of it has come. */
  readonly keepListsMs: number;
  /** Refused requests that are remembered. */
  readonly maxRefusals: number;
  /** What another system was not told within this time is given up. */
  readonly tellForMs: number;
  /** Longest wait between two tries. */
  readonly maxBackoffMs: number;
  /** Tries at something that the other answers with a failure. */
  readonly maxRefusedTries: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const STEPS_LIMITS: StepsLimits = {
  ...{ maxDatasetBytes: 8 * 1024 * 1024, batchMs: 2000, maxPending: 20_000, settleMs: 15_000 },
  ...{ arrivalGraceMs: 120_000, leftOpenMs: 12 * HOUR, maxRechecked: 1000, recheckMs: 30 * DAY },
  ...{ keepStepsMs: 400 * DAY, keepListsMs: 30 * DAY, maxRefusals: 50 },
  ...{ tellForMs: 7 * DAY, maxBackoffMs: 300_000, maxRefusedTries: 10 },
};
