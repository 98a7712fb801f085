import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { reindex, verify } from '../../../app/archive/archive.ts';
import { archiveFor, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { CT_IMAGE_STORAGE } from '../../support/raw-bytes.ts';
import { flip, leavePart, loseName, nameIt, numbered, stored, wholeFile } from './leftovers.ts';

/** An archive of three instances, and one in quarantine: their files in that order. */
async function fourFiles(t: TestContext): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = temporaryFolder(t);
  const files = await stored(folder, [numbered(1), numbered(2), numbered(3), numbered(1, 77)], 'keep-both');
  return { folder, files };
}

const CLEAN = { missing: [], changed: [], unindexed: [], skipped: [], unfinished: 0, index: 'ok' };

async function problems(folder: string) {
  const { checked, bytes, ...rest } = await verify(folder);
  return rest;
}

/** Of the files of `fourFiles`, by number. */
const UIDS = ['1.2.3.1', '1.2.3.2', '1.2.3.3', '1.2.3.1'];
const OTHER_CONTENT = 'the data set is not what was received (SHA-256)';

/** The byte after each is damaged. */
const HEAD_DAMAGES: readonly (readonly [string, Buffer, RegExp])[] = [
  ['DICM', Buffer.from('DIC'), /^the File Meta Information cannot be read/],
  ['SOP Instance UID', Buffer.from('1.2.3.'), /^the File Meta Information has SOP Instance UID \S+, not 1\.2\.3\.\d$/],
  [
    'Transfer Syntax UID',
    Buffer.from('1.2.840.10008.1.'),
    /^the File Meta Information has Transfer Syntax UID \S+, not 1\.2\.840\.10008\.1\.2$/,
  ],
  ['a length', Buffer.from([0x02, 0, 0x12, 0, 0x55, 0x49]), /the File Meta Information (ends at byte \d+, not \d+|cannot be read)/],
];

