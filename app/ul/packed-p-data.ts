import { PDU_HEADER_BYTES, PDU_TYPE, PDV_HEADER_BYTES, type Pdv } from './pdu.ts';
import { encodePDataTf, pDataLength } from './pdu-encode.ts';

/** P-DATA-TF PDUs (PS3.8 §9.3.5), whole and in order, that leave in one write. */
export interface PackedPData {
  readonly bytes: Uint8Array;
  /** Bytes of PDV data among them. */
  readonly dataBytes: number;
  /** Nobody looks at `bytes` any more. `Association.sendPacked` calls it. */
  release(): void;
}

/** Buffers that wait for the bytes of a data set, with gaps for the headers of the PDUs. */
export interface PDataRoom {
  readonly views: readonly Uint8Array[];
  readonly bytes: number;
  /** The views hold the data: the PDUs are ready. @param isAll nothing follows */
  filled(isAll: boolean): void;
  /** The data will not come. */
  drop(): void;
}

const HEADER_BYTES = PDU_HEADER_BYTES + PDV_HEADER_BYTES;
/** Two PDUs of the longest length that we send, with their headers. */
const BUFFER_BYTES = 2 * (128 * 1024 + HEADER_BYTES);
const MAX_SPARE_BUFFERS = 32;
const spare: Buffer[] = [];

/** One P-DATA-TF PDU, packed. */
export function packPdv(pdv: Pdv): PackedPData {
  return { bytes: Buffer.concat(encodePDataTf([pdv])), dataBytes: pDataLength([pdv]) - PDV_HEADER_BYTES, release: () => undefined };
}

/**
 * Cuts one command or data set into P-DATA-TF PDUs of the longest length that the peer takes, each with one PDV, many of them to a
 * buffer: one write for 256 KiB, though the peer may take 16 KiB a PDU. Buffers are used again, so that bulk data costs the garbage
 * collector nothing.
 */
export class PDataPacker {
  readonly #contextId: number;
  readonly #isCommand: boolean;
  readonly #fragmentBytes: number;
  readonly #packed: PackedPData[] = [];
  #buffer: Buffer | undefined;
  #begin = 0; // of the PDU that is open
  #at = 0;
  #dataBytes = 0; // in the buffer, those of the open PDU not counted

  /** @param fragmentBytes the longest fragment; even (PS3.8 Annex E.1) */
  constructor(options: { readonly contextId: number; readonly isCommand: boolean; readonly fragmentBytes: number }) {
    this.#contextId = options.contextId;
    this.#isCommand = options.isCommand;
    this.#fragmentBytes = Math.min(options.fragmentBytes, BUFFER_BYTES - HEADER_BYTES);
  }

  /** How many buffers are ready to be sent. */
  get ready(): number {
    return this.#packed.length;
  }

