import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, type Log, statOrNothing, wordsOf } from '../base/base.ts';
import { IMAGES, INCOMING, QUARANTINE } from './blobs.ts';
import { ArchiveError, asArchiveError } from './errors.ts';

const { R_OK, W_OK, X_OK } = constants;
const DENIED: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM']);

/**
 * Whether this process may write what it will write: the folder, its folders, those of the years below them, and its files. A program
 * that ran once as root leaves some of them root's.
 *
 * @param files names in the data folder that must be writable where they are there
 * @throws ArchiveError ARCHIVE_FOLDER_UNUSABLE with the owner and what to type, ARCHIVE_READ_ONLY
 */
export async function checkAccess(folder: string, files: readonly string[]): Promise<void> {
  const folders = ['.', INCOMING, IMAGES, QUARANTINE];
  const check = async (name: string, mode: number): Promise<void> => {
    const path = join(folder, name);
    try {
      await access(path, mode);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw await unusable(folder, error, path);
    }
  };
  for (const name of folders) await check(name, R_OK | W_OK | X_OK);
  for (const name of files) await check(name, R_OK | W_OK);
  for (const place of [IMAGES, QUARANTINE])
    for (const entry of await readdir(join(folder, place), { withFileTypes: true }))
      if (entry.isDirectory()) await check(join(place, entry.name), R_OK | W_OK | X_OK);
}

/** Root may write everything; what it makes in another user's folder, that user may not. */
export async function warnOfOtherOwner(folder: string, log: Log): Promise<void> {
  const { uid } = await stat(folder);
  if (process.geteuid?.() !== 0 || uid === 0) return;
  const owner = await userName(uid);
  const words = `runs as root on the data folder of ${owner}: files made from now on are root's, and a Filmroom of ${owner} cannot use them; 'chown -R ${owner} ${folder}' gives them back`;
  log.warn('archive.other-owner', { words });
}

/** An error of the data folder in the words of who started the program. */
export async function unusable(folder: string, error: unknown, path = folder): Promise<unknown> {
  if (error instanceof ArchiveError) return error;
  const errno = errnoOf(error);
  const cause = { cause: error };
  if (DENIED.has(errno)) return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', await deniedWords(folder, path), cause);
  switch (errno) {
    case 'EROFS':
      return readOnly(folder, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new ArchiveError('ARCHIVE_FULL', `the disk of the data folder ${folder} is full: make room on it`, cause);
    case 'ENOTDIR':
    case 'EEXIST':
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} cannot be made: a file is in the way`, cause);
    case undefined:
      return asArchiveError(error);
    default:
      return new ArchiveError('ARCHIVE_FOLDER_UNUSABLE', `the data folder ${folder} cannot be used: ${wordsOf(error)}`, cause);
  }
}

function readOnly(folder: string, cause: { readonly cause: unknown }): ArchiveError {
  const words = `the data folder ${folder} is on a disk that is mounted read-only, often by the system after an error: look at its log (dmesg), check the disk, then mount it writable`;
  return new ArchiveError('ARCHIVE_READ_ONLY', words, cause);
}

async function deniedWords(folder: string, path: string): Promise<string> {
  const me = await userName(process.geteuid?.() ?? 0);
  const first = await firstDenied(path);
  const owner = first && (await userName(first.uid));
  const whose = first ? `${first.path} belongs to ${owner}` : `${path} refuses`;
  const isMine = first?.uid === process.geteuid?.();
  if (isMine)
    return `the data folder ${folder} cannot be used: ${first!.path} does not let its owner ${me} write; 'chmod u+rwx ${first!.path}' does`;
  const isInside = first !== undefined && (await statOrNothing(folder).catch(() => undefined)) !== undefined;
  const remedy = isInside
    ? `'sudo chown -R ${me} ${folder}' gives it to ${me}; or start Filmroom as ${owner}, or name another folder with --data`
    : `make the folder as its owner and give it to ${me} ('sudo chown -R ${me} ${folder}'), or name another folder with --data`;
  return `${me} has no permission to use the data folder ${folder}: ${whose}. ${remedy}`;
}

/** The uppermost part of a path that can be seen and not used: below it nothing can be. */
async function firstDenied(path: string): Promise<{ readonly path: string; readonly uid: number } | undefined> {
  let last: { path: string; uid: number } | undefined;
  const parts = path.split('/').filter(Boolean);
  for (let count = 1; count <= parts.length; count++) {
    const at = `/${parts.slice(0, count).join('/')}`;
    try {
      const stats = await stat(at);
      last = { path: at, uid: stats.uid };
      if (stats.isDirectory()) await access(at, X_OK);
    } catch {
      break;
    }
  }
  return last;
}

/** As /etc/passwd has it, else the number. */
async function userName(uid: number): Promise<string> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return (
    users
      .split('\n')
      .find((line) => line.split(':')[2] === String(uid))
      ?.split(':')[0] ?? String(uid)
  );
}
