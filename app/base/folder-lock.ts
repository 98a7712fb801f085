import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

/**
 * Takes a lock that the kernel gives back when the process ends, however it ends. Node has no flock, SQLite's own lock on a small file serves.
 *
 * @returns undefined where another program holds it; throws where the file cannot be made
 */
export function lockFile(path: string): FolderLock | undefined {
  return held(new DatabaseSync(path, { timeout: 0 }), 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
}

/**
 * Keeps `lockFile` from succeeding elsewhere, without writing anything: for a folder that cannot be written.
 *
 * @returns undefined where another program holds the lock; a lock of nothing where there is no file to read, since nobody can hold it then
 */
export function lockToRead(path: string): FolderLock | undefined {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  } catch {
    return { release: () => {} };
  }
  return held(database, 'BEGIN; SELECT COUNT(*) FROM sqlite_schema;');
}

function held(database: DatabaseSync, sql: string): FolderLock | undefined {
  try {
    database.exec(sql);
  } catch (error) {
    database.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return undefined; // SQLITE_BUSY
    throw error;
  }
  return { release: () => database.close() };
}
