import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '../crash/ledger.ts';
import { startChild } from '../support/child.ts';
import type { PoweredBox } from './machine.ts';

export const ASSOCIATIONS = 4;
/** The number with which each association begins on an empty archive. */
export const NOBODY: readonly number[] = Array.from({ length: ASSOCIATIONS }, () => 0);
const SENDER = new URL('../crash/sender.ts', import.meta.url).pathname;
const READY = /Filmroom READY: .*?, ([\d.]+) s after the kernel, (\d+) failed units.*\r?\n/;

/** @returns seconds from the kernel to READY, as the box has them */
export async function readyAfter(powered: PoweredBox): Promise<number> {
  await powered.until(READY);
  const [words = '', seconds, failed] = READY.exec(powered.console()) ?? [];
  assert.equal(failed, '0', words);
  return Number(seconds);
}

/**
 * Sends over four associations, objects that come again included, until the plug is pulled `ms` after the first answer.
 *
 * @param firsts with which number each association goes on
 * @returns the same for the next time
 */
export async function cutUnderLoad(powered: PoweredBox, ledger: Ledger, firsts: readonly number[], ms: number): Promise<readonly number[]> {
  const sender = startChild(process.execPath, [SENDER, String(powered.port(104)), '4711', firsts.join(',')]);
  while (!sender.hasExited() && !sender.stdout().includes('acknowledged')) await delay(20);
  await delay(ms);
  await powered.cut();
  await Promise.race([sender.exited, delay(10_000)]);
  await sender.end('SIGKILL');
  const next = ledger.read(sender.stdout());
  assert.deepEqual(ledger.complaints, []);
  return firsts.map((first, association) => next.get(association) ?? first);
}
