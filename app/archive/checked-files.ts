import type { Stats } from 'node:fs';
import type { Clock } from '../base/base.ts';

/** What tells one state of a file from another: whoever writes to it, or replaces it, changes one of these. */
export type FileState = Pick<Stats, 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>;

/** How long a check holds. A medium that forgets in silence takes months; what is read again so soon comes from memory. */
const HOLDS_MS = 60 * 60 * 1000;
/** A file that was written to just now may be written to again within the same tick of its times. */
const SETTLED_MS = 2000;
const SLOTS = 32_768;
const FIELDS = 6;

/**
 * Files that were held against their digest lately and are still what they were then: SHA-256 is half of what it costs to send a CT image.
 * Constant memory, 1.5 MB: an inode has one slot, and where two meet, the later stays; the other is checked once more.
 */
export class CheckedFiles {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #slots = new Float64Array(SLOTS * FIELDS);

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Whether this very state of the file was found to have that digest within the last hour. */
  has(state: FileState, sha256: Uint8Array): boolean {
    const { ino, size, mtimeMs, ctimeMs } = state;
    const slots = this.#slots;
    const at = slotOf(ino);
    const ageMs = this.#clock.now() - slots[at + 5]!;
    const isSame = slots[at] === ino && slots[at + 1] === size && slots[at + 2] === mtimeMs && slots[at + 3] === ctimeMs;
    return isSame && slots[at + 4] === beginOf(sha256) && ageMs >= 0 && ageMs < HOLDS_MS;
  }

  /** @param state as it was before the first byte was read */
  note({ ino, size, mtimeMs, ctimeMs }: FileState, sha256: Uint8Array): void {
    const now = this.#clock.now();
    if (now - ctimeMs < SETTLED_MS) return;
    this.#slots.set([ino, size, mtimeMs, ctimeMs, beginOf(sha256), now], slotOf(ino));
  }
}

function slotOf(ino: number): number {
  return (ino % SLOTS) * FIELDS;
}

/** As much of a digest as a number holds. */
function beginOf(sha256: Uint8Array): number {
  return new DataView(sha256.buffer, sha256.byteOffset).getUint32(0);
}
