import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ReindexReport, reindex, verify } from '../../../app/archive/archive.ts';
import { objectWith, rowsOf, temporaryFolder } from '../../support/archive-under-test.ts';
import { changeIndex, flip, leavePart, loseName, numbered, SERIES, SOP, STUDY, stored, wholeFile } from './leftovers.ts';

const OTHER_CONTENT = 'the data set is not what was received (SHA-256)';

/** Three instances, and one in quarantine: their files in that order. */
async function fourFiles(t: TestContext): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = temporaryFolder(t);
  return { folder, files: await stored(folder, [numbered(1), numbered(2), numbered(3), numbered(1, 77)], 'keep-both') };
}

const UIDS = ['1.2.3.1', '1.2.3.2', '1.2.3.3', '1.2.3.1'];

/** The damage that a report names, and that `verify` names after it. */
async function damageOf(folder: string): Promise<Pick<ReindexReport, 'changed' | 'missing' | 'unreadable'>> {
  const { changed, missing, unreadable, oldIndex } = await reindex(folder);
  assert.equal(oldIndex, 'ok');
  return { changed, missing, unreadable };
}

/** Every row, without the numbers that SQLite gave it. */
function everything(folder: string): unknown {
  const of = (sql: string) => rowsOf(folder, sql).map(({ id, patient_id, study_id, series_id, said_id, last_received, ...rest }) => rest);
  return [
    of('SELECT * FROM patient ORDER BY identity'),
    of('SELECT * FROM study ORDER BY StudyInstanceUID'),
    of('SELECT * FROM series ORDER BY SeriesInstanceUID, study_id'),
    of('SELECT * FROM instance ORDER BY SOPInstanceUID'),
    of('SELECT * FROM quarantine ORDER BY file'),
  ];
}

