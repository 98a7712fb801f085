import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkArchive, type Found } from '../crash/check-archive.ts';
import type { Ledger } from '../crash/ledger.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { copyOut, run } from './disk-partitions.ts';

/**
 * What a disk holds after a power cut, once the program has started on it: a copy, whose journal is replayed by mounting it, and whose archive is
 * settled by a start of this source. The disk itself stays as it is, for the box to start on.
 *
 * @param work a folder for the copy
 */
export async function dataAfterCut(disk: string, work: string, ledger: Pick<Ledger, 'kept' | 'mayHold'>): Promise<Found> {
  const [copy, mounted] = [join(work, 'data.ext4'), join(work, 'data')];
  mkdirSync(mounted, { recursive: true });
  copyOut(disk, 'filmroom-data', copy);
  run('mount', '-o', 'loop', copy, mounted);
  try {
    const dataFolder = join(mounted, 'lib/filmroom');
    const filmroom = await startFilmroom({ dataFolder });
    await filmroom.stop();
    return checkArchive(dataFolder, ledger);
  } finally {
    run('umount', mounted);
    const words = run('e2fsck', '-f', '-n', copy); // throws where it finds anything
    assert.doesNotMatch(words, /FIXED|WARNING/);
    rmSync(copy);
  }
}
