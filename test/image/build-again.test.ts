/** An image built twice, from packages on, is twice the same. Minutes: IMAGE_BOARD chooses the board, IMAGE_BUILD_AGAIN=0 leaves it out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { missingImage } from './machine.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const MOST_BYTES = 200_000_000;
const FILES = ['base.tar', 'root.squashfs', 'out/disk.img'];

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

const skip = process.env.IMAGE_BUILD_AGAIN === '0' ? 'IMAGE_BUILD_AGAIN=0' : missingImage(BOARD);

describe(`the image of ${BOARD}`, { skip }, () => {
  const words = ['once', 'twice'];
  const work = (word: string) => join(ROOT, `.cache/image/work/filmroom-${BOARD}-${word}`);
  after(() => {
    for (const word of words) {
      rmSync(work(word), { recursive: true, force: true });
      for (const end of ['img', 'img.xz', 'img.xz.sha256']) rmSync(join(ROOT, `dist/filmroom-${BOARD}-${word}.${end}`), { force: true });
    }
  });

  it('is the same, byte for byte, when it is built again', { timeout: 2_400_000 }, async (t) => {
    for (const AGAIN of words) {
      const begun = performance.now();
      const { status, stdout, stderr } = spawnSync(join(ROOT, 'os-image/build.sh'), [BOARD], {
        encoding: 'utf8',
        env: { ...process.env, AGAIN, SOURCE_DATE_EPOCH: '1767225600' },
      });
      assert.equal(status, 0, stdout + stderr);
      t.diagnostic(`built ${AGAIN} in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
    for (const file of FILES) {
      const [once, twice] = await Promise.all(words.map((word) => sha256(join(work(word), file))));
      t.diagnostic(`${file} ${once}`);
      assert.equal(twice, once, file);
    }
  });

  it('is at most 200 MB to download', () => {
    assert.ok(statSync(join(ROOT, `dist/filmroom-${BOARD}.img.xz`)).size <= MOST_BYTES);
  });
});
