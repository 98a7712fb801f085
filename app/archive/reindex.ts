import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, removeFile, statOrNothing, syncFolder, wordsOf } from '../base/base.ts';
import type { ScanLimits } from '../dataset/dataset.ts';
import { Blobs, fileNameOf, folderOf, IMAGES, INCOMING, QUARANTINE } from './blobs.ts';
import { INDEX_FILE, takeFolder } from './folder.ts';
import { unusable } from './folder-access.ts';
import { type Index, openIndex } from './index-db.ts';
import { type InstanceRow, RowMaker } from './index-row.ts';
import { readStoredFile } from './stored-file.ts';
import { filesBelow } from './walk.ts';

export interface ReindexReport {
  readonly indexed: number;
  readonly quarantined: number;
  /** Files that are no whole DICOM object, and why. */
  readonly unreadable: readonly { readonly file: string; readonly words: string }[];
  /** Files of a SOP Instance UID of which another, later file is indexed. */
  readonly superseded: readonly string[];
  /** Objects that a power cut left whole in `incoming`, without a name: now they have one. */
  readonly rescued: number;
}

const AT_ONCE = 16;
const NEW_INDEX = 'index.new.sqlite';
const OLD_INDEX = 'index.old.sqlite';

/**
 * Makes the index again from the files alone, beside the present one, and puts it in its place whole at the end.
 * The data folder must not be in use; the files stay as they are.
 *
 * @param progress called after each file
 */
export async function reindex(
  folder: string,
  progress: (done: number) => void = () => {},
  limits: Partial<ScanLimits> = {},
): Promise<ReindexReport> {
  const lock = await takeFolder(folder, { mustExist: true });
  try {
    await removeNewIndex(folder); // of one that was cut off
    let report: ReindexReport;
    try {
      const index = await openIndex(join(folder, NEW_INDEX));
      try {
        report = await fill(index, folder, progress, limits);
      } finally {
        await index.close(); // the last connection writes the WAL into the file and removes it
      }
    } catch (error) {
      await removeNewIndex(folder).catch(() => undefined); // the next one tries again
      throw error;
    }
    await putInPlace(folder);
    for await (const part of filesBelow(folder, INCOMING)) if (part.endsWith('.part')) await removeFile(join(folder, part)); // settled by `fill`
    return report;
  } catch (error) {
    throw await unusable(folder, error, (error as NodeJS.ErrnoException).path);
  } finally {
    lock.release();
  }
}

async function removeNewIndex(folder: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await removeFile(join(folder, NEW_INDEX + suffix));
}

/**
 * The old index goes aside with its WAL, which is no other file's; then the new one takes the name. A power cut in between leaves no
 * index, which a start refuses and names `reindex` for; never an old file with half its content, or a new one with an old WAL.
 */
async function putInPlace(folder: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) {
    const present = join(folder, INDEX_FILE + suffix);
    if (await statOrNothing(present)) await rename(present, join(folder, OLD_INDEX + suffix));
  }
  await syncFolder(folder);
  await rename(join(folder, NEW_INDEX), join(folder, INDEX_FILE));
  await syncFolder(folder);
  for (const suffix of ['', '-wal', '-shm']) await removeFile(join(folder, OLD_INDEX + suffix));
}

async function fill(index: Index, folder: string, progress: (done: number) => void, limits: Partial<ScanLimits>): Promise<ReindexReport> {
  const unreadable: { file: string; words: string }[] = [];
  const superseded: string[] = [];
  let indexed = 0;
  let quarantined = 0;
  let done = 0;
  const rows = new RowMaker();
  let failed: DatabaseError | undefined;

  const take = async (file: string): Promise<void> => {
    try {
      const row = await rowFromFile(folder, file, limits, rows);
      if (file.startsWith(`${QUARANTINE}/`)) {
        await index.quarantine(row);
        quarantined++;
      } else if (await insertLatest(index, folder, row, superseded)) indexed++;
    } catch (error) {
      if (error instanceof DatabaseError)
        failed ??= error; // the new index's fault, not the file's: without a whole index the old one stays
      else unreadable.push({ file, words: wordsOf(error) });
    }
    progress(++done);
  };

  const running = new Set<Promise<void>>();
  for (const place of [IMAGES, QUARANTINE]) {
    for await (const file of filesBelow(folder, place)) {
      const work = take(file).finally(() => running.delete(work));
      running.add(work);
      if (running.size >= AT_ONCE) await Promise.race(running);
      if (failed) break;
    }
  }
  await Promise.all(running);
  if (failed) throw failed;
  const rescued = await rescueParts(index, folder, limits);
  return { indexed: indexed + rescued, quarantined, unreadable, superseded, rescued };
}

/**
 * A part that has a name was indexed by it. One without was never acknowledged: a whole object that is in no row gets its name and row,
 * for without the old index nobody knows better; anything else goes.
 */
async function rescueParts(index: Index, folder: string, limits: Partial<ScanLimits>): Promise<number> {
  const blobs = new Blobs(folder);
  const rows = new RowMaker();
  let rescued = 0;
  try {
    for await (const part of filesBelow(folder, INCOMING)) {
      if (!part.endsWith('.part') || (await stat(blobs.path(part))).nlink > 1) continue;
      const row = await rowFromFile(folder, part, limits, rows).catch(() => undefined); // cut off in the middle
      if (!row) continue;
      const file = join(row.folder, `${fileNameOf(row.sopInstanceUid)}.dcm`);
      if ((await index.instance(row.sopInstanceUid)) || !(await blobs.link(blobs.path(part), file))) continue;
      await blobs.syncName(file);
      await index.insert({ ...row, file });
      rescued++;
    }
  } finally {
    await blobs.close();
  }
  return rescued;
}

/** @returns the row, and the folder where ingest would put such an object */
async function rowFromFile(
  folder: string,
  file: string,
  limits: Partial<ScanLimits>,
  rows: RowMaker,
): Promise<InstanceRow & { readonly folder: string }> {
  const { meta, scanned, sha256, bytes, modifiedAt } = await readStoredFile(join(folder, file), limits);
  const uid = (keyword: string): string => {
    const value = scanned.text(keyword);
    if (!value) throw new Error(`${keyword} is missing or empty`);
    return value;
  };
  const row = rows.rowOf(scanned, {
    sopInstanceUid: uid('SOPInstanceUID'),
    sopClassUid: uid('SOPClassUID'),
    studyInstanceUid: uid('StudyInstanceUID'),
    seriesInstanceUid: uid('SeriesInstanceUID'),
    file,
    bytes,
    datasetOffset: meta.datasetOffset,
    transferSyntaxUid: meta.transferSyntaxUid,
    receivedAt: modifiedAt,
    callingAeTitle: meta.sourceAeTitle ?? '',
  });
  return { ...row, sha256, folder: folderOf(row.studyInstanceUid, row.seriesInstanceUid, scanned.text('StudyDate') ?? '', modifiedAt) };
}

/** Of two files of one SOP Instance UID the later counts: a power cut in the middle of an overwrite can leave both. */
async function insertLatest(index: Index, folder: string, row: InstanceRow, superseded: string[]): Promise<boolean> {
  const inserted = await index.insert(row);
  if (inserted.kind === 'inserted') return true;
  const { file } = inserted.present;
  const [present, mine] = await Promise.all([stat(join(folder, file)), stat(join(folder, row.file))]);
  if (mine.mtimeMs <= present.mtimeMs) {
    superseded.push(row.file);
    return false;
  }
  await index.replace(row, file);
  await index.removed(file); // the file stays where it is: reindex removes nothing
  superseded.push(file);
  return false;
}
