import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { alignedBuffer, BLOCK_ALIGNMENT, errnoOf } from '../base/base.ts';
import type { Index } from './index-db.ts';
import { SPARE_FILE } from './spare-room.ts';

/**
 * What tells a program that works from one that hangs, for next to nothing: the threads of the index answer, and the disk gives a block.
 * Searches have a thread of their own, which may be slow without anything being wrong: it is not asked. Nothing is written, so that a
 * look every few seconds wears no flash out.
 *
 * @returns a function that resolves when all is well, and does neither while something hangs
 */
export function createPulse(folder: string, index: Pick<Index, 'answers'>): () => Promise<void> {
  const block = alignedBuffer(BLOCK_ALIGNMENT);
  let looking: Promise<unknown> | undefined;
  return async () => {
    looking ??= Promise.all([index.answers(), readPastCache(join(folder, SPARE_FILE), block)]).finally(() => {
      looking = undefined; // one at a time: a disk that hangs takes one thread of the pool, not all
    });
    await looking;
  };
}

/** Reads the file's first block from the device itself. A file that is not there, and a file system without O_DIRECT, say nothing. */
async function readPastCache(path: string, block: Buffer): Promise<void> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_DIRECT);
    try {
      await file.read(block, 0, block.byteLength, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno !== 'ENOENT' && errno !== 'EINVAL') throw error;
  }
}
