import { createInflateRaw } from 'node:zlib';
import { PixelsError } from './errors.ts';

/** The bytes of a data set, read at any place; the archive's `openAnywhere` gives one. */
export interface ByteSource {
  readonly bytes: number;
  /** @returns how many bytes there were: fewer than asked for at the end alone */
  readAt(at: number, into: Uint8Array): Promise<number>;
  close(): void;
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.byteLength,
    async readAt(at, into) {
      const there = bytes.subarray(at, at + into.byteLength);
      into.set(there);
      return there.byteLength;
    },
    close() {},
  };
}

const PIECE_BYTES = 256 * 1024;

/**
 * The inflated bytes of a deflated data set (PS3.5 §A.5), whole in memory; closes `deflated`.
 *
 * @throws PixelsError PIXELS_TOO_LARGE, before more than `maxBytes` are kept; PIXELS_BROKEN
 */
export async function inflatedSource(deflated: ByteSource, maxBytes: number): Promise<ByteSource> {
  const inflate = createInflateRaw();
  const pieces: Buffer[] = [];
  let inflated = 0;
  const feed = async () => {
    for (let at = 0; at < deflated.bytes; at += PIECE_BYTES) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, deflated.bytes - at));
      await deflated.readAt(at, piece);
      if (!inflate.write(piece)) await new Promise<void>((resolve) => inflate.once('drain', resolve).once('close', resolve));
      if (inflate.destroyed) return;
    }
    inflate.end();
  };
  const fed = feed().catch((error: Error) => void inflate.destroy(error));
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      inflated += piece.byteLength;
      if (inflated > maxBytes) throw new PixelsError('PIXELS_TOO_LARGE', `the data set inflates to more than ${maxBytes} bytes`);
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof PixelsError || !(cause as NodeJS.ErrnoException).code?.startsWith('Z_')) throw cause;
    throw new PixelsError('PIXELS_BROKEN', 'the data set cannot be inflated', { cause });
  } finally {
    inflate.destroy();
    await fed;
    deflated.close();
  }
  return memorySource(Buffer.concat(pieces));
}
