/** The image as a clinic treats it: plugged in, sent to, and its plug pulled. IMAGE_BOARD chooses the board, IMAGE_CUTS how often the plug is pulled under load. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { checkArchive } from '../crash/check-archive.ts';
import { createLedger } from '../crash/ledger.ts';
import { startChild } from '../support/child.ts';
import { ctImage, ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { findscu } from '../support/findscu.ts';
import { lookAtData } from './data-partition.ts';
import { missingImage, newBox, type PoweredBox } from './machine.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const CUTS = Number(process.env.IMAGE_CUTS ?? 2);
const IMAGES = 12;
const READY = /Filmroom READY: .*\r?\n/;
const SENDER = new URL('../crash/sender.ts', import.meta.url).pathname;
const ASSOCIATIONS = 4;
const storescuSent = Array.from({ length: IMAGES }, (_, number) => ctImage(number).sopInstanceUid).sort();

async function findImages(port: number): Promise<string[]> {
  const { studyInstanceUid, seriesInstanceUid } = ctImage(0); // of all of them
  const keys = [
    'QueryRetrieveLevel=IMAGE',
    'SOPInstanceUID',
    `StudyInstanceUID=${studyInstanceUid}`,
    `SeriesInstanceUID=${seriesInstanceUid}`,
  ];
  const { answers, words } = await findscu(port, '-S', keys);
  assert.ok(answers.length > 0, words);
  return answers.map(({ values }) => values.get('0008,0018') ?? '').sort();
}

describe(`the image of ${BOARD} in QEMU`, { skip: missingImage(BOARD) }, () => {
  const box = newBox(BOARD, 'store-and-cut');
  let powered: PoweredBox;

  it('starts on a disk larger than itself, and says READY on its console with no failed unit', async (t) => {
    powered = await box.start();
    const seconds = await powered.until(READY);
    const [words = ''] = READY.exec(powered.console()) ?? [];
    t.diagnostic(`first start: READY after ${seconds.toFixed(0)} s (${words.trim()})`);
    assert.match(words, /, 0 failed units/);
    assert.doesNotMatch(powered.console(), /ordering cycle/);
  });

  it('answers C-ECHO on 104 and 11112', async () => {
    for (const port of [104, 11112]) {
      const { code, output } = await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(powered.port(port))]);
      assert.equal(code, 0, output);
    }
  });

  it(`keeps ${IMAGES} images of storescu when the plug is pulled right after the last answer`, async (t) => {
    const { folders } = ctLoad(IMAGES, 1);
    const begun = performance.now();
    const { code, output } = await dcmtk('storescu', ['-aec', 'FILMROOM', '+sd', ...to(powered.port(104)), ...folders], {
      timeoutMs: 300_000,
    });
    await powered.cut();
    assert.equal(code, 0, output);
    t.diagnostic(`${IMAGES} CT images in ${((performance.now() - begun) / 1000).toFixed(1)} s`);

    powered = await box.start();
    const seconds = await powered.until(READY);
    t.diagnostic(`start after a power cut: READY after ${seconds.toFixed(0)} s`);
    assert.deepEqual(await findImages(powered.port(104)), storescuSent);
    assert.match(powered.console(), /, 0 failed units/);
  });

  it(`loses nothing acknowledged in ${CUTS} power cuts under the load of ${ASSOCIATIONS} associations`, async (t) => {
    const ledger = createLedger();
    let firsts: readonly number[] = Array.from({ length: ASSOCIATIONS }, () => 0);
    for (let cut = 0; cut < CUTS; cut++) {
      const sender = startChild(process.execPath, [SENDER, String(powered.port(104)), '4711', firsts.join(',')]);
      while (!sender.hasExited() && !sender.stdout().includes('acknowledged')) await delay(20);
      await delay(1000 + Math.random() * 8000);
      await powered.cut();
      await Promise.race([sender.exited, delay(10_000)]);
      await sender.end('SIGKILL');
      const next = ledger.read(sender.stdout());
      assert.deepEqual(ledger.complaints, []);
      firsts = firsts.map((first, association) => next.get(association) ?? first);

      powered = await box.start();
      const seconds = await powered.until(READY);
      await delay(20_000); // what recovery has removed is gone from the disk with ext4's next commit, every 5 s
      await powered.cut(); // so that this one finds nothing to undo
      const words = lookAtData(box, (folder) => {
        const { held, faults } = checkArchive(folder, {
          kept: () => [...storescuSent, ...ledger.kept()],
          mayHold: (uid, sha256) => storescuSent.includes(uid) || ledger.mayHold(uid, sha256),
        });
        assert.deepEqual(faults, [], box.folder);
        ledger.settle(held);
        assert.ok(readFileSync(join(folder, 'config.json'), 'utf8').includes('"dicom"'));
      });
      t.diagnostic(
        `cut ${cut + 1}: ${ledger.acknowledged} acknowledged so far, all there; READY after ${seconds.toFixed(0)} s; ${words.trim().split('\n').at(-1)}`,
      );
      if (cut + 1 < CUTS) {
        powered = await box.start();
        await powered.until(READY);
      }
    }
  });

  it('is switched off', async () => {
    await powered.cut();
  });
});
