import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startChild } from '../support/child.ts';
import { smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';

const NOBODY = 65534;

async function send(filmroom: Filmroom, image: ReturnType<typeof smallImage>): Promise<number> {
  const peer = await rawAssociate(filmroom.dicomPort, {
    contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }],
  });
  const { command } = await peer.ask(1, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
  await peer.release();
  return statusOf(command);
}

/** Runs one command to its end; where it starts to serve, that is ended with a failure of the test. */
async function run(words: readonly string[], uid?: number) {
  const { program, args } = filmroomCommand();
  const ports = words[0] === 'serve' ? ['--port', '0', '--web-port', '0'] : [];
  const child = startChild(program, [...args, ...words, ...ports], uid === undefined ? {} : { uid });
  const timer = setTimeout(() => void child.end('SIGKILL'), 20_000);
  const { code } = await child.exited;
  clearTimeout(timer);
  return { code, out: child.stdout(), words: child.stderr() };
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-start-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  return folder;
}

/** A data folder with one image, after a clean end. */
async function usedFolder(folder: string): Promise<string> {
  const dataFolder = join(folder, 'data');
  const filmroom = await startFilmroom({ dataFolder, config: { storage: { reserveBytes: 0 } } });
  assert.equal(await send(filmroom, smallImage()), 0);
  await filmroom.cookie(); // claimed, as a Filmroom in use is
  await filmroom.stop();
  return dataFolder;
}

function ownDisk(t: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-start-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { encoding: 'utf8' });
  t.after(() => {
    if (status === 0) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (status === 0) return folder;
  t.skip(`needs the right to mount: ${stderr.trim()}`);
  return undefined;
}

/** Fills the disk to its last byte. @returns how to empty it again */
function fill(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  return () => rmSync(ballast);
}

describe('the start and the end of filmroom serve', () => {
  it('a list of callers that lets nobody in is warned of', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list' }] } });
    try {
      assert.match(filmroom.log(), /every association will be refused/);
    } finally {
      await filmroom.stop();
    }
  });
  it('SIGHUP (the terminal was closed) ends it like SIGTERM', async () => {
    const filmroom = await startFilmroom();
    process.kill(filmroom.pid, 'SIGHUP');
    assert.deepEqual(await filmroom.exited, { code: 0, signal: null });
    await filmroom.stop();
  });
});

describe('a data folder of somebody else', { skip: process.getuid?.() !== 0 && 'needs root to make one' }, () => {
  for (const command of ['serve', 'verify', 'reindex'])
    it(`${command}: that nobody else may enter, without a configuration`, async (t) => {
      const folder = join(temporaryFolder(t), 'data');
      mkdirSync(folder, { mode: 0o700 });
      const { code, words } = await run([command, '--data', folder], NOBODY);
      assert.equal(code, 4);
      assert.match(words, /belongs to root\..*chown -R nobody .*\n\(ARCHIVE_FOLDER_UNUSABLE\)\n$/);
    });
  it('that others may read: the owner and what to do', async (t) => {
    const folder = await usedFolder(temporaryFolder(t));
    chmodSync(folder, 0o755);
    const { code, words } = await run(['serve', '--data', folder], NOBODY);
    assert.equal(code, 4);
    assert.match(words, /data belongs to root\..*chown -R nobody .*\n\(ARCHIVE_FOLDER_UNUSABLE\)\n$/);
  });
  for (const part of ['incoming', 'images', 'index.sqlite'])
    it(`of which only ${part} is root's, after it ran once with sudo`, async (t) => {
      const folder = await usedFolder(temporaryFolder(t));
      spawnSync('chown', ['-R', String(NOBODY), folder]);
      chownSync(join(folder, part), 0, 0);
      chmodSync(join(folder, part), part.includes('.') ? 0o640 : 0o750);
      const { code, words } = await run(['serve', '--data', folder], NOBODY);
      assert.equal(code, 4);
      assert.match(words, new RegExp(`${part} belongs to root\\..*chown -R nobody .*\\n\\(ARCHIVE_FOLDER_UNUSABLE\\)\\n$`));
    });
  it('root itself starts on it, with a warning', async (t) => {
    const folder = join(temporaryFolder(t), 'data');
    mkdirSync(folder);
    chownSync(folder, NOBODY, NOBODY);
    const filmroom = await startFilmroom({ dataFolder: folder });
    assert.match(filmroom.log(), /warn .*runs as root on the data folder of nobody/);
    await filmroom.stop();
  });
});

