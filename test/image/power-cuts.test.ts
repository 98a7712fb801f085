/**
 * The plug is pulled under load, IMAGE_CUTS times (25). Each time the disk is looked at, and the program goes on from what it holds; every fifth
 * time (IMAGE_START_EACH), and after the last, the box itself is started on it, and cut again. The others begin with a box that was saved while it
 * ran: a start of an emulated box takes more than a minute. IMAGE_BOARD chooses the board, IMAGE_SEED the moments.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLedger } from '../crash/ledger.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { randomFrom } from '../support/random.ts';
import { ASSOCIATIONS, cutUnderLoad, NOBODY, readyAfter } from './cut-under-load.ts';
import { dataAfterCut } from './data-after-cut.ts';
import { missingImage, newBox, type PoweredBox } from './machine.ts';

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const CUTS = Number(process.env.IMAGE_CUTS ?? 25);
const SEED = Number(process.env.IMAGE_SEED ?? Date.now() % 1_000_000);
const START_EACH = Number(process.env.IMAGE_START_EACH ?? 5);
const LONGEST_MS = 8000;

describe(`power cuts of ${BOARD} in QEMU (IMAGE_SEED=${SEED})`, { skip: missingImage(BOARD) }, () => {
  let running: PoweredBox;
  after(() => running?.cut());

  it(`${CUTS} cuts under the load of ${ASSOCIATIONS} associations: nothing acknowledged is lost, and every start is a good one`, async (t) => {
    const random = randomFrom(SEED);
    const box = newBox(BOARD, 'cuts');
    running = await box.start();
    t.diagnostic(`the first start: READY after ${await readyAfter(running)} s`);
    await box.save(running);
    let acknowledged = 0;
    let ledger = createLedger();
    let firsts = NOBODY;
    for (let cut = 1; cut <= CUTS; cut++) {
      let begun = 'resumed';
      if (cut % START_EACH === 0 && cut > 1) {
        running = await box.start();
        begun = `started again, READY after ${await readyAfter(running)} s`;
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
      t.diagnostic(`cut ${cut} (${begun}): ${acknowledged} acknowledged so far, all there`);
    }
    running = await box.start();
    t.diagnostic(`the last start: READY after ${await readyAfter(running)} s`);
  });
});
