import { CodedError } from './errors.ts';

/** The bytes ended before the field did. Decoders turn it into their own error. */
export class BytesError extends CodedError<'BYTES_TOO_SHORT'> {}

/** A cursor over received bytes: every read is checked against the end and names the field that it reads. Big endian unless said. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  /** Offset of the next byte, from the start of `bytes`. */
  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.bytes.byteLength - this.#at;
  }

  uint8(field: string): number {
    return this.#view.getUint8(this.#advance(1, field));
  }

  uint16(field: string, littleEndian = false): number {
    return this.#view.getUint16(this.#advance(2, field), littleEndian);
  }

  uint32(field: string, littleEndian = false): number {
    return this.#view.getUint32(this.#advance(4, field), littleEndian);
  }

  /** A view of the next `length` bytes, not a copy. */
  take(length: number, field: string): Uint8Array {
    const at = this.#advance(length, field);
    return this.bytes.subarray(at, at + length);
  }

  /** `length` bytes as text, one character a byte. */
  text(length: number, field: string): string {
    const at = this.#advance(length, field);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, length).toString('latin1'); // TextDecoder's latin1 is windows-1252
  }

  #advance(length: number, field: string): number {
    const at = this.#at;
    if (length > this.remaining) throw new BytesError('BYTES_TOO_SHORT', `${field}: ${length} bytes wanted, ${this.remaining} left`);
    this.#at = at + length;
    return at;
  }
}

/** Gathers fields into one buffer that grows by doubling. Big endian unless said. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 256) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  uint8(value: number): this {
    const at = this.#room(1);
    this.#buffer.writeUInt8(value, at);
    return this;
  }

  uint16(value: number, littleEndian = false): this {
    const at = this.#room(2);
    if (littleEndian) this.#buffer.writeUInt16LE(value, at);
    else this.#buffer.writeUInt16BE(value, at);
    return this;
  }

  uint32(value: number, littleEndian = false): this {
    const at = this.#room(4);
    if (littleEndian) this.#buffer.writeUInt32LE(value, at);
    else this.#buffer.writeUInt32BE(value, at);
    return this;
  }

  put(bytes: Uint8Array): this {
    const at = this.#room(bytes.byteLength); // may replace the buffer
    this.#buffer.set(bytes, at);
    return this;
  }

  /** Text, one byte a character (ISO 8859-1), padded with `pad` to `length` where given. */
  text(value: string, length = value.length, pad = 0x20): this {
    const at = this.#room(length);
    this.#buffer.fill(pad, at, at + length);
    this.#buffer.write(value.slice(0, length), at, 'latin1');
    return this;
  }

  /** Overwrites four bytes written earlier, e.g. a length that was not known then. */
  patchUint32(at: number, value: number, littleEndian = false): void {
    if (littleEndian) this.#buffer.writeUInt32LE(value, at);
    else this.#buffer.writeUInt32BE(value, at);
  }

  patchUint16(at: number, value: number): void {
    this.#buffer.writeUInt16BE(value, at);
  }

  /** What was written so far: a view, valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #room(length: number): number {
    const at = this.#length;
    const need = at + length;
    if (need > this.#buffer.byteLength) {
      const larger = Buffer.allocUnsafe(Math.max(need, this.#buffer.byteLength * 2));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    this.#length = need;
    return at;
  }
}
