import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { OHIF_LIMITS, openOhif, type ToPack, writePack } from '../../../app/ohif/ohif.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { ohifUnderTest, pieces, TINY_VERSION, tinyFiles } from '../../support/fake-ohif.ts';

const HEAD_BYTES = 12;
const tiny = () => writePack(TINY_VERSION, tinyFiles());
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A pack whose list is changed by hand; its digest is known all the same, where `digest` is asked for. */
function withList(change: (list: { version: string; files: Record<string, unknown>[] }) => void, contents?: Uint8Array): Buffer {
  const { pack } = tiny();
  const length = pack.readUInt32BE(8);
  const list = JSON.parse(pack.subarray(HEAD_BYTES, HEAD_BYTES + length).toString());
  change(list);
  return withJson(Buffer.from(JSON.stringify(list)), contents ?? pack.subarray(HEAD_BYTES + length));
}

function withJson(json: Buffer, contents: Uint8Array): Buffer {
  const head = Buffer.from(tiny().pack.subarray(0, HEAD_BYTES));
  head.writeUInt32BE(json.byteLength, 8);
  return Buffer.concat([head, json, contents]);
}

describe('a pack of OHIF', () => {
  it('is taken, served file by file, and there again after a start', async () => {
    await using test = await ohifUnderTest();
    const { pack } = tiny();
    assert.equal(test.ohif.installed(), undefined);
    assert.equal(await test.ohif.file('index.html'), undefined);
    assert.deepEqual(await test.ohif.install(pieces(pack), 'ann'), { version: TINY_VERSION, bytes: pack.byteLength });
    for (const ohif of [test.ohif, await test.again()]) {
      assert.deepEqual(ohif.installed(), { version: TINY_VERSION, bytes: pack.byteLength });
      assert.equal(ohif.fault(), undefined);
      for (const { path, packed, encoding, content } of tinyFiles()) {
        const file = await ohif.file(path);
        assert.deepEqual(Buffer.from(file!.packed), packed);
        assert.deepEqual([file!.encoding, file!.sha256], [encoding, sha256(content)]);
      }
      assert.equal(await ohif.file('nothing.js'), undefined);
    }
    assert.deepEqual(readFileSync(test.file), pack);
  });
  it('is removed, and so it stays', async () => {
    await using test = await ohifUnderTest();
    await test.ohif.remove('ann'); // there is none
    await test.ohif.install(pieces(tiny().pack), 'ann');
    await test.ohif.remove('ann');
    assert.equal(test.ohif.installed(), undefined);
    assert.equal(await test.ohif.file('index.html'), undefined);
    assert.ok(!existsSync(test.file));
    assert.equal((await test.again()).installed(), undefined);
  });
  it('leaves the memory where nobody asks for it, and comes back', async () => {
    const clock = fakeClock();
    await using test = await ohifUnderTest({ clock });
    await test.ohif.install(pieces(tiny().pack), 'ann');
    const before = await test.ohif.file('index.html');
    clock.advance(OHIF_LIMITS.idleMs);
    const after = await test.ohif.file('index.html');
    assert.notEqual(before!.packed.buffer, after!.packed.buffer);
    assert.deepEqual(Buffer.from(before!.packed), Buffer.from(after!.packed));
  });
  it('is known by what is in it, however it is compressed, and by nothing else', () => {
    const [first, ...rest] = tinyFiles() as [ToPack, ...ToPack[]];
    const otherwise = { ...first, encoding: 'identity' as const, packed: first.content };
    assert.equal(writePack(TINY_VERSION, [...rest, otherwise]).digest, tiny().digest);
    assert.notEqual(writePack('1.2.3-2', tinyFiles()).digest, tiny().digest);
    assert.notEqual(writePack(TINY_VERSION, rest).digest, tiny().digest);
  });
});

