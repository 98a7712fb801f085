import type { Clock, Timer } from './clock.ts';

/** Work that is done again and again, one turn at a time, each when it is due. */
export interface Rounds {
  /** The next turn is at most so many milliseconds away; while one is under way, what it returns counts instead. */
  dueIn(ms: number): void;
  /** Resolves when the turn that is under way has ended; none follows. */
  close(): Promise<void>;
}

/** @param turn never rejects; resolves to the milliseconds until the next one, undefined where none is due */
export function createRounds(clock: Pick<Clock, 'monotonicMs' | 'after'>, turn: () => Promise<number | undefined>): Rounds {
  let timer: Timer | undefined;
  let firesAt = Infinity;
  let working: Promise<void> | undefined;
  let isClosed = false;

  function dueIn(ms: number): void {
    if (isClosed || working) return;
    const at = clock.monotonicMs() + ms;
    if (timer && firesAt <= at) return;
    timer?.cancel();
    firesAt = at;
    timer = clock.after(ms, () => {
      timer = undefined;
      firesAt = Infinity;
      working = turn().then((next) => {
        working = undefined;
        if (next !== undefined) dueIn(next);
      });
    });
  }

  return {
    dueIn,
    async close() {
      isClosed = true;
      timer?.cancel();
      await working;
    },
  };
}
