import { join } from 'node:path';
import { statOrNothing, wordsOf } from '../base/base.ts';
import { fileNameOf, QUARANTINE } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import type { InstanceRow, StoredFile } from './index-row.ts';
import type { InsertResult } from './index-writes.ts';
import type { IngestParts, IngestResult } from './ingest.ts';
import { type Content, isSound, leftBy, markOfContent, originalOf, receivedMarkOf } from './originals.ts';
import { differencesOf } from './verify-file.ts';

export type Kept = Pick<IngestResult, 'outcome' | 'file'>;

/** A written and synced file in `incoming`. */
export interface Part {
  readonly path: string;
  /** It has a name that could neither be committed nor taken away: the part stays, for the next start to settle. */
  stays: boolean;
}

/**
 * Gives a synced part its place: name, folder, row; or settles what to do where the SOP Instance UID is there already.
 * One call at a time for one UID. When it throws, no name of the part remains but that in `incoming`, unless `part.stays`:
 * then the commit may have gone through, and the next start settles it; a sender that tries again meets its own object.
 */
export async function keep(part: Part, row: InstanceRow, parts: IngestParts): Promise<Kept> {
  const { index } = parts;
  const inserted = await named(part, row, parts, () => index.insert(row));
  if (inserted?.kind === 'inserted') {
    tellOfPatient(inserted, row, parts);
    return { outcome: 'stored', file: row.file };
  }
  const present = inserted?.present ?? (await index.instance(row.sopInstanceUid));
  if (present) return settleDuplicate(part, row, present, parts);
  const beside = besideOf(row.file, row); // a file that the index does not know has the name
  if (beside === row.file) throw new ArchiveError('ARCHIVE_DISK_FAILED', `${row.file} is in the way and in no row of the index`);
  return keep(part, { ...row, file: beside }, parts);
}

/**
 * Names the part, makes the name durable and commits, both at once: where the commit outlives the name, `recover` links it again
 * from the part. A name that no row came to hold is taken away again.
 *
 * @returns what `commit` gave; undefined where the name is taken
 */
export async function named<Result>(
  part: Part,
  row: InstanceRow,
  parts: IngestParts,
  commit: () => Promise<Result>,
): Promise<Result | undefined> {
  const { blobs, index, timings, clock, faults } = parts;
  const { file } = row;
  const began = clock.monotonicMs();
  if (!(await blobs.link(part.path, file))) return undefined;
  let isHeld: boolean | undefined;
  try {
    await faults?.at('linked');
    const linked = clock.monotonicMs();
    const committing = commit();
    const [committed, synced] = await Promise.allSettled([committing, blobs.syncName(file)]); // neither may still be going on below
    timings.add('link', linked - began);
    timings.add('folder sync + index commit', clock.monotonicMs() - linked);
    if (committed.status === 'rejected') throw committed.reason;
    const result = committed.value;
    isHeld = (result as { kind?: string } | undefined)?.kind !== 'exists';
    if (synced.status === 'rejected') throw synced.reason;
    await faults?.at('committed');
    return result;
  } catch (error) {
    isHeld = await index.holds(row.sopInstanceUid, file).catch(() => undefined); // the commit may have gone through all the same
    if (isHeld !== false) part.stays = true;
    throw error;
  } finally {
    if (isHeld === false) {
      await blobs.remove(file).catch(() => {
        part.stays = true;
      });
    }
  }
}

async function settleDuplicate(part: Part, row: InstanceRow, present: StoredFile, parts: IngestParts): Promise<Kept> {
  const isIdentical = Buffer.compare(present.sha256, row.sha256) === 0 && present.transferSyntaxUid === row.transferSyntaxUid;
  const path = parts.blobs.path(present.file);
  const size = (await statOrNothing(path))?.size;
  // What is to be called identical is read: a file that rotted must not be what the sender may now forget its own for.
  const isThere = size === present.bytes && !(isIdentical && (await differencesOf(path, size, present)).length > 0);
  if (isIdentical && isThere) {
    await parts.blobs.syncName(present.file); // it may be here because this very thing failed
    return { outcome: 'identical', file: present.file };
  }
  if (isThere && (await isWhatWasReceived(part, row, present, parts))) return { outcome: 'identical', file: present.file };
  const policy = isThere ? parts.rules().duplicatePolicy : 'overwrite'; // what is lost or damaged on the disk is put back whatever the policy
  parts.log.warn('archive.duplicate', { sopInstanceUid: row.sopInstanceUid, callingAeTitle: row.callingAeTitle, policy });
  switch (policy) {
    case 'overwrite':
      return overwrite(part, row, present, parts);
    case 'keep-first':
      return { outcome: 'kept-first', file: present.file };
    case 'reject':
      throw new ArchiveError('ARCHIVE_DUPLICATE_REFUSED', 'an instance with this UID and other content is kept already');
    case 'keep-both':
      return quarantine(part, row, parts);
    default:
      policy satisfies never;
      throw new Error(`duplicatePolicy ${policy}`);
  }
}

