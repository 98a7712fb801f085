/** Updates of a debug image (DEBUG=1 make image) in QEMU: whom the box believes, a plug pulled in the middle, a version that stays, the way back. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UpdateStatus } from '../../app/update/update.ts';
import { ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { BOARDS } from './boards.ts';
import { type Bundle, bundleFile, copyCommand, makeBundle, missingBuild } from './bundles.ts';
import { debugShell } from './debug-shell.ts';
import { foundImages } from './found-images.ts';
import { type GoodBox, goodBox, SLOT_IS_GOOD } from './good-box.ts';
import { missingImage, READY } from './machine.ts';
import { makeNewerProgram } from './newer-program.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGE = `${BOARD}-debug`;
const IMAGES = 3;
const GRUBENV = 'grub-editenv /boot/efi/EFI/BOOT/grubenv list | paste -sd" "';

describe(`updates of ${BOARD} in QEMU`, { skip: missingImage(IMAGE) || missingBuild(BOARD) }, () => {
  let { box, powered, shell } = {} as GoodBox;
  const bundles: Record<string, Bundle> = {};
  let newer: ReturnType<typeof makeNewerProgram>;

  before(async () => {
    newer = makeNewerProgram(BOARDS[BOARD]!.architecture);
    bundles.good = makeBundle(BOARD, '9.1.0', newer);
    bundles.foreign = makeBundle(BOARD, '9.9.0', { keys: '.cache/image/foreign-key' });
    ({ box, powered, shell } = await goodBox(BOARD, 'update', Object.values(bundles).map(bundleFile)));
  });
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  async function start(): Promise<number> {
    shell?.close();
    powered = await box.start();
    return up();
  }
  async function up(): Promise<number> {
    const seconds = await powered.until(READY);
    shell?.close();
    shell = await debugShell(`${box.folder}/shell`);
    return seconds;
  }
  async function restart(slot: 'A' | 'B'): Promise<void> {
    const shown = powered.console().length;
    await shell.run('systemctl --no-block reboot');
    await powered.until(new RegExp(`^[\\s\\S]{${shown}}[\\s\\S]*Filmroom: starting slot ${slot}[\\s\\S]*${READY.source}`));
    await up();
  }
  async function storeImages(count: number): Promise<void> {
    const { folders } = ctLoad(count, 1);
    const { code, output } = await dcmtk('storescu', ['-aec', 'FILMROOM', '+sd', ...to(powered.port(104)), ...folders], {
      timeoutMs: 120_000,
    });
    assert.equal(code, 0, output);
  }
  /** Of the index, as its file says it (sqlite.org/fileformat2.html §1.3.12) once the program has closed it. */
  async function schema(): Promise<number> {
    const said = await shell.run(
      'systemctl stop filmroom && od -An -tu1 -j60 -N4 /var/lib/filmroom/index.sqlite && systemctl start filmroom',
      180_000,
    );
    return said
      .trim()
      .split(/\s+/)
      .reduce((number, byte) => number * 256 + Number(byte), 0);
  }
  const status = async () => JSON.parse(await shell.run('filmroom update status --json')) as UpdateStatus;
  const slotIsGood = () => shell.run(SLOT_IS_GOOD, 250_000);

  it('has found the slot of a new box good by its own self-test', async (t) => {
    const { slot, version, isProven, other } = await status();
    t.diagnostic((await shell.run(GRUBENV)).trim());
    assert.deepEqual([slot, isProven, other.isOk], ['A', true, false]);
    assert.notEqual(version, '9.1.0');
    await storeImages(IMAGES);
    for (const [at, [name, bundle]] of Object.entries(bundles).entries()) await shell.run(copyCommand(bundle, at, name), 120_000);
  });

  it('refuses what is signed by somebody else, and what is not signed', async () => {
    await shell.run('head -c 100000 /dev/urandom > /var/lib/filmroom/updates/unsigned.raucb');
    for (const name of ['foreign', 'unsigned'])
      await assert.rejects(
        shell.run(`filmroom update install ${name}.raucb --no-restart`),
        /not signed by whom this box believes|UPDATE_NOT_SIGNED/,
      );
    assert.match(await shell.run(GRUBENV), /ORDER=A B .*B_OK=0/);
  });

  it('runs the old slot, whole, after the plug was pulled while the other was written', async (t) => {
    await shell.run('filmroom update install good.raucb --no-restart >/run/install.log 2>&1 &');
    const written = `busctl --json=short get-property de.pengutronix.rauc / de.pengutronix.rauc.Installer Progress | grep -q 'Copying image'`;
    await shell.run(`for i in $(seq 300); do ${written} && sleep 1 && exit 0; sleep 0.2; done; cat /run/install.log; exit 1`, 120_000);
    await powered.cut();
    const seconds = await start();
    t.diagnostic(`READY after ${seconds.toFixed(0)} s`);
    const { slot, other } = await status();
    assert.deepEqual([slot, other.isOk], ['A', false]);
    assert.equal((await foundImages(powered.port(104))).length, IMAGES);
    await slotIsGood();
  });

  it('installs a good one, starts it, finds it good, and keeps the images', async (t) => {
    const begun = performance.now();
    await shell.run('filmroom update install good.raucb --no-restart', 300_000);
    t.diagnostic(`installed in ${((performance.now() - begun) / 1000).toFixed(0)} s; ${(await shell.run(GRUBENV)).trim()}`);
    assert.equal(await schema(), newer.before);
    await restart('B');
    await slotIsGood();
    const { slot, version, isProven, last } = await status();
    assert.deepEqual([slot, version, isProven, last?.outcome], ['B', '9.1.0', true, 'good']);
    assert.equal((await foundImages(powered.port(104))).length, IMAGES);
  });

  it('goes back when it is asked to: the older program goes on with the index that the newer one made', async () => {
    assert.equal(await schema(), newer.schema);
    const words = await shell.run('filmroom update back --no-restart');
    assert.match(words, /Slot A/);
    assert.match(await shell.run(GRUBENV), /ORDER=A B/);
    await restart('A');
    await slotIsGood();
    assert.equal((await status()).slot, 'A');
    assert.equal(await schema(), newer.schema);
    assert.equal((await foundImages(powered.port(104))).length, IMAGES);
    await storeImages(IMAGES + 1);
    assert.equal((await foundImages(powered.port(104))).length, IMAGES + 1);
  });
});
