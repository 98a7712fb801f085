import type { Clock } from '../base/base.ts';
import { DicomwebError } from './errors.ts';

/** Work of which so much is done at once; the rest waits in its order. */
export interface Turns {
  /**
   * @returns how to give the turn back; harmless twice
   * @throws DicomwebError DICOMWEB_BUSY where none comes in time, the signal's reason
   */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createTurns({ atOnce, waitMs, clock }: { readonly atOnce: number; readonly waitMs: number; readonly clock: Clock }): Turns {
  let taken = 0;
  const waiting = new Set<() => void>();
  const giveBack = (): void => {
    const [next] = waiting;
    if (!next) return void taken--;
    waiting.delete(next);
    next();
  };
  const once = () => {
    let isGiven = false;
    return () => {
      if (!isGiven) giveBack();
      isGiven = true;
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < atOnce) {
        taken++;
        return once();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const begin = () => resolve();
      const giveUp = () => reject(signal.reason);
      const timer = clock.after(waitMs, () => reject(new DicomwebError('DICOMWEB_BUSY', `${atOnce} such requests are under way already.`)));
      waiting.add(begin);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        await promise;
        return once();
      } finally {
        timer.cancel();
        signal.removeEventListener('abort', giveUp);
        waiting.delete(begin);
      }
    },
  };
}

/** Does it when its turn comes. */
export async function inTurn<Result>(turns: Turns, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const giveBack = await turns.take(signal);
  try {
    return await work();
  } finally {
    giveBack();
  }
}
