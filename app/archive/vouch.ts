import type { Blobs } from './blobs.ts';
import type { Index } from './index-db.ts';
import type { StoredFile } from './index-row.ts';
import type { Rereader } from './reread.ts';

/** What the archive vouches for, to somebody who may delete the only other copy. */
export type Vouched = { readonly sopInstanceUid: string } & (
  | {
      /** Its file was read to its end just now and is what was received. */
      readonly kind: 'kept';
      readonly sopClassUid: string;
    }
  | { readonly kind: 'absent' }
  /** Another object came under the same UID and lies in quarantine: which of the two is meant nobody can say. */
  | { readonly kind: 'quarantined' }
  /** The index has it; its file is gone, cannot be read, or is not what was received. */
  | { readonly kind: 'damaged'; readonly sopClassUid: string; readonly words: string }
);

export interface VouchParts {
  readonly index: Pick<Index, 'vouchers' | 'instance'>;
  readonly blobs: Pick<Blobs, 'path'>;
  readonly rereader: Pick<Rereader, 'differences'>;
}

/** In the order of the UIDs. @throws the signal's reason; DatabaseError */
export async function vouch(
  sopInstanceUids: readonly string[],
  parts: VouchParts,
  signal: AbortSignal | undefined,
): Promise<readonly Vouched[]> {
  const { files, quarantined } = await parts.index.vouchers(sopInstanceUids);
  const rows = new Map(files.map((row) => [row.sopInstanceUid, row]));
  const doubtful = new Set(quarantined);
  return Promise.all(
    sopInstanceUids.map((sopInstanceUid): Vouched | Promise<Vouched> => {
      if (doubtful.has(sopInstanceUid)) return { sopInstanceUid, kind: 'quarantined' };
      const row = rows.get(sopInstanceUid);
      return row ? reread(row, parts, signal) : { sopInstanceUid, kind: 'absent' };
    }),
  );
}

async function reread(row: StoredFile, parts: VouchParts, signal: AbortSignal | undefined): Promise<Vouched> {
  const { sopInstanceUid, sopClassUid } = row;
  const words = (await parts.rereader.differences(parts.blobs.path(row.file), row, signal)).join('; ');
  if (words === '') return { sopInstanceUid, kind: 'kept', sopClassUid };
  const now = await parts.index.instance(sopInstanceUid);
  if (now === undefined) return { sopInstanceUid, kind: 'absent' }; // deleted meanwhile
  if (now.file !== row.file || Buffer.compare(now.sha256, row.sha256) !== 0) return reread(now, parts, signal); // replaced meanwhile
  return { sopInstanceUid, kind: 'damaged', sopClassUid, words };
}
