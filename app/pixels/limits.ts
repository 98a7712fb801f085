/** What an image may cost us. `config/limits.ts` has the same figures. */
export interface PixelsLimits {
  /** All elements that are needed of a data set before Pixel Data. */
  readonly maxHeaderBytes: number;
  /** Elements and items in them. */
  readonly maxElements: number;
  /** Fragments of one Pixel Data. */
  readonly maxFragments: number;
  /** What a deflated data set may inflate to, in memory. */
  readonly maxInflatedBytes: number;
  /** One frame, compressed or decoded, and one picture made of it. */
  readonly maxFrameBytes: number;
  /** Threads that decode. */
  readonly maxWorkers: number;
  /** Memory that a thread may keep after a frame; one that has more is replaced. */
  readonly maxWorkerBytes: number;
  /** Frames that wait for a thread. */
  readonly maxWaiting: number;
  /** How long one frame may take. */
  readonly frameMs: number;
  /** A thread without work for so long ends. */
  readonly idleMs: number;
}

export const PIXELS_LIMITS: PixelsLimits = {
  maxHeaderBytes: 32 * 1024 * 1024,
  maxElements: 500_000,
  maxFragments: 1_000_000,
  maxInflatedBytes: 128 * 1024 * 1024,
  maxFrameBytes: 128 * 1024 * 1024,
  maxWorkers: 2,
  maxWorkerBytes: 128 * 1024 * 1024,
  maxWaiting: 64,
  frameMs: 15_000,
  idleMs: 60_000,
};