  /** Copies `bytes` behind those before. The last PDU stays open, for it may be the last of all. */
  put(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.byteLength; ) {
      const buffer = this.#room();
      const taken = Math.min(bytes.byteLength - from, this.#begin + HEADER_BYTES + this.#fragmentBytes - this.#at);
      buffer.set(taken === bytes.byteLength ? bytes : bytes.subarray(from, from + taken), this.#at);
      this.#at += taken;
      from += taken;
    }
  }

  /** That was all: the last fragment is marked; with nothing put there is one, empty. */
  end(): void {
    this.#buffer ??= this.#newBuffer();
    this.#closePdu(true);
    this.#finish();
  }

  /**
   * Room for the next `bytes`, to be read into in place of `put`: as much of it as `buffers` hold. One at a time, and nothing else between.
   *
   * @returns where the data goes, in this order, and what to call once it is there, or never will be
   */
  room(bytes: number, buffers: number): PDataRoom {
    const taken: Buffer[] = [];
    const views: Uint8Array[] = [];
    const stride = HEADER_BYTES + this.#fragmentBytes;
    let left = bytes;
    while (left > 0 && taken.length < buffers) {
      const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
      taken.push(buffer);
      const fragments = fragmentsOf(buffer, stride);
      for (let at = 0; at < fragments.length && left > 0; at++) {
        const fragment = fragments[at]!;
        views.push(left < fragment.byteLength ? fragment.subarray(0, left) : fragment);
        left -= Math.min(left, fragment.byteLength);
      }
    }
    const total = bytes - left;
    return {
      views,
      bytes: total,
      drop: () => taken.forEach(giveBack),
      filled: (isAll) => {
        let unpacked = total;
        for (const buffer of taken) {
          this.#buffer = buffer;
          this.#begin = 0;
          this.#dataBytes = 0;
          while (unpacked > 0 && this.#begin + stride <= BUFFER_BYTES) {
            const length = Math.min(unpacked, this.#fragmentBytes);
            this.#at = this.#begin + HEADER_BYTES + length;
            unpacked -= length;
            this.#closePdu(isAll && unpacked === 0);
            this.#begin = this.#at;
          }
          this.#finish();
        }
      },
    };
  }

  /** The next buffer to send. */
  shift(): PackedPData | undefined {
    return this.#packed.shift();
  }

  /** Gives everything back that was not sent. */
  drop(): void {
    for (const packed of this.#packed) packed.release();
    this.#packed.length = 0;
    if (this.#buffer) giveBack(this.#buffer);
    this.#buffer = undefined;
  }

  /** The buffer, with room for at least one byte in the open PDU. */
  #room(): Buffer {
    this.#buffer ??= this.#newBuffer();
    if (this.#at - this.#begin < HEADER_BYTES + this.#fragmentBytes) return this.#buffer;
    this.#closePdu(false);
    if (this.#at + HEADER_BYTES + this.#fragmentBytes > BUFFER_BYTES) {
      this.#finish();
      this.#buffer = this.#newBuffer();
    } else {
      this.#begin = this.#at;
      this.#at += HEADER_BYTES;
    }
    return this.#buffer!;
  }

  #newBuffer(): Buffer {
    this.#begin = 0;
    this.#at = HEADER_BYTES;
    this.#dataBytes = 0;
    return spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  #closePdu(isLastFragment: boolean): void {
    const buffer = this.#buffer!;
    const length = this.#at - this.#begin - HEADER_BYTES;
    buffer[this.#begin] = PDU_TYPE.pDataTf;
    buffer[this.#begin + 1] = 0;
    buffer.writeUInt32BE(length + PDV_HEADER_BYTES, this.#begin + 2);
    buffer.writeUInt32BE(length + 2, this.#begin + 6); // Item-length counts the id and the message control header
    buffer[this.#begin + 10] = this.#contextId;
    buffer[this.#begin + 11] = Number(this.#isCommand) | (Number(isLastFragment) << 1); // Annex E.2
    this.#dataBytes += length;
  }

  #finish(): void {
    const buffer = this.#buffer!;
    this.#buffer = undefined;
    let isReleased = false;
    this.#packed.push({
      bytes: buffer.subarray(0, this.#at),
      dataBytes: this.#dataBytes,
      release() {
        if (!isReleased) giveBack(buffer);
        isReleased = true;
      },
    });
  }
}

/** Of each buffer, where the fragments lie: a view costs more than the bytes of a small one. */
const layouts = new WeakMap<Buffer, { readonly stride: number; readonly fragments: readonly Uint8Array[] }>();

function fragmentsOf(buffer: Buffer, stride: number): readonly Uint8Array[] {
  const known = layouts.get(buffer);
  if (known?.stride === stride) return known.fragments;
  const fragments: Uint8Array[] = [];
  for (let begin = 0; begin + stride <= BUFFER_BYTES; begin += stride)
    fragments.push(buffer.subarray(begin + HEADER_BYTES, begin + stride));
  layouts.set(buffer, { stride, fragments });
  return fragments;
}

function giveBack(buffer: Buffer): void {
  if (spare.length < MAX_SPARE_BUFFERS) spare.push(buffer);
}
