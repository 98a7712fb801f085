import type { Clock } from '../base/base.ts';

/** A rate is taken over the last so many milliseconds: long enough not to jump, short enough to show a stall. */
const WINDOW_MS = 3000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/**
 * Bytes per second of each association from its byte count, read whenever it is shown.
 *
 * @returns a function that is given all open associations and forgets those that are not among them
 */
export function createDataRates(
  clock: Clock,
): (open: readonly { id: number; bytes: number; openedAt: number }[]) => ReadonlyMap<number, number> {
  let samples = new Map<number, Sample[]>();
  return (open) => {
    const atMs = clock.monotonicMs();
    const kept = new Map<number, Sample[]>();
    const rates = new Map<number, number>();
    for (const { id, bytes, openedAt } of open) {
      const past = (samples.get(id) ?? []).filter((sample) => sample.atMs >= atMs - WINDOW_MS);
      const ageMs = Math.max(0, clock.now() - openedAt); // not seen in the window: the mean since it opened
      const from = past[0] ?? { atMs: atMs - ageMs, bytes: 0 };
      const elapsedMs = atMs - from.atMs;
      rates.set(id, elapsedMs < 50 ? 0 : Math.max(0, Math.round(((bytes - from.bytes) * 1000) / elapsedMs)));
      past.push({ atMs, bytes });
      kept.set(id, past);
    }
    samples = kept;
    return rates;
  };
}
