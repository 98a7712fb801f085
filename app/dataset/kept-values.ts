import { KEYWORDS } from './catalogue-tree.ts';
import { NUMBER_BYTES } from './vr.ts';

const FIRST_ARENA_BYTES = 2048; // a CT's catalogued values take 1 to 1.5 kB
const SHORT_COPY_BYTES = 48; // below it a loop beats the call of set()

/**
 * The catalogued values of one data set, side by side in one growing buffer, so that keeping one costs no object.
 * Numbers end up little endian whatever the transfer syntax.
 */
export class KeptValues {
  #arena: Buffer = Buffer.allocUnsafe(FIRST_ARENA_BYTES);
  #used = 0;
  readonly #starts = new Int32Array(KEYWORDS.length).fill(-1);
  readonly #ends = new Int32Array(KEYWORDS.length);
  readonly #ranks = new Int32Array(KEYWORDS.length);
  readonly #vrs: string[] = new Array(KEYWORDS.length).fill('');
  #slot = -1;

  /** True where a value of `length` bytes from a place of this rank beats what the slot holds: any value beats none, of two the lower rank wins. */
  wants(slot: number, rank: number, length: number): boolean {
    const start = this.#starts[slot]!;
    if (start === -1) return true;
    const there = this.#ranks[slot]!;
    if (rank === there) return false; // the same element twice: the first counts
    const isEmptyThere = start === this.#ends[slot];
    if (isEmptyThere !== (length === 0)) return isEmptyThere;
    return rank < there;
  }

  /** Opens a value of `length` bytes; the bytes follow by `add`, `close` ends it. */
  open(slot: number, rank: number, vr: string, length: number): void {
    if (this.#used + length > this.#arena.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#used + length, this.#arena.length * 2));
      this.#arena.copy(larger, 0, 0, this.#used);
      this.#arena = larger;
    }
    this.#slot = slot;
    this.#starts[slot] = this.#used;
    this.#ranks[slot] = rank;
    this.#vrs[slot] = vr;
  }

  add(bytes: Uint8Array, from: number, count: number): void {
    const arena = this.#arena;
    let used = this.#used;
    if (count <= SHORT_COPY_BYTES) for (let at = from, end = from + count; at < end; at++) arena[used++] = bytes[at]!;
    else {
      arena.set(bytes.subarray(from, from + count), used);
      used += count;
    }
    this.#used = used;
  }

  close(bigEndian: boolean): void {
    const slot = this.#slot;
    this.#ends[slot] = this.#used;
    if (bigEndian) swap(this.#arena.subarray(this.#starts[slot], this.#used), NUMBER_BYTES[this.#vrs[slot]!] ?? 1);
  }

  has(slot: number): boolean {
    return this.#starts[slot] !== -1;
  }

  vr(slot: number): string {
    return this.#vrs[slot]!;
  }

  /** A view of the value as it came, padding included. */
  bytes(slot: number): Buffer {
    return this.#arena.subarray(this.#starts[slot], this.#ends[slot]);
  }

  latin1(slot: number): string {
    return this.#arena.toString('latin1', this.#starts[slot], this.#ends[slot]);
  }
}

function swap(bytes: Buffer, width: number): void {
  if (bytes.length % width !== 0) return; // no whole numbers: nothing to read there either way
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}
