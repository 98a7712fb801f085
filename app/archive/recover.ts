import { lstat, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Log, removeFile, statOrNothing, wordsOf } from '../base/base.ts';
import { readFileMeta, type ScanLimits } from '../dataset/dataset.ts';
import { type Blobs, fileNameOf, folderOf, IMAGES, INCOMING, QUARANTINE } from './blobs.ts';
import type { Index } from './index-db.ts';
import type { StoredFile } from './index-row.ts';
import { besideOf, quarantineOf } from './keep.ts';
import { isNameOf, originalFor, originalOf } from './originals.ts';
import { HEAD_BYTES, type ReadStoredFile, readStoredFile } from './stored-file.ts';
import { filesBelow } from './walk.ts';

export interface Recovered {
  /** Objects whose row was committed: all they lacked was the end of the paperwork. */
  readonly finished: number;
  /** Objects that were never acknowledged: nothing of them remains. */
  readonly undone: number;
}

interface RecoverParts {
  readonly blobs: Blobs;
  readonly index: Index;
  readonly log: Log;
  readonly scanLimits: Partial<ScanLimits>;
}

const DAY_MS = 86_400_000;

/** At start: finishes or undoes what a power cut left half done. Every part in `incoming` is such a thing. */
export async function recover(parts: RecoverParts): Promise<Recovered> {
  const { blobs, index, log } = parts;
  let finished = 0;
  let undone = 0;
  for (const name of await readdir(blobs.path(INCOMING))) {
    const part = blobs.path(join(INCOMING, name));
    const { ino, nlink, isFile } = await lstat(part).then((stats) => ({ ...stats, isFile: stats.isFile() }));
    if (!isFile || !name.endsWith('.part')) {
      log.warn('archive.incoming-stranger', { name }); // not of our making: left alone
      continue;
    }
    const isFinished = await settlePart({ path: part, ino, isNamed: nlink > 1 }, parts);
    await removeFile(part);
    if (isFinished) finished++;
    else undone++;
  }
  await index.dropRemovalsInUse();
  for (const file of await index.removals()) {
    await blobs.removeDurably(file); // its row was replaced, the new file is in place
    await index.removed([file]);
  }
  if (finished || undone) log.info('archive.recovered', { finished, undone });
  return { finished, undone };
}

interface LeftPart {
  readonly path: string;
  readonly ino: number;
  /** It has a second name, in `images` or `quarantine`. */
  readonly isNamed: boolean;
}

/** @returns true where the index holds the object, whose name is there when this resolves */
async function settlePart(part: LeftPart, parts: RecoverParts): Promise<boolean> {
  const { blobs, index, log, scanLimits } = parts;
  const row = await rowOfPart(part.path, index);
  if (row && (await isPart(blobs, row.file, part))) return true;
  let read: ReadStoredFile | undefined;
  try {
    read = await readStoredFile(part.path, scanLimits);
  } catch (error) {
    if (part.isNamed) log.error('archive.part-unreadable', { part: part.path, words: wordsOf(error) }); // named after its sync: the disk lost it
  }
  if (read && (await finish(part, read, row, parts))) return true;
  await removeOrphan(row, parts);
  if (part.isNamed) await removeName(part, read, row, parts);
  return false;
}

/** Cut off before the commit, a correction leaves what was received under two names. */
async function removeOrphan(row: StoredFile | undefined, { blobs }: RecoverParts): Promise<void> {
  if (!row || originalOf(row.file) !== undefined) return;
  const orphan = originalFor(row.file, row);
  if (await statOrNothing(blobs.path(orphan))) await blobs.removeDurably(orphan);
}

async function rowOfPart(path: string, index: Index) {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return await index.instance(readFileMeta(head.subarray(0, bytesRead)).sopInstanceUid);
  } catch {
    return undefined; // cut off before it was written
  } finally {
    await file.close();
  }
}

/** Where the row was committed, but the name did not outlive the power cut, the part still has the bytes. */
async function finish(part: LeftPart, read: ReadStoredFile, row: Awaited<ReturnType<typeof rowOfPart>>, parts: RecoverParts) {
  const { blobs, index, log } = parts;
  const { sopInstanceUid } = read.meta;
  const content = { sopInstanceUid, sha256: read.sha256, transferSyntaxUid: read.meta.transferSyntaxUid };
  const isOfRow = row?.transferSyntaxUid === content.transferSyntaxUid && Buffer.compare(row.sha256, read.sha256) === 0;
  const quarantined = quarantineOf(content);
  const places = [...(isOfRow ? [row.file] : []), ...((await index.holds(sopInstanceUid, quarantined)) ? [quarantined] : [])];
  for (const file of places) {
    if (await isPart(blobs, file, part)) return true;
    if ((await statOrNothing(blobs.path(file))) || !(await blobs.link(part.path, file))) continue;
    await blobs.syncName(file);
    log.warn('archive.name-restored', { file });
    return true;
  }
  return false;
}

/** No row has the object: its name goes. Looked for where ingest names objects, then, since a clock may have been set, everywhere. */
async function removeName(
  part: LeftPart,
  read: ReadStoredFile | undefined,
  row: StoredFile | undefined,
  { blobs, log }: RecoverParts,
): Promise<void> {
  const original = row && originalOf(row.file);
  if (original !== undefined && (await isPart(blobs, original, part)) && (await stat(part.path)).nlink === 2) return; // it was to be put back, and stays
  if (row) for (const file of await namesBeside(row, blobs)) if (await isPart(blobs, file, part)) return blobs.removeDurably(file);
  for (const file of read ? placesOf(read) : []) if (await isPart(blobs, file, part)) return blobs.removeDurably(file);
  for (const place of [IMAGES, QUARANTINE]) {
    for await (const file of filesBelow(blobs.folder, place)) if (await isPart(blobs, file, part)) return blobs.removeDurably(file);
  }
  log.error('archive.part-place-unknown', { part: part.path });
}

/** Other files of an instance in the folder of its file. */
async function namesBeside({ file, sopInstanceUid }: StoredFile, blobs: Blobs): Promise<string[]> {
  const folder = dirname(file);
  const names = await readdir(blobs.path(folder)).catch(() => []); // it is gone
  return names.filter((name) => isNameOf(name, sopInstanceUid) && join(folder, name) !== file).map((name) => join(folder, name));
}

async function isPart(blobs: Blobs, file: string, part: LeftPart): Promise<boolean> {
  return part.isNamed && (await statOrNothing(blobs.path(file)))?.ino === part.ino;
}

/** Every name that ingest may have given an object. */
function placesOf({ scanned, sha256, modifiedAt, meta }: ReadStoredFile): string[] {
  const { sopInstanceUid, transferSyntaxUid } = meta;
  const folders = [0, DAY_MS, -DAY_MS].map((days) =>
    folderOf(
      scanned.text('StudyInstanceUID') ?? '',
      scanned.text('SeriesInstanceUID') ?? '',
      scanned.text('StudyDate') ?? '',
      modifiedAt + days,
    ),
  );
  const images = [...new Set(folders)].map((folder) => join(folder, `${fileNameOf(sopInstanceUid)}.dcm`));
  const content = { sopInstanceUid, sha256, transferSyntaxUid };
  return [...images, ...images.map((file) => besideOf(file, content)), quarantineOf(content)];
}
