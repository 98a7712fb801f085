import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';

/**
 * Feeds the watchdog of the service manager (sd_notify(3), WATCHDOG=1) while the program shows that it works: this thread runs, and `look`
 * resolves. A look that hangs feeds nothing, so that after `watchdogMs` the service manager ends the program and starts it again.
 *
 * @returns how to stop
 */
export function startPulse(options: {
  readonly look: () => Promise<void>;
  readonly feed: () => void;
  /** What the service manager waits; undefined where none waits: then nothing is done. */
  readonly watchdogMs: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { look, feed, watchdogMs, clock, log } = options;
  if (watchdogMs === undefined) return () => undefined;
  const everyMs = watchdogMs / 3; // two may be late
  let timer: Timer | undefined;
  let isWell = true;
  let isOver = false;

  const late = () =>
    clock.after(everyMs, () => {
      isWell = false;
      log.error('watchdog.starved', { words: `no answer of threads and disk in ${everyMs} ms`, restartAfterMs: watchdogMs });
    });

  async function beat(): Promise<void> {
    const waiting = late();
    try {
      await look();
      if (isOver) return;
      feed();
      if (!isWell) log.warn('watchdog.fed-again');
      isWell = true;
    } catch (error) {
      if (isWell && !isOver) log.error('watchdog.starved', { words: wordsOf(error), restartAfterMs: watchdogMs });
      isWell = false;
    } finally {
      waiting.cancel();
    }
    if (!isOver) timer = clock.after(everyMs, () => void beat());
  }

  void beat();
  return () => {
    isOver = true;
    timer?.cancel();
  };
}
