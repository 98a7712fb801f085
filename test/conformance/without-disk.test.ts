import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { systemClock } from '../../app/base/base.ts';
import { openUsers } from '../../app/users/users.ts';
import { smallImage } from '../support/dataset-bytes.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { gatheredLog } from '../support/gathered-log.ts';
import { CT_IMAGE_STORAGE, cEchoRq, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf, VERIFICATION } from '../support/raw-peer.ts';
import { PASSWORD } from '../support/users-under-test.ts';

const contexts = [VERIFICATION, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-none-'));
  t.after(() => {
    spawnSync('umount', ['-l', folder], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A file system of 16 MB on the folder; the test is skipped where none can be mounted. */
function isDisk(t: TestContext, folder: string): boolean {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) t.skip(`needs the right to mount: ${stderr.trim()}`);
  return status === 0;
}

/** Accounts on the folder, as a Filmroom in use has them. */
async function makeAccounts(dataFolder: string): Promise<void> {
  const claimSource = { isRight: () => true, windowLeftMs: () => 0, closeWindow: () => {}, claimed: async () => {} };
  const users = await openUsers({ folder: dataFolder, claimSource, clock: systemClock, log: gatheredLog().log });
  await users.claim({ code: '', name: 'root', password: PASSWORD }, '127.0.0.1');
  await users.close();
}

/** What the program on this folder answers and shows; with accounts to its administrator, without to the commands of this machine. */
async function look(dataFolder: string) {
  const before = readdirSync(dataFolder).sort();
  const hasAccounts = before.includes('users.json');
  const filmroom = await startFilmroom({ dataFolder, args: ['--stay-up'] });
  try {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const echo = statusOf((await peer.ask(1, cEchoRq())).command);
    const image = smallImage({ pixelBytes: 300_000 });
    const { command } = await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
    const again = statusOf((await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset)).command);
    await peer.release();
    const health = await fetch(`${filmroom.webUrl}/healthz`);
    const secret = () => readFileSync(join(dataFolder, 'program.secret'), 'utf8').trim();
    const headers = new Headers(hasAccounts ? { cookie: await filmroom.cookie() } : { authorization: `Bearer ${secret()}` });
    const status = (await (await fetch(`${filmroom.webUrl}/api/status`, { headers })).json()) as {
      readonly trouble?: { readonly words: string };
      readonly panel: readonly { readonly led: string; readonly state: string }[];
    };
    if (hasAccounts) {
      assert.equal((await filmroom.ask('/api/studies')).status, 503);
      assert.match(await (await filmroom.ask('/plain')).text(), /Filmroom runs without its data/);
    } else {
      const page = await fetch(`${filmroom.webUrl}/login`);
      assert.equal(page.status, 503);
      assert.match(await page.text(), /role="alert">the data disk of this box is not there</, 'nobody signs in, and nobody claims it');
    }
    assert.equal(await filmroom.isAlive(), true);
    return {
      ...{ echo, store: statusOf(command), again, health: health.status, trouble: status.trouble?.words ?? '' },
      comment: command.get(0x00000902)?.toString('latin1').trim() ?? '',
      panel: status.panel.map(({ led, state }) => `${led} ${state}`),
      left: readdirSync(dataFolder).filter((name) => !before.includes(name)),
      ...{ banner: filmroom.banner(), log: filmroom.log() },
    };
  } finally {
    await filmroom.stop();
  }
}

const REFUSED = { echo: 0x0000, store: 0xa700, again: 0xa700, health: 503 };
const outline = ({ echo, store, again, health }: Awaited<ReturnType<typeof look>>) => ({ echo, store, again, health });

describe('serve --stay-up without a data folder that can be used (PS3.4 Table B.2-1: A7xx)', () => {
  it('a box that found no data disk says so in the folder: STORE flashes red five times, nothing is written', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'no-data-disk'), 'the data disk of this box is not there\n');
    const seen = await look(folder);
    assert.deepEqual(outline(seen), REFUSED);
    assert.match(seen.comment, /data disk/);
    assert.match(seen.trouble, /The reason: the data disk of this box is not there\./);
    assert.match(seen.banner, /Data {4}NONE, images are refused: the data disk of this box is not there/);
    assert.match(seen.log, /archive\.absent .*ARCHIVE_NO_DISK/);
    assert.ok(seen.panel.includes('STORE disk-missing'), seen.panel.join());
    assert.deepEqual(
      seen.left,
      ['program.secret', 'self-test.json'],
      'where the self-test and the commands find the program, in the memory that stands in for the disk',
    );
  });
  it('an index of a later version, as of another box', async (t) => {
    const folder = temporaryFolder(t);
    await makeAccounts(folder);
    for (const name of ['images', 'incoming', 'quarantine']) mkdirSync(join(folder, name));
    const index = new DatabaseSync(join(folder, 'index.sqlite'));
    index.exec('CREATE TABLE instance (whatever); PRAGMA user_version = 999');
    index.close();
    const seen = await look(folder);
    assert.deepEqual(outline(seen), REFUSED);
    assert.match(seen.trouble, /version/);
    assert.ok(seen.panel.includes('STORE index-fault'), seen.panel.join());
  });
  it('an index that is gone while images are there is not begun anew', async (t) => {
    const folder = temporaryFolder(t);
    await makeAccounts(folder);
    mkdirSync(join(folder, 'images', '2026'), { recursive: true });
    writeFileSync(join(folder, 'images', '2026', '1.2.3.dcm'), '');
    const seen = await look(folder);
    assert.deepEqual(outline(seen), REFUSED);
    assert.match(seen.trouble, /filmroom reindex/);
    assert.equal(readdirSync(folder).includes('index.sqlite'), false);
  });
  it('a disk that is mounted read-only: STORE flashes red three times', async (t) => {
    const folder = temporaryFolder(t);
    if (!isDisk(t, folder)) return;
    await makeAccounts(folder);
    if (spawnSync('mount', ['-o', 'remount,ro', folder]).status !== 0) return t.skip('cannot remount read-only');
    const seen = await look(folder);
    assert.deepEqual(outline(seen), REFUSED);
    assert.match(seen.trouble, /mounted read-only/);
    assert.ok(seen.panel.includes('STORE disk-failed'), seen.panel.join());
  });
  it('a disk so full that no index fits: STORE flashes red twice', async (t) => {
    const folder = temporaryFolder(t);
    if (!isDisk(t, folder)) return;
    await makeAccounts(folder);
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(bavail * bsize));
    const seen = await look(folder);
    assert.deepEqual(outline(seen), REFUSED);
    assert.match(seen.trouble, /full/);
    assert.ok(seen.panel.includes('STORE disk-full'), seen.panel.join());
  });
  it('a folder that another Filmroom has is no such case: it ends', async () => {
    const first = await startFilmroom();
    try {
      await assert.rejects(startFilmroom({ dataFolder: first.dataFolder, args: ['--stay-up'] }), /in use by another Filmroom/);
    } finally {
      await first.stop();
    }
  });
});
