import { basename, join } from 'node:path';
import { DatabaseError, statOrNothing, wordsOf } from '../base/base.ts';
import { IMAGES, INCOMING, ORIGINALS, QUARANTINE, uidOfFileName } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import { type FolderToRead, INDEX_FILE, refuseLostIndex, takeFolderToRead } from './folder.ts';
import { unusable } from './folder-access.ts';
import { type Index, openIndex, openIndexToRead } from './index-db.ts';
import type { StoredFile } from './index-row.ts';
import { isSound, originalOf } from './originals.ts';
import { digestOf } from './stored-file.ts';
import { byFile, type ChangedFile, differencesOf, type MissingFile, OTHER_CONTENT, RegularFiles } from './verify-file.ts';
import { filesBelow } from './walk.ts';

export interface VerifyReport {
  /** Instances whose file was read to its end. */
  readonly checked: number;
  readonly bytes: number;
  /** Rows without a file; corrected instances without what was received. */
  readonly missing: readonly MissingFile[];
  /** Files whose content, or whose head, is not what was received. */
  readonly changed: readonly ChangedFile[];
  /** Files that no row has. */
  readonly unindexed: readonly string[];
  /** Symbolic links and other things below `images`, `quarantine` and `originals` that are no files: not followed. */
  readonly skipped: readonly string[];
  /** Files in `incoming`: being received now, or left by a power cut; then the next start settles them. */
  readonly unfinished: number;
  /** What SQLite says of the index file: 'ok', or what is wrong. */
  readonly index: string;
}

const PAGE = 500;

/**
 * Reads every stored file and holds it against its row, digest and File Meta Information; also beside a program that takes images in, and where nothing can be written.
 *
 * @param progress called often with what is done of how much
 * @throws ArchiveError, ARCHIVE_INDEX_UNUSABLE where the rows cannot be read
 */
export async function verify(folder: string, progress: (done: number, total: number) => void = () => {}): Promise<VerifyReport> {
  const taken = await takeFolderToRead(folder);
  try {
    await refuseLostIndex(folder);
    const index = await openFor(taken, join(folder, INDEX_FILE));
    try {
      const total = (await index.counts()).instances + (await index.quarantined()).length;
      const regular = new RegularFiles(folder);
      const missing: MissingFile[] = [];
      const changed: ChangedFile[] = [];
      let checked = 0;
      let bytes = 0;
      for await (const row of storedFiles(index)) {
        const { file, sopInstanceUid } = row;
        const present = await regular.find(file);
        const words = present && (await differencesOf(join(folder, file), present.size, row)).join('; ');
        if (words !== '' && (await isStillHeld(row, index))) {
          if (words !== undefined) changed.push({ sopInstanceUid, file, words });
          else if (!(await isInIncoming(folder, row))) missing.push({ sopInstanceUid, file });
        }
        const original = originalOf(file);
        if (original !== undefined && !(await isSound(join(folder, original), original)) && (await isStillHeld(row, index))) {
          const isThere = (await regular.find(original)) !== undefined;
          if (isThere) changed.push({ sopInstanceUid, file: original, words: OTHER_CONTENT });
          else missing.push({ sopInstanceUid, file: original });
        }
        checked++;
        bytes += present?.size ?? 0;
        progress(checked, total);
      }
      const unindexed: string[] = [];
      const skipped: string[] = [];
      for (const place of [IMAGES, QUARANTINE, ORIGINALS])
        for await (const file of filesBelow(folder, place, (path) => skipped.push(path)))
          if (!(await isIndexed(file, index)) && !(await isUnfinished(folder, file, index))) unindexed.push(file);
      let unfinished = 0;
      for await (const _ of filesBelow(folder, INCOMING, () => {})) unfinished++;
      const words = await index.integrityCheck().catch(wordsOf);
      return { checked, bytes, missing: missing.sort(byFile), changed: changed.sort(byFile), unindexed, skipped, unfinished, index: words };
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'DATABASE_CORRUPT') throw damagedIndex(folder, error);
      throw error;
    } finally {
      await index.close();
    }
  } catch (error) {
    throw await unusable(folder, error, (error as NodeJS.ErrnoException).path);
  } finally {
    taken.release();
  }
}

async function openFor({ index }: FolderToRead, file: string): Promise<Index> {
  if (index !== 'own') return openIndexToRead(file, { frozen: index === 'frozen' });
  try {
    return await openIndex(file);
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'ARCHIVE_FULL') return openIndexToRead(file, { frozen: true }); // we have the lock
    throw error;
  }
}

/** So much that the rows cannot be read: without them there is nothing to hold the files against. */
function damagedIndex(folder: string, cause: DatabaseError): ArchiveError {
  const words = `the index ${join(folder, INDEX_FILE)} is damaged (${cause.message}); 'filmroom reindex' makes it again from the images`;
  return new ArchiveError('ARCHIVE_INDEX_UNUSABLE', words, { cause });
}

async function* storedFiles(index: Index) {
  for (let after = 0; ; ) {
    const page = await index.files(after, PAGE);
    if (!page.length) break;
    yield* page;
    after = page.at(-1)!.id;
  }
  yield* await index.quarantined();
}

async function hasDigest(path: string, offset: number, sha256: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await digestOf(path, offset), sha256) === 0;
  } catch {
    return false; // a file that cannot be read is not what was received
  }
}

/** By its name: `<uid>.dcm` or `<uid>~<mark>.dcm`. */
async function isIndexed(file: string, index: Index): Promise<boolean> {
  const uid = uidOfFileName(basename(file).replace(/(~[0-9a-f]+)?\.dcm$/, ''));
  if (uid === undefined) return false;
  if (!file.startsWith(`${ORIGINALS}/`)) return index.holds(uid, file);
  const now = await index.instance(uid);
  return now !== undefined && originalOf(now.file) === file;
}

type Row = Pick<StoredFile, 'sopInstanceUid' | 'file' | 'bytes' | 'datasetOffset' | 'sha256'>;

/** False where the object was replaced after its row was read. */
async function isStillHeld({ sopInstanceUid, file, sha256 }: Row, index: Index): Promise<boolean> {
  if (file.startsWith(`${QUARANTINE}/`)) return index.holds(sopInstanceUid, file);
  const now = await index.instance(sopInstanceUid);
  return now?.file === file && Buffer.compare(now.sha256, sha256) === 0;
}

/** A commit can outlive a power cut and the name not: then the part still has the content, and the next start names it again. */
async function isInIncoming(folder: string, { bytes, datasetOffset, sha256 }: Row): Promise<boolean> {
  for await (const part of filesBelow(folder, INCOMING, () => {})) {
    const path = join(folder, part);
    if ((await statOrNothing(path))?.size === bytes && (await hasDigest(path, datasetOffset, sha256))) return true;
  }
  return false;
}

/** A file is named before its row is committed, and removed after: in between it is no fault. */
async function isUnfinished(folder: string, file: string, index: Index): Promise<boolean> {
  const present = await statOrNothing(join(folder, file));
  if (!present) return true; // removed meanwhile
  if (present.nlink > 1)
    for await (const part of filesBelow(folder, INCOMING, () => {}))
      if ((await statOrNothing(join(folder, part)))?.ino === present.ino) return true;
  return (await isIndexed(file, index)) || (await index.removals()).includes(file); // its row was committed meanwhile, or another's
}