describe('a file that is no such pack is refused, nothing of it kept, and the one before stays', () => {
  const big = Buffer.alloc(1_000_000);
  const bomb: ToPack = { path: 'index.html', encoding: 'br', content: Buffer.from('small'), packed: brotliCompressSync(big) };
  const path = (name: string) => withList(({ files }) => (files[0]!.path = name));
  const cases: readonly (readonly [string, () => Uint8Array, string, string[]?])[] = [
    ['empty', () => new Uint8Array(), 'OHIF_NOT_A_PACK'],
    ['another file', () => Buffer.from('PK\u0003\u0004 a ZIP, for example'), 'OHIF_NOT_A_PACK'],
    ['cut in its list', () => tiny().pack.subarray(0, 50), 'OHIF_NOT_A_PACK'],
    ['cut in its contents', () => tiny().pack.subarray(0, -1), 'OHIF_NOT_A_PACK'],
    ['longer than it says', () => Buffer.concat([tiny().pack, Buffer.of(0)]), 'OHIF_NOT_A_PACK'],
    ['a list that is no JSON', () => withJson(Buffer.from('{'), new Uint8Array()), 'OHIF_NOT_A_PACK'],
    ['a list that is no UTF-8', () => withJson(Buffer.of(0xff), new Uint8Array()), 'OHIF_NOT_A_PACK'],
    ['a list of a gigabyte', () => Buffer.concat([tiny().pack.subarray(0, 8), Buffer.of(0x40, 0, 0, 0)]), 'OHIF_TOO_LARGE'],
    ['a list with something else in it', () => withList((list) => Object.assign(list, { more: 1 })), 'OHIF_NOT_A_PACK'],
    ['a path above', () => path('../../config.json'), 'OHIF_NOT_A_PACK'],
    ['a path above, further in', () => path('assets/../../x'), 'OHIF_NOT_A_PACK'],
    ['a path from the root', () => path('/etc/passwd'), 'OHIF_NOT_A_PACK'],
    ['a path with a backslash', () => path('..\\x'), 'OHIF_NOT_A_PACK'],
    ['a path with a NUL', () => path('x\0.js'), 'OHIF_NOT_A_PACK'],
    ['a path of nothing', () => path(''), 'OHIF_NOT_A_PACK'],
    ['a path that is hidden', () => path('.htaccess'), 'OHIF_NOT_A_PACK'],
    ['a path twice', () => withList(({ files }) => (files[1]!.path = files[0]!.path)), 'OHIF_NOT_A_PACK'],
    ['lengths below nothing', () => withList(({ files }) => (files[0]!.packedBytes = -1)), 'OHIF_NOT_A_PACK'],
    ['lengths that reach beyond the end', () => withList(({ files }) => (files[0]!.packedBytes = 1e9)), 'OHIF_NOT_A_PACK'],
    ['a file that says to be a gigabyte', () => withList(({ files }) => (files[0]!.bytes = 2 ** 30)), 'OHIF_TOO_LARGE'],
    ['files that are a gigabyte together', () => withList(({ files }) => addMany(files, 64, 16 * 2 ** 20)), 'OHIF_TOO_LARGE'],
    ['too many files', () => withList(({ files }) => addMany(files, 1001, 0)), 'OHIF_TOO_LARGE'],
    ['a pack that is not known', () => writePack('9.9.9-9', tinyFiles()).pack, 'OHIF_UNKNOWN'],
    ['a script of somebody else', () => withList(({ files }) => (files[1]!.sha256 = 'b'.repeat(64))), 'OHIF_UNKNOWN'],
    [
      'a content that inflates to more than it says',
      () => writePack('6.6.6-6', [bomb]).pack,
      'OHIF_DAMAGED',
      [writePack('6.6.6-6', [bomb]).digest],
    ],
    ['a content that was changed', () => changed(), 'OHIF_DAMAGED'],
  ];
  for (const [why, make, code, known] of cases)
    it(why, async () => {
      await using test = await ohifUnderTest(known && { known: [...known, tiny().digest] });
      await test.ohif.install(pieces(tiny().pack), 'ann');
      await assert.rejects(test.ohif.install(pieces(make()), 'bob'), { code });
      assert.equal(test.ohif.installed()?.version, TINY_VERSION);
      assert.deepEqual(readFileSync(test.file), tiny().pack);
      assert.ok(await test.ohif.file('index.html'));
      assert.match(test.log.lines.join('\n'), /ohif\.refused/);
    });
  it('longer than any pack: refused before it is all here', async () => {
    await using test = await ohifUnderTest({ limits: { ...OHIF_LIMITS, maxBytes: 5000 } });
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1000;
        yield new Uint8Array(1000);
      }
    }
    await assert.rejects(test.ohif.install(endless(), 'ann'), { code: 'OHIF_TOO_LARGE' });
    assert.equal(sent, 6000);
  });
  it('an upload that breaks off', async () => {
    await using test = await ohifUnderTest();
    async function* broken() {
      yield tiny().pack.subarray(0, 100);
      throw new Error('aborted');
    }
    await assert.rejects(test.ohif.install(broken(), 'ann'), { code: 'OHIF_CUT' });
  });
  it('where images need the room', async () => {
    await using test = await ohifUnderTest({ freeBytes: () => 10 });
    await assert.rejects(test.ohif.install(pieces(tiny().pack), 'ann'), { code: 'OHIF_NO_ROOM', values: { free: 10 } });
    assert.ok(!existsSync(test.file));
  });
  it('where there is no data folder', async () => {
    const test = await ohifUnderTest({ folder: undefined });
    await assert.rejects(test.ohif.install(pieces(tiny().pack), 'ann'), { code: 'OHIF_NOT_KEPT' });
    await test[Symbol.asyncDispose]();
  });
  it('while another is being taken', async () => {
    await using test = await ohifUnderTest();
    const first = test.ohif.install(pieces(tiny().pack), 'ann');
    await assert.rejects(test.ohif.install(pieces(tiny().pack), 'bob'), { code: 'OHIF_BUSY' });
    await assert.rejects(test.ohif.remove('bob'), { code: 'OHIF_BUSY' });
    await first;
  });
});

