/** What every folder stands on: errors with codes, bytes, time, log, durable files, the database. Imports nothing of ours. */

/** SQLite's own types, for the statements of a database worker. */
export type { DatabaseSync as SqlDatabase, StatementSync as SqlStatement } from 'node:sqlite';
export { assetBytes, assetText, packageBytes, startWorker } from './assets.ts';
export { ByteReader, BytesError, ByteWriter } from './bytes.ts';
export { type Clock, systemClock, type Timer } from './clock.ts';
export { type Database, DatabaseError, type DatabaseErrorCode, openDatabase } from './database.ts';
export { type Migration, type Operations, serveDatabase } from './database-worker.ts';
export {
  alignedBuffer,
  BLOCK_ALIGNMENT,
  BlockFile,
  DurableFolders,
  FolderSyncs,
  linkIfAbsent,
  makeFolder,
  removeFile,
  replaceFile,
  replaceIfOther,
  statOrNothing,
  syncFolder,
} from './durable.ts';
export { CodedError, errnoOf, type SaidSentence, type SaidValues, wordsOf } from './errors.ts';
export { type FolderLock, lockFile, lockToRead } from './folder-lock.ts';
export { jsonText } from './json-text.ts';
export { createLog, type Log, type LogFields, type LogLevel } from './log.ts';
export { createLogRing, type KeptLine, type LogRing } from './log-ring.ts';
export { nearest } from './nearest.ts';
export { openNotify, type ServiceState } from './notify.ts';
export { pageUrl } from './page-url.ts';
export { createRounds, type Rounds } from './rounds.ts';
export { serveThread } from './thread.ts';
export { createWorkerPool, type TaskFailure, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
export { serveTasks, type TaskResult } from './worker-tasks.ts';
export { wrapWords } from './wrap.ts';
