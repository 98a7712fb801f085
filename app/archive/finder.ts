import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { Index } from './index-db.ts';

/** Keeps what studies are found by up to date, beside what is taken in. */
export interface Finder {
  /** Something was stored or removed. */
  wake(): void;
  close(): Promise<void>;
}

/** What changed in this time is one commit's work: a study that arrives is found so long after its first image. */
const GAP_MS = 250;
/** Studies of one commit: while an old index is gone through, an image waits for no more. */
const AT_ONCE = 50;
const PROGRESS_MS = 30_000;
const AGAIN_MS = 10_000;

/** Begins with what is due from before: all studies of an index that had no such thing, little by little. */
export function startFinder(index: Pick<Index, 'updateFinds'>, { clock, log }: { readonly clock: Clock; readonly log: Log }): Finder {
  let isClosed = false;
  let timer: Timer | undefined;
  let working: Promise<void> | undefined;
  let isDue = false;
  let done = 0;
  let saidAt = clock.monotonicMs();

  function schedule(ms: number): void {
    if (isClosed || timer || working) return;
    timer = clock.after(ms, () => {
      timer = undefined;
      working = work().then((next) => {
        working = undefined;
        if (next !== undefined) schedule(next);
      });
    });
  }

  /** @returns when to go on */
  async function work(): Promise<number | undefined> {
    isDue = false;
    const began = clock.monotonicMs();
    try {
      const updated = await index.updateFinds(AT_ONCE);
      done += updated;
      if (updated < AT_ONCE) return isDue ? GAP_MS : undefined;
      tell();
      return clock.monotonicMs() - began; // half of the thread's time, at most
    } catch (error) {
      log.warn('archive.find-words-left', { words: wordsOf(error) });
      return AGAIN_MS;
    }
  }

  function tell(): void {
    if (clock.monotonicMs() - saidAt < PROGRESS_MS) return;
    saidAt = clock.monotonicMs();
    log.info('archive.finding', { studies: done });
  }

  schedule(0);
  return {
    wake() {
      isDue = true;
      schedule(GAP_MS);
    },
    async close() {
      isClosed = true;
      timer?.cancel();
      await working;
    },
  };
}
