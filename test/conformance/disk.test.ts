import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cEchoRq, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf, VERIFICATION } from '../support/raw-peer.ts';

const contexts = [VERIFICATION, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

/** A small file system of its own; the test is skipped, with the reason, where the machine does not let us mount one. */
function smallDisk(t: TestContext, megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    t.skip(`needs the right to mount: ${mounted.stderr.trim()}`);
    return undefined;
  }
  t.after(() => {
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function send(filmroom: Filmroom, image: ReturnType<typeof smallImage>): Promise<{ status: number; comment: string }> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 15_000 });
  const { command } = await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
  await peer.release();
  return { status: statusOf(command), comment: command.get(0x00000902)?.toString('latin1').trim() ?? '' };
}

describe('a full disk (PS3.4 Table B.2-1: A7xx)', () => {
  it('A700 in words, reads go on, the page says so, nothing half-stored, and it takes images again when space returns', async (t) => {
    const disk = smallDisk(t, 24);
    if (!disk) return;
    const filmroom = await startFilmroom({ dataFolder: join(disk, 'data'), config: { storage: { reserveBytes: 4_000_000 } } });
    try {
      await filmroom.cookie(); // claimed while there is room
      const kept: ReturnType<typeof smallImage>[] = [];
      let refused: { status: number; comment: string } | undefined;
      for (let count = 0; count < 60 && !refused; count++) {
        const image = smallImage({ pixelBytes: 900_000, fill: count });
        const answer = await send(filmroom, image);
        if (answer.status === 0) kept.push(image);
        else refused = answer;
      }
      assert.equal(refused?.status, 0xa700);
      assert.match(refused?.comment ?? '', /full|space/i);
      assert.ok(kept.length > 3);
      for (const image of kept) assert.deepEqual(filmroom.storedDataset(image.sopInstanceUid), image.dataset);
      assert.deepEqual(readdirSync(join(filmroom.dataFolder, 'incoming')), []);

      const echo = await rawAssociate(filmroom.dicomPort, { contexts });
      assert.equal(statusOf((await echo.ask(1, cEchoRq())).command), 0);
      await echo.release();
      const status = (await (await filmroom.ask('/api/status')).json()) as { disk: { accepting: boolean } };
      assert.equal(status.disk.accepting, false);
      assert.equal((await filmroom.ask('/api/studies')).status, 200);

      spawnSync('mount', ['-o', 'remount,size=64m', disk]);
      const again = smallImage({ pixelBytes: 900_000 });
      let answer = await send(filmroom, again);
      for (let tries = 0; tries < 20 && answer.status !== 0; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        answer = await send(filmroom, again);
      }
      assert.equal(answer.status, 0);
    } finally {
      await filmroom.stop();
    }
  });

  it('without any reserve, a disk that fills in the middle of an object: A700, and no part remains', async (t) => {
    const disk = smallDisk(t, 16);
    if (!disk) return;
    const filmroom = await startFilmroom({ dataFolder: join(disk, 'data'), config: { storage: { reserveBytes: 0 } } });
    try {
      const answer = await send(filmroom, smallImage({ pixelBytes: 20_000_000 }));
      assert.equal(answer.status, 0xa700);
      assert.deepEqual(readdirSync(join(filmroom.dataFolder, 'incoming')), []);
      assert.equal((await send(filmroom, smallImage())).status, 0);
    } finally {
      await filmroom.stop();
    }
  });
});

