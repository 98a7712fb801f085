import { join } from 'node:path';
import { statOrNothing } from '../base/base.ts';
import { fileNameOf, QUARANTINE } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import type { InstanceRow, StoredFile } from './index-row.ts';
import type { IngestParts, IngestResult } from './ingest.ts';

export type Kept = Pick<IngestResult, 'outcome' | 'file'>;

/**
 * Gives a synced part its place: name, folder, row; or settles what to do where the SOP Instance UID is there already.
 * One call at a time for one UID. When it throws, no name of the part remains but that in `incoming`.
 */
export async function keep(part: string, row: InstanceRow, parts: IngestParts): Promise<Kept> {
  const { index } = parts;
  const inserted = await named(part, row, parts, () => index.insert(row));
  if (inserted?.kind === 'inserted') return { outcome: 'stored', file: row.file };
  const present = inserted?.present ?? (await index.instance(row.sopInstanceUid));
  if (present) return settleDuplicate(part, row, present, parts);
  const beside = besideOf(row.file, row.sha256); // a file that the index does not know has the name
  if (beside === row.file) throw new ArchiveError('ARCHIVE_DISK_FAILED', `${row.file} is in the way and in no row of the index`);
  return keep(part, { ...row, file: beside }, parts);
}

/**
 * Names the part, makes the name durable and commits. A name that no row came to hold is taken away again.
 *
 * @returns what `commit` gave; undefined where the name is taken
 */
async function named<Result>(
  part: string,
  row: InstanceRow,
  parts: IngestParts,
  commit: () => Promise<Result>,
): Promise<Result | undefined> {
  const { blobs, index, timings, clock, faults } = parts;
  const { file } = row;
  const began = clock.monotonicMs();
  if (!(await blobs.link(part, file))) return undefined;
  let isHeld = false;
  try {
    await faults?.at('linked');
    const linked = clock.monotonicMs();
    // Both at once: the content is durable under the name of the part, and where the commit outlives the name, `recover` links it again.
    const [result] = await Promise.all([commit(), blobs.syncName(file)]);
    isHeld = (result as { kind?: string } | undefined)?.kind !== 'exists';
    timings.add('link', linked - began);
    timings.add('folder sync + index commit', clock.monotonicMs() - linked);
    await faults?.at('committed');
    return result;
  } catch (error) {
    isHeld = await index.holds(row.sopInstanceUid, file).catch(() => true); // the commit may have gone through all the same
    throw error;
  } finally {
    if (!isHeld) await blobs.remove(file).catch(() => undefined); // left to the next start, which finds its part
  }
}

async function settleDuplicate(part: string, row: InstanceRow, present: StoredFile, parts: IngestParts): Promise<Kept> {
  const isIdentical = Buffer.compare(present.sha256, row.sha256) === 0 && present.transferSyntaxUid === row.transferSyntaxUid;
  const isThere = (await statOrNothing(parts.blobs.path(present.file)))?.size === present.bytes;
  if (isIdentical && isThere) return { outcome: 'identical', file: present.file };
  const policy = isThere ? parts.duplicatePolicy : 'overwrite'; // what is lost or cut short on the disk is put back whatever the policy
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

async function overwrite(part: string, row: InstanceRow, present: StoredFile, parts: IngestParts): Promise<Kept> {
  const { blobs, index } = parts;
  const replacing = { ...row, file: besideOf(row.file, row.sha256) };
  if (replacing.file === present.file || (await statOrNothing(blobs.path(replacing.file)))) await blobs.remove(replacing.file); // lost, cut short, or in no row
  const replaced = await named(part, replacing, parts, () => index.replace(replacing, present.file));
  if (!replaced) throw new ArchiveError('ARCHIVE_DISK_FAILED', `${replacing.file} could not take the place of ${present.file}`);
  if (present.file !== replacing.file) await blobs.remove(present.file);
  await index.removed(present.file);
  return { outcome: 'overwritten', file: replacing.file };
}

async function quarantine(part: string, row: InstanceRow, parts: IngestParts): Promise<Kept> {
  const quarantined = {
    ...row,
    file: join(QUARANTINE, `${fileNameOf(row.sopInstanceUid)}~${Buffer.from(row.sha256).toString('hex').slice(0, 16)}.dcm`),
  };
  await named(part, quarantined, parts, () => parts.index.quarantine(quarantined)); // a name that is taken holds these very bytes
  return { outcome: 'quarantined', file: quarantined.file };
}

/** `<uid>~<first 8 of the digest>.dcm`: a second file of one SOP Instance UID. */
export function besideOf(file: string, sha256: Uint8Array): string {
  return `${file.replace(/(~[0-9a-f]+)?\.dcm$/, '')}~${Buffer.from(sha256).toString('hex').slice(0, 8)}.dcm`;
}
