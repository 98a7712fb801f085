import { ArchiveError } from './errors.ts';
import type { InstanceRow } from './index-row.ts';
import type { IngestParts } from './ingest.ts';
import type { Kept, Part } from './keep.ts';

/**
 * As `keep`, to the last sync and commit, and takes everything back: an object that only shows that objects can be kept. Its row is never
 * committed, so that nobody ever finds it. After a power cut `recover` meets a part that no row has, and takes it away with its name.
 */
export async function rehearse(part: Part, row: InstanceRow, { blobs, index, faults }: IngestParts): Promise<Kept> {
  if (!(await blobs.link(part.path, row.file))) throw new ArchiveError('ARCHIVE_DISK_FAILED', `${row.file} is in the way`);
  try {
    await faults?.at('linked');
    const [committed, synced] = await Promise.allSettled([index.rehearse(row), blobs.syncName(row.file)]);
    if (committed.status === 'rejected') throw committed.reason;
    if (synced.status === 'rejected') throw synced.reason;
    await faults?.at('committed');
  } finally {
    await blobs.removeDurably(row.file).catch((error) => {
      part.stays = true; // for the next start to settle
      throw error;
    });
  }
  return { outcome: 'stored', file: row.file };
}
