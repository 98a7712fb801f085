import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DurableFolders, errnoOf, FolderSyncs, linkIfAbsent, removeFile } from '../base/base.ts';
import { parseDate } from '../dataset/dataset.ts';

/** Folders of the data folder, and what they hold. */
export const INCOMING = 'incoming';
export const IMAGES = 'images';
export const QUARANTINE = 'quarantine';
/** What was received, of the instances that were corrected. Made with the first. */
export const ORIGINALS = 'originals';
const ROOTS: ReadonlySet<string> = new Set([IMAGES, QUARANTINE, ORIGINALS, '.']);

/** Most characters of a UID that becomes a name: the standard allows 64, some devices more. */
export const MAX_UID_CHARACTERS = 128;

/** A file system's names have at most 255 bytes; `~`, a digest and `.dcm` follow. */
const MAX_NAME_CHARACTERS = 200;

/** A UID as a file name: digits, letters and dots as they are, each other byte as %XX, so that no value leaves its folder. */
export function fileNameOf(uid: string): string {
  const name = uid.replaceAll(/[^0-9A-Za-z._-]+/g, (characters) => [...Buffer.from(characters)].map(percent).join(''));
  return name.startsWith('.') ? `%2E${name.slice(1)}` : name;
}

/** The UID of such a name; undefined where `fileNameOf` never gave it. */
export function uidOfFileName(name: string): string | undefined {
  const bytes = name.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const uid = Buffer.from(bytes, 'latin1').toString();
  return fileNameOf(uid) === name ? uid : undefined;
}

/** False where a file or folder cannot be named by it. */
export function canBeName(uid: string): boolean {
  return uid !== '' && uid.length <= MAX_UID_CHARACTERS && fileNameOf(uid).length <= MAX_NAME_CHARACTERS;
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** `images/2026/01/02/<study>/<series>`, by the Study Date or else the day of receipt: what a technician would look for. */
export function folderOf(studyInstanceUid: string, seriesInstanceUid: string, studyDate: string, receivedAt: number): string {
  const day = parseDate(studyDate) ?? new Date(receivedAt).toISOString().slice(0, 10).replaceAll('-', '');
  return join(IMAGES, day.slice(0, 4), day.slice(4, 6), day.slice(6, 8), fileNameOf(studyInstanceUid), fileNameOf(seriesInstanceUid));
}

/** Names of the stored files: made durably, removed with the folders that they leave empty. Paths are relative to the data folder. */
export class Blobs {
  readonly folder: string;
  readonly #syncs = new FolderSyncs();
  readonly #folders = new DurableFolders((path) => this.#syncs.forget(path)); // another folder had the name before

  constructor(folder: string) {
    this.folder = folder;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /**
   * Gives the written part its name in the archive.
   *
   * @returns false where there is such a file already
   */
  async link(part: string, file: string): Promise<boolean> {
    const folder = dirname(this.path(file));
    for (let tries = 0; ; tries++) {
      try {
        await this.#folders.ensure(this.folder, folder);
        return await linkIfAbsent(part, this.path(file));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT' || tries > 2) throw error; // the folder was emptied and removed meanwhile
        this.#folders.forget(this.folder, folder);
      }
    }
  }

  /** Makes the name durable. */
  syncName(file: string): Promise<void> {
    return this.#syncs.sync(dirname(this.path(file)));
  }

  /** Takes away a stored file, so that it stays away: for one that nothing else will remember. */
  async removeDurably(file: string): Promise<void> {
    await removeFile(this.path(file));
    await this.syncName(file).catch((error) => {
      if (errnoOf(error) !== 'ENOENT') throw error; // the whole folder is gone
    });
    await this.remove(file);
  }

  /** Takes away a stored file; its folder is to be synced (`syncOrPrune`). */
  unlink(file: string): Promise<void> {
    return removeFile(this.path(file));
  }

  /** Makes what was taken away from a folder stay away; an empty one goes. */
  async syncOrPrune(folder: string): Promise<void> {
    await this.#syncs.sync(this.path(folder)).catch((error) => {
      if (errnoOf(error) !== 'ENOENT') throw error; // it is gone
    });
    await this.#prune(folder);
  }

  /** Takes away a stored file and the folders that are empty without it. */
  async remove(file: string): Promise<void> {
    await removeFile(this.path(file));
    await this.#prune(dirname(file));
  }

  async #prune(from: string): Promise<void> {
    for (let folder = from; !ROOTS.has(folder); folder = dirname(folder)) {
      try {
        await rmdir(this.path(folder));
      } catch {
        return; // not empty, or gone: either way nothing more to do
      }
      this.#folders.forget(this.folder, this.path(folder));
      await this.#syncs.forget(this.path(folder));
    }
  }

  /** Gives back what is kept open. */
  close(): Promise<void> {
    return this.#syncs.close();
  }
}
