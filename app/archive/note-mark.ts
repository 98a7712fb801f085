import { createHash } from 'node:crypto';

/** What of an instance tells its content. */
export interface Marked {
  readonly sopInstanceUid: string;
  readonly file: string;
  readonly sha256: Uint8Array;
}

/** The same for the same instances, in whatever order they come; other where one was added, removed or replaced. */
export function markOf(instances: readonly Marked[]): string {
  const hash = createHash('sha256');
  for (const { sopInstanceUid, file, sha256 } of instances.toSorted((a, b) => (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1))) {
    hash.update(`${sopInstanceUid}\n${file}\n`);
    hash.update(sha256);
  }
  return hash.digest('base64url');
}
