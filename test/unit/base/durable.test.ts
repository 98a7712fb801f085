import assert from 'node:assert/strict';
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  alignedBuffer,
  BLOCK_ALIGNMENT,
  BlockFile,
  DurableFolders,
  errnoOf,
  FolderSyncs,
  linkIfAbsent,
  removeFile,
  replaceFile,
  replaceIfOther,
  statOrNothing,
} from '../../../app/base/base.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-base-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('BlockFile', () => {
  for (const bytes of [0, 1, 2, 511, 4095, 4096, 4097, 8191, 8192, 12_289]) {
    it(`holds exactly ${bytes} bytes, written in whole blocks`, async (t) => {
      const path = join(folderFor(t), 'file');
      const block = alignedBuffer(16_384);
      for (let at = 0; at < bytes; at++) block[at] = at % 253;
      const file = await BlockFile.create(path);
      for (let at = 0; at < bytes; at += BLOCK_ALIGNMENT) await file.write(block.subarray(at), BLOCK_ALIGNMENT);
      await file.finish(bytes);
      file.close();
      assert.deepEqual(readFileSync(path), block.subarray(0, bytes));
    });
  }

  it('is never one that somebody has: an existing file stays as it is', async (t) => {
    const path = join(folderFor(t), 'file');
    writeFileSync(path, 'mine');
    await assert.rejects(BlockFile.create(path), { code: 'EEXIST' });
    assert.equal(readFileSync(path, 'utf8'), 'mine');
  });

  it('is not for everybody to read', async (t) => {
    const path = join(folderFor(t), 'file');
    (await BlockFile.create(path)).close();
    assert.equal(statSync(path).mode & 0o007, 0);
  });

  it('gives its descriptor back once, however often it is closed', async (t) => {
    const file = await BlockFile.create(join(folderFor(t), 'a'));
    file.close();
    const other = fs.openSync(join(folderFor(t), 'b'), 'w'); // gets the number that was given back
    file.close();
    assert.equal(fs.writeSync(other, 'x'), 1);
    fs.closeSync(other);
  });

  it('memory for it begins at a page, whatever the length', () => {
    for (const bytes of [1, 4096, 65_536, 65_537, 786_432]) {
      const buffer = alignedBuffer(bytes);
      assert.equal(buffer.byteLength, bytes);
      assert.equal(buffer.byteOffset % BLOCK_ALIGNMENT, 0);
    }
  });
});

describe('replaceFile', () => {
  it('gives the new content, and leaves nothing beside', async (t) => {
    const folder = folderFor(t);
    const path = join(folder, 'settings');
    await replaceFile(path, 'one, which is longer');
    await replaceFile(path, Buffer.from('two'));
    assert.equal(readFileSync(path, 'utf8'), 'two');
    assert.deepEqual(readdirSync(folder), ['settings']);
  });

  it('keeps the old content where the new cannot be written', async (t) => {
    const path = join(folderFor(t), 'settings');
    await replaceFile(path, 'one');
    mkdirSync(`${path}.new`);
    await assert.rejects(replaceFile(path, 'two'), { code: 'EISDIR' });
    assert.equal(readFileSync(path, 'utf8'), 'one');
  });

  it('what an earlier one left half written does not shine through', async (t) => {
    const path = join(folderFor(t), 'settings');
    writeFileSync(`${path}.new`, 'x'.repeat(1000));
    await replaceFile(path, 'two');
    assert.equal(readFileSync(path, 'utf8'), 'two');
  });
});

describe('replaceIfOther', () => {
  it('writes what is other, and nothing that is so already', async (t) => {
    const path = join(folderFor(t), 'name');
    await replaceIfOther(path, 'one');
    const { ino } = statSync(path);
    await replaceIfOther(path, 'one');
    assert.equal(statSync(path).ino, ino);
    await replaceIfOther(path, 'two');
    assert.equal(readFileSync(path, 'utf8'), 'two');
  });
});

describe('names', () => {
  it('linkIfAbsent never takes the place of a file', async (t) => {
    const folder = folderFor(t);
    for (const name of ['a', 'b']) writeFileSync(join(folder, name), name);
    assert.equal(await linkIfAbsent(join(folder, 'a'), join(folder, 'c')), true);
    assert.equal(await linkIfAbsent(join(folder, 'b'), join(folder, 'c')), false);
    assert.equal(readFileSync(join(folder, 'c'), 'utf8'), 'a');
    await assert.rejects(linkIfAbsent(join(folder, 'a'), join(folder, 'no/c')), { code: 'ENOENT' });
  });

  it('removeFile has no complaint about what is gone, but about a folder', async (t) => {
    const folder = folderFor(t);
    await removeFile(join(folder, 'gone'));
    await assert.rejects(removeFile(folder), (error) => ['EISDIR', 'EPERM'].includes(errnoOf(error)!));
  });

  it('statOrNothing: nothing, also below a file', async (t) => {
    const folder = folderFor(t);
    writeFileSync(join(folder, 'a'), 'abc');
    assert.equal((await statOrNothing(join(folder, 'a')))?.size, 3);
    assert.equal(await statOrNothing(join(folder, 'b')), undefined);
    assert.equal(await statOrNothing(join(folder, 'a/b')), undefined);
  });
});