/** A disk of its own that the kernel makes read-only when it finds an error on it, as a broken one's is; `fail` has it find one. */
function failingDisk(t: TestContext): { readonly folder: string; fail(): void } | undefined {
  const base = mkdtempSync(join(tmpdir(), 'filmroom-disk-'));
  const [image, folder] = [join(base, 'image'), join(base, 'mounted')];
  t.after(() => {
    spawnSync('umount', ['-l', folder]);
    rmSync(base, { recursive: true, force: true });
  });
  mkdirSync(folder);
  const commands = [
    ['truncate', '-s', '96M', image],
    ['mkfs.ext4', '-q', '-F', image],
    ['mount', '-o', 'loop,errors=remount-ro', image, folder],
  ] as const;
  for (const [program, ...words] of commands) {
    const { status, stderr, error } = spawnSync(program, words, {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
    if (status === 0) continue;
    t.skip(`needs the right to mount a disk image: ${program}: ${(stderr || String(error)).trim()}`);
    return undefined;
  }
  const device = basename(spawnSync('findmnt', ['-no', 'SOURCE', folder], { encoding: 'utf8' }).stdout.trim());
  const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`;
  if (!/^loop\d+$/.test(device) || !existsSync(trigger)) {
    t.skip('the kernel offers no way to make the disk fail');
    return undefined;
  }
  return { folder, fail: () => writeFileSync(trigger, 'conformance test') };
}

describe('a disk that turns read-only', () => {
  it('refuses each image in words, keeps nothing half-stored, says so on the page, and stays up', async (t) => {
    const disk = failingDisk(t);
    if (!disk) return;
    const dataFolder = join(disk.folder, 'data');
    const filmroom = await startFilmroom({ dataFolder, config: { storage: { reserveBytes: 0 } } });
    try {
      await filmroom.cookie(); // claimed while the disk takes something
      const kept = smallImage();
      assert.equal((await send(filmroom, kept)).status, 0x0000);
      const before = storedFiles(dataFolder);
      disk.fail();
      for (let count = 0; count < 3; count++) {
        const refused = await send(filmroom, smallImage());
        assert.equal(refused.status, 0xa700, refused.comment);
        assert.match(refused.comment, /read-only/);
      }
      assert.deepEqual(storedFiles(dataFolder), before);
      assert.deepEqual(filmroom.storedDataset(kept.sopInstanceUid), kept.dataset);
      assert.equal(await filmroom.isAlive(), true);
      assert.equal((await fetch(`${filmroom.webUrl}/healthz`)).status, 503);
      assert.equal((await filmroom.ask('/api/studies')).status, 200);
      const echo = await rawAssociate(filmroom.dicomPort, { contexts });
      assert.equal(statusOf((await echo.ask(1, cEchoRq())).command), 0x0000);
      await echo.release();
    } finally {
      await filmroom.stop();
    }
  });
});

describe('a start that cannot succeed says why and what to do', () => {
  const start = async (options: Parameters<typeof startFilmroom>[0]): Promise<string> => {
    try {
      const filmroom = await startFilmroom(options);
      await filmroom.stop();
    } catch (error) {
      return String((error as Error).message);
    }
    return assert.fail('it started');
  };
  it('an unknown key in the configuration is named', async () => {
    assert.match(await start({ config: { ownAETitel: 'X' } }), /ownAETitel/);
  });
  it('a folder on a read-only disk', async (t) => {
    const disk = smallDisk(t, 4);
    if (!disk) return;
    if (spawnSync('mount', ['-o', 'remount,ro', disk]).status !== 0) return t.skip('cannot remount read-only');
    assert.match(await start({ dataFolder: join(disk, 'data') }), /on a disk that is mounted read-only/);
  });
  it('a data folder of somebody else', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('needs root to make a folder of somebody else');
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-foreign-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o700);
    mkdirSync(join(folder, 'images'));
    writeFileSync(join(folder, 'images', 'x'), '');
    chownSync(folder, 0, 0);
    assert.match(await start({ dataFolder: folder, uid: 65534 }), /belongs to root.*chown/s);
  });
  it('a second program on the same folder', async () => {
    const first = await startFilmroom();
    try {
      assert.match(await start({ dataFolder: first.dataFolder }), /in use by another Filmroom/);
    } finally {
      await first.stop();
    }
  });
  it('a port that is taken', async () => {
    const first = await startFilmroom();
    try {
      assert.match(await start({ config: { listeners: [{ port: first.dicomPort }] } }), new RegExp(`${first.dicomPort}`));
    } finally {
      await first.stop();
    }
  });
});
