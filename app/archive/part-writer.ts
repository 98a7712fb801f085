import { createHash, type Hash, hash } from 'node:crypto';
import { alignedBuffer, BLOCK_ALIGNMENT, BlockFile, removeFile } from '../base/base.ts';

/** Bytes gathered before a write, a multiple of BLOCK_ALIGNMENT: a CT or MR image takes one. At most two such buffers per object, one filling while the other is written. */
export const BLOCK_BYTES = 768 * 1024;
const MOST_SPARE_BLOCKS = 12;

const spare: Buffer[] = [];
const NO_BLOCK = Buffer.alloc(0);
const NOTHING = (): void => {};
const takeBlock = (): Buffer => spare.pop() ?? alignedBuffer(BLOCK_BYTES);
const giveBlock = (block: Buffer): void => {
  if (spare.length < MOST_SPARE_BLOCKS) spare.push(block);
};

/**
 * Writes a file as its bytes come, in constant memory, and computes the digest in the same pass.
 * Writing goes on while the next bytes are taken; `write` gives a promise only when both blocks are in use.
 */
export class PartWriter {
  readonly path: string;
  bytes = 0;
  readonly #file: BlockFile;
  /** Of the blocks before this one. */
  #hash: Hash | undefined;
  #block = takeBlock();
  #filled = 0;
  /** Bytes at the begin of the block that are not hashed. */
  #unhashed = 0;
  #writing: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  private constructor(path: string, file: BlockFile) {
    this.path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<PartWriter> {
    return new PartWriter(path, await BlockFile.create(path));
  }

  /** Bytes before the data set: written, not hashed. At most BLOCK_BYTES, and first. */
  head(bytes: Uint8Array): void {
    this.#block.set(bytes, 0);
    this.#filled = this.#unhashed = bytes.byteLength;
    this.bytes = bytes.byteLength;
  }

  /** Takes bytes of the data set; they may be reused when this returns, or when its promise settles. */
  write(chunk: Uint8Array): void | Promise<void> {
    return this.#take(chunk, 0);
  }

  #take(chunk: Uint8Array, from: number): void | Promise<void> {
    let at = from;
    while (at < chunk.byteLength) {
      const room = Math.min(BLOCK_BYTES - this.#filled, chunk.byteLength - at);
      this.#block.set(at === 0 && room === chunk.byteLength ? chunk : chunk.subarray(at, at + room), this.#filled);
      this.#filled += room;
      this.bytes += room;
      at += room;
      if (this.#filled < BLOCK_BYTES) return;
      if (this.#writing) return this.#waitAndTake(chunk, at);
      this.#startWrite();
    }
  }

  async #waitAndTake(chunk: Uint8Array, at: number): Promise<void> {
    await this.#writing;
    this.#throwIfFailed();
    this.#startWrite();
    await this.#take(chunk, at);
  }

  #startWrite(): void {
    const block = this.#block;
    const length = this.#filled;
    this.#writing = this.#file.write(block, length).then(
      () => {
        this.#writing = undefined;
        giveBlock(block);
      },
      (error: unknown) => {
        this.#writing = undefined;
        this.#failed ??= { error };
      },
    );
    this.#hash ??= createHash('sha256');
    this.#hash.update(this.#hashable()); // the disk is at work meanwhile
    this.#block = takeBlock();
    this.#filled = 0;
  }

  /** What the block holds of the data set. */
  #hashable(): Buffer {
    const bytes = this.#block.subarray(this.#unhashed, this.#filled);
    this.#unhashed = 0;
    return bytes;
  }

  /**
   * Writes what is left and makes the content durable; the name is not yet.
   *
   * @param receivedAt what the file says of its receipt, by its time of modification: `reindex` has it from there
   * @returns SHA-256 of the data set
   */
  finish(receivedAt?: number): Promise<Uint8Array> {
    const finishing = this.#finish(receivedAt);
    this.#writing = finishing.then(NOTHING, NOTHING); // `discard` may be called meanwhile
    return finishing;
  }

  async #finish(receivedAt: number | undefined): Promise<Uint8Array> {
    await this.#writing;
    this.#throwIfFailed();
    const tail = Math.ceil(this.#filled / BLOCK_ALIGNMENT) * BLOCK_ALIGNMENT;
    const writing = tail ? this.#file.write(this.#block.fill(0, this.#filled, tail), tail) : undefined;
    const rest = this.#hashable();
    const sha256 = this.#hash ? this.#hash.update(rest).digest() : hash('sha256', rest, 'buffer'); // one call for an image of one block
    await writing;
    await this.#file.finish(this.bytes, receivedAt);
    this.#close();
    return sha256;
  }

  /** Gives up: the file is gone. */
  async discard(): Promise<void> {
    await this.#writing;
    this.#close();
    await removeFile(this.path);
  }

  #close(): void {
    if (this.#block.byteLength) giveBlock(this.#block);
    this.#block = NO_BLOCK;
    this.#file.close();
  }

  #throwIfFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }
}
