import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { alignedBuffer, BlockFile, type Clock, syncFolder } from '../base/base.ts';

/** `config/limits.ts` has the words. */
export const DISK_CHECK_LIMITS = { writeBytes: 128 * 1024 * 1024, writeMs: 20_000 } as const;
export type DiskCheckLimits = { readonly [Name in keyof typeof DISK_CHECK_LIMITS]: number };

export interface WriteSpeed {
  readonly bytes: number;
  readonly ms: number;
  readonly bytesPerSecond: number;
  /** How long one sync of a small file and its name took, the slowest of several: each image waits for that. */
  readonly syncMs: number;
}

const BLOCK_BYTES = 1024 * 1024;
const SYNCS = 10;

/**
 * Writes a file as an image is written, past the page cache and synced, in a folder of its own that is gone afterwards. Stops at `writeMs`.
 *
 * @throws what the disk says
 */
export async function writeSpeed(
  dataFolder: string,
  clock: Clock,
  limits: DiskCheckLimits = DISK_CHECK_LIMITS,
  signal?: AbortSignal,
): Promise<WriteSpeed> {
  const folder = await mkdtemp(join(dataFolder, 'write-speed-'));
  try {
    const block = alignedBuffer(BLOCK_BYTES);
    for (let at = 0; at < block.byteLength; at += 4) block.writeUInt32LE((at * 2_654_435_761) >>> 0, at); // a disk that compresses gains nothing
    const file = await BlockFile.create(join(folder, 'file'));
    const begunMs = clock.monotonicMs();
    let bytes = 0;
    try {
      while (bytes < limits.writeBytes && clock.monotonicMs() - begunMs < limits.writeMs && !signal?.aborted) {
        await file.write(block, BLOCK_BYTES);
        bytes += BLOCK_BYTES;
      }
      await file.finish(bytes);
    } finally {
      file.close();
    }
    const ms = clock.monotonicMs() - begunMs;
    return { bytes, ms: Math.round(ms), bytesPerSecond: Math.round((1000 * bytes) / ms), syncMs: await slowestSync(folder, block, clock) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function slowestSync(folder: string, block: Buffer, clock: Clock): Promise<number> {
  let slowest = 0;
  for (let at = 0; at < SYNCS; at++) {
    const begunMs = clock.monotonicMs();
    const file = await BlockFile.create(join(folder, `small-${at}`));
    try {
      await file.write(block, 4096);
      await file.finish(4096);
    } finally {
      file.close();
    }
    await syncFolder(folder);
    slowest = Math.max(slowest, clock.monotonicMs() - begunMs);
  }
  return Math.round(slowest * 10) / 10;
}
