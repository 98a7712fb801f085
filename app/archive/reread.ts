import { type Clock, startWorker, type Timer } from '../base/base.ts';
import type { Expected } from './verify-file.ts';

/** What the thread is given: 1 while images arrive, 0 when it is quiet. */
export interface RereadSetup {
  readonly busy: Int32Array<SharedArrayBuffer>;
}
export interface RereadCall {
  readonly id: number;
  readonly path: string;
  readonly row: Expected;
}
export interface RereadAnswer {
  readonly id: number;
  readonly differences: readonly string[];
}

/** Reads stored files again, whole, from the medium: a low-priority reader that rests while images arrive. */
export interface Rereader {
  /**
   * In what the file differs from its row, in words; none where it is what was received.
   *
   * @throws the signal's reason, before it began
   */
  differences(path: string, row: Expected, signal?: AbortSignal): Promise<readonly string[]>;
  /** An image is being taken in. */
  disturbed(): void;
  close(): Promise<void>;
}

const SCRIPT = 'archive/reread-worker.ts';
/** One reads while the other computes a digest. */
const MOST_THREADS = 2;
/** So long after the last image it is quiet again. */
const QUIET_AFTER_MS = 300;
/** A thread costs some megabytes: nobody keeps it for the next time. */
const IDLE_MS = 10_000;

interface Thread {
  readonly worker: ReturnType<typeof startWorker>;
  current: (PromiseWithResolvers<readonly string[]> & { readonly id: number }) | undefined;
  idle: Timer | undefined;
}

interface Waiting {
  readonly start: (thread: Thread) => void;
  readonly giveUp: (reason: unknown) => void;
}

export function createRereader(clock: Clock): Rereader {
  const busy = new Int32Array(new SharedArrayBuffer(4));
  const threads = new Set<Thread>();
  let queue: Waiting[] = [];
  let calls = 0;
  let isClosed = false;
  let quiet: Timer | undefined;
  let disturbedAtMs = -Infinity;

  function start(): Thread {
    const worker = startWorker(SCRIPT, { workerData: { busy } satisfies RereadSetup });
    const thread: Thread = { worker, current: undefined, idle: undefined };
    threads.add(thread);
    worker.on('message', ({ id, differences }: RereadAnswer) => {
      if (thread.current?.id !== id) return;
      thread.current.resolve(differences);
      free(thread);
    });
    const gone = (error: Error) => {
      threads.delete(thread);
      thread.idle?.cancel();
      thread.current?.reject(error);
      thread.current = undefined;
      next();
    };
    worker.on('error', gone);
    worker.on('exit', () => gone(new Error('the thread that reads files again has ended')));
    return thread;
  }

  function free(thread: Thread): void {
    thread.current = undefined;
    next();
    if (thread.current !== undefined) return;
    thread.idle = clock.after(IDLE_MS, () => {
      threads.delete(thread);
      void thread.worker.terminate();
    });
  }

  /** Until it has been quiet for a while. */
  function makeWay(): void {
    Atomics.store(busy, 0, 1);
    quiet ??= clock.after(QUIET_AFTER_MS, () => {
      quiet = undefined;
      if (clock.monotonicMs() - disturbedAtMs < QUIET_AFTER_MS) return makeWay();
      Atomics.store(busy, 0, 0);
      Atomics.notify(busy, 0);
      next();
    });
  }

  /** While images arrive one thread is enough. */
  function next(): void {
    const most = busy[0] === 1 ? 1 : MOST_THREADS;
    while (queue.length > 0 && !isClosed) {
      const working = [...threads].filter(({ current }) => current !== undefined).length;
      if (working >= most) return;
      const thread = [...threads].find(({ current }) => current === undefined) ?? start();
      thread.idle?.cancel();
      queue.shift()!.start(thread);
    }
  }

  return {
    differences(path, row, signal) {
      const asked = Promise.withResolvers<readonly string[]>();
      if (isClosed) return Promise.reject(new Error('closed'));
      if (signal?.aborted) return Promise.reject(signal.reason);
      const waiting: Waiting = {
        start(thread) {
          signal?.removeEventListener('abort', onAbort);
          const id = ++calls;
          thread.current = { ...asked, id };
          thread.worker.postMessage({ id, path, row } satisfies RereadCall);
        },
        giveUp(reason) {
          signal?.removeEventListener('abort', onAbort);
          queue = queue.filter((each) => each !== waiting);
          asked.reject(reason);
        },
      };
      const onAbort = () => waiting.giveUp(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(waiting);
      if (clock.monotonicMs() - disturbedAtMs < QUIET_AFTER_MS) makeWay();
      next();
      return asked.promise;
    },
    disturbed() {
      disturbedAtMs = clock.monotonicMs();
      if (threads.size > 0) makeWay();
    },
    async close() {
      isClosed = true;
      quiet?.cancel();
      for (const waiting of [...queue]) waiting.giveUp(new Error('closed'));
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