describe('a disk that is mounted read-only', () => {
  it('serve and reindex say so, verify verifies', async (t) => {
    const disk = ownDisk(t);
    if (!disk) return;
    const folder = await usedFolder(disk);
    writeFileSync(join(folder, 'index.new.sqlite'), '');
    if (spawnSync('mount', ['-o', 'remount,ro', disk]).status !== 0) return t.skip('cannot remount read-only');
    for (const command of ['serve', 'reindex']) {
      const { code, words } = await run([command, '--data', folder]);
      assert.equal(code, 4);
      assert.match(words, /mounted read-only.*\n\(ARCHIVE_READ_ONLY\)\n$/);
    }
    assert.deepEqual(await run(['verify', '--data', folder]), { ...(await run(['verify', '--data', folder])), code: 0, words: '' });
    assert.match((await run(['verify', '--data', folder])).out, /^1 image read,.*all as they were received/m);
  });
});

describe('a disk without one free byte', () => {
  it('serve starts, refuses with A700, says so, and shows what is stored', async (t) => {
    const disk = ownDisk(t);
    if (!disk) return;
    const dataFolder = await usedFolder(disk);
    const empty = fill(disk);
    const filmroom = await startFilmroom({ dataFolder });
    try {
      assert.equal(await send(filmroom, smallImage()), 0xa700);
      assert.equal((await fetch(`${filmroom.webUrl}/healthz`)).status, 503);
      assert.match(await (await filmroom.ask('/api/studies')).text(), /"images":1|"instances":1/);
      empty();
    } finally {
      await filmroom.stop();
    }
  });
  it('without room for the index either: ARCHIVE_FULL; verify verifies; reindex leaves nothing', async (t) => {
    const disk = ownDisk(t);
    if (!disk) return;
    const folder = await usedFolder(disk);
    rmSync(join(folder, 'spare-room'));
    fill(disk);
    const before = readdirSync(folder);
    const reindexed = await run(['reindex', '--data', folder]);
    assert.equal(reindexed.code, 4);
    assert.match(reindexed.words, /disk is full.*\n\(ARCHIVE_FULL\)\n$/);
    assert.deepEqual(readdirSync(folder), before);
    assert.match((await run(['verify', '--data', folder])).out, /^1 image read,.*all as they were received/m);
    const served = await run(['serve', '--data', folder]);
    assert.equal(served.code, 4);
    assert.match(served.words, /disk is full.*\n\(ARCHIVE_FULL\)\n$/);
  });
  it('without a reserve: full after the first refusal, until an image fits', async (t) => {
    const disk = ownDisk(t);
    if (!disk) return;
    const filmroom = await startFilmroom({ dataFolder: join(disk, 'data'), config: { storage: { reserveBytes: 0 } } });
    try {
      const health = async () => (await fetch(`${filmroom.webUrl}/healthz`)).status;
      assert.equal(await health(), 200);
      const empty = fill(disk);
      rmSync(join(filmroom.dataFolder, 'spare-room')); // some room, and too little
      assert.equal(await send(filmroom, smallImage({ pixelBytes: 900_000 })), 0xa700);
      assert.equal(await health(), 503);
      empty();
      assert.equal(await send(filmroom, smallImage({ pixelBytes: 900_000 })), 0);
      assert.equal(await health(), 200);
    } finally {
      await filmroom.stop();
    }
  });
});

describe('filmroom verify', () => {
  it('runs beside filmroom serve', async () => {
    const filmroom = await startFilmroom();
    try {
      assert.equal(await send(filmroom, smallImage()), 0);
      const { code, out } = await run(['verify', '--data', filmroom.dataFolder]);
      assert.deepEqual({ code, out }, { code: 0, out: out.replace(/^\d+ images?/, '1 image') });
      const { code: refused, words } = await run(['reindex', '--data', filmroom.dataFolder]);
      assert.equal(refused, 4);
      assert.match(words, /in use by another Filmroom.*stop it/);
    } finally {
      await filmroom.stop();
    }
  });
  it('after kill -9 an ingest that was under way is no fault, and the next start settles it', async (t) => {
    const dataFolder = join(temporaryFolder(t), 'data');
    const filmroom = await startFilmroom({ dataFolder });
    assert.equal(await send(filmroom, smallImage()), 0);
    await filmroom.kill();
    writeFileSync(join(dataFolder, 'incoming', 'half.part'), 'half');
    const { code, out } = await run(['verify', '--data', dataFolder]);
    assert.equal(code, 0, out);
    assert.match(out, /unfinished +1 in incoming\//);
    await (await startFilmroom({ dataFolder })).stop();
    assert.equal(existsSync(join(dataFolder, 'incoming', 'half.part')), false);
  });
});
