import type { Clock, Timer } from '../../app/base/base.ts';

export interface FakeClock extends Clock {
  /** Turns the clock on: every timer that falls due runs, in the order of its time, at that time. */
  advance(ms: number): void;
  /** Timers that wait, for tests of what was cancelled. */
  readonly pending: number;
}

/** Time that moves only when the test says so. `now()` begins at `startsAt`, `monotonicMs()` at 0. */
export function fakeClock(startsAt = Date.UTC(2026, 0, 1)): FakeClock {
  const waiting = new Set<{ readonly at: number; readonly then: () => void }>();
  let elapsed = 0;

  return {
    now: () => startsAt + elapsed,
    monotonicMs: () => elapsed,
    after(ms, then): Timer {
      const timer = { at: elapsed + Math.max(0, ms), then };
      waiting.add(timer);
      return { cancel: () => waiting.delete(timer) };
    },
    advance(ms) {
      const end = elapsed + ms;
      for (;;) {
        const [next] = [...waiting].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at); // stable: equal times in order of start
        if (!next) break;
        waiting.delete(next);
        elapsed = Math.max(elapsed, next.at);
        next.then();
      }
      elapsed = end;
    },
    get pending() {
      return waiting.size;
    },
  };
}
