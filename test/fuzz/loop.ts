import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../app/base/base.ts';
import { startCoverage } from './coverage.ts';
import { MAX_INPUT_BYTES, mutate } from './mutate.ts';
import { seededRandom } from './random.ts';
import type { Target } from './target.ts';

/** What the watchdog reads while we run: how many inputs were tried, the length of the present one, its bytes. */
export interface LoopData {
  readonly target: string;
  readonly seed: number;
  readonly seconds: number;
  readonly shared: SharedArrayBuffer;
}
export type LoopReport =
  | { readonly kind: 'finding'; readonly input: Uint8Array; readonly words: string }
  | { readonly kind: 'done'; readonly tried: number; readonly corpus: number; readonly blocks: number };

const BATCH = 64;
const SLOW_MS = 1000;
const MAX_FINDINGS = 5;

/** Mutates what has reached new blocks so far; keeps what reaches further ones. */
async function loop(data: LoopData): Promise<void> {
  const { target } = (await import(`./targets/${data.target}.ts`)) as { target: Target };
  const counters = new Int32Array(data.shared, 0, 2);
  const present = new Uint8Array(data.shared, 8);
  const random = seededRandom(data.seed);
  const coverage = startCoverage();
  const corpus = target.seeds().map((seed) => seed.subarray(0, MAX_INPUT_BYTES));
  const ends = Date.now() + data.seconds * 1000;
  let tried = 0;
  let findings = 0;

  const run = async (input: Buffer): Promise<void> => {
    present.set(input);
    Atomics.store(counters, 1, input.byteLength);
    Atomics.store(counters, 0, ++tried);
    const began = performance.now();
    const words = await wordsOfFailure(() => target.run(input));
    const tookMs = performance.now() - began;
    const problem = words ?? (tookMs > SLOW_MS ? `took ${Math.round(tookMs)} ms` : undefined);
    if (problem && findings++ < MAX_FINDINGS) report({ kind: 'finding', input: Uint8Array.from(input), words: problem });
  };

  for (const seed of [...corpus]) await run(seed);
  coverage.sawNewBlock();
  while (Date.now() < ends && findings < MAX_FINDINGS) {
    const batch = Array.from({ length: BATCH }, () => mutate(random.pick(corpus), random.pick(corpus), random));
    for (const input of batch) await run(input);
    if (!coverage.sawNewBlock()) continue;
    corpus.push(random.pick(batch), random.pick(batch), batch.at(-1)!); // which of the batch did it costs more to learn than to carry a few along
  }
  report({ kind: 'done', tried, corpus: corpus.length, blocks: coverage.blocks });
}

async function wordsOfFailure(run: () => void | Promise<void>): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return undefined;
}

function report(message: LoopReport): void {
  parentPort?.postMessage(message);
}

await loop(workerData as LoopData);
