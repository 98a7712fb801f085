import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile, statOrNothing, syncFolder } from '../base/base.ts';
import type { ScanLimits } from '../dataset/dataset.ts';
import { INCOMING } from './blobs.ts';
import { INDEX_FILE, takeFolder } from './folder.ts';
import { unusable } from './folder-access.ts';
import { openIndex } from './index-db.ts';
import { fill } from './reindex-fill.ts';
import { OldIndex } from './reindex-old.ts';
import type { ChangedFile, MissingFile } from './verify-file.ts';
import { filesBelow } from './walk.ts';

export interface ReindexReport {
  readonly indexed: number;
  readonly quarantined: number;
  /** Files that are no whole DICOM object, and why; the old index did not know them. */
  readonly unreadable: readonly { readonly file: string; readonly words: string }[];
  /** Files that are not what the old index says was received. Their rows are the old ones, so that `verify` still finds them. */
  readonly changed: readonly ChangedFile[];
  /** Files that the old index had and that are gone; the new index has no row of them. */
  readonly missing: readonly MissingFile[];
  /** Files of a SOP Instance UID of which another file is indexed: the one with the content that was received, or else the later one. */
  readonly superseded: readonly string[];
  /** Symbolic links and other things below `images` and `quarantine` that are no files. */
  readonly skipped: readonly string[];
  /** Objects that a power cut left whole in `incoming`, without a name: now they have one. */
  readonly rescued: number;
  /** Files that were held against the old index. */
  readonly compared: number;
  /** What there was to compare with: 'ok', or why nothing, or not everything, could be compared. */
  readonly oldIndex: string;
}

const NEW_INDEX = 'index.new.sqlite';
const OLD_INDEX = 'index.old.sqlite';

/**
 * Makes the index again from the files, beside the present one, and puts it in its place whole at the end. What the old index knows of a
 * file, its digest and when it was received from whom, stays so: damage is reported, not taken for what was received.
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
        const old = await OldIndex.open(folder, [INDEX_FILE, OLD_INDEX]); // the latter where one was cut off in `putInPlace`
        try {
          report = await fill({ index, old, folder, progress, limits });
        } finally {
          await old.close();
        }
      } finally {
        await index.close(); // the last connection writes the WAL into the file and removes it
      }
    } catch (error) {
      await removeNewIndex(folder).catch(() => undefined); // the next one tries again
      throw error;
    }
    await putInPlace(folder);
    for await (const part of filesBelow(folder, INCOMING, () => {})) if (part.endsWith('.part')) await removeFile(join(folder, part)); // settled by `fill`
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
