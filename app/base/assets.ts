import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getAsset, isSea } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * The files that travel inside the single executable: worker scripts, SQL migrations, web pages, WASM.
 * In the executable they are SEA assets under the path that they have below `app/`; run from the source tree they are those files.
 */
export function assetBytes(path: string): Uint8Array {
  if (isSea()) return new Uint8Array(getAsset(path));
  return readFileSync(new URL(`../${path}`, import.meta.url));
}

export function assetText(path: string): string {
  if (isSea()) return getAsset(path, 'utf8');
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/**
 * A file of an npm package by its specifier, which its `exports` has; one that the list of `os-image/binary/bundle.ts` names, for the executable
 * carries it under that name.
 */
export function packageBytes(specifier: string): Uint8Array {
  if (isSea()) return new Uint8Array(getAsset(specifier));
  return readFileSync(createRequire(import.meta.url).resolve(specifier));
}

/**
 * Starts a worker thread from a script below `app/` (e.g. `base/database-worker.ts`); the binary holds it bundled under the same name.
 */
export function startWorker(path: string, options: WorkerOptions = {}): Worker {
  if (isSea()) return new Worker(getAsset(path, 'utf8'), { ...options, eval: true });
  return new Worker(new URL(`../${path}`, import.meta.url), options);
}
