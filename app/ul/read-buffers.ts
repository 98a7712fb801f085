import net from 'node:net';

/** A buffer that the kernel reads into; `lent` counts the pieces of it that somebody still looks at. */
export interface ReadBuffer {
  readonly bytes: Buffer;
  lent: number;
}

/**
 * Buffers of one size that are read into again and again. Node's own reading makes a new 64 KiB buffer each time and leaves it to the garbage
 * collector: measured at 1.5 GB over loopback, that is 80 MB more resident memory and twice the processor time.
 * One that is never given back is the garbage collector's.
 */
export class ReadBuffers {
  readonly bytes: number;
  readonly #keep: number;
  readonly #poison: boolean;
  readonly #free: ReadBuffer[] = [];

  /** @param options.poison overwrites what comes back, so that a test sees who still looks at it */
  constructor(options: { readonly bytes: number; readonly keep: number; readonly poison: boolean }) {
    this.bytes = options.bytes;
    this.#keep = options.keep;
    this.#poison = options.poison;
  }

  take(): ReadBuffer {
    return this.#free.pop() ?? { bytes: Buffer.allocUnsafeSlow(this.bytes), lent: 0 };
  }

  /** One piece of it less; free again after the last. */
  giveBack(buffer: ReadBuffer): void {
    if (--buffer.lent > 0) return;
    if (this.#poison) buffer.bytes.fill(0xdb);
    if (this.#free.length < this.#keep) this.#free.push(buffer);
  }
}

/** What we need of a socket's handle; not public, and therefore looked at before use. */
interface Handle {
  useUserBuffer?: unknown;
}

/**
 * Makes a socket that reads into our buffers (`onread`, which `net.Server` does not offer for what it accepts) from an accepted, paused one.
 * Where Node has changed, or the socket is not plain TCP, the socket comes back as it was, and reads as ever.
 *
 * @param onread.buffer is asked for the next buffer after each call of `onread.callback`
 */
export function readInto(
  accepted: net.Socket,
  onread: { readonly buffer: () => Uint8Array; readonly callback: (length: number) => boolean },
): net.Socket | undefined {
  const holder = accepted as net.Socket & { _handle?: Handle | null };
  const handle = holder._handle;
  if (accepted.constructor !== net.Socket || typeof handle?.useUserBuffer !== 'function') return undefined;
  const options = { handle, onread, manualStart: true } as unknown as net.SocketConstructorOpts;
  const socket = new net.Socket(options);
  holder._handle = null; // the handle has a new owner; the accepted socket is an empty shell that the server may count out
  accepted.destroy();
  return socket;
}
