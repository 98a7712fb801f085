import { parentPort, type Transferable } from 'node:worker_threads';
import { CodedError, wordsOf } from './errors.ts';

export interface TaskCall {
  readonly task: unknown;
}

export type TaskAnswer = { readonly heldBytes: number } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: string | undefined; readonly words: string }
);

export interface TaskResult {
  readonly result: unknown;
  /** Of the result, what becomes the program's. */
  readonly transfer?: readonly Transferable[];
}

/**
 * The worker's side of a pool: does one task after the other.
 *
 * @param heldBytes what the worker keeps between tasks
 */
export function serveTasks<Task>(handle: (task: Task) => Promise<TaskResult>, heldBytes: () => number): void {
  const port = parentPort;
  if (!port) throw new Error('serveTasks runs in a worker');
  port.on('message', async ({ task }: TaskCall) => {
    try {
      const { result, transfer = [] } = await handle(task as Task);
      port.postMessage({ ok: true, result, heldBytes: heldBytes() } satisfies TaskAnswer, [...transfer]);
    } catch (error) {
      const code = error instanceof CodedError ? error.code : undefined;
      port.postMessage({ ok: false, code, words: wordsOf(error), heldBytes: heldBytes() } satisfies TaskAnswer);
    }
  });
}
