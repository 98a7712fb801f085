import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';

const OUT_OF_RESOURCES = 0xa7; // high byte of A7xx (PS3.4 Table B.2-1)
const contexts = [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }];

async function send(filmroom: Filmroom, image: ReturnType<typeof smallImage>): Promise<{ status: number; comment: string }> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 15_000 });
  const { command } = await peer.ask(1, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
  await peer.release();
  return { status: statusOf(command), comment: command.get(0x00000902)?.toString('latin1').trim() ?? '' };
}

/** The first answer that is a success, or the last: the disk may be looked at from time to time only. */
async function statusOnceWritable(filmroom: Filmroom, image: ReturnType<typeof smallImage>): Promise<number> {
  let { status } = await send(filmroom, image);
  for (let tries = 0; tries < 20 && status !== 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ status } = await send(filmroom, image));
  }
  return status;
}

/**
 * Makes these folders read-only for a program that runs: each is mounted on itself. A whole file system cannot be, while a file on it is
 * open for writing.
 *
 * @returns what makes them writable again; undefined, and the test is skipped, where the machine does not let us mount
 */
function readOnly(t: TestContext, folders: readonly string[]): (() => void) | undefined {
  const mounted: string[] = [];
  const undo = () => {
    for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
  };
  t.after(undo);
  for (const folder of folders) {
    for (const args of [
      ['--bind', folder, folder],
      ['-o', 'remount,bind,ro', folder],
    ]) {
      const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
      if (status !== 0) {
        undo();
        t.skip(`needs the right to mount: ${stderr.trim()}`);
        return undefined;
      }
      if (!mounted.includes(folder)) mounted.push(folder);
    }
  }
  return undo;
}

describe('a disk that was read-only and is writable again', () => {
  for (const names of [['incoming'], ['images'], ['incoming', 'images']]) {
    it(`${names.join(' and ')}: refused in words, then taken without a restart, and nothing is left of what was refused`, async (t) => {
      const filmroom = await startFilmroom({ config: { storage: { reserveBytes: 0 } } });
      try {
        const [before, refused, after] = [smallImage({ fill: 1 }), smallImage({ fill: 2 }), smallImage({ fill: 3 })];
        assert.equal((await send(filmroom, before)).status, 0x0000);
        const writable = readOnly(
          t,
          names.map((name) => join(filmroom.dataFolder, name)),
        );
        if (!writable) return;
        for (let count = 0; count < 3; count++) {
          const { status, comment } = await send(filmroom, refused);
          assert.equal(status >> 8, OUT_OF_RESOURCES, `${status.toString(16)} ${comment}`);
          assert.match(comment, /read-only/);
        }
        assert.equal((await filmroom.ask('/api/studies')).status, 200);
        assert.deepEqual(filmroom.storedDataset(before.sopInstanceUid), before.dataset);

        writable();
        for (const image of [after, refused]) {
          assert.equal(await statusOnceWritable(filmroom, image), 0x0000);
          assert.deepEqual(filmroom.storedDataset(image.sopInstanceUid), image.dataset);
        }
        assert.equal(storedFiles(filmroom.dataFolder).size, 3);
        assert.deepEqual(readdirSync(join(filmroom.dataFolder, 'incoming')), []);
        assert.equal((await fetch(`${filmroom.webUrl}/healthz`)).status, 200);
      } finally {
        await filmroom.stop();
      }
    });
  }
});
