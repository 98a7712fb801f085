/** Once, a disk whose cache loses what was not flushed: its writes are logged by QEMU, and replayed as such a disk would have them after a power cut. */
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLedger } from '../crash/ledger.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { randomFrom } from '../support/random.ts';
import { cutUnderLoad, NOBODY, readyAfter } from './cut-under-load.ts';
import { dataAfterCut } from './data-after-cut.ts';
import { run } from './disk-partitions.ts';
import { readLog, replay } from './lossy-replay.ts';
import { missingImage, type PoweredBox } from './machine.ts';
import { startedBox } from './started-box.ts';

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const SEED = Number(process.env.IMAGE_SEED ?? Date.now() % 1_000_000);

describe(`a lossy disk of ${BOARD} in QEMU (IMAGE_SEED=${SEED})`, { skip: missingImage(BOARD) }, () => {
  let running: PoweredBox;
  after(() => running?.cut());

  it('what was flushed is there, what was acknowledged is not lost, and the box starts on it', async (t) => {
    const random = randomFrom(SEED);
    const { box, ...started } = await startedBox(BOARD, 'lossy');
    running = started.powered;
    const file = (name: string) => join(box.folder, name);
    const disk = file('disk.img');
    const ledger = createLedger();
    const firsts = await cutUnderLoad(running, ledger, NOBODY, 3000);
    ledger.settle((await dataAfterCut(disk, box.folder, ledger)).held);
    const before = { kept: [...ledger.kept()] };

    run('cp', '--sparse=always', disk, file('before.img'));
    running = await box.start({ writeLog: 'writes.log' });
    await readyAfter(running);
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
    running = await box.start();
    t.diagnostic(`the box starts on it: READY after ${await readyAfter(running)} s, ${acknowledged.length} acknowledged`);
    await running.cut();
    for (const name of [files.before, files.log]) rmSync(name);
  });
});
