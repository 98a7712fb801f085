import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { LoopData, LoopReport } from './loop.ts';
import { MAX_INPUT_BYTES } from './mutate.ts';

const TARGETS_FOLDER = new URL('./targets/', import.meta.url);
const FINDINGS_FOLDER = new URL('./findings/', import.meta.url);
const HANG_MS = 10_000;

export interface FuzzResult {
  readonly target: string;
  readonly tried: number;
  readonly blocks: number;
  readonly findings: readonly { readonly input: Uint8Array; readonly words: string }[];
}

export const targetNames = (): string[] =>
  readdirSync(TARGETS_FOLDER)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
    .sort();

/** Runs one target in a worker with a watchdog beside it, so that an endless loop is a finding too. */
export async function fuzz(target: string, seconds: number, seed: number): Promise<FuzzResult> {
  const shared = new SharedArrayBuffer(8 + MAX_INPUT_BYTES);
  const worker = new Worker(new URL('./loop.ts', import.meta.url), { workerData: { target, seed, seconds, shared } satisfies LoopData });
  const findings: { input: Uint8Array; words: string }[] = [];
  let done = { tried: 0, blocks: 0 };
  await new Promise<void>((resolve, reject) => {
    const counters = new Int32Array(shared, 0, 2);
    let last = -1;
    const watchdog = setInterval(() => {
      const tried = Atomics.load(counters, 0);
      if (tried === last && tried > 0) {
        findings.push({ input: new Uint8Array(shared, 8, Atomics.load(counters, 1)).slice(), words: `no end within ${HANG_MS} ms` });
        worker.terminate();
        resolve();
      }
      last = tried;
    }, HANG_MS);
    worker.on('message', (message: LoopReport) => {
      if (message.kind === 'finding') findings.push(message);
      else done = message;
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      clearInterval(watchdog);
      resolve();
    });
  });
  return { target, ...done, findings };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' }, target: { type: 'string', multiple: true } },
  });
  const targets = values.target ?? targetNames();
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const each = Math.max(1, Number(values.seconds) / targets.length);
  process.stdout.write(`fuzz: ${targets.length} targets, ${each.toFixed(0)} s each, seed ${seed}\n`);
  let failed = 0;
  for (const target of targets) {
    const result = await fuzz(target, each, seed);
    process.stdout.write(`${target.padEnd(20)} ${result.tried} inputs, ${result.blocks} blocks, ${result.findings.length} findings\n`);
    for (const { input, words } of result.findings) {
      failed++;
      const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
      mkdirSync(new URL(`${target}/`, FINDINGS_FOLDER), { recursive: true });
      writeFileSync(new URL(`${target}/${name}.bin`, FINDINGS_FOLDER), input);
      writeFileSync(new URL(`${target}/${name}.txt`, FINDINGS_FOLDER), `${words}\n`);
      process.stdout.write(`  test/fuzz/findings/${target}/${name}.bin: ${words}\n`);
    }
  }
  process.exitCode = failed ? 1 : 0;
}

if (import.meta.main) await main();
