import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, type FolderLock, lockFile, lockToRead, makeFolder, statOrNothing, syncFolder, wordsOf } from '../base/base.ts';
import { IMAGES, INCOMING, ORIGINALS, QUARANTINE } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import { checkAccess, unusable } from './folder-access.ts';
import { SPARE_FILE } from './spare-room.ts';
import { filesBelow } from './walk.ts';

export const INDEX_FILE = 'index.sqlite';
/** What images and index consist of, in the data folder. The rest of it is configuration and what is made again. */
export const ARCHIVE_NAMES: readonly string[] = [
  ...[IMAGES, INCOMING, QUARANTINE, ORIGINALS],
  ...['', '-wal', '-shm'].map((suffix) => INDEX_FILE + suffix),
  SPARE_FILE,
];
const LOCK_FILE = 'filmroom.lock';
/** A box puts it into what it mounts in place of a data disk that is missing, foreign or damaged; it holds the reason in words. */
const NO_DISK_FILE = 'no-data-disk';

/**
 * Makes the data folder where it is not there (unless it must be), and takes it for this process alone.
 *
 * @throws ArchiveError ARCHIVE_FOLDER_UNUSABLE in words for who started the program, ARCHIVE_LOCKED
 */
export async function takeFolder(folder: string, options: { readonly mustExist?: boolean } = {}): Promise<FolderLock> {
  try {
    if (options.mustExist) await refuseNoFolder(folder);
    await refuseNoDisk(folder);
    const isNew = !(await statOrNothing(folder));
    for (const name of ['.', INCOMING, IMAGES, QUARANTINE]) await makeFolder(join(folder, name));
    await checkAccess(folder, [LOCK_FILE, ...ARCHIVE_NAMES.filter((name) => name.startsWith(INDEX_FILE))]);
    await syncFolder(folder);
    if (isNew) await syncFolder(dirname(folder));
  } catch (error) {
    throw await unusable(folder, error);
  }
  let lock: FolderLock | undefined;
  try {
    lock = lockFile(join(folder, LOCK_FILE));
  } catch (error) {
    const words = `the lock ${join(folder, LOCK_FILE)} cannot be made: ${wordsOf(error)}`;
    throw new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', words, { cause: error });
  }
  if (!lock)
    throw new ArchiveError(
      'ARCHIVE_LOCKED',
      `the data folder ${folder} is in use by another Filmroom (serve, reindex or verify): stop it first, or let it end`,
    );
  return lock;
}

/** The folder as something that only reads has it. */
export interface FolderToRead {
  /** How its index may be opened: by us alone; beside a program that writes it; while nobody can write it. */
  readonly index: 'own' | 'shared' | 'frozen';
  release(): void;
}

/**
 * Takes the folder to read it, also where another Filmroom has it, and where it cannot be written.
 *
 * @throws ArchiveError ARCHIVE_FOLDER_UNUSABLE
 */
export async function takeFolderToRead(folder: string): Promise<FolderToRead> {
  try {
    const lock = await takeFolder(folder, { mustExist: true });
    return { index: 'own', release: () => lock.release() };
  } catch (error) {
    const code = error instanceof ArchiveError ? error.code : undefined;
    if (code === 'ARCHIVE_LOCKED' || code === 'ARCHIVE_FULL') return { index: 'shared', release: () => {} };
    const isDenied = error instanceof Error && ['EACCES', 'EPERM'].includes(errnoOf(error.cause) ?? '');
    if (code !== 'ARCHIVE_READ_ONLY' && !isDenied) throw error;
    const lock = lockToRead(join(folder, LOCK_FILE));
    return { index: lock ? 'frozen' : 'shared', release: () => lock?.release() };
  }
}

/** @throws ArchiveError ARCHIVE_NO_DISK */
async function refuseNoDisk(folder: string): Promise<void> {
  if (!(await statOrNothing(join(folder, NO_DISK_FILE)))) return;
  const words = await readFile(join(folder, NO_DISK_FILE), 'utf8');
  throw new ArchiveError('ARCHIVE_NO_DISK', words.trim() || 'there is no data disk');
}

async function refuseNoFolder(folder: string): Promise<void> {
  if (await statOrNothing(join(folder, IMAGES))) return;
  const words = `${folder} is no data folder: there is no ${IMAGES}/ in it. Name the right one with --data`;
  throw new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', words);
}

/**
 * An index that is gone while images are there is not begun anew in silence: nothing that was kept would be found.
 *
 * @throws ArchiveError ARCHIVE_INDEX_UNUSABLE
 */
export async function refuseLostIndex(folder: string): Promise<void> {
  if (await statOrNothing(join(folder, INDEX_FILE))) return;
  for await (const file of filesBelow(folder, IMAGES))
    throw new ArchiveError(
      'ARCHIVE_INDEX_UNUSABLE',
      `the index ${join(folder, INDEX_FILE)} is missing and there are images (${file}); 'filmroom reindex' makes it again from them`,
    );
}
