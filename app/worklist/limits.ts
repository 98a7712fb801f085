/** What a peer, a folder or an upstream worklist may cost us. */
export interface WorklistLimits {
  /** Longest identifier of a request. */
  readonly maxIdentifierBytes: number;
  /** Answers that are encoded before the socket has taken the ones before them. */
  readonly maxBatchBytes: number;
  /** Values of one key. */
  readonly maxValues: number;
  /** Answers to one request. */
  readonly maxAnswers: number;
  /** One worklist file. */
  readonly maxFileBytes: number;
  /** Worklist files in all. */
  readonly maxFiles: number;
  readonly lookEveryMs: number;
  readonly pruneEveryMs: number;
  /** Items that are taken of one answer of an upstream worklist. */
  readonly maxUpstreamItems: number;
  /** Questions whose answer is kept until an item changes. */
  readonly maxKeptFinds: number;
  /** Items of one such answer, and of all of them. */
  readonly maxKeptItemsEach: number;
  readonly maxKeptItems: number;
}

export const WORKLIST_LIMITS: WorklistLimits = {
  maxIdentifierBytes: 256 * 1024,
  maxBatchBytes: 128 * 1024,
  maxValues: 1000,
  maxAnswers: 20_000,
  maxFileBytes: 1024 * 1024,
  maxFiles: 20_000,
  lookEveryMs: 2000,
  pruneEveryMs: 3_600_000,
  maxUpstreamItems: 20_000,
  maxKeptFinds: 256,
  maxKeptItemsEach: 250,
  maxKeptItems: 2000,
};
