import { createIndexScanner, type ScanLimits, type ScannedAttributes } from '../../../app/dataset/dataset.ts';

/** Scans `dataset` in pieces that end at `cuts`. */
export async function scan(
  dataset: Uint8Array,
  transferSyntaxUid: string,
  cuts: Iterable<number> = [],
  limits: Partial<ScanLimits> = {},
): Promise<ScannedAttributes> {
  const scanner = createIndexScanner({ transferSyntaxUid, ...limits });
  try {
    let begin = 0;
    for (const end of [...cuts, dataset.length]) {
      const scanned = scanner.scan(dataset.subarray(begin, end));
      if (scanned) await scanned;
      begin = end;
    }
    return await scanner.end();
  } finally {
    scanner.close();
  }
}

/** Everything that a scan found, comparable with deepEqual. */
export function found(attributes: ScannedAttributes): unknown {
  const raw = [...attributes.raw].map(([keyword, { vr, bytes }]) => [keyword, vr, Buffer.from(bytes).toString('hex')]);
  return {
    raw,
    texts: [...attributes.raw.keys()].map((keyword) => attributes.text(keyword)),
    faults: attributes.faults,
    bytes: attributes.bytesScanned,
  };
}

/** Cuts every `size` bytes. */
export function* every(size: number, length: number): Generator<number> {
  for (let at = size; at < length; at += size) yield at;
}

/** Cuts at random distances up to `most`, the same on every run (mulberry32). */
export function* atRandom(seed: number, most: number, length: number): Generator<number> {
  let state = seed;
  for (let at = 0; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    at += 1 + (((mixed ^ (mixed >>> 14)) >>> 0) % most);
    if (at >= length) return;
    yield at;
  }
}
