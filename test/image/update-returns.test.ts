/** An update whose self-test fails: the box comes back to the old slot by itself, with the data untouched. In QEMU, with a debug image. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { bundleFile, copyCommand, makeBundle, missingBuild } from './bundles.ts';
import { debugShell } from './debug-shell.ts';
import { type GoodBox, goodBox, SLOT_IS_GOOD } from './good-box.ts';
import { missingImage } from './machine.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGE = `${BOARD}-debug`;

describe(`an update of ${BOARD} whose self-test fails, in QEMU`, { skip: missingImage(IMAGE) || missingBuild(BOARD) }, () => {
  let { box, powered, shell } = {} as GoodBox;
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  it('is left by the box itself, which says so; the images are there', async (t) => {
    const bad = makeBundle(BOARD, '9.2.0', { program: 'dumb' });
    ({ box, powered, shell } = await goodBox(BOARD, 'update-returns', [bundleFile(bad)]));
    const { folders } = ctLoad(2, 1);
    const stored = await dcmtk('storescu', ['-aec', 'FILMROOM', '+sd', ...to(powered.port(104)), ...folders], { timeoutMs: 120_000 });
    assert.equal(stored.code, 0, stored.output);
    await shell.run(copyCommand(bad, 0, 'bad'), 120_000);
    await shell.run('filmroom update install bad.raucb --no-restart', 300_000);
    const begun = performance.now();
    await shell.run('systemctl --no-block reboot');
    shell.close();
    await powered.until(/starting slot B[\s\S]*READY[\s\S]*starting slot A[\s\S]*READY/);
    t.diagnostic(`back in slot A ${((performance.now() - begun) / 1000).toFixed(0)} s after the restart into slot B`);
    shell = await debugShell(`${box.folder}/shell`);
    await shell.run(SLOT_IS_GOOD, 250_000);
    const status = JSON.parse(await shell.run('filmroom update status --json'));
    assert.deepEqual([status.slot, status.last.outcome, status.last.version, status.other.isProven], ['A', 'returned', '9.2.0', false]);
    assert.match(await shell.run('grub-editenv /boot/efi/EFI/BOOT/grubenv list'), /ORDER=A B/);
    const falls = JSON.parse(await shell.run('cat /var/lib/filmroom-box/ladder.json'));
    assert.deepEqual([falls.at(-1).slot, falls.at(-1).version, falls.at(-1).rung], ['B', '9.2.0', 'other-slot']);
    const verified = JSON.parse(
      await shell.run('runuser -u filmroom -- filmroom verify --data /var/lib/filmroom --json 2>/dev/null', 120_000),
    );
    assert.deepEqual([verified.checked, verified.missing, verified.changed, verified.index], [2, [], [], 'ok']);
  });
});
