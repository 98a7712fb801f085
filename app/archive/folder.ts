import { dirname, join } from 'node:path';
import { errnoOf, type FolderLock, lockFile, makeFolder, statOrNothing, syncFolder, wordsOf } from '../base/base.ts';
import { IMAGES, INCOMING, QUARANTINE } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import { filesBelow } from './walk.ts';

export const INDEX_FILE = 'index.sqlite';
const LOCK_FILE = 'filmroom.lock';

/**
 * Makes the data folder where it is not there (unless it must be), and takes it for this process alone.
 *
 * @throws ArchiveError ARCHIVE_FOLDER_UNUSABLE in words for who started the program, ARCHIVE_LOCKED
 */
export async function takeFolder(folder: string, options: { readonly mustExist?: boolean } = {}): Promise<FolderLock> {
  if (options.mustExist && !(await statOrNothing(join(folder, IMAGES))))
    throw new ArchiveError(
      'ARCHIVE_FOLDER_UNUSABLE',
      `${folder} is no data folder: there is no ${IMAGES}/ in it. Name the right one with --data`,
    );
  try {
    for (const name of ['.', INCOMING, IMAGES, QUARANTINE]) await makeFolder(join(folder, name));
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    throw unusable(folder, error);
  }
  let lock: FolderLock | undefined;
  try {
    lock = lockFile(join(folder, LOCK_FILE));
  } catch (error) {
    throw new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} cannot be written; who owns it? (${wordsOf(error)})`, {
      cause: error,
    });
  }
  if (!lock) throw new ArchiveError('ARCHIVE_LOCKED', `the data folder ${folder} is in use by another Filmroom already`);
  return lock;
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

function unusable(folder: string, error: unknown): ArchiveError {
  const cause = { cause: error };
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return new ArchiveError(
        'ARCHIVE_FOLDER_UNUSABLE',
        `no permission to write the data folder ${folder}; give it to the user that runs Filmroom`,
        cause,
      );
    case 'EROFS':
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} is on a read-only disk`, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new ArchiveError('ARCHIVE_FULL', `the disk of the data folder ${folder} is full`, cause);
    case 'ENOTDIR':
    case 'EEXIST':
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} cannot be made: a file is in the way`, cause);
    default:
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} cannot be used: ${wordsOf(error)}`, cause);
  }
}
