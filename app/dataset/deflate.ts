import { createDeflateRaw } from 'node:zlib';

/** Writes a deflated data set (PS3.5 §A.5). */
export interface Deflater {
  /** What comes out for these bytes, which are no longer needed then; often nothing. */
  write(view: Uint8Array): Promise<readonly Uint8Array[]>;
  /** The rest, padded to an even length in all. */
  end(): Promise<readonly Uint8Array[]>;
  close(): void;
}

/** Deflates on zlib's threads, one view after the other, so that nothing heaps up. */
export function createDeflater(): Deflater {
  const stream = createDeflateRaw();
  let pieces: Uint8Array[] = [];
  let written = 0;
  let failed: (error: Error) => void = () => {};
  stream.on('data', (piece: Uint8Array) => {
    pieces.push(piece);
    written += piece.byteLength;
  });
  stream.on('error', (error) => failed(error));

  const step = (start: (done: () => void) => void): Promise<readonly Uint8Array[]> =>
    new Promise((resolve, reject) => {
      failed = reject;
      start(() => {
        const out = pieces;
        pieces = [];
        resolve(out);
      });
    });
  return {
    write: (view) => step((done) => stream.write(view, done)),
    async end() {
      const rest = await step((done) => {
        stream.on('end', done);
        stream.end();
      });
      return written % 2 === 0 ? rest : [...rest, Uint8Array.of(0)];
    },
    close: () => stream.destroy(),
  };
}
