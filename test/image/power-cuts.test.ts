/**
 * The plug is pulled under load, IMAGE_CUTS times (25). Each time the disk is looked at, and the program goes on from what it holds; every thirteenth
 * time (IMAGE_START_EACH), and after the last, the box itself is started on it. The others begin with a box that was saved while it ran: a start of an
 * emulated box takes more than a minute. The last start is beside that of a disk which was put down in order: the two have the same machine to share,
 * so that they can be compared. IMAGE_BOARD chooses the board, IMAGE_SEED the moments.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync } from 'node:fs';
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
import { type Box, missingImage, newBox, type PoweredBox } from './machine.ts';
import { startedBox } from './started-box.ts';

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const CUTS = Number(process.env.IMAGE_CUTS ?? 25);
const SEED = Number(process.env.IMAGE_SEED ?? Date.now() % 1_000_000);
const START_EACH = Number(process.env.IMAGE_START_EACH ?? 13);
/** So that some are cut before a second image of an association, and others after it: an emulated box of one processor takes seconds for one. */
const LONGEST_MS = 12_000;
/** A start after a power cut takes no longer than another one by more than this. */
const MORE_SECONDS = 10;
/** What makes it longer makes each of them longer, chance one. */
const MOST_COMPARISONS = 3;

/** Puts a disk down in order: no journal, no part file, no log of the index. */
async function tidy(box: Box): Promise<void> {
  await onVar(box, async (folder) => {
    const filmroom = await startFilmroom({ dataFolder: join(folder, 'lib/filmroom') });
    await filmroom.stop();
    run('chown', '-R', '900:900', join(folder, 'lib/filmroom'));
  });
}

/** Another box, with a copy of the disk that this one has, put down in order. */
async function tidiedCopy(box: Box): Promise<Box> {
  const copy = newBox(box.board, 'cuts-tidied');
  run('cp', '--sparse=always', join(box.folder, 'disk.img'), join(copy.folder, 'disk.img'));
  const variables = join(box.folder, 'variables.fd');
  if (existsSync(variables)) copyFileSync(variables, join(copy.folder, 'variables.fd'));
  await tidy(copy);
  return copy;
}

describe(`power cuts of ${BOARD} in QEMU (IMAGE_SEED=${SEED})`, { skip: missingImage(BOARD) }, () => {
  let powered: PoweredBox;
  let tidied: PoweredBox | undefined;
  after(async () => {
    await powered?.cut();
    await tidied?.cut();
  });

  it(`${CUTS} cuts under the load of ${ASSOCIATIONS} associations: nothing acknowledged is lost, and every start is a good one`, async (t) => {
    const random = randomFrom(SEED);
    const started = await startedBox(BOARD, 'cuts');
    const { box, saved } = started;
    ({ powered } = started);
    /** @returns seconds to READY */
    async function startedAgain(): Promise<number> {
      powered = await box.start();
      return readyAfter(powered);
    }
    /** @returns by how many seconds that takes longer than a start of a disk that was put down in order */
    async function startedBeside(): Promise<number> {
      await powered.cut();
      const copy = await tidiedCopy(box);
      tidied = await copy.start();
      const [seconds, without] = await Promise.all([startedAgain(), readyAfter(tidied)]);
      await tidied.cut();
      t.diagnostic(`start after the last cut: READY after ${seconds} s, beside it of a disk that was put down in order: ${without} s`);
      return seconds - without;
    }
    let acknowledged = 0;
    let ledger = createLedger();
    let firsts = NOBODY;
    for (let cut = 1; cut <= CUTS; cut++) {
      let begun = 'resumed';
      if (cut > 1 && cut % START_EACH === 0) {
        begun = `started again, READY after ${await startedAgain()} s`;
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
    if (CUTS < START_EACH) {
      t.diagnostic(`start after the last cut: READY after ${await startedAgain()} s`);
      return;
    }
    const longer: number[] = [];
    do longer.push(await startedBeside());
    while (Math.min(...longer) > MORE_SECONDS && longer.length < MOST_COMPARISONS);
    assert.ok(Math.min(...longer) <= MORE_SECONDS, `starts after a power cut take longer by ${longer.join(', ')} s`);
  });
});
