import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, removeFile, statOrNothing, wordsOf } from '../base/base.ts';
import type { ScanLimits } from '../dataset/dataset.ts';
import { type Blobs, fileNameOf, folderOf, INCOMING, QUARANTINE } from './blobs.ts';
import type { Index } from './index-db.ts';
import { besideOf } from './keep.ts';
import { type ReadStoredFile, readStoredFile } from './stored-file.ts';

export interface Recovered {
  /** Objects whose row was committed: all they lacked was the end of the paperwork. */
  readonly finished: number;
  /** Objects that were never acknowledged: nothing of them remains. */
  readonly undone: number;
}

const DAY_MS = 86_400_000;

/** At start: finishes or undoes what a power cut left half done. Every part in `incoming` is such a thing. */
export async function recover(parts: {
  readonly blobs: Blobs;
  readonly index: Index;
  readonly log: Log;
  readonly scanLimits: Partial<ScanLimits>;
}): Promise<Recovered> {
  const { blobs, index, log } = parts;
  let finished = 0;
  let undone = 0;
  for (const name of await readdir(blobs.path(INCOMING))) {
    const part = blobs.path(join(INCOMING, name));
    const isWhole = await settlePart(part, parts);
    await removeFile(part);
    if (isWhole) finished++;
    else undone++;
  }
  for (const file of await index.removals()) {
    await blobs.remove(file); // its row was replaced, the new file is in place
    await index.removed(file);
  }
  if (finished || undone) log.info('archive.recovered', { finished, undone });
  return { finished, undone };
}

/** @returns true where a row holds the object */
async function settlePart(part: string, parts: Parameters<typeof recover>[0]): Promise<boolean> {
  const { blobs, index, log, scanLimits } = parts;
  const { ino, nlink } = await stat(part);
  let read: ReadStoredFile;
  try {
    read = await readStoredFile(part, scanLimits);
  } catch (error) {
    if (nlink > 1) log.error('archive.part-unreadable', { part, words: wordsOf(error) }); // named only after its sync: the disk lost what it said it had
    return false; // never whole: it cannot be in the index
  }
  for (const file of placesOf(read)) {
    const standing = await statOrNothing(blobs.path(file));
    const isMine = standing?.ino === ino;
    if (standing && !isMine) continue;
    if (await index.holds(read.meta.sopInstanceUid, file)) {
      if (isMine || ((await isOfRow(read, file, index)) && (await linkAgain(part, file, parts)))) return true;
    } else if (isMine) {
      await blobs.remove(file);
      return false;
    }
  }
  return false;
}

async function isOfRow({ meta, sha256 }: ReadStoredFile, file: string, index: Index): Promise<boolean> {
  if (file.startsWith(`${QUARANTINE}/`)) return true; // the digest is in the name
  const row = await index.instance(meta.sopInstanceUid);
  return row !== undefined && Buffer.compare(row.sha256, sha256) === 0;
}

/** The row was committed and the name did not outlive the power cut. */
async function linkAgain(part: string, file: string, { blobs, log }: Parameters<typeof recover>[0]): Promise<boolean> {
  if (!(await blobs.link(part, file))) return false;
  await blobs.syncName(file);
  log.warn('archive.name-restored', { file });
  return true;
}

/** Every name that ingest may have given an object. */
function placesOf({ scanned, sha256, modifiedAt, meta }: ReadStoredFile): string[] {
  const uid = meta.sopInstanceUid;
  const folders = [0, DAY_MS, -DAY_MS].map((days) =>
    folderOf(
      scanned.text('StudyInstanceUID') ?? '',
      scanned.text('SeriesInstanceUID') ?? '',
      scanned.text('StudyDate') ?? '',
      modifiedAt + days,
    ),
  );
  const images = [...new Set(folders)].map((folder) => join(folder, `${fileNameOf(uid)}.dcm`));
  const quarantined = join(QUARANTINE, `${fileNameOf(uid)}~${Buffer.from(sha256).toString('hex').slice(0, 16)}.dcm`);
  return [...images, ...images.map((file) => besideOf(file, sha256)), quarantined];
}