describe('reindex holds the files against the old index', () => {
  const damages: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    ['pixel data', (path) => flip(path, -100), /^the data set is not what was received \(SHA-256\)$/],
    [
      'the patient',
      (path) => flip(path, readFileSync(path).indexOf('Test^Archive')),
      /^the data set is not what was received \(SHA-256\)$/,
    ],
    [
      'the SOP Instance UID of the data set',
      (path) => flip(path, readFileSync(path).lastIndexOf('1.2.3.')),
      /^(the data set|cannot be read)/,
    ],
    ['the SOP Instance UID of the head', (path) => flip(path, readFileSync(path).indexOf('1.2.3.')), /^the File Meta .* SOP Instance UID/],
    ['DICM', (path) => flip(path, 128), /^cannot be read: /],
    ['the length of an element', (path) => flip(path, readFileSync(path).indexOf('Test^Archive') - 1), /^cannot be read: /],
    ['its end', (path) => truncateSync(path, 300), /^cannot be read: /],
    ['all of it', (path) => writeFileSync(path, ''), /^cannot be read: /],
  ];
  for (const [what, damage, words] of damages)
    for (const which of [1, 3])
      it(`${what} of a file ${which === 3 ? 'in quarantine' : 'in images'}: the row stays, and verify still names it`, async (t) => {
        const { folder, files } = await fourFiles(t);
        const before = everything(folder);
        damage(join(folder, files[which]!));
        for (const _ of ['first', 'second']) {
          const { changed, missing, unreadable } = await damageOf(folder);
          assert.deepEqual(
            changed.map(({ sopInstanceUid, file }) => ({ sopInstanceUid, file })),
            [{ sopInstanceUid: UIDS[which], file: files[which] }],
          );
          assert.match(changed[0]!.words, words);
          assert.deepEqual([missing, unreadable], [[], []]);
          assert.deepEqual(everything(folder), before);
        }
        const found = await verify(folder);
        assert.deepEqual(
          found.changed.map(({ file }) => file),
          [files[which]],
        );
        assert.deepEqual([found.missing, found.unindexed, found.index], [[], [], 'ok']);
      });

  it('a damaged file that is restored is well again', async (t) => {
    const { folder, files } = await fourFiles(t);
    const path = join(folder, files[0]!);
    const before = readFileSync(path);
    flip(path, -1);
    assert.deepEqual((await damageOf(folder)).changed, [{ sopInstanceUid: UIDS[0], file: files[0], words: OTHER_CONTENT }]);
    writeFileSync(path, before);
    assert.deepEqual(await damageOf(folder), { changed: [], missing: [], unreadable: [] });
    assert.deepEqual((await verify(folder)).changed, []);
  });

  for (const which of [1, 3])
    it(`a file that is gone ${which === 3 ? 'from quarantine' : 'from images'} is named, with nothing of the patient`, async (t) => {
      const { folder, files } = await fourFiles(t);
      unlinkSync(join(folder, files[which]!));
      const report = await reindex(folder);
      assert.deepEqual(report.missing, [{ sopInstanceUid: UIDS[which], file: files[which] }]);
      assert.deepEqual([report.changed, report.compared], [[], 3]);
      assert.doesNotMatch(JSON.stringify(report), /Test|ARC1/);
    });

  it('a file that was moved is not missing, a whole study that is gone is', async (t) => {
    const { folder, files } = await fourFiles(t);
    mkdirSync(join(folder, 'images/elsewhere'));
    renameSync(join(folder, files[1]!), join(folder, 'images/elsewhere/1.2.3.2.dcm'));
    rmSync(join(folder, dirname(dirname(files[2]!))), { recursive: true });
    const { missing, indexed } = await reindex(folder);
    assert.deepEqual([missing, indexed], [[{ sopInstanceUid: UIDS[2], file: files[2] }], 2]);
    assert.deepEqual((await verify(folder)).missing, []);
  });

  it('moments of receipt and senders are those of the old index where a file was copied', async (t) => {
    const { folder, files } = await fourFiles(t);
    const before = everything(folder);
    for (const [at, file] of files.entries()) utimesSync(join(folder, file), 1_700_000_000 - at, 1_700_000_000 - at);
    await reindex(folder);
    assert.deepEqual(everything(folder), before);
  });

  for (const isLater of [true, false])
    it(`of two files of one SOP Instance UID that counts which was received, be the other ${isLater ? 'later' : 'earlier'}`, async (t) => {
      const { folder, files } = await fourFiles(t);
      const beside = files[1]!.replace('.dcm', '~0123456789abcdef.dcm');
      writeFileSync(join(folder, beside), (await wholeFile(temporaryFolder(t), numbered(2, 99))).content);
      const time = Date.now() / 1000 + (isLater ? 100 : -100);
      utimesSync(join(folder, beside), time, time);
      const before = everything(folder);
      assert.deepEqual((await reindex(folder)).superseded, [beside]);
      assert.deepEqual(everything(folder), before);
    });

  it('a sound copy counts before the damaged file of the row', async (t) => {
    const { folder, files } = await fourFiles(t);
    const copy = files[1]!.replace('.dcm', '~0123456789abcdef.dcm');
    writeFileSync(join(folder, copy), readFileSync(join(folder, files[1]!)));
    flip(join(folder, files[1]!), -1);
    const { superseded, changed } = await reindex(folder);
    assert.deepEqual([superseded, changed.map(({ file }) => file)], [[files[1]], [files[1]]]);
    assert.deepEqual((await verify(folder)).changed, []);
  });

  it('an acknowledged object of the quarantine whose name was lost gets it again', async (t) => {
    const { folder, files } = await fourFiles(t);
    loseName(folder, files[3]!, 'committed');
    loseName(folder, files[1]!, 'other');
    const { rescued, missing, quarantined } = await reindex(folder);
    assert.deepEqual([rescued, missing, quarantined], [2, [], 1]);
    const { missing: still, changed, unindexed } = await verify(folder);
    assert.deepEqual([still, changed, unindexed], [[], [], []]);
  });

  it('what is no file is skipped and named; neither it nor what is behind it is indexed', async (t) => {
    const { folder, files } = await fourFiles(t);
    const elsewhere = temporaryFolder(t);
    const { file, content } = await wholeFile(elsewhere, numbered(9));
    symlinkSync(join(elsewhere, file), join(folder, 'images/link.dcm'));
    symlinkSync(join(elsewhere, 'images'), join(folder, 'images/linked'));
    renameSync(join(folder, files[1]!), join(elsewhere, 'moved.dcm'));
    symlinkSync(join(elsewhere, 'moved.dcm'), join(folder, files[1]!));
    writeFileSync(join(elsewhere, 'a.part'), content);
    symlinkSync(join(elsewhere, 'a.part'), join(folder, 'incoming/a.part'));
    leavePart(folder, 'b', content.subarray(0, 2000));
    const { skipped, missing, indexed, unreadable, rescued } = await reindex(folder);
    assert.deepEqual([...skipped].sort(), ['images/link.dcm', 'images/linked', files[1]].sort());
    assert.deepEqual(missing, [{ sopInstanceUid: UIDS[1], file: files[1] }]);
    assert.deepEqual({ indexed, unreadable, rescued }, { indexed: 2, unreadable: [], rescued: 0 });
  });
});

