import { type Log, wordsOf } from '../base/base.ts';
import type { CommitmentStore } from './store.ts';

/**
 * Instances of which somebody sent other content that was not kept (duplicatePolicy keep-first): what lies here is not what the sender has, so it is
 * not committed until the same content comes, or replaces it. Few or none, and kept in memory too: an image that comes costs a look into a set.
 */
export interface OtherKept {
  has(sopInstanceUid: string): boolean;
  /** An object was taken in; `isOther`: an earlier one stays in its place. */
  stored(sopInstanceUid: string, isOther: boolean, at: number): void;
}

export async function openOtherKept(
  store: Pick<CommitmentStore, 'otherKept' | 'noteOtherKept' | 'forgetOtherKept'>,
  most: number,
  log: Log,
): Promise<OtherKept> {
  const others = new Set(await store.otherKept());
  const failed = (error: unknown) => log.error('commitment.not-kept', { words: wordsOf(error) });

  function forget(uid: string): void {
    others.delete(uid);
    store.forgetOtherKept(uid).catch(failed);
  }

  return {
    has: (sopInstanceUid) => others.has(sopInstanceUid),
    stored(sopInstanceUid, isOther, at) {
      if (isOther === others.has(sopInstanceUid)) return;
      if (!isOther) return forget(sopInstanceUid);
      const oldest = others.size >= most ? others.values().next().value : undefined;
      if (oldest !== undefined) forget(oldest);
      others.add(sopInstanceUid);
      store.noteOtherKept(sopInstanceUid, at).catch(failed);
    },
  };
}
