import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { systemClock } from '../../app/base/base.ts';
import { OHIF_LIMITS, type Ohif, type OhifOptions, openOhif, type ToPack, writePack } from '../../app/ohif/ohif.ts';
import { gatheredLog } from './gathered-log.ts';

export const TINY_VERSION = '1.2.3-1';

const file = (path: string, text: string, encoding: ToPack['encoding'] = 'br'): ToPack => {
  const content = Buffer.from(text);
  return { path, encoding, content, packed: encoding === 'br' ? brotliCompressSync(content) : content };
};

/** As OHIF is, and small enough to read in a test. */
export const tinyFiles = (): ToPack[] => [
  file('index.html', '<!doctype html><title>OHIF</title>'),
  file('app.bundle.js', 'console.log("OHIF");'.repeat(50)),
  file('assets/dot.png', 'a picture', 'identity'),
  file('decoder.wasm', '\0asm'),
];

/** Test only: has one document, and takes nothing. */
export const TINY_OHIF: Ohif = {
  installed: () => ({ version: TINY_VERSION, bytes: 1 }),
  fault: () => undefined,
  room: () => 1,
  install: async () => ({ version: TINY_VERSION, bytes: 1 }),
  async remove() {},
  async file(path) {
    const packed = new Uint8Array(Buffer.from('<!doctype html>'));
    return { path, encoding: 'identity', packed, bytes: packed.byteLength, packedBytes: packed.byteLength, sha256: 'a'.repeat(64) };
  },
};

export interface OhifUnderTest extends AsyncDisposable {
  readonly ohif: Ohif;
  /** Where the pack is kept. */
  readonly file: string;
  readonly log: ReturnType<typeof gatheredLog>;
  /** As after a start. */
  again(options?: Partial<OhifOptions>): Promise<Ohif>;
}

/** In a folder of its own, which knows the tiny pack. */
export async function ohifUnderTest(options: Partial<OhifOptions> = {}): Promise<OhifUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-ohif-'));
  const log = gatheredLog();
  const base: OhifOptions = {
    folder: join(folder, 'packs'),
    freeBytes: () => 1_000_000,
    clock: systemClock,
    log: log.log,
    known: [writePack(TINY_VERSION, tinyFiles()).digest],
    limits: OHIF_LIMITS,
    ...options,
  };
  return {
    ohif: await openOhif(base),
    file: join(folder, 'packs/ohif.pack'),
    log,
    again: (more = {}) => openOhif({ ...base, ...more }),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
