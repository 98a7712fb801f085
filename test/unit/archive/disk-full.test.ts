import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Archive, reindex, verify } from '../../../app/archive/archive.ts';
import { archiveFor, faultsIn, filesIn, heldIn, objectWith, send, storedDataset } from '../../support/archive-under-test.ts';
import { numbered, SOP } from './leftovers.ts';

const MEGABYTE = 1_000_000;

/** A disk of its own of 8 MB; undefined where this user may not mount one. */
function smallDisk(t: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', folder], { stdio: 'ignore' });
  } catch {
    rmdirSync(folder);
    t.skip('may not mount a small disk');
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]); // after hooks run in their order: the archive may still be open
    rmdirSync(folder);
  });
  return folder;
}

/** Takes the room away but for `left` bytes. @returns how to give it back */
function fillDisk(disk: string, left: number): () => void {
  const { bavail, bsize } = statfsSync(disk);
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - left));
  return () => rmSync(ballast);
}

const large = objectWith({ [SOP]: '1.2.3.9' }, { bytes: 3 * MEGABYTE });

async function openOn(t: TestContext, disk: string, reserveBytes = 0): Promise<{ folder: string; archive: Archive }> {
  const folder = join(disk, 'data');
  return { folder, archive: await archiveFor(t, { folder, reserveBytes }) };
}

describe('a disk that is full', () => {
  for (const [words, left] of [
    ['while the object is received', MEGABYTE],
    ['at the first block', 4096],
    ['at the very first byte', 0],
  ] as const) {
    it(`${words}: ARCHIVE_FULL, nothing of it remains, reads go on, and it is taken once there is room`, async (t) => {
      const disk = smallDisk(t);
      if (disk === undefined) return;
      const { folder, archive } = await openOn(t, disk);
      const { file } = await send(archive, numbered(1));
      const giveBack = fillDisk(disk, left);

      await assert.rejects(send(archive, large), { code: 'ARCHIVE_FULL' });

      assert.deepEqual(filesIn(folder, 'incoming'), []);
      assert.deepEqual(filesIn(folder, 'images'), [file]);
      assert.deepEqual(storedDataset(folder, file, numbered(1)), numbered(1).dataset);
      assert.equal((await archive.recentStudies(10)).length, 1);
      assert.equal((await archive.counts()).instances, 1);

      giveBack();
      assert.equal((await send(archive, large)).outcome, 'stored');
      await archive.close();
      assert.deepEqual(Object.keys(heldIn(folder).images).sort(), ['1.2.3.1', '1.2.3.9']);
      assert.deepEqual(faultsIn(folder), []);
    });
  }

  it('with hardly any room left, whatever each object gets as its answer: the stored ones are whole, of the refused nothing remains', async (t) => {
    const disk = smallDisk(t);
    if (disk === undefined) return;
    const { folder, archive } = await openOn(t, disk);
    const { file } = await send(archive, numbered(1));
    const giveBack = fillDisk(disk, 400_000); // some objects of 20 KB, and some pages of the index
    const stored = new Map([['1.2.3.1', numbered(1).sha256]]);
    const codes = new Set<string>();
    for (let n = 2; n < 40; n++) {
      const object = numbered(n);
      await send(archive, object).then(
        () => stored.set(`1.2.3.${n}`, object.sha256),
        ({ code }) => codes.add(code),
      );
    }
    assert.deepEqual([...codes], ['ARCHIVE_FULL']);
    assert.ok(stored.size > 1, 'none was stored before the disk was full');
    assert.deepEqual(storedDataset(folder, file, numbered(1)), numbered(1).dataset);
    assert.equal((await archive.counts()).instances, stored.size);

    giveBack();
    assert.equal((await send(archive, numbered(50))).outcome, 'stored');
    await archive.close();
    stored.set('1.2.3.50', numbered(50).sha256);
    assert.deepEqual(heldIn(folder).images, Object.fromEntries(stored));
    assert.deepEqual(faultsIn(folder), []);
    assert.equal((await verify(folder)).index, 'ok');
  });

  it('an overwrite that finds no room leaves what was there', async (t) => {
    const disk = smallDisk(t);
    if (disk === undefined) return;
    const { folder, archive } = await openOn(t, disk);
    await send(archive, numbered(1));
    const giveBack = fillDisk(disk, 4096);
    await assert.rejects(send(archive, numbered(1, 77)), { code: 'ARCHIVE_FULL' });
    giveBack();
    await archive.close();
    assert.deepEqual(heldIn(folder).images, { '1.2.3.1': numbered(1).sha256 });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a reindex that finds no room leaves the present index', async (t) => {
    const disk = smallDisk(t);
    if (disk === undefined) return;
    const { folder, archive } = await openOn(t, disk);
    await send(archive, numbered(1));
    await archive.close();
    const giveBack = fillDisk(disk, 40_000);
    await assert.rejects(reindex(folder), { code: 'ARCHIVE_FULL' });
    giveBack();
    assert.deepEqual(faultsIn(folder), []);
    assert.equal((await reindex(folder)).indexed, 1);
  });
});

describe('the reserve', () => {
  it('is kept free: refused before a byte is written, and taken again when there is room', async (t) => {
    const disk = smallDisk(t);
    if (disk === undefined) return;
    const { folder, archive } = await openOn(t, disk, 2 * MEGABYTE);
    await send(archive, numbered(1));
    assert.equal(archive.diskSpace().accepting, true);
    const giveBack = fillDisk(disk, MEGABYTE);
    await new Promise((resolve) => setTimeout(resolve, 600)); // it looks at most every 500 ms
    await assert.rejects(send(archive, numbered(2)), { code: 'ARCHIVE_FULL', message: /1 MB free, 2 MB kept in reserve/ });
    assert.deepEqual(filesIn(folder, 'incoming'), []);
    assert.equal(archive.diskSpace().accepting, false);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the look that a refusal asks for is over
    giveBack();
    assert.equal((await send(archive, numbered(2))).outcome, 'stored');
    assert.equal(archive.diskSpace().accepting, true);
  });
});
