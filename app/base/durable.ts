import fs, { constants, type Stats } from 'node:fs';
import { type FileHandle, link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from './errors.ts';

/**
 * Files that survive the plug being pulled. The order is always: content, `sync`, name, sync of the folder.
 * A bare `writeFile` beside these has no place where durability counts.
 */

const CREATE = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR;
const openFile = promisify(fs.open);
const writeFile = promisify(fs.write);
const truncateFile = promisify(fs.ftruncate);
const syncData = promisify(fs.fdatasync);

/**
 * A new file that nobody else has, written in whole blocks past the page cache (O_DIRECT): what arrives is not copied once more, the device
 * is at work while the rest arrives, and images do not push everything else out of the memory of a small board.
 * Buffers and lengths have to be multiples of `BLOCK_ALIGNMENT`; `finish` sets the true length.
 * A file system that cannot do so gets ordinary writes of the same blocks. Plain descriptors: a FileHandle costs twice as much for each call.
 */
export class BlockFile {
  readonly #fd: number;
  #isOpen = true;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  static async create(path: string): Promise<BlockFile> {
    try {
      return new BlockFile(await openFile(path, CREATE | constants.O_DIRECT, 0o640));
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error;
      await removeFile(path); // some file systems refuse after they made it
      return new BlockFile(await openFile(path, CREATE, 0o640));
    }
  }

  /** Appends `length` bytes of an aligned buffer. */
  async write(block: Buffer, length: number): Promise<void> {
    for (let at = 0; at < length; ) {
      const { bytesWritten } = await writeFile(this.#fd, block, at, length - at);
      at += bytesWritten;
    }
  }

  /**
   * Cuts what was written to `bytes` and makes the content durable; its name is, after `syncFolder`.
   *
   * @param modifiedAt the time of modification that the file is to have, milliseconds since 1970
   */
  async finish(bytes: number, modifiedAt?: number): Promise<void> {
    if (bytes % BLOCK_ALIGNMENT !== 0) await truncateFile(this.#fd, bytes);
    if (modifiedAt !== undefined) fs.futimesSync(this.#fd, modifiedAt / 1000, modifiedAt / 1000); // microseconds: quicker than a thread
    await syncData(this.#fd);
  }

  /** Gives the descriptor back; nothing may be under way. Quick, since nothing is written by it. */
  close(): void {
    if (this.#isOpen) fs.closeSync(this.#fd);
    this.#isOpen = false;
  }
}

/** Of memory, length and offset, in bytes; no disk has larger logical blocks. */
export const BLOCK_ALIGNMENT = 4096;
const WASM_PAGE_BYTES = 65_536;

/** Memory that begins at a page of the processor, as O_DIRECT wants it: Node's own buffers begin anywhere, WebAssembly's do not. */
export function alignedBuffer(bytes: number): Buffer {
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil(bytes / WASM_PAGE_BYTES) });
  return Buffer.from(buffer, 0, bytes);
}

/** Makes a folder and those above it where they are missing. Node's own `recursive` never ends where a file system says ENOENT to every mkdir, as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o750 });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && dirname(path) !== path && !(await statOrNothing(dirname(path)))) {
      await makeFolder(dirname(path));
      await mkdir(path, { mode: 0o750 });
    } else if (!(await statOrNothing(path))?.isDirectory()) throw error;
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Replaces a small file whole: the old content or the new, never a part.
 *
 * @param mode of the file, whatever the umask says
 */
export async function replaceFile(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const part = `${path}.new`;
  const file = await open(part, 'w', mode ?? 0o640);
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  await syncFolder(dirname(path));
}

/** The same for a file system without a journal (FAT), where each write is a risk: nothing is written that is so already. */
export async function replaceIfOther(path: string, content: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== content) await replaceFile(path, content);
}

/** Gives a file a second name; false where that name is taken. Durable after `syncFolder`. */
export async function linkIfAbsent(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a name; no complaint where there is none. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

export async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Folder syncs that are asked for while one runs share the next: ten files that arrive together cost two.
 * The folders used last stay open, since a series arrives image by image.
 */
export class FolderSyncs {
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();
  readonly #open = new Map<string, FileHandle>();
  readonly #mostOpen: number;

  constructor(mostOpen = 32) {
    this.#mostOpen = mostOpen;
  }

  sync(path: string): Promise<void> {
    const running = this.#running.get(path);
    if (!running) return this.#start(path);
    let next = this.#next.get(path);
    if (!next) {
      next = running.then(
        () => this.#startNext(path),
        () => this.#startNext(path),
      );
      this.#next.set(path, next);
    }
    return next;
  }

  /** To be called when a folder was removed, and for all at the end. */
  async forget(path: string): Promise<void> {
    const folder = this.#open.get(path);
    this.#open.delete(path);
    await folder?.close();
  }

  async close(): Promise<void> {
    for (const path of [...this.#open.keys()]) await this.forget(path);
  }

  #startNext(path: string): Promise<void> {
    this.#next.delete(path);
    return this.#start(path);
  }

  #start(path: string): Promise<void> {
    const sync = this.#sync(path).finally(() => {
      if (this.#running.get(path) === sync) this.#running.delete(path);
    });
    this.#running.set(path, sync);
    return sync;
  }

  async #sync(path: string): Promise<void> {
    const present = this.#open.get(path);
    if (present) return present.sync();
    const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    let isKept = false;
    try {
      await folder.sync();
      const oldest = this.#open.size >= this.#mostOpen ? [...this.#open.keys()].find((key) => !this.#running.has(key)) : undefined;
      if (oldest !== undefined) await this.forget(oldest);
      isKept = this.#open.size < this.#mostOpen && !this.#open.has(path); // two syncs may have begun at once
      if (isKept) this.#open.set(path, folder);
    } finally {
      if (!isKept) await folder.close();
    }
  }
}

/** Folders that were made durably, remembered so that a series of a thousand images asks once. */
export class DurableFolders {
  readonly #known = new Map<string, Promise<void>>();
  readonly #made: (path: string) => Promise<void>;
  readonly #most: number;

  /** @param made called with each folder that is new under its name, before it is used */
  constructor(made: (path: string) => Promise<void> = async () => {}, most = 4096) {
    this.#made = made;
    this.#most = most;
  }

  /** Makes the folder and those above it, down from `root`, which exists; their names are durable when this resolves. */
  async ensure(root: string, path: string): Promise<void> {
    if (path === root || path.length <= root.length) return;
    const known = this.#known.get(path);
    if (known) return known;
    const made = this.#make(root, path);
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(path, made);
    try {
      await made;
    } catch (error) {
      this.#known.delete(path);
      throw error;
    }
  }

  /** To be called when a folder, and perhaps some of those above it, was removed. */
  forget(root: string, path: string): void {
    for (let folder = path; folder.length > root.length; folder = dirname(folder)) this.#known.delete(folder);
  }

  async #make(root: string, path: string): Promise<void> {
    const parent = dirname(path);
    await this.ensure(root, parent);
    try {
      await mkdir(path, { mode: 0o750 });
      await this.#made(path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    await syncFolder(parent); // of one that is there too: who made it may have been killed before this
  }
}
