import { join } from 'node:path';
import { removeFile, replaceFile, statOrNothing } from '../base/base.ts';
import { ArchiveError } from './errors.ts';

export const SPARE_FILE = 'spare-room';
/** SQLite wants 32 KiB for the memory that its connections share, and its log some pages. */
const SPARE_BYTES = 512 * 1024;

/** Keeps some room of the disk for a start on a disk that something else has filled: what is stored is shown and sent then, too. */
export async function keepSpareRoom(folder: string): Promise<void> {
  const path = join(folder, SPARE_FILE);
  if ((await statOrNothing(path))?.size === SPARE_BYTES) return;
  await replaceFile(path, Buffer.alloc(SPARE_BYTES, 'spare ')).catch(() => removeFile(`${path}.new`)); // a start without it is one all the same
}

/** Runs `open`, again with the spare room given up where the disk is full. */
export async function withSpareRoom<Opened>(folder: string, open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    const path = join(folder, SPARE_FILE);
    if (!(error instanceof ArchiveError && error.code === 'ARCHIVE_FULL' && (await statOrNothing(path)))) throw error;
    await removeFile(path);
    return open();
  }
}
