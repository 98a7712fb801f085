/** The image as a clinic treats it: plugged in, sent to, and its plug pulled once; power-cuts.test.ts goes on from there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ctImage, ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { foundImages } from './found-images.ts';
import { missingImage, type PoweredBox, READY } from './machine.ts';
import { type StartedBox, startedBox } from './started-box.ts';

const IMAGES = 12;
const storescuSent = Array.from({ length: IMAGES }, (_, number) => ctImage(number).sopInstanceUid).sort();

const ECHO_AGAIN_MS = 1000;
const ECHO_WITHIN_MS = 600_000;

/** @returns seconds from now, when power is switched on, to the first C-ECHO that is answered with success */
async function firstEcho(powered: PoweredBox): Promise<number> {
  const poweredAt = performance.now();
  for (;;) {
    const { code, output } = await dcmtk('echoscu', ['-to', '5', '-ta', '5', '-aec', 'FILMROOM', ...to(powered.port(104))]);
    const passedMs = performance.now() - poweredAt;
    if (code === 0) return passedMs / 1000;
    if (passedMs > ECHO_WITHIN_MS) throw new Error(`no C-ECHO in ${ECHO_WITHIN_MS} ms: ${output}`);
    await delay(ECHO_AGAIN_MS);
  }
}

export function storeAndCut(board: string): void {
  describe(`the image of ${board} in QEMU`, { skip: missingImage(board) }, () => {
    let { box, powered } = {} as StartedBox;

    it('starts on a disk larger than itself, and says READY on its console with no failed unit', async (t) => {
      const started = await startedBox(board, 'store-and-cut');
      ({ box, powered } = started);
      const [words = ''] = READY.exec(started.firstConsole) ?? [];
      t.diagnostic(`first start: ${words.trim()}`);
      assert.match(words, /, 0 failed units/);
      assert.doesNotMatch(started.firstConsole, /ordering cycle/);
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
      const [echoed, seconds] = await Promise.all([firstEcho(powered), powered.until(READY)]);
      t.diagnostic(`start after a power cut: from power to the first C-ECHO ${echoed.toFixed(0)} s, to READY ${seconds.toFixed(0)} s`);
      assert.deepEqual(await foundImages(powered.port(104)), storescuSent);
      assert.match(powered.console(), /, 0 failed units/);
    });

    it('is switched off', async () => {
      await powered.cut();
    });
  });
}
