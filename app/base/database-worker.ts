import { chmodSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseError, type DatabaseErrorCode, type DatabaseSetup, type OperationAnswer, type OperationCall } from './database.ts';
import { wordsOf } from './errors.ts';

/** One numbered step of the schema: `0001-….sql` is version 1. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
  /**
   * The oldest schema whose program may go on with a file that has this step: one that only adds what such a program passes over. After an
   * update that failed, a box returns to that program, and its data with it. Without this, no older program takes the file.
   */
  readonly writableBy?: number;
}

export type Operation = (argument: never) => unknown;
export interface Operations {
  readonly reads: Readonly<Record<string, Operation>>;
  readonly writes: Readonly<Record<string, Operation>>;
  /** What was learnt from rows that are not there after all has to be forgotten. */
  rolledBack(): void;
}

/** Most writes that share a commit: bounds how long the first of them waits. */
const MOST_IN_A_COMMIT = 256;

/**
 * The worker's side: opens the database, brings its schema up to date, then answers calls in order.
 * All writes that wait go into one transaction, each under a savepoint of its own, and are answered after the COMMIT.
 */
export function serveDatabase(migrations: readonly Migration[], prepare: (database: DatabaseSync) => Operations): void {
  const port = parentPort;
  if (!port) throw new Error('serveDatabase runs in a worker');
  const setup = workerData as DatabaseSetup;
  let database: DatabaseSync | undefined;
  let operations: Operations = { reads: {}, writes: {}, rolledBack: () => {} };
  let queue: OperationCall[] = [];
  let scheduled = false;

  port.on('message', (call: OperationCall) => {
    queue.push(call);
    if (scheduled) return;
    scheduled = true;
    setImmediate(serveQueue);
  });

  function serveQueue(): void {
    scheduled = false;
    const calls = queue;
    queue = [];
    for (let at = 0; at < calls.length; ) {
      const isWrite = Object.hasOwn(operations.writes, calls[at]!.operation);
      let end = at + 1;
      while (isWrite && end < calls.length && end - at < MOST_IN_A_COMMIT && Object.hasOwn(operations.writes, calls[end]!.operation)) end++;
      port!.postMessage(isWrite ? commit(calls.slice(at, end)) : [answerTo(calls[at]!)]);
      at = end;
    }
  }

  function commit(calls: readonly OperationCall[]): OperationAnswer[] {
    const db = database!;
    try {
      rollBack(db);
      db.exec('BEGIN IMMEDIATE');
      const answers = calls.map((call) => {
        db.exec('SAVEPOINT call');
        const answer = perform(call, operations.writes[call.operation]!);
        if (answer.ok) {
          db.exec('RELEASE call');
          return answer;
        }
        operations.rolledBack();
        if (!db.isTransaction) throw new DatabaseError(answer.code, answer.words); // a full disk ends the whole transaction
        db.exec('ROLLBACK TO call; RELEASE call');
        return answer;
      });
      db.exec('COMMIT');
      return answers;
    } catch (error) {
      const failed = asDatabaseError(error);
      rollBack(db);
      operations.rolledBack();
      return calls.map(({ id }) => ({ id, ok: false, code: failed.code, words: failed.message }));
    }
  }

  function answerTo(call: OperationCall): OperationAnswer {
    if (call.operation === 'open') return perform(call, open);
    if (call.operation === 'close') return perform(call, close);
    const operation = operations.reads[call.operation];
    return perform(
      call,
      operation ??
        (() => {
          throw new Error(`no operation ${call.operation}`);
        }),
    );
  }

  function open(): void {
    database = openDatabaseFile(setup, migrations);
    operations = prepare(database);
  }

  function close(): void {
    database?.close();
    database = undefined;
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // what made the commit fail makes this fail too: tried again before the next transaction
  }
}

function perform(call: OperationCall, operation: Operation): OperationAnswer {
  try {
    return { id: call.id, ok: true, result: operation(call.argument as never) };
  } catch (error) {
    const failed = asDatabaseError(error);
    return { id: call.id, ok: false, code: failed.code, words: failed.message };
  }
}

/**
 * Opens the file with the settings that the promise needs: WAL, and `synchronous=FULL`, so that a COMMIT is on the disk when it returns.
 *
 * @throws DatabaseError
 */
