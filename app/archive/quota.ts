import { access, constants, mkdir, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/base.ts';
import { ArchiveError } from './errors.ts';

export interface DiskSpace {
  readonly totalBytes: number;
  /** What this program may still write. */
  readonly freeBytes: number;
  /** Kept free: at or below it, images are refused. */
  readonly reserveBytes: number;
  readonly accepting: boolean;
}

const ASK_EVERY_MS = 500;
/** More free than this is room that came back, not a block here and there. */
const MORE_BYTES = 1_000_000;
const PROBE = 'write-test';

/** Room on the data disk, asked for at most twice a second: an object costs nothing, and what is written between two looks is small beside the reserve. */
export class Quota {
  readonly #folder: string;
  readonly #reserve: () => number;
  readonly #clock: Clock;
  #space: DiskSpace;
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;
  #writable = true;
  #doubted = false;
  /** An object did not fit into what was free: so much has to be, before we say again that we accept. */
  #wantedBytes = 0;

  constructor(folder: string, reserveBytes: () => number, clock: Clock) {
    this.#folder = folder;
    this.#reserve = reserveBytes;
    this.#clock = clock;
    this.#space = { totalBytes: 0, freeBytes: 0, reserveBytes: reserveBytes(), accepting: true };
  }

  /** As last seen; a fresh look is taken in the background where that is old. */
  get space(): DiskSpace {
    if (this.#isOld()) void this.refresh();
    return this.#space;
  }

  /** @throws ArchiveError ARCHIVE_FULL */
  async check(): Promise<void> {
    if (this.#isOld()) await this.refresh();
    if (this.#hasRoom()) return;
    await this.refresh(); // room may have come back
    if (this.#hasRoom()) return;
    if (!this.#writable) throw new ArchiveError('ARCHIVE_READ_ONLY', 'the data disk takes no writes');
    const words = `disk full: ${megabytes(this.#space.freeBytes)} free, ${megabytes(this.#reserve())} kept in reserve`;
    throw new ArchiveError('ARCHIVE_FULL', words);
  }

  /**
   * The disk gave an error: from now on each look tries a write, until one succeeds. A disk that the kernel itself made read-only
   * (ext4 with errors=remount-ro) still looks writable to access(2).
   */
  doubt(): void {
    this.#doubted = true;
    void this.refresh();
  }

  /** The disk itself was full, whatever it says is free: that is what `space` says until there is more, or an object fits. Smaller ones are still tried. */
  async filled(): Promise<void> {
    await this.refresh();
    this.#wantedBytes = this.#space.freeBytes + MORE_BYTES;
    await this.refresh();
  }

  /** An object fitted. */
  stored(): void {
    if (this.#wantedBytes === 0) return;
    this.#wantedBytes = 0;
    this.#space = { ...this.#space, reserveBytes: this.#reserve(), accepting: this.#hasRoom() };
  }

  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      if (this.#doubted) await this.#tryWrite();
      const [{ blocks, bavail, bsize }] = await Promise.all([statfs(this.#folder), access(this.#folder, constants.W_OK)]);
      const freeBytes = bavail * bsize;
      if (freeBytes > this.#wantedBytes) this.#wantedBytes = 0;
      const reserveBytes = Math.max(this.#reserve(), this.#wantedBytes);
      this.#space = {
        totalBytes: blocks * bsize,
        freeBytes,
        reserveBytes,
        accepting: freeBytes > reserveBytes,
      };
      this.#writable = true;
    } catch {
      this.#space = { ...this.#space, accepting: false };
      this.#writable = false;
    }
    this.#askedAt = this.#clock.monotonicMs();
  }

  async #tryWrite(): Promise<void> {
    const probe = join(this.#folder, PROBE);
    await rmdir(probe).catch(() => undefined); // left by a power cut
    await mkdir(probe);
    await rmdir(probe);
    this.#doubted = false;
  }

  /** Of the reserve that was set. */
  #hasRoom(): boolean {
    return this.#writable && this.#space.freeBytes > this.#reserve();
  }

  #isOld(): boolean {
    return this.#clock.monotonicMs() - this.#askedAt > ASK_EVERY_MS;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
