/** The image in dist, built again from packages on, is the same. Minutes: IMAGE_BOARD chooses the board, IMAGE_BUILD_AGAIN=0 leaves it out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BOARDS } from './boards.ts';
import { missingImage } from './machine.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const MOST_BYTES = 200_000_000;
const AGAIN = 'again';

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(join(ROOT, file))) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

const skip = process.env.IMAGE_BUILD_AGAIN === '0' ? 'IMAGE_BUILD_AGAIN=0' : missingImage(BOARD);

describe(`the image of ${BOARD}`, { skip }, () => {
  const first = `.cache/image/work/filmroom-${BOARD}`;
  const second = `${first}-${AGAIN}`;
  after(() => {
    rmSync(join(ROOT, second), { recursive: true, force: true });
    for (const end of ['img', 'img.xz', 'img.xz.sha256']) rmSync(join(ROOT, `dist/filmroom-${BOARD}-${AGAIN}.${end}`), { force: true });
  });

  it('is the same, byte for byte, when it is built again', { timeout: 2_400_000 }, async (t) => {
    const program = `dist/filmroom-linux-${BOARDS[BOARD]!.architecture}`;
    assert.equal(
      await sha256(program),
      await sha256(`${first}/root/usr/bin/filmroom`),
      `${program} is another one by now: make image first`,
    );
    const facts = new Map(
      readFileSync(join(ROOT, first, 'image'), 'utf8')
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    const begun = performance.now();
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'os-image/build.sh'), [BOARD], {
      encoding: 'utf8',
      env: { ...process.env, AGAIN, SOURCE_DATE_EPOCH: facts.get('SOURCE_DATE_EPOCH') },
    });
    assert.equal(status, 0, stdout + stderr);
    t.diagnostic(`built again in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    const pairs = [
      [facts.get('BASE')!, `${second}/base.tar`],
      ...['root.squashfs', 'out/disk.img'].map((file) => [`${first}/${file}`, `${second}/${file}`]),
    ];
    for (const [one = '', other = ''] of pairs) {
      const digest = await sha256(one);
      t.diagnostic(`${one} ${digest}`);
      assert.equal(await sha256(other), digest, one);
    }
  });

  it('is at most 200 MB to download', () => {
    assert.ok(statSync(join(ROOT, `dist/filmroom-${BOARD}.img.xz`)).size <= MOST_BYTES);
  });
});
