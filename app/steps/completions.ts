import { type Clock, type Database, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { Completion } from './rows.ts';

/** Studies that became complete, for those who act on it. */
export interface Completions {
  /** Undefined while more of the study may come. */
  of(studyInstanceUid: string): Promise<Completion | undefined>;
  /**
   * Has `handle` act on each study that becomes complete from the first time on that this name is heard, one after the other, over restarts too.
   * What it resolved for is marked durably and never handed over again; what it rejects for is handed over again later, and the others wait.
   *
   * @param name of the listener, never to be changed
   * @returns how to stop listening; the mark stays
   */
  listen(name: string, handle: (completion: Completion) => Promise<void>): () => void;
}

const AT_ONCE = 50;
const FIRST_WAIT_MS = 5000;

export function createCompletions(options: {
  readonly database: Pick<Database, 'run'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly limits: { readonly maxBackoffMs: number };
}): Completions & { wake(): void; close(): Promise<void> } {
  const { database, clock, log, limits } = options;
  const listeners = new Set<{ wake(): void; stop(): Promise<void> }>();

  function listen(name: string, handle: (completion: Completion) => Promise<void>): () => void {
    let isOver = false;
    let isDue = true;
    let waitMs = FIRST_WAIT_MS;
    let timer: Timer | undefined;
    let working: Promise<void> | undefined;

    async function work(): Promise<void> {
      let seq = await database.run<number>('listen', name);
      while (!isOver) {
        const next = await database.run<readonly Completion[]>('completionsAfter', { seq, most: AT_ONCE });
        for (const completion of next) {
          if (isOver) return;
          await handle(completion);
          seq = completion.seq;
          await database.run('markListener', { name, seq });
          waitMs = FIRST_WAIT_MS;
        }
        if (next.length < AT_ONCE) return;
      }
    }

    function start(): void {
      if (isOver || working || timer) return;
      isDue = false;
      working = work()
        .catch((error) => {
          if (isOver) return;
          log.warn('study.complete-not-handled', { listener: name, words: wordsOf(error), againMs: waitMs });
          timer = clock.after(waitMs, () => {
            timer = undefined;
            start();
          });
          waitMs = Math.min(2 * waitMs, limits.maxBackoffMs);
        })
        .finally(() => {
          working = undefined;
          if (isDue) start();
        });
    }

    const listener = {
      wake() {
        isDue = true;
        start();
      },
      async stop() {
        isOver = true;
        timer?.cancel();
        listeners.delete(listener);
        await working;
      },
    };
    listeners.add(listener);
    start();
    return () => void listener.stop();
  }

  return {
    of: (studyInstanceUid) => database.run('completion', studyInstanceUid),
    listen,
    wake() {
      for (const listener of listeners) listener.wake();
    },
    async close() {
      await Promise.all([...listeners].map((listener) => listener.stop()));
    },
  };
}