describe('a pack that a start finds', () => {
  const put = (file: string, bytes: Uint8Array) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  it('and does not know, is said not to be used, and left as it is', async () => {
    await using test = await ohifUnderTest();
    put(test.file, tiny().pack);
    const ohif = await test.again({ known: [] });
    assert.equal(ohif.installed(), undefined);
    assert.equal(ohif.fault()?.code, 'OHIF_UNKNOWN');
    assert.equal(await ohif.file('index.html'), undefined);
    assert.ok(existsSync(test.file));
    assert.match(test.log.lines.join('\n'), /ohif\.not-used/);
  });
  it('and that is no pack, likewise', async () => {
    await using test = await ohifUnderTest();
    for (const bytes of [new Uint8Array(), Buffer.from('short'), Buffer.alloc(4096), tiny().pack.subarray(0, 60)]) {
      put(test.file, bytes);
      assert.equal((await test.again()).fault()?.code, 'OHIF_NOT_A_PACK');
    }
  });
  it('with a content that has changed on the disk, is not served', async () => {
    await using test = await ohifUnderTest();
    put(test.file, changed());
    const ohif = await test.again();
    assert.equal(ohif.installed()?.version, TINY_VERSION, 'its list is as it was');
    assert.equal(await ohif.file('index.html'), undefined);
    assert.equal(ohif.fault()?.code, 'OHIF_DAMAGED');
    assert.equal(ohif.installed(), undefined);
    await ohif.install(pieces(tiny().pack), 'ann');
    assert.equal(ohif.fault(), undefined);
    assert.ok(await ohif.file('index.html'));
  });
  it('beside what a kill has left of another, is used', async () => {
    await using test = await ohifUnderTest();
    put(test.file, tiny().pack);
    put(`${test.file}.new`, tiny().pack.subarray(0, 100));
    const ohif = await test.again();
    assert.equal(ohif.installed()?.version, TINY_VERSION);
    await ohif.install(pieces(tiny().pack), 'ann');
    assert.ok(!existsSync(`${test.file}.new`));
  });
  it('of a folder that cannot be read, is none', async () => {
    await using test = await ohifUnderTest();
    mkdirSync(test.file, { recursive: true });
    const ohif = await openOhif({
      ...{ folder: dirname(test.file), freeBytes: () => 0, clock: fakeClock(), log: test.log.log, known: [] },
    });
    assert.equal(ohif.fault()?.code, 'OHIF_NOT_KEPT');
  });
});

/** With one byte of its last content turned over. */
function changed(): Buffer {
  const { pack } = tiny();
  pack[pack.byteLength - 1]! ^= 0xff;
  return pack;
}

function addMany(files: Record<string, unknown>[], count: number, bytes: number): void {
  for (let n = 0; n < count; n++) files.push({ path: `x${n}.js`, packedBytes: 0, bytes, encoding: 'br', sha256: 'a'.repeat(64) });
}