describe('reindex says what it could not compare', () => {
  const olds: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    ['missing', (folder) => unlinkSync(join(folder, 'index.sqlite')), /^there was no old index$/],
    [
      'no database',
      (folder) => writeFileSync(join(folder, 'index.sqlite'), 'no database '.repeat(999)),
      /^the old index could not be read \(.*not a database\)$/,
    ],
    ['an empty file', (folder) => writeFileSync(join(folder, 'index.sqlite'), ''), /^the old index could not be read \(.*no such table/],
    ['without rows', (folder) => changeIndex(folder, 'DELETE FROM instance'), /^the old index was empty$/],
  ];
  for (const [what, lose, words] of olds)
    it(`an old index that is ${what}: damage is taken for what was received, and that is said`, async (t) => {
      const folder = temporaryFolder(t);
      const files = await stored(folder, [numbered(1), numbered(2)]);
      lose(folder);
      flip(join(folder, files[0]!), -1);
      const { oldIndex, compared, changed, missing, indexed } = await reindex(folder);
      assert.match(oldIndex, words);
      assert.deepEqual({ compared, changed, missing, indexed }, { compared: 0, changed: [], missing: [], indexed: 2 });
    });

  it('an old index of which a part is damaged: the digest that was received stays all the same', async (t) => {
    const { folder, files } = await fourFiles(t);
    changeIndex(folder, 'ALTER TABLE study RENAME TO lost');
    flip(join(folder, files[1]!), -1);
    const { oldIndex, compared, changed } = await reindex(folder);
    assert.match(oldIndex, /^part of the old index could not be read \(.*study/);
    assert.deepEqual([compared, changed], [4, [{ sopInstanceUid: UIDS[1], file: files[1], words: OTHER_CONTENT }]]);
    assert.deepEqual((await verify(folder)).changed, changed);
  });

  it('rows of an index of an earlier version, which does not tell what each instance said, stay too', async (t) => {
    const { folder, files } = await fourFiles(t);
    const before = everything(folder);
    changeIndex(folder, 'UPDATE instance SET said_id = NULL');
    changeIndex(folder, 'DROP TABLE said');
    changeIndex(folder, 'ALTER TABLE patient DROP COLUMN PatientComments');
    flip(join(folder, files[1]!), -1);
    assert.deepEqual((await damageOf(folder)).changed.length, 1);
    assert.deepEqual(everything(folder), before);
  });

  it('an index of a later version is read as it is', async (t) => {
    const { folder, files } = await fourFiles(t);
    changeIndex(folder, 'PRAGMA user_version = 99');
    flip(join(folder, files[0]!), -1);
    assert.deepEqual((await damageOf(folder)).changed.length, 1);
  });

  it('the index that a cut off reindex had put aside is the old one', async (t) => {
    const { folder, files } = await fourFiles(t);
    renameSync(join(folder, 'index.sqlite'), join(folder, 'index.old.sqlite'));
    flip(join(folder, files[0]!), -1);
    assert.deepEqual((await damageOf(folder)).changed.length, 1);
  });
});

describe('reindex gives what the live index had', () => {
  it('rows above the instances are by the order of receipt, not of the files', async (t) => {
    const folder = temporaryFolder(t);
    const of = (n: number, series: string, name: string, description: string) =>
      objectWith({ [SOP]: `1.2.3.${n}`, [STUDY]: '1.2.9.1', [SERIES]: series, 1048592: name, 528446: description });
    await stored(folder, [
      of(9, '1.2.8.2', 'Received^First', 'first'),
      of(1, '1.2.8.1', 'Received^Second', 'other series'),
      of(3, '1.2.8.2', 'Received^Third', 'third'),
    ]);
    const before = everything(folder);
    assert.deepEqual(rowsOf(folder, 'SELECT PatientName FROM patient'), [{ PatientName: 'Received^First' }]);
    await reindex(folder);
    assert.deepEqual(everything(folder), before);
    unlinkSync(join(folder, 'index.sqlite'));
    await reindex(folder);
    assert.deepEqual(everything(folder), before, 'by the times of the files');
  });
});
