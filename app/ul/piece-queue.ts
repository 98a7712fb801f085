import type { UlError } from './errors.ts';
import type { PdvPiece } from './service.ts';

/** What a piece counts for beside its bytes, so that a flood of empty ones fills the queue too. */
const PIECE_OVERHEAD_BYTES = 256;

/**
 * Between the socket, which pushes, and one reader, who pulls. Holds about `highBytes`, then `onFull` is called; `onRoom` when half of it is taken.
 * Where pieces are there, `next()` and `take()` answer without waiting for the event loop.
 */
export class PieceQueue implements AsyncIterableIterator<PdvPiece> {
  readonly #highBytes: number;
  readonly #onFull: () => void;
  readonly #onRoom: () => void;
  readonly #onWait: () => void;
  #pieces: PdvPiece[] = [];
  #at = 0; // the next one to hand out
  #bytes = 0;
  #full = false;
  #ended = false;
  #error: UlError | undefined;
  #wake: (() => void) | undefined;

  constructor(options: {
    readonly highBytes: number;
    readonly onFull: () => void;
    readonly onRoom: () => void;
    /** The reader begins to wait for the peer. */
    readonly onWait: () => void;
  }) {
    this.#highBytes = options.highBytes;
    this.#onFull = options.onFull;
    this.#onRoom = options.onRoom;
    this.#onWait = options.onWait;
  }

  /** A reader is waiting, and nothing is there for it. */
  get isAwaited(): boolean {
    return this.#wake !== undefined;
  }

  /** Adds a piece without waking the reader: `flush()` does, after the last piece of a chunk. */
  push(piece: PdvPiece): void {
    if (this.#ended || this.#error) return;
    this.#pieces.push(piece);
    this.#bytes += piece.data.byteLength + PIECE_OVERHEAD_BYTES;
    if (this.#bytes < this.#highBytes || this.#full) return;
    this.#full = true;
    this.#onFull();
  }

  flush(): void {
    if (this.#wake && (this.#at < this.#pieces.length || this.#ended || this.#error)) {
      const wake = this.#wake;
      this.#wake = undefined;
      wake();
    }
  }

  /** The peer asks to release: what is queued is still handed out. */
  end(): void {
    this.#ended = true;
    this.flush();
  }

  /** We release: what is queued, and what still comes, is dropped. */
  endNow(): void {
    this.#drop();
    this.end();
  }

  /** The association is gone: what is queued is dropped, the reader gets the error, unless it has everything up to the end. */
  fail(error: UlError): void {
    if (this.#error || (this.#ended && this.#pieces.length === 0)) return;
    this.#drop();
    this.#error = error;
    this.flush();
  }

  next(): Promise<IteratorResult<PdvPiece>> {
    const piece = this.#shift();
    if (piece) return Promise.resolve({ value: piece, done: false });
    if (this.#error) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return this.#wait().then(() => this.next());
  }

  take(): readonly PdvPiece[] | Promise<readonly PdvPiece[]> {
    if (this.#at < this.#pieces.length) {
      const batch = this.#at === 0 ? this.#pieces : this.#pieces.slice(this.#at);
      this.#drop();
      return batch;
    }
    if (this.#error) throw this.#error;
    if (this.#ended) return [];
    return this.#wait().then(() => this.take());
  }

  /** Leaving a `for await` loop is no end: the next loop goes on from there. */
  return(): Promise<IteratorResult<PdvPiece>> {
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #shift(): PdvPiece | undefined {
    if (this.#at >= this.#pieces.length) return undefined;
    const piece = this.#pieces[this.#at++]!;
    if (this.#at === this.#pieces.length) this.#drop();
    else this.#freed(this.#bytes - piece.data.byteLength - PIECE_OVERHEAD_BYTES);
    return piece;
  }

  #drop(): void {
    this.#pieces = [];
    this.#at = 0;
    this.#freed(0);
  }

  #freed(bytes: number): void {
    this.#bytes = bytes;
    if (!this.#full || bytes > this.#highBytes / 2) return;
    this.#full = false;
    this.#onRoom();
  }

  #wait(): Promise<void> {
    if (this.#wake) throw new Error('two readers at once on one association');
    this.#onWait();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
