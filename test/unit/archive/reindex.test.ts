import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { reindex } from '../../../app/archive/archive.ts';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import {
  archiveFor,
  faultsIn,
  filesIn,
  heldIn,
  inChunks,
  objectWith,
  rowsOf,
  SOP_INSTANCE_UID,
  storedDataset,
  temporaryFolder,
} from '../../support/archive-under-test.ts';
import { FIXTURES, fixtureBytes } from '../../support/fixtures.ts';
import { leavePart, nameIt, numbered, SOP, stored, wholeFile } from './leftovers.ts';

/** Small objects of every kind, one of each SOP Instance UID. */
const SOME_FIXTURES = FIXTURES.filter(({ expect, size }) => expect === 'stored' && size < 40_000).slice(0, 60);

async function takeFixturesIn(t: TestContext, folder: string): Promise<number> {
  const archive = await archiveFor(t, { folder, duplicatePolicy: 'keep-both' });
  for (const { file } of SOME_FIXTURES) {
    const bytes = fixtureBytes(file);
    const { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
    const about = {
      sopClassUid,
      sopInstanceUid,
      transferSyntaxUid,
      callingAeTitle: 'SENDER',
      calledAeTitle: 'FILMROOM',
      address: '127.0.0.1',
    };
    await archive.ingest(inChunks(bytes.subarray(datasetOffset)), about).catch(({ code }) => assert.equal(code, 'ARCHIVE_UID_MISMATCH')); // its head names another
  }
  const { instances } = await archive.counts();
  await archive.close();
  return instances;
}

/** Files of SQLite: one, unless something has it open or was killed. */
function indexFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.includes('.sqlite'));
}

/** Every row but for the numbers that SQLite gave it and the moments of receipt, with the names of those above. */
function contentOf(folder: string): Record<string, unknown[]> {
  const without = (rows: Record<string, unknown>[]) =>
    rows.map(({ id, patient_id, study_id, series_id, said_id, first_received, last_received, received, ...rest }) => rest);
  return {
    patients: without(rowsOf(folder, 'SELECT * FROM patient ORDER BY identity')),
    studies: without(
      rowsOf(folder, 'SELECT identity, study.* FROM study JOIN patient ON patient.id = patient_id ORDER BY StudyInstanceUID'),
    ),
    series: without(
      rowsOf(
        folder,
        'SELECT StudyInstanceUID, series.* FROM series JOIN study ON study.id = study_id ORDER BY StudyInstanceUID, SeriesInstanceUID',
      ),
    ),
    instances: without(
      rowsOf(
        folder,
        `SELECT StudyInstanceUID, SeriesInstanceUID, instance.* FROM instance
         JOIN series ON series.id = series_id JOIN study ON study.id = study_id ORDER BY SOPInstanceUID`,
      ),
    ),
    quarantine: without(rowsOf(folder, 'SELECT * FROM quarantine ORDER BY file')),
  };
}

