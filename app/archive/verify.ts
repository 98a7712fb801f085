import { basename, join } from 'node:path';
import { DatabaseError, statOrNothing, wordsOf } from '../base/base.ts';
import { IMAGES, INCOMING, QUARANTINE, uidOfFileName } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import { INDEX_FILE, refuseLostIndex, takeFolder } from './folder.ts';
import { type Index, openIndex } from './index-db.ts';
import { digestOf } from './stored-file.ts';
import { filesBelow } from './walk.ts';

export interface VerifyReport {
  /** Instances whose file was read to its end. */
  readonly checked: number;
  readonly bytes: number;
  /** Rows without a file. */
  readonly missing: readonly string[];
  /** Files whose content is not what was received. */
  readonly changed: readonly string[];
  /** Files that no row has. */
  readonly unindexed: readonly string[];
  /** What a power cut left in `incoming`: the next start settles it. */
  readonly unfinished: number;
  /** What SQLite says of the index file: 'ok', or what is wrong. */
  readonly index: string;
}

const PAGE = 500;

/**
 * Reads every stored file and holds it against its digest. The data folder must not be in use.
 *
 * @param progress called often with what is done of how much
 * @throws ArchiveError, ARCHIVE_INDEX_UNUSABLE where the rows cannot be read
 */
export async function verify(folder: string, progress: (done: number, total: number) => void = () => {}): Promise<VerifyReport> {
  const lock = await takeFolder(folder, { mustExist: true });
  try {
    await refuseLostIndex(folder);
    const index = await openIndex(join(folder, INDEX_FILE));
    try {
      const total = (await index.counts()).instances + (await index.quarantined()).length;
      const missing: string[] = [];
      const changed: string[] = [];
      let checked = 0;
      let bytes = 0;
      for await (const { file, bytes: size, datasetOffset, sha256 } of storedFiles(index)) {
        const path = join(folder, file);
        const present = await statOrNothing(path);
        if (!present) missing.push(file);
        else if (present.size !== size || !(await hasDigest(path, datasetOffset, sha256))) changed.push(file);
        checked++;
        bytes += present?.size ?? 0;
        progress(checked, total);
      }
      const unindexed: string[] = [];
      for (const place of [IMAGES, QUARANTINE])
        for await (const file of filesBelow(folder, place)) if (!(await isIndexed(file, index))) unindexed.push(file);
      let unfinished = 0;
      for await (const _ of filesBelow(folder, INCOMING)) unfinished++;
      return { checked, bytes, missing, changed, unindexed, unfinished, index: await index.integrityCheck().catch(wordsOf) };
    } catch (error) {
      throw error instanceof DatabaseError && error.code === 'DATABASE_CORRUPT' ? damagedIndex(folder, error) : error;
    } finally {
      await index.close();
    }
  } finally {
    lock.release();
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
  return uid !== undefined && index.holds(uid, file);
}
