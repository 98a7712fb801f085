import { type Clock, type Log, type SaidSentence, type Timer, wordsOf } from '../base/base.ts';

/** How an attempt ended: it is over, or it is to be tried again. `soonMs`: not for want of an answer, but at a better moment. */
export type Tried = { readonly kind: 'over' } | { readonly kind: 'again'; readonly why: SaidSentence; readonly soonMs?: number };

export interface TriesOptions {
  /** One attempt. What it throws is ours: it is logged, and tried again. */
  readonly attempt: (id: number, signal: AbortSignal) => Promise<Tried>;
  /** Before the next attempt; false → there is none. */
  readonly failed: (id: number, why: SaidSentence, attempts: number, waitMs: number) => Promise<boolean>;
  /** The longest wait between two attempts. */
  readonly mostMs: () => number;
  readonly firstMs: number;
  /** Of different peers, at once; of one peer, one. */
  readonly mostPeers: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Attempts that are repeated until they succeed, ever more seldom: one peer that is silent holds up no other. */
export interface Tries {
  /** @param attempts that failed so far */
  add(id: number, peer: string, attempts?: number): void;
  /** All of a peer, or of everybody, are due now. */
  wake(peer?: string): void;
  remove(id: number): void;
  /** Until the next attempt; 0 while one is under way; undefined where there is none. */
  dueInMs(id: number): number | undefined;
  close(): Promise<void>;
}

interface Trial {
  readonly id: number;
  readonly peer: string;
  attempts: number;
  /** By the monotonic clock. */
  dueMs: number;
  running?: AbortController;
  /** Somebody has asked for it while it ran. */
  isWanted?: boolean;
}

/** Doubled with each attempt, up to the longest. */
export function backOffMs(attempts: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, attempts - 1)));
}

export function createTries(options: TriesOptions): Tries {
  const { clock, log } = options;
  const trials = new Map<number, Trial>();
  const running = new Set<Promise<void>>();
  const busyPeers = new Set<string>();
  let timer: Timer | undefined;
  let isClosed = false;

  function pump(): void {
    timer?.cancel();
    timer = undefined;
    if (isClosed) return;
    const now = clock.monotonicMs();
    let nextMs = Infinity;
    for (const trial of [...trials.values()].sort((a, b) => a.dueMs - b.dueMs)) {
      if (trial.running || busyPeers.has(trial.peer)) continue;
      if (trial.dueMs > now) {
        nextMs = Math.min(nextMs, trial.dueMs);
        continue;
      }
      if (busyPeers.size >= options.mostPeers) return; // whoever ends first calls again
      start(trial);
    }
    if (nextMs < Infinity) timer = clock.after(Math.max(1, nextMs - now), pump);
  }

  function start(trial: Trial): void {
    trial.running = new AbortController();
    trial.isWanted = false;
    busyPeers.add(trial.peer);
    const run: Promise<void> = once(trial, trial.running.signal).finally(() => {
      running.delete(run);
      busyPeers.delete(trial.peer);
      delete trial.running;
      pump();
    });
    running.add(run);
  }

  async function once(trial: Trial, signal: AbortSignal): Promise<void> {
    const { id, peer } = trial;
    const tried = await options.attempt(id, signal).catch((error): Tried => {
      if (!signal.aborted) log.error('commitment.attempt-failed', { id, peer, words: wordsOf(error) });
      return { kind: 'again', why: { code: 'OURS', values: {}, words: 'Something of ours failed; the log says more.' } };
    });
    if (signal.aborted || trials.get(id) !== trial) return; // removed meanwhile, or closed
    if (tried.kind === 'over') {
      trials.delete(id);
      return;
    }
    if (tried.soonMs !== undefined) {
      trial.dueMs = clock.monotonicMs() + tried.soonMs;
      return;
    }
    trial.attempts++;
    const waitMs = backOffMs(trial.attempts, options.firstMs, options.mostMs());
    const goesOn = await options.failed(id, tried.why, trial.attempts, waitMs).catch((error) => {
      log.error('commitment.attempt-not-kept', { id, words: wordsOf(error) });
      return true;
    });
    if (trials.get(id) !== trial) return;
    if (!goesOn) trials.delete(id);
    else trial.dueMs = clock.monotonicMs() + (trial.isWanted ? 0 : waitMs);
  }

  return {
    add(id, peer, attempts = 0) {
      trials.set(id, { id, peer, attempts, dueMs: clock.monotonicMs() });
      pump();
    },
    wake(peer) {
      for (const trial of trials.values()) {
        if (peer !== undefined && trial.peer !== peer) continue;
        trial.dueMs = clock.monotonicMs();
        trial.isWanted = true;
      }
      pump();
    },
    remove(id) {
      trials.get(id)?.running?.abort(new Error('given up'));
      trials.delete(id);
    },
    dueInMs(id) {
      const trial = trials.get(id);
      return trial && (trial.running ? 0 : Math.max(0, trial.dueMs - clock.monotonicMs()));
    },
    async close() {
      isClosed = true;
      timer?.cancel();
      for (const trial of trials.values()) trial.running?.abort(new Error('closed'));
      await Promise.allSettled(running);
    },
  };
}
