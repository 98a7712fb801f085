import type { Clock } from '../base/base.ts';

/** Milliseconds that never go back while the program runs, whatever is done to the clock of the machine; they begin with that clock. */
export function steadyClock(clock: Pick<Clock, 'now' | 'monotonicMs'>): () => number {
  const [startedAt, began] = [clock.now(), clock.monotonicMs()];
  return () => Math.round(startedAt + clock.monotonicMs() - began);
}
