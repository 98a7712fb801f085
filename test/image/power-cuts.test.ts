/**
 * The plug is pulled under load, IMAGE_CUTS times (25). Each time the disk is looked at, and the program goes on from what it holds; every twelfth
 * time (IMAGE_START_EACH), and after the last, the box itself is started on it, and cut again. The others begin with a box that was saved while it
 * ran: a start of an emulated box takes more than a minute. IMAGE_BOARD chooses the board, IMAGE_SEED the moments.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLedger } from '../crash/ledger.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { randomFrom } from '../support/random.ts';
import { onVar } from './change-disk.ts';
import { ASSOCIATIONS, cutUnderLoad, NOBODY, readyAfter } from './cut-under-load.ts';
import { dataAfterCut } from './data-after-cut.ts';
import { run } from './disk-partitions.ts';
import { type Box, missingImage, type PoweredBox } from './machine.ts';
import { startedBox } from './started-box.ts';

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const CUTS = Number(process.env.IMAGE_CUTS ?? 25);
const SEED = Number(process.env.IMAGE_SEED ?? Date.now() % 1_000_000);
const START_EACH = Number(process.env.IMAGE_START_EACH ?? 12);
const LONGEST_MS = 5000;
/** A start after a power cut takes no longer than another one by more than this. */
const MORE_SECONDS = 10;
/** Fewer starts say nothing of that: other work of the machine moves one by as much. */
const STARTS_THAT_TELL = 3;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Puts a disk down in order: no journal, no part file, no log of the index. */
async function tidy(box: Box): Promise<void> {
  await onVar(box, async (folder) => {
    const filmroom = await startFilmroom({ dataFolder: join(folder, 'lib/filmroom') });
    await filmroom.stop();
    run('chown', '-R', '900:900', join(folder, 'lib/filmroom'));
  });
}

describe(`power cuts of ${BOARD} in QEMU (IMAGE_SEED=${SEED})`, { skip: missingImage(BOARD) }, () => {
  let powered: PoweredBox;
  after(() => powered?.cut());

  it(`${CUTS} cuts under the load of ${ASSOCIATIONS} associations: nothing acknowledged is lost, and every start is a good one`, async (t) => {
    const random = randomFrom(SEED);
    const started = await startedBox(BOARD, 'cuts');
    const { box, saved } = started;
    ({ powered } = started);
    const starts: number[] = [];
    let acknowledged = 0;
    let ledger = createLedger();
    let firsts = NOBODY;
    for (let cut = 1; cut <= CUTS; cut++) {
      let begun = 'resumed';
      if (cut > 1 && cut % START_EACH === 0) {
        powered = await box.start();
        starts.push(await readyAfter(powered));
        begun = `started again, READY after ${starts.at(-1)} s`;
      } else if (cut > 1) {
        powered = await box.resume(saved);
        [ledger, firsts] = [createLedger(), NOBODY];
      }
      const before = ledger.acknowledged;
      firsts = await cutUnderLoad(powered, ledger, firsts, 500 + random() * LONGEST_MS);
      const { faults, held } = await dataAfterCut(join(box.folder, 'disk.img'), box.folder, ledger);
      assert.deepEqual(faults, [], box.folder);
      ledger.settle(held);
      acknowledged += ledger.acknowledged - before;
      t.diagnostic(`cut ${cut} (${begun}): ${acknowledged} acknowledged so far, all there`);
    }
    powered = await box.start();
    starts.push(await readyAfter(powered));
    t.diagnostic(`starts after a power cut: READY after ${starts.join(', ')} s`);
    if (starts.length < STARTS_THAT_TELL) return;
    await powered.cut();
    await tidy(box);
    powered = await box.start();
    const clean = await readyAfter(powered);
    t.diagnostic(`a start of a disk that was put down in order: READY after ${clean} s`);
    assert.ok(median(starts) - clean <= MORE_SECONDS, 'a start after a power cut takes longer');
  });
});
