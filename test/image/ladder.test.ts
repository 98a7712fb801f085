/** The ladder: a program that cannot run restarts its box, twice, and then leaves it to the rescue page. In QEMU, with a debug image. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { dcmtk, to } from '../support/dcmtk.ts';
import { type DebugShell, debugShell } from './debug-shell.ts';
import { type GoodBox, goodBox } from './good-box.ts';
import { missingImage, READY } from './machine.ts';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the box’s own CA; test/interop/tls.test.ts looks at certificates

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGE = `${BOARD}-debug`;
const RESTART = /gave up [^\n]*: restart[\s\S]*starting slot A[\s\S]*/;
const RESCUE = new RegExp(`${RESTART.source}${RESTART.source}gave up [^\\n]*: rescue`);

describe(`the ladder of ${BOARD} in QEMU`, { skip: missingImage(IMAGE) }, () => {
  let { box, powered } = {} as GoodBox;
  let shell: DebugShell;
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  /** The page, or what stands in its place; it may take some seconds to be there. */
  async function page(): Promise<Response> {
    for (let tries = 0; ; tries++) {
      try {
        return await fetch(`http://127.0.0.1:${powered.port(8042)}/`, { signal: AbortSignal.timeout(10_000) });
      } catch (error) {
        if (tries > 30) throw error;
        await delay(1000);
      }
    }
  }

  it('restarts the box for a program that fails again and again, then shows the rescue page', async (t) => {
    ({ box, powered, shell } = await goodBox(BOARD, 'ladder'));
    await shell.run('cd /var/lib/filmroom; cp -p config.json config.right; echo "{" > config.json; sync');
    const begun = performance.now();
    await shell.run('systemctl --no-block restart filmroom');
    await powered.until(RESCUE);
    t.diagnostic(`the rescue page ${((performance.now() - begun) / 1000).toFixed(0)} s after the first failure, with two restarts before`);
    const answer = await page();
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /configuration has a mistake[\s\S]*What to do/);
  });

  it('begins anew once what was wrong is right and the plug was pulled', async () => {
    shell.close();
    shell = await debugShell(`${box.folder}/shell`);
    await shell.run('cd /var/lib/filmroom; mv config.right config.json; sync');
    await powered.cut();
    powered = await box.start();
    await powered.until(READY);
    const { code, output } = await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(powered.port(104))]);
    assert.equal(code, 0, output);
  });
});