describe('reindex makes the index again from the files alone', () => {
  it(`${SOME_FIXTURES.length} fixtures: every column of every row as it was`, async (t) => {
    const folder = temporaryFolder(t);
    const instances = await takeFixturesIn(t, folder);
    assert.ok(instances >= 35, `${instances} instances`);
    const before = contentOf(folder);
    const files = filesIn(folder, 'images');

    let last = 0;
    const report = await reindex(folder, (done) => {
      last = done;
    });

    const all = instances + before.quarantine!.length;
    assert.deepEqual(report, {
      indexed: instances,
      quarantined: before.quarantine!.length,
      unreadable: [],
      changed: [],
      missing: [],
      superseded: [],
      skipped: [],
      rescued: 0,
      compared: all,
      oldIndex: 'ok',
    });
    assert.equal(last, all);
    assert.deepEqual(contentOf(folder), before);
    assert.deepEqual(filesIn(folder, 'images'), files);
    assert.deepEqual(faultsIn(folder), []);
  });

  const damages: readonly (readonly [string, (folder: string) => void])[] = [
    ['missing', (folder) => unlinkSync(join(folder, 'index.sqlite'))],
    [
      'no SQLite file',
      (folder) => writeFileSync(join(folder, 'index.sqlite'), 'this is no database, it is text that goes on for a while'.repeat(99)),
    ],
    ['empty', (folder) => writeFileSync(join(folder, 'index.sqlite'), '')],
  ];
  for (const [words, damage] of damages) {
    it(`an index that is ${words}`, async (t) => {
      const folder = temporaryFolder(t);
      const objects = [numbered(1), numbered(2)];
      await stored(folder, objects);
      const before = contentOf(folder);
      damage(folder);
      assert.equal((await reindex(folder)).indexed, 2);
      assert.deepEqual(indexFiles(folder), ['index.sqlite']);
      assert.deepEqual(contentOf(folder), before);
    });
  }

  it('a -wal and -shm of the old index are not taken for those of the new one', async (t) => {
    const folder = temporaryFolder(t);
    const elsewhere = temporaryFolder(t);
    await stored(folder, [numbered(1), numbered(2)]);
    await stored(elsewhere, [numbered(3)]);
    const writer = new DatabaseSync(join(elsewhere, 'index.sqlite')); // while it is open, its WAL stays
    writer.exec("UPDATE patient SET PatientID = 'of another index'");
    for (const suffix of ['-wal', '-shm']) copyFileSync(join(elsewhere, `index.sqlite${suffix}`), join(folder, `index.sqlite${suffix}`));
    writer.close();
    await reindex(folder);
    assert.deepEqual(indexFiles(folder), ['index.sqlite']);
    assert.deepEqual(rowsOf(folder, 'SELECT DISTINCT PatientID FROM patient'), [{ PatientID: 'ARC1' }]);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('what a reindex that was cut off left does not matter', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    for (const name of ['index.new.sqlite', 'index.new.sqlite-wal', 'index.old.sqlite']) writeFileSync(join(folder, name), 'left');
    renameSync(join(folder, 'index.sqlite'), join(folder, 'index.old.sqlite')); // between the two renames
    assert.equal((await reindex(folder)).indexed, 1);
    assert.deepEqual(indexFiles(folder), ['index.sqlite']);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a file that is no DICOM object, and one cut short, are named; the rest is indexed', async (t) => {
    const folder = temporaryFolder(t);
    const [file] = await stored(folder, [numbered(1)]);
    const { content } = await wholeFile(temporaryFolder(t), numbered(2));
    const short = file!.replace('1.2.3.1', '1.2.3.2');
    writeFileSync(join(folder, short), content.subarray(0, -1));
    writeFileSync(join(folder, 'images/notes.txt'), 'mine');
    const { indexed, unreadable } = await reindex(folder);
    assert.equal(indexed, 1);
    assert.deepEqual(unreadable.map((each) => each.file).sort(), [short, 'images/notes.txt'].sort());
    assert.ok(unreadable.every(({ words }) => words.length > 0));
  });

  for (const [words, laterIs] of [
    ['the one walked first', 0],
    ['the one walked last', 1],
  ] as const) {
    it(`of two files of one SOP Instance UID the later counts: ${words}`, async (t) => {
      const folder = temporaryFolder(t);
      const objects = [objectWith({}, { fill: 1 }), objectWith({}, { fill: 2 })];
      const [file] = await stored(folder, [objects[0]!]);
      const beside = file!.replace('.dcm', '~0123456789abcdef.dcm');
      writeFileSync(join(folder, beside), (await wholeFile(temporaryFolder(t), objects[1]!)).content);
      const files = [file!, beside];
      unlinkSync(join(folder, 'index.sqlite')); // which would say what was received
      for (const [at, each] of files.entries()) utimesSync(join(folder, each), 1_700_000_000, 1_700_000_000 + (at === laterIs ? 5 : 0));
      const { superseded } = await reindex(folder);
      assert.deepEqual(superseded, [files[1 - laterIs]]);
      assert.deepEqual(heldIn(folder).images, { [SOP_INSTANCE_UID]: objects[laterIs]!.sha256 });
      assert.deepEqual(faultsIn(folder), [`file without row: ${files[1 - laterIs]}`]); // reindex removes nothing
    });
  }

  it('a whole part without a name is rescued, one cut short is gone', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    const left = await wholeFile(temporaryFolder(t), numbered(2));
    leavePart(folder, 'whole', left.content);
    leavePart(folder, 'half', (await wholeFile(temporaryFolder(t), numbered(3))).content.subarray(0, 3000));
    unlinkSync(join(folder, 'index.sqlite'));
    const { rescued, indexed } = await reindex(folder);
    assert.deepEqual({ rescued, indexed }, { rescued: 1, indexed: 2 });
    assert.deepEqual(storedDataset(folder, left.file, numbered(2)), numbered(2).dataset);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('a part that has a name is that file, not a second one', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    const left = await wholeFile(temporaryFolder(t), numbered(2));
    nameIt(folder, leavePart(folder, 'named', left.content), left.file);
    const { rescued, indexed } = await reindex(folder);
    assert.deepEqual({ rescued, indexed }, { rescued: 0, indexed: 2 });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('an archive that is opened after it goes on: same UID is known, new ones are taken', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    unlinkSync(join(folder, 'index.sqlite'));
    await reindex(folder);
    await stored(folder, [numbered(1), numbered(2), objectWith({ [SOP]: '1.2.3.3' })]);
    assert.deepEqual(Object.keys(heldIn(folder).images).sort(), ['1.2.3.1', '1.2.3.2', '1.2.3.3']);
    assert.deepEqual(faultsIn(folder), []);
  });
});

describe('reindex and start refuse in words', () => {
  it('reindex of a folder that is none of ours', async (t) => {
    await assert.rejects(reindex(temporaryFolder(t)), { code: 'ARCHIVE_FOLDER_UNUSABLE' });
  });

  it('reindex while the archive is open', async (t) => {
    const folder = temporaryFolder(t);
    await archiveFor(t, { folder });
    await assert.rejects(reindex(folder), { code: 'ARCHIVE_LOCKED' });
  });

  it('a start where the index is gone and images are there; nothing is made', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    unlinkSync(join(folder, 'index.sqlite'));
    await assert.rejects(archiveFor(t, { folder }), { code: 'ARCHIVE_INDEX_UNUSABLE', message: /filmroom reindex/ });
    assert.equal(existsSync(join(folder, 'index.sqlite')), false);
  });

  it('a start where the index is no database', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    writeFileSync(join(folder, 'index.sqlite'), 'x'.repeat(5000));
    await assert.rejects(archiveFor(t, { folder }), { code: 'ARCHIVE_INDEX_UNUSABLE', message: /filmroom reindex/ });
    await reindex(folder); // the lock was given back
  });

  it('a start where both are gone begins anew', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    unlinkSync(join(folder, 'index.sqlite'));
    rmSync(join(folder, 'images'), { recursive: true });
    assert.equal((await (await archiveFor(t, { folder })).counts()).instances, 0);
  });
});
