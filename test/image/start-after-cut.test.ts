/** A start after a power cut takes no longer than another one by more than 10 s. In QEMU, with a debug image; nothing else may run beside it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLedger } from '../crash/ledger.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { onVar } from './change-disk.ts';
import { cutUnderLoad, NOBODY, readyAfter } from './cut-under-load.ts';
import { run } from './disk-partitions.ts';
import { type GoodBox, goodBox } from './good-box.ts';
import { type Box, missingImage } from './machine.ts';

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const MORE_SECONDS = 10;
const CUTS = 2;

/** Puts a disk down in order: no journal, no part file, no log of the index. */
async function tidy(box: Box): Promise<void> {
  await onVar(box, async (folder) => {
    const filmroom = await startFilmroom({ dataFolder: join(folder, 'lib/filmroom') });
    await filmroom.stop();
  });
  await onVar(box, (folder) => run('chown', '-R', '900:900', join(folder, 'lib/filmroom')));
}

describe(`how long ${BOARD} takes to start after a power cut, in QEMU`, { skip: missingImage(`${BOARD}-debug`) }, () => {
  let { box, powered, shell } = {} as GoodBox;
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  it('is not more than 10 s longer than after a disk that was put down in order', async (t) => {
    ({ box, powered, shell } = await goodBox(BOARD, 'start-after-cut'));
    const ledger = createLedger();
    const starts: number[] = [];
    let firsts = NOBODY;
    for (let cut = 0; cut < CUTS; cut++) {
      firsts = await cutUnderLoad(powered, ledger, firsts, 4000);
      powered = await box.start();
      starts.push(await readyAfter(powered));
    }
    await cutUnderLoad(powered, ledger, firsts, 2000);
    await tidy(box);
    powered = await box.start();
    const clean = await readyAfter(powered);
    t.diagnostic(`a start takes ${clean} s, after a power cut ${starts.join(' and ')} s`);
    assert.ok(Math.min(...starts) - clean <= MORE_SECONDS, 'a start after a power cut takes longer');
  });
});
