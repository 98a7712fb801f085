/** Start block, end block and the carriage return after it (HL7 Transport Specification: MLLP, Release 1, §2). */
const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

export type FramingFault = 'HL7_NOT_FRAMED' | 'HL7_CUT_SHORT' | 'HL7_TOO_LONG';

export type Framed =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** `begun`: what had come of the message, at most `HEADER_BYTES` of it: for its header. */
  | { readonly kind: 'fault'; readonly code: FramingFault; readonly begun: Uint8Array };

/** Of a message that is refused, what is looked at for its header. */
export const HEADER_BYTES = 4096;

/**
 * Cuts the bytes of one connection into messages. After HL7_NOT_FRAMED and HL7_TOO_LONG nobody knows where the next message begins: then it is
 * broken, and the connection has to be closed. CR and LF between frames are passed over, as is a CR that is missing after the end block.
 */
export class Framer {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isInside = false;
  #isBroken = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Half a message is here. */
  get isInside(): boolean {
    return this.#isInside;
  }

  /** What has come of the message that has no end yet. */
  begun(): Uint8Array {
    return Buffer.concat(this.#pieces).subarray(0, HEADER_BYTES);
  }

  read(piece: Uint8Array): Framed[] {
    const framed: Framed[] = [];
    for (let at = 0; at < piece.length && !this.#isBroken; )
      at = this.#isInside ? this.#inside(piece, at, framed) : this.#between(piece, at, framed);
    return framed;
  }

  #between(piece: Uint8Array, at: number, framed: Framed[]): number {
    const byte = piece[at];
    if (byte === CR || byte === LF) return at + 1;
    if (byte === VT) this.#isInside = true;
    else {
      this.#isBroken = true;
      framed.push({ kind: 'fault', code: 'HL7_NOT_FRAMED', begun: piece.subarray(at, at + HEADER_BYTES) });
    }
    return at + 1;
  }

  #inside(piece: Uint8Array, at: number, framed: Framed[]): number {
    let end = at;
    while (end < piece.length && piece[end] !== FS && piece[end] !== VT) end++;
    this.#pieces.push(piece.subarray(at, end));
    this.#length += end - at;
    if (this.#length > this.#maxBytes) {
      this.#isBroken = true;
      framed.push({ kind: 'fault', code: 'HL7_TOO_LONG', begun: this.begun() });
      this.#forget();
      return piece.length;
    }
    if (end === piece.length) return end;
    if (piece[end] === FS) {
      framed.push({ kind: 'message', bytes: Buffer.concat(this.#pieces) });
      this.#isInside = false;
    } else framed.push({ kind: 'fault', code: 'HL7_CUT_SHORT', begun: this.begun() }); // VT begins another
    this.#forget();
    return end + 1;
  }

  #forget(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}

/** A message in its frame. */
export function frame(message: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(VT), message, Uint8Array.of(FS, CR)]);
}