describe('verify reads every file and holds it against its digest', () => {
  it('all is well', async (t) => {
    const { folder, files } = await fourFiles(t);
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    const seen: [number, number][] = [];
    assert.deepEqual(await verify(folder, (done, total) => seen.push([done, total])), { checked: 4, bytes, ...CLEAN });
    assert.deepEqual(seen, [
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  for (const which of [1, 3]) {
    const place = which === 3 ? 'in quarantine' : 'in images';
    it(`one bit of the last byte of a file ${place}`, async (t) => {
      const { folder, files } = await fourFiles(t);
      flip(join(folder, files[which]!), -1);
      assert.deepEqual(await problems(folder), {
        ...CLEAN,
        changed: [{ sopInstanceUid: UIDS[which], file: files[which], words: OTHER_CONTENT }],
      });
    });

    it(`one bit in the middle of a file ${place}`, async (t) => {
      const { folder, files } = await fourFiles(t);
      flip(join(folder, files[which]!), 10_000);
      assert.deepEqual(await problems(folder), {
        ...CLEAN,
        changed: [{ sopInstanceUid: UIDS[which], file: files[which], words: OTHER_CONTENT }],
      });
    });

    it(`a file ${place} that is gone`, async (t) => {
      const { folder, files } = await fourFiles(t);
      unlinkSync(join(folder, files[which]!));
      assert.deepEqual(await problems(folder), { ...CLEAN, missing: [{ sopInstanceUid: UIDS[which], file: files[which] }] });
    });

    for (const bytes of [-1, 100, 0]) {
      it(`a file ${place} that was cut to ${bytes < 0 ? 'all but its last byte' : `${bytes} bytes`}`, async (t) => {
        const { folder, files } = await fourFiles(t);
        const path = join(folder, files[which]!);
        const { size } = statSync(path);
        const left = bytes < 0 ? size + bytes : bytes;
        truncateSync(path, left);
        const words = `${left} bytes, not ${size}`;
        assert.deepEqual(await problems(folder), { ...CLEAN, changed: [{ sopInstanceUid: UIDS[which], file: files[which], words }] });
      });
    }

    it(`a file ${place} that grew`, async (t) => {
      const { folder, files } = await fourFiles(t);
      const { size } = statSync(join(folder, files[which]!));
      writeFileSync(join(folder, files[which]!), 'x', { flag: 'a' });
      const words = `${size + 1} bytes, not ${size}`;
      assert.deepEqual(await problems(folder), { ...CLEAN, changed: [{ sopInstanceUid: UIDS[which], file: files[which], words }] });
    });

    for (const [what, find, words] of HEAD_DAMAGES) {
      it(`one bit of the head of a file ${place}: ${what}`, async (t) => {
        const { folder, files } = await fourFiles(t);
        const path = join(folder, files[which]!);
        flip(path, readFileSync(path).indexOf(find) + find.length);
        const { changed, ...rest } = await problems(folder);
        const said = changed[0]?.words ?? '';
        const expected = [{ sopInstanceUid: UIDS[which], file: files[which], words: said }];
        assert.deepEqual({ ...rest, changed }, { ...CLEAN, changed: expected });
        assert.match(said, words);
        assert.doesNotMatch(said, /SHA-256|Test|ARC1/);
      });
    }
  }

  it('a SOP Class UID of the head that is another', async (t) => {
    const { folder, files } = await fourFiles(t);
    const path = join(folder, files[2]!);
    flip(path, readFileSync(path).indexOf(CT_IMAGE_STORAGE) + CT_IMAGE_STORAGE.length - 1);
    const words = 'the File Meta Information has SOP Class UID 1.2.840.10008.5.1.4.1.1.3, not 1.2.840.10008.5.1.4.1.1.2';
    assert.deepEqual(await problems(folder), { ...CLEAN, changed: [{ sopInstanceUid: UIDS[2], file: files[2], words }] });
  });

  it('what is no file is skipped, not followed, and counted; a link in the place of a file is not that file', async (t) => {
    const { folder, files } = await fourFiles(t);
    const elsewhere = temporaryFolder(t);
    const { file, content } = await wholeFile(elsewhere, numbered(9));
    symlinkSync(join(elsewhere, file), join(folder, 'images/link.dcm'));
    symlinkSync(join(elsewhere, 'images'), join(folder, 'images/linked'));
    symlinkSync('nowhere', join(folder, 'quarantine/dangling.dcm'));
    assert.equal(spawnSync('mkfifo', [join(folder, 'images/pipe')]).status, 0);
    assert.ok(content.length > 0);
    const skipped = ['images/link.dcm', 'images/linked', 'images/pipe', 'quarantine/dangling.dcm'];
    const found = await problems(folder);
    assert.deepEqual({ ...found, skipped: [...found.skipped].sort() }, { ...CLEAN, skipped });

    const path = join(folder, files[1]!);
    renameSync(path, join(elsewhere, 'moved.dcm'));
    symlinkSync(join(elsewhere, 'moved.dcm'), path);
    const { missing, skipped: now } = await problems(folder);
    assert.deepEqual(missing, [{ sopInstanceUid: UIDS[1], file: files[1] }]);
    assert.ok(now.includes(files[1]!));
  });

  it('what lies behind a folder that is a link is not there', async (t) => {
    const { folder, files } = await fourFiles(t);
    const elsewhere = temporaryFolder(t);
    const study = dirname(dirname(files[1]!));
    renameSync(join(folder, study), join(elsewhere, 'study'));
    symlinkSync(join(elsewhere, 'study'), join(folder, study));
    assert.deepEqual(await problems(folder), { ...CLEAN, missing: [{ sopInstanceUid: UIDS[1], file: files[1] }], skipped: [study] });
  });

  it('images/ itself may be a link', async (t) => {
    const { folder } = await fourFiles(t);
    const elsewhere = temporaryFolder(t);
    renameSync(join(folder, 'images'), join(elsewhere, 'images'));
    symlinkSync(join(elsewhere, 'images'), join(folder, 'images'));
    assert.deepEqual(await problems(folder), CLEAN);
  });

  for (const extra of [
    'images/notes.txt',
    'images/2026/01/02/1.2.9.1/1.2.826.0.1.3680043.10.9.2/1.2.3.4.dcm', // of no row
    'images/2026/01/02/1.2.9.1/1.2.826.0.1.3680043.10.9.2/1.2.3.2.dcm', // of a UID whose row has another file
    'images/2026/01/02/1.2.9.1/1.2.826.0.1.3680043.10.9.2/1.2.3.1~00.dcm',
    'images/2026/01/02/1.2.9.1/1.2.826.0.1.3680043.10.9.2/1.2%zz.dcm', // a name that ingest never gives
    'quarantine/1.2.3.1~00.dcm',
  ]) {
    it(`a file that no row has: ${extra}`, async (t) => {
      const { folder } = await fourFiles(t);
      mkdirSync(dirname(join(folder, extra)), { recursive: true });
      writeFileSync(join(folder, extra), 'extra');
      assert.deepEqual(await problems(folder), { ...CLEAN, unindexed: [extra] });
    });
  }

  it('what a power cut left in incoming is counted, and left for the next start', async (t) => {
    const { folder } = await fourFiles(t);
    const part = leavePart(folder, 'a', Buffer.alloc(10));
    assert.deepEqual(await problems(folder), { ...CLEAN, unfinished: 1 });
    assert.equal(statSync(part).size, 10);
  });

  /** Damages the first page of a table or index of the index file. */
  function damagePageOf(folder: string, name: string): void {
    const [{ rootpage }] = rowsOf(folder, 'SELECT rootpage FROM sqlite_schema WHERE name = ?', name) as [{ rootpage: number }];
    writeSync(openSync(join(folder, 'index.sqlite'), 'r+'), Buffer.alloc(8, 0xff), 0, 8, (rootpage - 1) * 4096);
  }

  it('a damaged page of the index: in the words of SQLite, and the files are read all the same', async (t) => {
    const { folder } = await fourFiles(t);
    damagePageOf(folder, 'series_by_Modality');
    const { checked, index, ...rest } = await verify(folder);
    assert.match(index, /btreeInitPage|malformed/);
    assert.deepEqual({ checked, missing: rest.missing, changed: rest.changed }, { checked: 4, missing: [], changed: [] });
  });

  it('an index whose rows cannot be read: reindex is named, and helps', async (t) => {
    const { folder } = await fourFiles(t);
    damagePageOf(folder, 'instance');
    await assert.rejects(verify(folder), { code: 'ARCHIVE_INDEX_UNUSABLE', message: /filmroom reindex/ });
    await reindex(folder);
    assert.deepEqual(await problems(folder), CLEAN);
  });

  it('runs beside a program that takes images in and replaces them meanwhile', async (t) => {
    const { folder } = await fourFiles(t);
    const archive = await archiveFor(t, { folder });
    let isDone = false;
    const receiving = (async () => {
      for (let n = 0; !isDone && n < 500; n++) await send(archive, numbered(1 + (n % 6), 100 + n));
    })();
    try {
      for (let count = 0; count < 5; count++) {
        const { missing, changed, unindexed, index } = await verify(folder);
        assert.deepEqual({ missing, changed, unindexed, index }, { missing: [], changed: [], unindexed: [], index: 'ok' });
      }
    } finally {
      isDone = true;
      await receiving;
    }
  });

  it('an ingest that was cut off after its name or its row is unfinished, not a fault', async (t) => {
    const { folder, files } = await fourFiles(t);
    const { file, content } = await wholeFile(temporaryFolder(t), numbered(9));
    nameIt(folder, leavePart(folder, 'named', content), file);
    loseName(folder, files[0]!, 'committed');
    assert.deepEqual(await problems(folder), { ...CLEAN, unfinished: 2 });
  });

  it('refuses a folder without its index', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    unlinkSync(join(folder, 'index.sqlite'));
    await assert.rejects(verify(folder), { code: 'ARCHIVE_INDEX_UNUSABLE' });
  });
});