/** The new file stands beside the old until the commit; the commit also notes the old one for removal, so that a power cut leaves it to `recover`. */
async function overwrite(part: Part, row: InstanceRow, present: StoredFile, parts: IngestParts): Promise<Kept> {
  const { blobs, index } = parts;
  const replacing = { ...row, file: besideOf(row.file, row) };
  if (await statOrNothing(blobs.path(replacing.file))) await blobs.remove(replacing.file); // cut short, or in no row
  const replaced = await named(part, replacing, parts, async () => {
    await blobs.syncName(replacing.file); // before the commit here: the old file was acknowledged, and goes with it
    return index.replace(replacing, present.file);
  });
  if (!replaced) throw new ArchiveError('ARCHIVE_DISK_FAILED', `${replacing.file} could not take the place of ${present.file}`);
  tellOfPatient(replaced, row, parts);
  await removeLeft(present.file, replacing.file, parts);
  return { outcome: 'overwritten', file: replacing.file };
}

/** Takes away what nothing has any more; the commit before has noted it. */
export async function removeLeft(file: string, next: string, { blobs, index, log, faults }: IngestParts): Promise<void> {
  const left = leftBy(file, next);
  if (left.length === 0) return;
  try {
    for (const each of left) await blobs.removeDurably(each);
    await faults?.at('old-removed');
    await index.removed(left);
  } catch (error) {
    log.warn('archive.replaced-file-left', { file, words: wordsOf(error) }); // the new one is durable; the next start tries again
  }
}

/** An instance was corrected here, and its sender sends once more what it sent before: nothing of that may be lost, and nothing has changed. */
async function isWhatWasReceived(part: Part, row: InstanceRow, present: StoredFile, { blobs }: IngestParts): Promise<boolean> {
  const original = originalOf(present.file);
  if (original === undefined || receivedMarkOf(original) !== markOfContent(row)) return false;
  if (!(await isSound(blobs.path(original), original))) {
    await blobs.removeDurably(original);
    await blobs.link(part.path, original);
  }
  await blobs.syncName(original);
  return true;
}

/** Either a correction that reached one study alone, or two persons under one PatientID: somebody has to look. */
function tellOfPatient(inserted: InsertResult, { studyInstanceUid, sopInstanceUid }: InstanceRow, { log }: IngestParts): void {
  if (inserted.kind === 'inserted' && inserted.patientDiffers) log.warn('archive.patient-differs', { studyInstanceUid, sopInstanceUid });
}

async function quarantine(part: Part, row: InstanceRow, parts: IngestParts): Promise<Kept> {
  const quarantined = { ...row, file: quarantineOf(row) };
  const commit = () => parts.index.quarantine(quarantined).then(() => true);
  if (!(await named(part, quarantined, parts, commit))) await commit(); // a name that is taken holds these very bytes
  return { outcome: 'quarantined', file: quarantined.file };
}

/** `<uid>~<16 hex>.dcm`: a second file of one SOP Instance UID. `~` is in no other name, so that it is never another instance's. */
export function besideOf(file: string, content: Content): string {
  return `${file.replace(/(~[0-9a-f]+)?\.dcm$/, '')}~${markOfContent(content)}.dcm`;
}

export function quarantineOf(row: Content & Pick<InstanceRow, 'sopInstanceUid'>): string {
  return join(QUARANTINE, `${fileNameOf(row.sopInstanceUid)}~${markOfContent(row)}.dcm`);
}
