/** The image as a clinic treats it: plugged in, sent to, and its plug pulled once; power-cuts.test.ts goes on from there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ctImage, ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { foundImages } from './found-images.ts';
import { missingImage, READY } from './machine.ts';
import { type StartedBox, startedBox } from './started-box.ts';

const IMAGES = 12;
const storescuSent = Array.from({ length: IMAGES }, (_, number) => ctImage(number).sopInstanceUid).sort();

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
      const seconds = await powered.until(READY);
      t.diagnostic(`start after a power cut: READY after ${seconds.toFixed(0)} s`);
      assert.deepEqual(await foundImages(powered.port(104)), storescuSent);
      assert.match(powered.console(), /, 0 failed units/);
    });

    it('is switched off', async () => {
      await powered.cut();
    });
  });
}
