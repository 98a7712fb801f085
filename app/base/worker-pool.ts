import type { Transferable, Worker } from 'node:worker_threads';
import { startWorker } from './assets.ts';
import type { Clock, Timer } from './clock.ts';
import { wordsOf } from './errors.ts';
import type { TaskAnswer, TaskCall } from './worker-tasks.ts';

/** Why a task gave no result. */
export type TaskFailure =
  | { readonly kind: 'refused'; readonly code: string | undefined; readonly words: string } // by the worker's own word
  | { readonly kind: 'busy' } // as many wait as may
  | { readonly kind: 'slow' } // the deadline passed; its worker was ended
  | { readonly kind: 'died'; readonly words: string } // the worker ended by itself
  | { readonly kind: 'closed' };

export interface WorkerPoolOptions {
  /** Below `app/`; calls `serveTasks`. */
  readonly script: string;
  readonly maxWorkers: number;
  readonly maxWaiting: number;
  /** From when a worker has the task. */
  readonly deadlineMs: number;
  /** A worker without work for so long is ended. */
  readonly idleMs: number;
  /** A worker that says it keeps more than this after a task is replaced. */
  readonly maxHeldBytes: number;
  /** JavaScript heap of one; it dies beyond. */
  readonly maxHeapMiB: number;
  readonly clock: Clock;
  /** What a failure is thrown as. */
  errorOf(failure: TaskFailure): Error;
}

/** Threads for what computes long, cannot be trusted to end, and may take its thread with it. They start when they are needed. */
export interface WorkerPool {
  /**
   * @param transfer of what the task has, what becomes the worker's
   * @throws what `errorOf` gives; the reason of `signal`, at once while the task waits
   */
  run<Result>(task: unknown, options?: { readonly transfer?: readonly Transferable[]; readonly signal?: AbortSignal }): Promise<Result>;
  /** Tasks that no worker has yet. */
  readonly waiting: number;
  readonly workers: number;
  close(): Promise<void>;
}

interface Task {
  readonly task: unknown;
  readonly transfer: readonly Transferable[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Slot {
  readonly worker: Worker;
  task: Task | undefined;
  timer: Timer | undefined;
  isGone: boolean;
}

const MAX_YOUNG_MIB = 16;

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { clock, errorOf } = options;
  const slots = new Set<Slot>();
  const queue: Task[] = [];
  const endings = new Set<Promise<unknown>>();
  let isClosed = false;

  const end = (slot: Slot): void => {
    slot.isGone = true;
    slot.timer?.cancel();
    slots.delete(slot);
    const ending = slot.worker.terminate().finally(() => endings.delete(ending));
    endings.add(ending);
  };
  const fail = (slot: Slot, failure: TaskFailure): void => {
    const { task } = slot;
    slot.task = undefined;
    end(slot);
    task?.reject(errorOf(failure));
    next();
  };
  const give = (slot: Slot, task: Task): void => {
    slot.timer?.cancel();
    slot.task = task;
    slot.timer = clock.after(options.deadlineMs, () => fail(slot, { kind: 'slow' }));
    slot.worker.ref();
    try {
      slot.worker.postMessage({ task: task.task } satisfies TaskCall, [...task.transfer]);
    } catch (error) {
      slot.task = undefined;
      rest(slot);
      task.reject(error); // what cannot be handed over is a fault of ours
    }
  };
  const rest = (slot: Slot): void => {
    slot.timer?.cancel();
    slot.timer = clock.after(options.idleMs, () => end(slot));
    slot.worker.unref();
  };
  const take = (slot: Slot, answer: TaskAnswer): void => {
    const { task } = slot;
    if (!task || slot.isGone) return;
    slot.task = undefined;
    if (answer.heldBytes > options.maxHeldBytes) end(slot);
    else rest(slot);
    if (answer.ok) task.resolve(answer.result);
    else task.reject(errorOf({ kind: 'refused', code: answer.code, words: answer.words }));
    next();
  };
  const start = (): Slot => {
    const resourceLimits = { maxOldGenerationSizeMb: options.maxHeapMiB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB };
    const slot: Slot = { worker: startWorker(options.script, { resourceLimits }), task: undefined, timer: undefined, isGone: false };
    let words = 'the thread ended';
    slot.worker.on('message', (answer: TaskAnswer) => take(slot, answer));
    slot.worker.on('error', (error) => {
      words = wordsOf(error);
    });
    slot.worker.on('exit', () => {
      if (!slot.isGone) fail(slot, { kind: 'died', words });
    });
    slots.add(slot);
    return slot;
  };
  const next = (): void => {
    while (queue.length > 0) {
      const free = [...slots].find(({ task }) => task === undefined) ?? (slots.size < options.maxWorkers ? start() : undefined);
      if (!free) return;
      give(free, queue.shift()!);
    }
  };

  return {
    run<Result>(task: unknown, { transfer = [], signal }: { transfer?: readonly Transferable[]; signal?: AbortSignal } = {}) {
      return new Promise<Result>((resolve, reject) => {
        if (isClosed) return reject(errorOf({ kind: 'closed' }));
        if (signal?.aborted) return reject(signal.reason);
        if (queue.length >= options.maxWaiting) return reject(errorOf({ kind: 'busy' }));
        const leave = () => {
          const at = queue.indexOf(mine);
          if (at < 0) return; // a worker has it: its result is dropped
          queue.splice(at, 1);
          mine.reject(signal?.reason);
        };
        const mine: Task = {
          ...{ task, transfer },
          resolve(result) {
            signal?.removeEventListener('abort', leave);
            resolve(result as Result);
          },
          reject(error) {
            signal?.removeEventListener('abort', leave);
            reject(error);
          },
        };
        signal?.addEventListener('abort', leave);
        queue.push(mine);
        next();
      });
    },
    get waiting() {
      return queue.length;
    },
    get workers() {
      return slots.size;
    },
    async close() {
      isClosed = true;
      for (const task of queue.splice(0)) task.reject(errorOf({ kind: 'closed' }));
      for (const slot of [...slots]) fail(slot, { kind: 'closed' });
      await Promise.all(endings);
    },
  };
}
