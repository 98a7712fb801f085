/**
 * The plug is pulled under load, IMAGE_CUTS times (25). Each time the disk is looked at, and the program goes on from what it holds; every fifth
 * time (IMAGE_START_EACH) the box itself is started on it, and cut again. The others begin with a box that was saved while it ran: a start of an
 * emulated box takes more than a minute. Then once with a disk whose cache loses what was not flushed (IMAGE_LOSSY=0 leaves it out). IMAGE_BOARD chooses
 * the board, IMAGE_SEED the moments.
 */
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createLedger, type Ledger } from '../crash/ledger.ts';
import { startChild } from '../support/child.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { randomFrom } from '../support/random.ts';
import { onVar } from './change-disk.ts';
import { dataAfterCut } from './data-after-cut.ts';
import { run } from './disk-partitions.ts';
import { readLog, replay } from './lossy-replay.ts';
import { type Box, missingImage, newBox, type PoweredBox, type StartOptions } from './machine.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const CUTS = Number(process.env.IMAGE_CUTS ?? 25);
const SEED = Number(process.env.IMAGE_SEED ?? Date.now() % 1_000_000);
const START_EACH = Number(process.env.IMAGE_START_EACH ?? 5);
const ASSOCIATIONS = 4;
const LONGEST_MS = 8000;
/** A start after a power cut takes no longer than another one by more than this. */
const MORE_SECONDS = 10;
const SENDER = new URL('../crash/sender.ts', import.meta.url).pathname;
const READY = /Filmroom READY: .*?, ([\d.]+) s after the kernel, (\d+) failed units.*\r?\n/;

/** @returns seconds from the kernel to READY, as the box has them */
async function readyAfter(powered: PoweredBox): Promise<number> {
  await powered.until(READY);
  const [words = '', seconds, failed] = READY.exec(powered.console()) ?? [];
  assert.equal(failed, '0', words);
  return Number(seconds);
}

/** Sends over four associations, objects that come again included, until the plug is pulled after `ms`. */
async function cutUnderLoad(powered: PoweredBox, ledger: Ledger, firsts: readonly number[], ms: number): Promise<readonly number[]> {
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

const NOBODY = Array.from({ length: ASSOCIATIONS }, () => 0);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe(`power cuts of ${BOARD} in QEMU (IMAGE_SEED=${SEED})`, { skip: missingImage(BOARD) }, () => {
  const random = randomFrom(SEED);

  /** A start on a disk that was put down in order: no journal, no part file, no log of the index. */
  async function cleanStart(box: Box): Promise<number> {
    const program = async (folder: string) => {
      const filmroom = await startFilmroom({ dataFolder: join(folder, 'lib/filmroom') });
      await filmroom.stop();
    };
    await onVar(box, program);
    await onVar(box, (folder) => run('chown', '-R', '900:900', join(folder, 'lib/filmroom')));
    const powered = await box.start();
    const seconds = await readyAfter(powered);
    await powered.cut();
    return seconds;
  }

  async function cuts(t: TestContext, box: Box): Promise<void> {
    const first = await readyAfter(await begin(box));
    await box.save(running);
    t.diagnostic(`the first start: READY after ${first} s`);
    const starts: number[] = [];
    let acknowledged = 0;
    let ledger = createLedger();
    let firsts: readonly number[] = NOBODY;
    for (let cut = 1; cut <= CUTS; cut++) {
      const isStarted = cut % START_EACH === 0 && cut > 1;
      if (isStarted) {
        starts.push(await readyAfter(await begin(box)));
      } else {
        running = await box.resume();
        [ledger, firsts] = [createLedger(), NOBODY];
      }
      const before = ledger.acknowledged;
      firsts = await cutUnderLoad(running, ledger, firsts, 1000 + random() * LONGEST_MS);
      const { faults, held } = await dataAfterCut(join(box.folder, 'disk.img'), box.folder, ledger);
      assert.deepEqual(faults, [], box.folder);
      ledger.settle(held);
      acknowledged += ledger.acknowledged - before;
      const begun = isStarted ? `started again, READY after ${starts.at(-1)} s` : 'resumed';
      t.diagnostic(`cut ${cut} (${begun}): ${acknowledged} acknowledged so far, all there`);
    }
    starts.push(await readyAfter(await begin(box)));
    await running.cut();
    const clean = await cleanStart(box);
    t.diagnostic(`a start takes ${clean} s, after a power cut ${median(starts)} s (${starts.join(', ')})`);
    assert.ok(median(starts) - clean <= MORE_SECONDS, 'a start after a power cut takes longer');
  }

  let running: PoweredBox;
  after(() => running?.cut());
  const begin = async (box: Box, options?: StartOptions) => {
    running = await box.start(options);
    return running;
  };

  it(`${CUTS} cuts under the load of ${ASSOCIATIONS} associations: nothing acknowledged is lost, and every start is a good one`, (t) =>
    cuts(t, newBox(BOARD, 'cuts')));

  const skip = process.env.IMAGE_LOSSY === '0' && 'IMAGE_LOSSY=0';
  it('a disk whose cache loses what was not flushed: nothing acknowledged is lost', { skip }, async (t) => {
    const box = newBox(BOARD, 'lossy');
    const file = (name: string) => join(box.folder, name);
    const disk = file('disk.img');
    const ledger = createLedger();
    await readyAfter(await begin(box));
    const firsts = await cutUnderLoad(running, ledger, NOBODY, 3000);
    ledger.settle((await dataAfterCut(disk, box.folder, ledger)).held);
    const before = { kept: [...ledger.kept()] };

    run('cp', '--sparse=always', disk, file('before.img'));
    await readyAfter(await begin(box, { writeLog: 'writes.log' }));
    await cutUnderLoad(running, ledger, firsts, 5000);
    const files = { before: file('before.img'), log: file('writes.log'), after: file('after.img') };
    const entries = readLog(files.log);

    const acknowledged = [...ledger.kept()];
    for (const share of [0.3, 0.5, 0.7, 0.9, 0.97, 1]) {
      const end = Math.round(entries.length * share);
      const lost = replay(files, entries.slice(0, end), () => random() < 0.5);
      // of what was acknowledged after that moment nothing is said: the moments of the answers are not in the log
      const kept = share === 1 ? acknowledged : before.kept;
      const { faults, held } = await dataAfterCut(files.after, box.folder, { kept: () => kept, mayHold: ledger.mayHold });
      assert.deepEqual(faults, [], `${box.folder}, ${share}`);
      t.diagnostic(
        `cut after ${end} writes: of ${lost.unflushed} after the last flush ${lost.dropped} are lost; ${held.size} images, all whole`,
      );
    }
    renameSync(files.after, disk); // the last of them
    const seconds = await readyAfter(await begin(box));
    await running.cut();
    t.diagnostic(`the box starts on it: READY after ${seconds} s, ${acknowledged.length} acknowledged`);
    for (const name of [files.before, files.log]) rmSync(name);
  });
});
