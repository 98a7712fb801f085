import type { Clock } from '../base/base.ts';

export interface GuessesOptions {
  readonly clock: Clock;
  /** Wrong guesses in a row without any wait. */
  readonly free: number;
  readonly firstLockMs: number;
  /** Each wrong guess after that doubles the wait, up to this. */
  readonly mostLockMs: number;
  /** After so long without a wrong guess all is forgotten. */
  readonly forgetMs: number;
  /** Of what is remembered; whoever was counted longest ago makes room. */
  readonly most: number;
}

interface Count {
  wrong: number;
  lockedUntil: number;
  lastAt: number;
}

/** Counts wrong guesses by account, address or the like, and says how long each has to wait. Takes no more memory than `most` counts. */
export interface Guesses {
  /** How long this one is locked, in ms; 0 where it is not. */
  lockedMs(key: string): number;
  /**
   * A guess begins, and counts as wrong until `right`: a hundred at once are no way around the lock. To be asked only while it is not locked.
   */
  begin(key: string): void;
  /** It was right: forgets the wrong ones. */
  right(key: string): void;
  /** It was not a guess after all: takes one back. */
  takeBack(key: string): void;
  readonly size: number;
}

export function createGuesses({ clock, free, firstLockMs, mostLockMs, forgetMs, most }: GuessesOptions): Guesses {
  const counts = new Map<string, Count>(); // the order is that of the last guess
  const countOf = (key: string): Count | undefined => {
    const count = counts.get(key);
    if (count && clock.monotonicMs() - count.lastAt > forgetMs) {
      counts.delete(key);
      return undefined;
    }
    return count;
  };
  const lockAfter = (wrong: number) => (wrong < free ? 0 : Math.min(mostLockMs, firstLockMs * 2 ** Math.min(30, wrong - free)));

  return {
    lockedMs: (key) => Math.max(0, (countOf(key)?.lockedUntil ?? 0) - clock.monotonicMs()),
    begin(key) {
      const now = clock.monotonicMs();
      const wrong = (countOf(key)?.wrong ?? 0) + 1;
      counts.delete(key);
      counts.set(key, { wrong, lockedUntil: now + lockAfter(wrong), lastAt: now });
      for (const oldest of counts.keys()) {
        if (counts.size <= most) break;
        counts.delete(oldest);
      }
    },
    right: (key) => void counts.delete(key),
    takeBack(key) {
      const count = countOf(key);
      if (!count) return;
      count.wrong--;
      count.lockedUntil = 0; // it was open when this one began
      if (count.wrong <= 0) counts.delete(key);
    },
    get size() {
      return counts.size;
    },
  };
}
