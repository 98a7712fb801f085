import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DurableFolders, errnoOf, FolderSyncs, linkIfAbsent, removeFile } from '../base/base.ts';
import { parseDate } from '../dataset/dataset.ts';

/** Folders of the data folder, and what they hold. */
export const INCOMING = 'incoming';
export const IMAGES = 'images';
export const QUARANTINE = 'quarantine';

/** Most characters of a UID that becomes a name: the standard allows 64, some devices more. */
export const MAX_UID_CHARACTERS = 128;

/** A UID as a file name: digits and dots as they are, anything else in %XX, so that no value leaves its folder. */
export function fileNameOf(uid: string): string {
  const name = uid.replaceAll(/[^0-9A-Za-z._-]/g, (character) => encodeURIComponent(character).replaceAll(/[!'()*]/g, '_'));
  return /^\.+$/.test(name) ? `_${name}` : name;
}

/** `images/2026/01/02/<study>/<series>`, by the Study Date or else the day of receipt: what a technician would look for. */
export function folderOf(studyInstanceUid: string, seriesInstanceUid: string, studyDate: string, receivedAt: number): string {
  const day = parseDate(studyDate) ?? new Date(receivedAt).toISOString().slice(0, 10).replaceAll('-', '');
  return join(IMAGES, day.slice(0, 4), day.slice(4, 6), day.slice(6, 8), fileNameOf(studyInstanceUid), fileNameOf(seriesInstanceUid));
}

/** Names of the stored files: made durably, removed with the folders that they leave empty. Paths are relative to the data folder. */
export class Blobs {
  readonly folder: string;
  readonly #folders = new DurableFolders();
  readonly #syncs = new FolderSyncs();

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
      await this.#folders.ensure(this.folder, folder);
      try {
        return await linkIfAbsent(part, this.path(file));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT' || tries > 2) throw error; // the folder was emptied and removed meanwhile
        this.#folders.forget(folder);
      }
    }
  }

  /** Makes the name durable. */
  syncName(file: string): Promise<void> {
    return this.#syncs.sync(dirname(this.path(file)));
  }

  /** Takes away a stored file and the folders that are empty without it. */
  async remove(file: string): Promise<void> {
    await removeFile(this.path(file));
    for (let folder = dirname(file); folder !== IMAGES && folder !== QUARANTINE && folder !== '.'; folder = dirname(folder)) {
      try {
        await rmdir(this.path(folder));
      } catch {
        return; // not empty, or gone: either way nothing more to do
      }
      this.#folders.forget(this.path(folder));
      await this.#syncs.forget(this.path(folder));
    }
  }

  /** Gives back what is kept open. */
  close(): Promise<void> {
    return this.#syncs.close();
  }

  /** Everything under a folder, gone; for folders that hold nothing of worth. */
  async removeFolder(folder: string): Promise<void> {
    await rm(this.path(folder), { recursive: true, force: true });
  }
}
