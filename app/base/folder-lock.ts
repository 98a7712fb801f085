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
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
  } catch (error) {
    database.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return undefined; // SQLITE_BUSY
    throw error;
  }
  return { release: () => database.close() };
}
