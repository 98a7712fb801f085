import { join } from 'node:path';
import { type Log, wordsOf } from '../base/base.ts';
import type { Blobs } from './blobs.ts';
import type { Index } from './index-db.ts';
import type { RemovalOf } from './index-removal.ts';

/** The points between which a power cut leaves a different state; the crash tests stop the process at each. */
export type RemoveStep = 'rows-removed' | 'file-removed' | 'files-removed' | 'removals-forgotten';

export interface Removed {
  readonly instances: number;
  /** Of their files. */
  readonly bytes: number;
}

export interface RemoveParts {
  readonly blobs: Blobs;
  readonly index: Index;
  readonly log: Log;
  /** Nothing else settles this SOP Instance UID meanwhile. */
  readonly alone: <Result>(sopInstanceUid: string, work: () => Promise<Result>) => Promise<Result>;
  readonly faults?: { at(step: RemoveStep): void | Promise<void> };
}

/** Instances of one commit: what is sent to us meanwhile waits for it. */
const AT_ONCE = 200;

/**
 * Takes a study, a series or an instance out of the archive. Index before content: a commit takes the rows and notes the files, then the files
 * go, then the notes. After a power cut at any point no row is without its file, and the next start removes the files that were noted.
 * A large study goes in several commits: cut short, what is left of it is whole and can be deleted again.
 */
export async function remove(which: RemovalOf, parts: RemoveParts): Promise<Removed> {
  const { index, log, faults } = parts;
  let instances = 0;
  let bytes = 0;
  for (let isLast = false; !isLast; ) {
    const removed = await index.remove(which, AT_ONCE);
    await faults?.at('rows-removed');
    isLast = removed.isLast;
    instances += removed.instances;
    bytes += removed.bytes;
    const gone: string[] = [];
    for (const { sopInstanceUid, file } of removed.files) {
      try {
        await parts.alone(sopInstanceUid, () => removeUnused(sopInstanceUid, file, parts));
        gone.push(file);
        await faults?.at('file-removed');
      } catch (error) {
        log.warn('archive.removed-file-left', { file, words: wordsOf(error) }); // noted: the next start tries again
      }
    }
    await syncAll(gone, parts);
    await faults?.at('files-removed');
    await index.removed(gone);
    await faults?.at('removals-forgotten');
  }
  return { instances, bytes };
}

/** A file of that name that came meanwhile is another one. */
async function removeUnused(sopInstanceUid: string, file: string, { blobs, index }: RemoveParts): Promise<void> {
  if (!(await index.holds(sopInstanceUid, file))) await blobs.unlink(file);
}

/** The folders of the files, each once; then those that are empty go. */
async function syncAll(files: readonly string[], { blobs }: RemoveParts): Promise<void> {
  const folders = new Set(files.map((file) => join(file, '..')));
  for (const folder of folders) await blobs.syncOrPrune(folder);
}
