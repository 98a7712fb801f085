import type { Encoding } from './structure-scanner.ts';

const FIRST_BYTES = 300 * 1024; // a piece from the disk and what its headers grow by
const MOST_KEPT_BYTES = 1024 * 1024;
const SHORT_COPY_BYTES = 48; // below it a loop beats the call of set()

/** What a re-encoding gives, in one buffer that is used again and again. */
export class RecodedBytes {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  #taken = 0;
  /** Bytes of one number of the present value, where its byte order changes. */
  #width = 1;
  /** Where the number begins that is not whole yet; all before it is in order. */
  #unitStart = 0;

  get hasOutput(): boolean {
    return this.#ready > this.#taken;
  }

  /** A view until something is added. */
  take(): Uint8Array {
    const view = this.#bytes.subarray(this.#taken, this.#ready);
    this.#taken = this.#ready;
    return view;
  }

  /** @param isShort of the two explicit forms (PS3.5 §7.1.2) the one with a 16-bit length */
  addHeader(tag: number, { implicit, bigEndian }: Encoding, vr: string, isShort: boolean, length: number): void {
    this.#width = 1;
    const size = implicit || isShort ? 8 : 12;
    const at = this.#room(size);
    const bytes = this.#bytes;
    writeTag(bytes, at, tag, bigEndian);
    if (!implicit) {
      bytes[at + 4] = vr.charCodeAt(0);
      bytes[at + 5] = vr.charCodeAt(1);
      if (!isShort) bytes[at + 6] = bytes[at + 7] = 0;
    }
    if (implicit || !isShort) writeUint32(bytes, at + size - 4, length, bigEndian);
    else if (bigEndian) bytes.writeUInt16BE(length, at + 6);
    else bytes.writeUInt16LE(length, at + 6);
  }

  /** An item or a delimiter (PS3.5 §7.5). */
  addItem(tag: number, { bigEndian }: Encoding, length: number): void {
    this.#width = 1;
    const at = this.#room(8);
    writeTag(this.#bytes, at, tag, bigEndian);
    writeUint32(this.#bytes, at + 4, length, bigEndian);
  }

  /** What is added next by `addValue` are numbers of `width` bytes, to be turned round; 1 leaves them as they are. */
  beginValue(width: number): void {
    this.#width = width;
    this.#unitStart = this.#used;
  }

  addValue(source: Uint8Array, from: number, count: number): void {
    const at = this.#room(count);
    if (count <= SHORT_COPY_BYTES) for (let n = 0; n < count; n++) this.#bytes[at + n] = source[from + n]!;
    else this.#bytes.set(source.subarray(from, from + count), at);
    const width = this.#width;
    if (width === 1) return;
    const whole = this.#used - this.#unitStart - ((this.#used - this.#unitStart) % width);
    swap(this.#bytes.subarray(this.#unitStart, this.#unitStart + whole), width);
    this.#unitStart += whole;
  }

  get #ready(): number {
    return this.#width === 1 ? this.#used : this.#unitStart;
  }

  /** Makes room for so many bytes: where they begin. What was taken is overwritten. */
  #room(count: number): number {
    if (this.#taken > 0) {
      const rest = this.#bytes.subarray(this.#taken, this.#used);
      if (this.#bytes.length > MOST_KEPT_BYTES) this.#bytes = Buffer.concat([rest], FIRST_BYTES);
      else this.#bytes.copyWithin(0, this.#taken, this.#used);
      this.#used -= this.#taken;
      this.#unitStart -= this.#taken;
      this.#taken = 0;
    }
    const at = this.#used;
    this.#used += count;
    if (this.#used > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#used, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

function swap(bytes: Buffer, width: number): void {
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else bytes.swap64();
}

function writeTag(bytes: Buffer, at: number, tag: number, bigEndian: boolean): void {
  const group = tag >>> 16;
  const element = tag & 0xffff;
  if (bigEndian) {
    bytes.writeUInt16BE(group, at);
    bytes.writeUInt16BE(element, at + 2);
  } else {
    bytes.writeUInt16LE(group, at);
    bytes.writeUInt16LE(element, at + 2);
  }
}

function writeUint32(bytes: Buffer, at: number, value: number, bigEndian: boolean): void {
  if (bigEndian) bytes.writeUInt32BE(value, at);
  else bytes.writeUInt32LE(value, at);
}
