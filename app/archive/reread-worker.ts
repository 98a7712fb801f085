import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setPriority } from 'node:os';
import { alignedBuffer, errnoOf, serveThread, wordsOf } from '../base/base.ts';
import { readFileMeta } from '../dataset/dataset.ts';
import type { RereadAnswer, RereadCall, RereadSetup } from './reread.ts';
import { HEAD_BYTES } from './stored-file.ts';
import { type Expected, metaDifferences, OTHER_CONTENT, sizeWords } from './verify-file.ts';

/**
 * A thread that reads stored files again at a low priority. Its calls are synchronous, so that reading and hashing happen in this thread and not
 * among the program's own: on Linux a nice value is a thread's. At 10 it gets a tenth of a processor that somebody else wants too; at 19 it would
 * wait for seconds where much else runs, and whoever asked has not for ever.
 */
const NICE = 10;
const READ_BYTES = 1024 * 1024;
/** While images arrive, each megabyte is followed by a rest of so many times what it took. */
const REST_TIMES = 3;
const MOST_REST_MS = 1000;

const buffer = alignedBuffer(READ_BYTES);

serveThread(({ busy }: RereadSetup) => {
  try {
    setPriority(0, NICE);
  } catch {
    // where the system forbids it, the rests alone keep out of the way
  }
  return ({ id, path, row }: RereadCall): RereadAnswer => ({ id, differences: differencesOf(path, row, busy) });
});

/** In what a file differs from its row: size, SHA-256 of the data set, File Meta Information (PS3.10 §7.1). */
function differencesOf(path: string, row: Expected, busy: RereadSetup['busy']): readonly string[] {
  let file: number | undefined;
  try {
    file = openPastTheCache(path);
    const { size } = fstatSync(file);
    if (size !== row.bytes) return [sizeWords(size, row.bytes)];
    return read(file, row, busy);
  } catch (error) {
    return [`cannot be read: ${wordsOf(error)}`];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** From the medium itself, and without pushing from memory what others need; a file system that cannot do so reads as it does. */
function openPastTheCache(path: string): number {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  try {
    return openSync(path, flags | constants.O_DIRECT);
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error;
    return openSync(path, flags);
  }
}

function read(file: number, row: Expected, busy: RereadSetup['busy']): readonly string[] {
  const hash = createHash('sha256');
  let head: readonly string[] = [];
  for (let at = 0; at < row.bytes; ) {
    const began = performance.now();
    const bytesRead = readSync(file, buffer, 0, READ_BYTES, at);
    if (bytesRead === 0) return [sizeWords(at, row.bytes)];
    const chunk = buffer.subarray(0, Math.min(bytesRead, row.bytes - at));
    if (at === 0) head = headDifferences(chunk.subarray(0, HEAD_BYTES), row);
    hash.update(chunk.subarray(Math.max(0, row.datasetOffset - at)));
    at += bytesRead;
    rest(performance.now() - began, busy);
  }
  return hash.digest().equals(row.sha256) ? head : [OTHER_CONTENT, ...head];
}

function headDifferences(head: Uint8Array, row: Expected): readonly string[] {
  try {
    return metaDifferences(readFileMeta(head), row);
  } catch (error) {
    return [`the File Meta Information cannot be read: ${wordsOf(error)}`];
  }
}

function rest(workedMs: number, busy: RereadSetup['busy']): void {
  if (Atomics.load(busy, 0) === 1) Atomics.wait(busy, 0, 1, Math.min(MOST_REST_MS, REST_TIMES * workedMs)); // woken when it is quiet
}