export function openDatabaseFile(setup: DatabaseSetup, migrations: readonly Migration[]): DatabaseSync {
  try {
    if (!setup.readOnly) keepFromOthers(setup.file);
    const database = withRowIdsOfAnySize(new DatabaseSync(setup.file, { readOnly: setup.readOnly, enableForeignKeyConstraints: true }));
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;');
    if (setup.readOnly) {
      refuseOlder(database, migrations);
      return database;
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;');
    migrate(database, migrations);
    return database;
  } catch (error) {
    throw asDatabaseError(error);
  }
}

/**
 * Makes statements that give no rows tell `changes` and `lastInsertRowid` as bigint. The last row id of a connection may be one that nobody asked
 * for: FTS5 numbers the pages of what was deleted from 2^53 on, and node:sqlite throws at a number that is too large, after the statement was done.
 */
export function withRowIdsOfAnySize(database: DatabaseSync): DatabaseSync {
  const prepare = database.prepare.bind(database);
  database.prepare = (...asked) => {
    const statement = prepare(...asked);
    if (statement.columns().length === 0) statement.setReadBigInts(true);
    return statement;
  };
  return database;
}

/**
 * Makes a new file 0640, and takes from everybody else what they may do with one that is there: SQLite makes 0644, and gives the WAL and its
 * memory the mode of the file. What cannot be changed, as that of another owner, stays.
 */
function keepFromOthers(file: string): void {
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch {
      // SQLite says in its own words what is wrong with the file
    }
  };
  quietly(() => closeSync(openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o640)));
  for (const suffix of ['', '-wal', '-shm'])
    quietly(() => {
      const { mode } = statSync(file + suffix);
      if (mode & 0o007) chmodSync(file + suffix, mode & 0o770);
    });
}

/** What cannot be written cannot be brought to the present schema either. */
function refuseOlder(database: DatabaseSync, migrations: readonly Migration[]): void {
  const present = schemaOf(database);
  const newest = newestOf(migrations);
  if (present < newest) throw new DatabaseError('DATABASE_OLDER', `the database has schema ${present}, this program needs ${newest}`);
}

function schemaOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/** What the newest steps leave room for (`Migration.writableBy`), kept in the file's application_id; 0 → nothing. */
function writableByOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA application_id').get() as { application_id: number }).application_id;
}

function newestOf(migrations: readonly Migration[]): number {
  return Math.max(0, ...migrations.map(({ version }) => version));
}

/** Runs the migrations that the file has not seen, each in a transaction with the note that it ran. */
function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  const present = schemaOf(database);
  const newest = newestOf(migrations);
  if (present > newest) {
    const writableBy = writableByOf(database);
    if (writableBy > 0 && writableBy <= newest) return; // the later program left room for us
    throw new DatabaseError('DATABASE_NEWER', `the database has schema ${present}, this program knows up to ${newest}`);
  }
  for (const { version, sql, writableBy } of [...migrations].sort((a, b) => a.version - b.version)) {
    if (version <= present) continue;
    const neededBefore = writableByOf(database) || schemaOf(database);
    database.exec('BEGIN IMMEDIATE');
    database.exec(sql);
    database.exec(`PRAGMA user_version = ${version}`);
    database.exec(`PRAGMA application_id = ${writableBy === undefined ? 0 : Math.max(writableBy, neededBefore)}`);
    database.exec('COMMIT');
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html) that have words of their own. */
const CODE_OF: Readonly<Record<number, DatabaseErrorCode>> = {
  5: 'DATABASE_LOCKED',
  6: 'DATABASE_LOCKED',
  8: 'DATABASE_READ_ONLY',
  11: 'DATABASE_CORRUPT',
  13: 'DATABASE_FULL',
  26: 'DATABASE_CORRUPT',
};
/** SQLITE_IOERR_SHMSIZE: the memory that the connections of a WAL share is a file too, and had no room. */
const SHM_HAS_NO_ROOM = 4874;

function asDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const resultCode = (error as { errcode?: number }).errcode ?? 0;
  const code = resultCode === SHM_HAS_NO_ROOM ? 'DATABASE_FULL' : CODE_OF[resultCode & 0xff];
  return new DatabaseError(code ?? 'DATABASE_FAILED', wordsOf(error), { cause: error });
}
