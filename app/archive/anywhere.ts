import fs from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf } from '../base/base.ts';
import type { Blobs } from './blobs.ts';
import { changed, type InstanceRef, openStored, unreadable } from './fetch.ts';

const readFile = promisify(fs.read);

/** The data set of a stored file, read at any place: for frames and parts of values. Its digest is not looked at, its size is. */
export interface AnywhereDataset {
  readonly bytes: number;
  /**
   * Fills `into` from the byte `at` of the data set on; many calls may run at once.
   *
   * @returns how many bytes there were: fewer than asked for at the end alone
   * @throws ArchiveError ARCHIVE_INSTANCE_CHANGED, ARCHIVE_DISK_FAILED
   */
  readAt(at: number, into: Uint8Array): Promise<number>;
  /** Once, after the last `readAt` was answered. */
  close(): void;
}

/** @throws ArchiveError ARCHIVE_INSTANCE_LOST, ARCHIVE_INSTANCE_CHANGED, ARCHIVE_DISK_FAILED */
export async function openAnywhere(blobs: Blobs, ref: InstanceRef): Promise<AnywhereDataset> {
  const file = await openStored(blobs, ref);
  const end = ref.bytes - ref.datasetOffset;
  try {
    const { size } = fs.fstatSync(file); // quick, since it is open
    if (size !== ref.bytes) throw changed(ref, size);
  } catch (error) {
    fs.closeSync(file);
    throw errnoOf(error) === undefined ? error : unreadable(ref, error);
  }
  return {
    bytes: end,
    async readAt(at, into) {
      const wanted = Math.max(0, Math.min(into.byteLength, end - at));
      for (let filled = 0; filled < wanted; ) {
        const { bytesRead } = await readFile(file, into, filled, wanted - filled, ref.datasetOffset + at + filled).catch((error) => {
          throw unreadable(ref, error);
        });
        if (bytesRead === 0) throw changed(ref, ref.datasetOffset + at + filled);
        filled += bytesRead;
      }
      return wanted;
    },
    close: () => fs.closeSync(file), // quick, since nothing is written by it
  };
}
