import type { Worker } from 'node:worker_threads';
import { startWorker } from './assets.ts';
import { CodedError } from './errors.ts';

export type DatabaseErrorCode =
  | 'DATABASE_CORRUPT' // the file is no SQLite database, or a damaged one
  | 'DATABASE_OLDER' // of an earlier version, and opened to be read only
  | 'DATABASE_NEWER' // made by a later version of the program
  | 'DATABASE_FULL' // no room on its disk
  | 'DATABASE_READ_ONLY'
  | 'DATABASE_LOCKED' // another program has it open
  | 'DATABASE_FAILED'; // everything else, its words in the message

export class DatabaseError extends CodedError<DatabaseErrorCode> {}

/** What the worker is given to open. */
export interface DatabaseSetup {
  readonly file: string;
  readonly readOnly: boolean;
}

export interface OperationCall {
  readonly id: number;
  readonly operation: string;
  readonly argument: unknown;
}
export type OperationAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly code: DatabaseErrorCode; readonly words: string };

/**
 * A SQLite database in a worker thread of its own, so that no query and no sync holds up the program.
 * Operations are functions that the worker script registers by name (`database-worker.ts`).
 */
export interface Database {
  /**
   * Runs an operation. One that writes is durable when this resolves; writes that wait at the same time share one commit.
   *
   * @throws DatabaseError
   */
  run<Result>(operation: string, argument?: unknown): Promise<Result>;
  /** Calls that have not been answered yet. */
  readonly waiting: number;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** @param script the worker's script below `app/`, e.g. `archive/index-worker.ts` */
export async function openDatabase(script: string, setup: DatabaseSetup): Promise<Database> {
  const worker = startWorker(script, { workerData: setup });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let gone: DatabaseError | undefined;

  const end = (error: DatabaseError): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('message', (answers: readonly OperationAnswer[]) => {
    for (const answer of answers) {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) asked?.resolve(answer.result);
      else asked?.reject(new DatabaseError(answer.code, answer.words));
    }
  });
  worker.on('error', (error) => end(new DatabaseError('DATABASE_FAILED', 'the database worker failed', { cause: error })));
  worker.on('exit', () => end(new DatabaseError('DATABASE_FAILED', 'the database is closed')));

  const run = <Result>(operation: string, argument?: unknown): Promise<Result> =>
    new Promise<unknown>((resolve, reject) => {
      if (gone) return reject(gone);
      const id = ++calls;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, operation, argument } satisfies OperationCall);
    }) as Promise<Result>;

  try {
    await run('open');
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    run,
    get waiting() {
      return waiting.size;
    },
    close: () => closeWorker(worker, run),
  };
}

async function closeWorker(worker: Worker, run: (operation: string) => Promise<unknown>): Promise<void> {
  await run('close').catch(() => undefined); // a worker that is gone has nothing left to close
  await worker.terminate();
}