describe('DurableFolders', () => {
  it('makes each folder once, those above first, and tells of those that are new', async (t) => {
    const root = folderFor(t);
    const made: string[] = [];
    const folders = new DurableFolders(async (path) => void made.push(path.slice(root.length)));
    await Promise.all([
      folders.ensure(root, join(root, 'a/b/c')),
      folders.ensure(root, join(root, 'a/b/d')),
      folders.ensure(root, join(root, 'a')),
    ]);
    await folders.ensure(root, join(root, 'a/b/c'));
    assert.deepEqual(made.toSorted(), ['/a', '/a/b', '/a/b/c', '/a/b/d']);
    assert.ok(made.indexOf('/a/b') < made.indexOf('/a/b/c') && made.indexOf('/a') < made.indexOf('/a/b'));
  });

  it('one that was there before is no news', async (t) => {
    const root = folderFor(t);
    mkdirSync(join(root, 'a'));
    const made: string[] = [];
    await new DurableFolders(async (path) => void made.push(path)).ensure(root, join(root, 'a'));
    assert.deepEqual(made, []);
  });

  it('one that was removed is made again after forget, with those above it', async (t) => {
    const root = folderFor(t);
    const folders = new DurableFolders();
    await folders.ensure(root, join(root, 'a/b'));
    rmSync(join(root, 'a'), { recursive: true });
    folders.forget(root, join(root, 'a/b'));
    await folders.ensure(root, join(root, 'a/b'));
    assert.ok(existsSync(join(root, 'a/b')));
  });

  it('one that cannot be made is not remembered as made', async (t) => {
    const root = folderFor(t);
    const folders = new DurableFolders();
    await assert.rejects(folders.ensure(join(root, 'gone'), join(root, 'gone/a')), { code: 'ENOENT' });
    mkdirSync(join(root, 'gone'));
    await folders.ensure(join(root, 'gone'), join(root, 'gone/a'));
    assert.ok(existsSync(join(root, 'gone/a')));
  });

  it('remembers no more than it may, and still makes them all', async (t) => {
    const root = folderFor(t);
    const folders = new DurableFolders(async () => {}, 3);
    for (let n = 0; n < 10; n++) await folders.ensure(root, join(root, `${n}/x`));
    assert.equal(readdirSync(root).length, 10);
  });
});

/** Counts the syncs of folders, and holds them until told. Every FileHandle of the process goes through it. */
async function countSyncs(t: TestContext, folder: string) {
  const handle = await fs.promises.open(folder);
  const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
  await handle.close();
  const real = prototype.sync;
  const counted = { syncs: 0, fail: false, gate: Promise.resolve() };
  prototype.sync = async function (this: unknown) {
    counted.syncs++;
    await counted.gate;
    if (counted.fail) throw Object.assign(new Error('the disk failed'), { code: 'EIO' });
    return real.call(this);
  };
  t.after(() => {
    prototype.sync = real;
  });
  return counted;
}

describe('FolderSyncs', () => {
  it('ten that are asked for while one runs share the next', async (t) => {
    const folder = folderFor(t);
    const counted = await countSyncs(t, folder);
    const { promise, resolve } = Promise.withResolvers<void>();
    counted.gate = promise;
    const syncs = new FolderSyncs();
    const all = [syncs.sync(folder)];
    while (counted.syncs === 0) await new Promise(setImmediate); // the first one runs
    for (let n = 0; n < 10; n++) all.push(syncs.sync(folder));
    resolve();
    await Promise.all(all);
    assert.equal(counted.syncs, 2);
    await syncs.sync(folder); // nothing runs now: one of its own
    assert.equal(counted.syncs, 3);
    await syncs.close();
  });

  it('one that fails tells those who wait for it alone', async (t) => {
    const folder = folderFor(t);
    const counted = await countSyncs(t, folder);
    const syncs = new FolderSyncs();
    counted.fail = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    counted.gate = promise;
    const failing = syncs.sync(folder);
    while (counted.syncs === 0) await new Promise(setImmediate);
    const next = syncs.sync(folder);
    resolve();
    await assert.rejects(failing, { code: 'EIO' });
    counted.fail = false;
    await next;
    await syncs.close();
  });

  it('a folder that was removed and made again is opened anew after forget', async (t) => {
    const folder = join(folderFor(t), 'a');
    mkdirSync(folder);
    const syncs = new FolderSyncs();
    await syncs.sync(folder);
    rmdirSync(folder);
    await syncs.forget(folder);
    await assert.rejects(syncs.sync(folder), { code: 'ENOENT' });
    mkdirSync(folder);
    await syncs.sync(folder);
    await syncs.close();
  });

  it('keeps no more folders open than it may', async (t) => {
    const root = folderFor(t);
    const openBelow = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(root)).length;
    const syncs = new FolderSyncs(4);
    for (let n = 0; n < 20; n++) {
      mkdirSync(join(root, String(n)));
      await syncs.sync(join(root, String(n)));
    }
    assert.equal(openBelow(), 4);
    await Promise.all(Array.from({ length: 20 }, (_, n) => syncs.sync(join(root, String(n)))));
    assert.ok(openBelow() <= 4);
    await syncs.close();
    assert.equal(openBelow(), 0);
  });
});

function linkOf(fd: string): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // closed since it was listed
  }
}
