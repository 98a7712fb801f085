import { constants, createInflateRaw } from 'node:zlib';
import { DatasetError } from './errors.ts';

const INFLATED_PIECE_BYTES = 65536; // largest piece that is in memory at once

/** What a deflated data set (PS3.5 §A.5) is written to. */
export interface Inflater {
  /** Inflates `chunk` and hands on what comes out; resolves when the chunk's bytes are no longer needed. */
  write(chunk: Uint8Array): Promise<void>;
  /** @returns bytes that followed the end of the deflate stream: 0, or 1 where it was padded to an even length */
  end(): Promise<number>;
  close(): void;
}

/**
 * Inflates on zlib's threads, piece by piece. `take` gets each piece as a view that lasts until it returns; what it throws comes out of `write`.
 *
 * @throws DatasetError DATASET_INFLATE_FAILED, DATASET_TRUNCATED, DATASET_INFLATED_TOO_LARGE
 */
export function createInflater(maxInflatedBytes: number, take: (piece: Uint8Array) => void): Inflater {
  const inflate = createInflateRaw({ chunkSize: INFLATED_PIECE_BYTES, finishFlush: constants.Z_FINISH });
  let inflated = 0;
  let received = 0;
  let streamEnded = false;
  let failure: unknown;
  let wake: (() => void) | undefined; // of the one call that waits

  const fail = (error: unknown): void => {
    failure ??= error;
    inflate.destroy();
    wake?.();
  };
  inflate.on('data', (piece: Uint8Array) => {
    if (failure) return;
    inflated += piece.length;
    try {
      if (inflated > maxInflatedBytes) {
        throw new DatasetError(
          'DATASET_INFLATED_TOO_LARGE',
          `the data set inflates to more than ${maxInflatedBytes} bytes, after ${received} bytes received`,
        );
      }
      take(piece);
    } catch (error) {
      fail(error);
    }
  });
  inflate.on('error', (cause: NodeJS.ErrnoException) => {
    fail(
      cause.code === 'Z_BUF_ERROR'
        ? new DatasetError('DATASET_TRUNCATED', `the deflated data set ends after ${received} bytes, before its deflate stream does`, {
            cause,
          })
        : new DatasetError('DATASET_INFLATE_FAILED', `the data set cannot be inflated, near byte ${received}: ${cause.message}`, { cause }),
    );
  });
  inflate.on('end', () => {
    streamEnded = true;
    wake?.();
  });

  const wait = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      wake = () => {
        wake = undefined;
        if (failure) reject(failure);
        else resolve();
      };
      if (failure) wake();
      else start(() => wake?.());
    });

  return {
    async write(chunk) {
      received += chunk.length;
      if (chunk.length === 0 || streamEnded) return; // what follows the stream is counted by end()
      await wait((done) => inflate.write(chunk, done));
    },
    async end() {
      if (received === 0) throw new DatasetError('DATASET_EMPTY', 'the data set has no elements');
      if (!streamEnded) await wait(() => inflate.end());
      else if (failure) throw failure;
      const consumed = inflate.bytesWritten;
      inflate.destroy();
      return received - consumed;
    },
    close() {
      failure ??= new Error('closed');
      inflate.destroy();
    },
  };
}
