/** make flash, onto a loop device in place of a card. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inOwnMounts } from '../support/own-mounts.ts';

inOwnMounts();

const FLASH = new URL('../../os-image/flash/flash.ts', import.meta.url).pathname;
const MEGABYTE = 1024 * 1024;

const run = (program: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};
const flash = (image: string, device: string, answer: string) =>
  spawnSync(process.execPath, [FLASH, image, device], { encoding: 'utf8', input: answer });
/** The same, and something happens while the question waits. */
async function flashMeanwhile(image: string, device: string, answer: string, meanwhile: () => void) {
  const child = spawn(process.execPath, [FLASH, image, device]);
  const said = { out: '', errors: '' };
  child.stderr.on('data', (chunk: Buffer) => {
    said.errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk;
      if (said.out.includes('to go on:')) resolve();
    });
  });
  meanwhile();
  child.stdin.end(answer);
  return { status: await ended, ...said };
}

const noLoop = process.getuid?.() === 0 ? spawnSync('losetup', ['--find']).status !== 0 && 'no loop devices' : 'needs root: a loop device';

describe('make flash', { skip: noLoop }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-flash-'));
  const card = join(folder, 'card');
  const image = join(folder, 'image.img.xz');
  const bytes = randomBytes(20 * MEGABYTE);
  let device = '';
  let name = '';

  before(() => {
    writeFileSync(join(folder, 'image.img'), bytes);
    run('xz', '-0', '--keep', join(folder, 'image.img'));
    writeFileSync(card, '');
    truncateSync(card, 64 * MEGABYTE);
    run('mkfs.ext4', '-q', '-L', 'holiday', card);
    device = run('losetup', '--find', '--show', card);
    name = device.replace('/dev/', '');
  });
  after(() => {
    spawnSync('losetup', ['--detach', device]);
    rmSync(folder, { recursive: true });
  });

  it('shows what is there, and writes nothing unless the name of the disk is typed', () => {
    const old = readFileSync(card);
    for (const answer of ['', 'yes\n', 'sda\n']) {
      const { status, stdout, stderr } = flash(image, device, answer);
      assert.equal(status, 1, stdout);
      assert.match(stdout, /ext4 "holiday"/);
      assert.match(stderr, /Nothing was written/);
    }
    assert.ok(readFileSync(card).equals(old));
  });

  it('refuses a disk that is mounted, and one that is too small', () => {
    const at = join(folder, 'mounted');
    mkdirSync(at);
    run('mount', device, at);
    const mounted = flash(image, device, `${name}\n`);
    run('umount', at);
    assert.equal(mounted.status, 1);
    assert.match(mounted.stderr, /is mounted at .*: unmount it first|is in use/);

    const large = join(folder, 'large.img');
    writeFileSync(large, '');
    truncateSync(large, 65 * MEGABYTE);
    run('xz', '-0', large);
    const small = flash(`${large}.xz`, device, `${name}\n`);
    assert.equal(small.status, 1);
    assert.match(small.stderr, /holds 0\.1 GB, the image needs 0\.1 GB/);
  });

  it('writes no disk that it did not show: a link that points elsewhere by then', async () => {
    const [link, other] = [join(folder, 'link'), join(folder, 'other')];
    writeFileSync(other, '');
    truncateSync(other, 64 * MEGABYTE);
    const second = run('losetup', '--find', '--show', other);
    symlinkSync(device, link);
    const { status, errors } = await flashMeanwhile(image, link, 'link\n', () => {
      rmSync(link);
      symlinkSync(second, link);
    });
    run('losetup', '--detach', second);
    assert.equal(status, 1);
    assert.match(errors, /is not the disk that was shown any more.*Nothing was written/s);
    assert.ok(readFileSync(other).every((byte) => byte === 0));
  });

  it('nor one that took its place under the same name', async () => {
    const old = join(folder, 'put-in-since');
    copyFileSync(card, old); // the same bytes: only the kernel knows that it is another
    const { status, errors } = await flashMeanwhile(image, device, `${name}\n`, () => {
      run('losetup', '--detach', device);
      run('losetup', device, old);
    });
    run('losetup', '--detach', device);
    run('losetup', device, card);
    assert.equal(status, 1);
    assert.match(errors, /is not the disk that was shown any more.*ext4 "holiday".*Nothing was written/s);
    assert.ok(readFileSync(old).equals(readFileSync(card)));
  });

  it('writes the image, reads it back, and leaves what is behind it alone', () => {
    const { status, stdout, stderr } = flash(image, device, `${name}\n`);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /writing +100 %.*checking +100 %.*is ready/s);
    assert.ok(readFileSync(card).subarray(0, bytes.byteLength).equals(bytes));
  });

  it('says so when the image is damaged', () => {
    const damaged = join(folder, 'damaged.img.xz');
    const packed = readFileSync(image);
    packed.fill(0, 10 * MEGABYTE, 10 * MEGABYTE + 100);
    writeFileSync(damaged, packed);
    const { status, stderr } = flash(damaged, device, `${name}\n`);
    assert.equal(status, 1);
    assert.match(stderr, /is damaged/);
  });
});
