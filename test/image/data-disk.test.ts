/** The data partition of a box: made and grown, missing, full, emptied by a factory reset. About 7 starts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ctLoad } from '../support/ct-load.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { inOwnMounts } from '../support/own-mounts.ts';
import { signIn } from '../support/signed-in.ts';
import { askForReset, digestOf, growDisk, inEsp, onVar, removePartition } from './change-disk.ts';
import { run } from './disk-partitions.ts';
import { foundImages } from './found-images.ts';
import { missingImage, READY } from './machine.ts';
import { type StartedBox, startedBox } from './started-box.ts';
import { claimCodeOf, readFromSystemPartition } from './system-partition.ts';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the box’s own CA; test/interop/tls.test.ts looks at certificates

inOwnMounts();

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGES = 3;

interface Status {
  readonly counts?: { readonly instances: number };
  readonly disk: { readonly totalBytes: number; readonly accepting: boolean };
  readonly panel: readonly { readonly led: string; readonly state: string }[];
}

describe(`the data disk of ${BOARD} in QEMU`, { skip: missingImage(BOARD) }, () => {
  let { box, powered } = {} as StartedBox;
  let putBack: () => void;
  after(() => powered?.cut());
  const begin = async () => {
    powered = await box.start();
    const seconds = await powered.until(READY);
    assert.match(READY.exec(powered.console())?.[0] ?? '', /, 0 failed units/);
    return seconds;
  };
  const url = () => `https://127.0.0.1:${powered.port(8042)}`;
  const status = async () => {
    const cookie = await signIn(url(), claimCodeOf(box.folder));
    return (await (await fetch(`${url()}/api/status`, { headers: { cookie } })).json()) as Status;
  };
  const storeLed = async () => (await status()).panel.find(({ led }) => led === 'STORE')?.state;
  const echo = async () => (await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(powered.port(104))])).code;
  const store = (...options: string[]) =>
    dcmtk('storescu', ['-v', '-aec', 'FILMROOM', '+sd', ...options, ...to(powered.port(104)), ...ctLoad(IMAGES, 1).folders], {
      timeoutMs: 300_000,
    });
  const found = async () => (await foundImages(powered.port(104))).length;
  const identity = async () => await onVar(box, (folder) => readFileSync(join(folder, 'lib/filmroom-box/identity.json'), 'utf8'));
  const machineId = async () => await onVar(box, (folder) => readFileSync(join(folder, 'lib/filmroom-machine-id'), 'utf8'));

  it('is made at the first start, as large as the disk allows', async () => {
    ({ box, powered } = await startedBox(BOARD, 'data-disk'));
    const { disk } = await status();
    assert.ok(disk.totalBytes > 2.3e9, `${disk.totalBytes} bytes`);
    assert.equal((await store()).code, 0);
    await powered.cut();
    assert.match(inEsp(box), /data-disk/);
    const name = /filmroom-[0-9A-Z]{4}/.exec(readFromSystemPartition(box.folder, 'filmroom/name').toString('utf8'))?.[0];
    assert.equal(claimCodeOf(box.folder), undefined, 'it has an owner now');
    assert.ok(name && (await identity()).includes(name.slice(-4)), 'the box has a name, the same on both partitions');
  });

  it('missing: the box starts, says so, refuses images with A700, and writes nothing else', async (t) => {
    putBack = removePartition(box, 'filmroom-data');
    const slot = digestOf(box, 'filmroom-a');
    const seconds = await begin();
    t.diagnostic(`without its data partition: READY after ${seconds.toFixed(0)} s`);
    assert.match(powered.console(), /NO DATA DISK: the data disk of this box is not there/);
    assert.equal(await echo(), 0);
    const { output } = await store('-nh');
    assert.match(output, /0xa700|out ?of ?resources/i);
    const page = await fetch(`${url()}/login`); // the accounts are on that disk: nobody signs in
    assert.equal(page.status, 503);
    assert.match(await page.text(), /data disk of this box is not there/);
    await powered.cut();
    assert.equal(digestOf(box, 'filmroom-a'), slot);
    await assert.rejects(
      onVar(box, () => {}),
      /no partition filmroom-data/,
    );
  });

  it('back again, on a larger disk: what was stored is there, and it has grown', async () => {
    putBack();
    growDisk(box, 6);
    await begin();
    assert.equal(await found(), IMAGES);
    assert.ok((await status()).disk.totalBytes > 4.3e9);
    await powered.cut();
  });

  it('full: the box starts, says so, refuses images with A700, and shows what it has', async () => {
    await onVar(box, (folder) => {
      const { bavail, bsize } = statfsSync(folder);
      run('fallocate', '--length', String(bavail * bsize - 100e6), join(folder, 'ballast'));
    });
    await begin();
    assert.equal(await echo(), 0);
    assert.match((await store('-nh')).output, /0xa700|out ?of ?resources/i);
    assert.equal(await storeLed(), 'disk-full');
    assert.equal(await found(), IMAGES);
    await powered.cut();
    await onVar(box, (folder) => rmSync(join(folder, 'ballast')));
  });

  it('a factory reset that keeps the images makes it another box, with them', async (t) => {
    const before = { identity: await identity(), machineId: await machineId() };
    await onVar(box, (folder) => run('touch', join(folder, 'lib/filmroom/of-the-owner.json')));
    askForReset(box, 'keep-images');
    const seconds = await begin();
    t.diagnostic(`start with a reset: READY after ${seconds.toFixed(0)} s`);
    assert.equal(await found(), IMAGES);
    assert.equal(await storeLed(), 'ready');
    await powered.cut();
    assert.notEqual(await identity(), before.identity);
    assert.notEqual(await machineId(), before.machineId);
    assert.ok(await onVar(box, (folder) => !existsSync(join(folder, 'lib/filmroom/of-the-owner.json'))));
    assert.doesNotMatch(inEsp(box), /reset/);
  });

  it('a factory reset that wipes, its plug pulled in the middle, comes to its end at the next start', async (t) => {
    const before = await identity();
    askForReset(box, 'wipe');
    powered = await box.start();
    await powered.until(/Filmroom: a factory reset is under way/);
    await delay(Math.random() * 3000);
    await powered.cut();
    const wasDone = !inEsp(box).includes('reset');
    const seconds = await begin();
    t.diagnostic(`the plug was pulled ${wasDone ? 'after' : 'in the middle of'} it; READY after ${seconds.toFixed(0)} s`);
    assert.equal((await status()).counts?.instances, 0);
    assert.equal(await storeLed(), 'ready');
    assert.equal((await store()).code, 0);
    await powered.cut();
    assert.notEqual(await identity(), before);
    assert.doesNotMatch(inEsp(box), /reset/);
  });
});
