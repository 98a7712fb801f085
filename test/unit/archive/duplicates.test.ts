import assert from 'node:assert/strict';
import { existsSync, statSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { IngestOutcome } from '../../../app/archive/archive.ts';
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
  send,
  temporaryFolder,
} from '../../support/archive-under-test.ts';
import { fixtureBytes, fixtureDataset } from '../../support/fixtures.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import { flip, SERIES, SOP, STUDY } from './leftovers.ts';

const PATIENT_ID = 0x00100020;
const PATIENT_NAME = 0x00100010;
const MODALITY = 0x00080060;
const POLICIES = ['overwrite', 'keep-first', 'reject', 'keep-both'] as const;

const first = objectWith({}, { fill: 1 });
const second = objectWith({}, { fill: 2 });

describe('duplicatePolicy: other content under a SOP Instance UID that is there', () => {
  const cases = [
    ['overwrite', 'overwritten', second.sha256, []],
    ['keep-first', 'kept-first', first.sha256, []],
    ['keep-both', 'quarantined', first.sha256, [second.sha256]],
  ] as const;
  for (const [duplicatePolicy, expected, image, quarantine] of cases) {
    it(`${duplicatePolicy}: ${expected}`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      assert.equal((await send(archive, first)).outcome, 'stored');
      const { outcome, file } = await send(archive, second);
      await archive.close();
      assert.equal(outcome, expected);
      assert.ok(existsSync(join(folder, file)));
      assert.deepEqual(heldIn(folder), { images: { [SOP_INSTANCE_UID]: image }, quarantine });
      assert.deepEqual(faultsIn(folder), []);
    });
  }

  it('reject: refused in words, the first stays', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder, duplicatePolicy: 'reject' });
    await send(archive, first);
    await assert.rejects(send(archive, second), { code: 'ARCHIVE_DUPLICATE_REFUSED' });
    await archive.close();
    assert.deepEqual(heldIn(folder), { images: { [SOP_INSTANCE_UID]: first.sha256 }, quarantine: [] });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('keep-both: the same other content twice is kept once', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder, duplicatePolicy: 'keep-both' });
    for (const object of [first, second, second, objectWith({}, { fill: 3 }), second]) await send(archive, object);
    await archive.close();
    assert.deepEqual(heldIn(folder).quarantine, [second.sha256, objectWith({}, { fill: 3 }).sha256].sort());
    assert.deepEqual(faultsIn(folder), []);
  });

  for (const duplicatePolicy of ['overwrite', 'keep-first', 'reject', 'keep-both'] as const)
    it(`${duplicatePolicy}: what rotted on the disk is mended when it is sent again`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      const { file } = await send(archive, first);
      flip(join(folder, file), -5);
      assert.equal((await send(archive, first)).outcome, 'overwritten');
      assert.equal((await send(archive, first)).outcome, 'identical');
      await archive.close();
      assert.deepEqual(heldIn(folder), { images: { [SOP_INSTANCE_UID]: first.sha256 }, quarantine: [] });
      assert.deepEqual(faultsIn(folder), []);
    });

  it('overwrite, to and fro: the last one counts, one file remains', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const outcomes: IngestOutcome[] = [];
    for (const object of [first, second, first, first, second]) outcomes.push((await send(archive, object)).outcome);
    await archive.close();
    assert.deepEqual(outcomes, ['stored', 'overwritten', 'overwritten', 'identical', 'overwritten']);
    assert.deepEqual(heldIn(folder).images, { [SOP_INSTANCE_UID]: second.sha256 });
    assert.deepEqual(faultsIn(folder), []);
  });

  it('the same bytes in another transfer syntax are other content (PS3.5 §10)', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder, duplicatePolicy: 'keep-both' });
    const fixture = fixtureDataset('pydicom/dicomdirtests/TINY_ALPHA/PT000000/ST000000/SE000000/IM00000J')!;
    const { sopClassUid, sopInstanceUid } = readFileMeta(
      fixtureBytes('pydicom/dicomdirtests/TINY_ALPHA/PT000000/ST000000/SE000000/IM00000J'),
    );
    const as = (transferSyntaxUid: string) =>
      archive.ingest(inChunks(fixture.dataset), { ...first.about, sopClassUid, sopInstanceUid, transferSyntaxUid });
    assert.equal((await as(EXPLICIT_LE)).outcome, 'stored');
    assert.equal((await as('1.2.840.10008.1.2.4.50')).outcome, 'quarantined');
    await archive.close();
    assert.deepEqual(faultsIn(folder), []);
    assert.equal(filesIn(folder, 'quarantine').length, 1);
  });
});

describe('identical bytes', () => {
  for (const duplicatePolicy of POLICIES) {
    it(`${duplicatePolicy}: nothing is written, and the index is left alone`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      const { file } = await send(archive, first);
      const before = statSync(join(folder, file));
      const rows = rowsOf(folder, 'SELECT * FROM instance JOIN series ON series.id = series_id JOIN study ON study.id = study_id');
      const again = await send(archive, first);
      await archive.close();
      assert.deepEqual(again, {
        outcome: 'identical',
        file,
        bytes: first.dataset.byteLength,
        studyInstanceUid: '1.2.826.0.1.3680043.10.9.1',
        seriesInstanceUid: '1.2.826.0.1.3680043.10.9.2',
      });
      const { ino, mtimeMs } = statSync(join(folder, file));
      assert.deepEqual({ ino, mtimeMs }, { ino: before.ino, mtimeMs: before.mtimeMs });
      assert.deepEqual(
        rowsOf(folder, 'SELECT * FROM instance JOIN series ON series.id = series_id JOIN study ON study.id = study_id'),
        rows,
      );
      assert.deepEqual(faultsIn(folder), []);
    });

    for (const [words, damage] of [
      ['is gone', unlinkSync],
      ['was cut short', (path: string) => truncateSync(path, 300)],
    ] as const) {
      it(`${duplicatePolicy}: a file that ${words} is put back by them`, async (t) => {
        const folder = temporaryFolder(t);
        const archive = await archiveFor(t, { folder, duplicatePolicy });
        damage(join(folder, (await send(archive, first)).file));
        assert.equal((await send(archive, first)).outcome, 'overwritten');
        await archive.close();
        assert.deepEqual(heldIn(folder), { images: { [SOP_INSTANCE_UID]: first.sha256 }, quarantine: [] });
        assert.deepEqual(faultsIn(folder), []);
      });
    }
  }
});

describe('two senders of one SOP Instance UID at the same time', () => {
  const OTHER: Readonly<Record<(typeof POLICIES)[number], readonly string[]>> = {
    overwrite: ['overwritten', 'overwritten', 'overwritten', 'stored'],
    'keep-first': ['kept-first', 'kept-first', 'kept-first', 'stored'],
    reject: ['ARCHIVE_DUPLICATE_REFUSED', 'ARCHIVE_DUPLICATE_REFUSED', 'ARCHIVE_DUPLICATE_REFUSED', 'stored'],
    'keep-both': ['quarantined', 'quarantined', 'quarantined', 'stored'],
  };
  for (const duplicatePolicy of POLICIES) {
    it(`${duplicatePolicy}: four times the same bytes are stored once`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      const results = await Promise.all([first, first, first, first].map((object) => send(archive, object)));
      await archive.close();
      assert.deepEqual(results.map(({ outcome }) => outcome).sort(), ['identical', 'identical', 'identical', 'stored']);
      assert.deepEqual(faultsIn(folder), []);
      assert.equal(filesIn(folder, 'images').length, 1);
    });

    it(`${duplicatePolicy}: four contents, in two studies`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      const objects = [1, 2, 3, 4].map((fill) => objectWith(fill > 2 ? { [STUDY]: '1.2.4' } : {}, { fill, bytes: 100_000 }));
      const outcomes = await Promise.all(
        objects.map((object) =>
          send(archive, object).then(
            ({ outcome }) => outcome as string,
            ({ code }) => code as string,
          ),
        ),
      );
      await archive.close();
      assert.deepEqual(outcomes.toSorted(), OTHER[duplicatePolicy]);
      const { images, quarantine } = heldIn(folder);
      const digests = objects.map(({ sha256 }) => sha256);
      const stored = digests[outcomes.indexOf('stored')]!;
      if (duplicatePolicy === 'overwrite') assert.ok(digests.includes(images[SOP_INSTANCE_UID]!));
      else assert.deepEqual(images, { [SOP_INSTANCE_UID]: stored });
      assert.deepEqual(quarantine, duplicatePolicy === 'keep-both' ? digests.filter((sha256) => sha256 !== stored).sort() : []);
      assert.deepEqual(faultsIn(folder), []);
    });
  }

  it('an object whose sender is slow does not hold up another of the same UID', async (t) => {
    const archive = await archiveFor(t);
    const { promise: rest, resolve: sendRest } = Promise.withResolvers<void>();
    async function* slowly() {
      yield first.dataset.subarray(0, 100);
      await rest;
      yield first.dataset.subarray(100);
    }
    const slow = archive.ingest(slowly(), first.about);
    assert.equal((await send(archive, second)).outcome, 'stored');
    sendRest();
    assert.equal((await slow).outcome, 'overwritten');
  });
});

describe('overwrite into another study', () => {
  for (const [words, patientId] of [
    ['of the same patient', 'ARC1'],
    ['of another patient', 'ARC2'],
  ] as const) {
    const moved = objectWith({ [STUDY]: '1.2.4', [PATIENT_ID]: patientId });
    const names = (folder: string) => ({
      patients: rowsOf(folder, 'SELECT PatientID FROM patient ORDER BY PatientID').map((row) => row.PatientID),
      studies: rowsOf(folder, 'SELECT StudyInstanceUID FROM study').map((row) => row.StudyInstanceUID),
      series: rowsOf(folder, 'SELECT id FROM series').length,
    });

    it(`${words}: no empty folder, no row that nothing refers to`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      const { file } = await send(archive, first);
      assert.equal((await send(archive, moved)).outcome, 'overwritten');
      assert.equal(existsSync(join(folder, file, '../..')), false);
      assert.deepEqual(names(folder), { patients: [patientId], studies: ['1.2.4'], series: 1 });
      await archive.close();
      assert.deepEqual(faultsIn(folder), []);
    });

    it(`${words}: the rows that went are made anew when the study comes again`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      for (const object of [first, moved, objectWith({ [SOP]: '1.2.5' })]) await send(archive, object);
      await archive.close();
      assert.deepEqual(names(folder), {
        patients: [...new Set(['ARC1', patientId])],
        studies: ['1.2.4', '1.2.826.0.1.3680043.10.9.1'],
        series: 2,
      });
      assert.deepEqual(faultsIn(folder), []);
    });

    it(`${words}: a series that has another instance stays`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      for (const object of [objectWith({ [SOP]: '1.2.5' }), first, moved]) await send(archive, object);
      await archive.close();
      assert.equal(names(folder).series, 2);
      assert.deepEqual(Object.keys(heldIn(folder).images).sort(), [SOP_INSTANCE_UID, '1.2.5'].sort());
      assert.deepEqual(faultsIn(folder), []);
    });
  }
});

describe('whose a study is', () => {
  const blank = (study: string, sop: string, changes: Record<number, string | undefined> = {}) =>
    objectWith({ [PATIENT_ID]: '', [PATIENT_NAME]: '', [STUDY]: study, [SERIES]: `${study}.1`, [SOP]: sop, ...changes });
  const patients = (folder: string) => rowsOf(folder, 'SELECT PatientID, PatientName FROM patient ORDER BY id');

  it('a blank PatientID never merges two studies into one patient, not with the same name either', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    const objects = [
      blank('1.2.3', '1.1'),
      blank('1.2.4', '1.2'),
      blank('1.2.5', '1.3', { [PATIENT_NAME]: 'Test^Archive' }),
      blank('1.2.6', '1.4', { [PATIENT_NAME]: 'Test^Archive' }),
      blank('1.2.7', '1.5', { [PATIENT_ID]: undefined }),
      blank('1.2.8', '1.6', { [PATIENT_ID]: '  ' }),
      blank('1.2.8', '1.7', { [PATIENT_ID]: '' }), // of the same study: the same patient
    ];
    for (const object of objects) await send(archive, object);
    assert.deepEqual(await archive.counts().then(({ patients, studies }) => ({ patients, studies })), { patients: 6, studies: 6 });
  });

  it('a PatientID cannot be made to look like that of a study without one', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, blank('1.2.3', '1.1'));
    await send(archive, blank('1.2.4', '1.2', { [PATIENT_ID]: '1.2.3' }));
    await send(archive, blank('1.2.5', '1.3', { [PATIENT_ID]: 'study\u00001.2.3' }));
    assert.equal((await archive.counts()).patients, 3);
  });

  it('the same PatientID is one patient, in any study', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, first);
    await send(archive, objectWith({ [SOP]: '1.1', [STUDY]: '1.2.4' }));
    assert.deepEqual(patients(folder), [{ PatientID: 'ARC1', PatientName: 'Test^Archive' }]);
  });

  it('one study of two modalities and two series is one study, with both in the list', async (t) => {
    const archive = await archiveFor(t);
    await send(archive, first);
    await send(archive, objectWith({ [SOP]: '1.1', [SERIES]: '1.2.5', [MODALITY]: 'MR' }));
    const [study, ...others] = await archive.recentStudies(10);
    assert.deepEqual(others, []);
    assert.deepEqual([study!.modalities, study!.series, study!.instances], [['CT', 'MR'], 2, 2]);
  });

  it('one study whose later object names another patient stays with the first, and the first keeps its name', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, first);
    await send(archive, objectWith({ [SOP]: '1.1', [PATIENT_ID]: 'ARC2', [PATIENT_NAME]: 'Other^Name' }));
    assert.deepEqual(patients(folder), [{ PatientID: 'ARC1', PatientName: 'Test^Archive' }]);
    assert.equal((await archive.counts()).studies, 1);
  });

  it('a study whose first objects had no PatientID gets one, once; nothing is left of the nameless patient', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, blank('1.2.3', '1.1'));
    await send(archive, blank('1.2.3', '1.2', { [PATIENT_ID]: 'ARC1', [PATIENT_NAME]: 'Test^Archive' }));
    await send(archive, blank('1.2.3', '1.3', { [PATIENT_ID]: 'ARC2' }));
    await archive.close();
    assert.deepEqual(patients(folder), [{ PatientID: 'ARC1', PatientName: 'Test^Archive' }]);
    assert.deepEqual(faultsIn(folder), []);
  });

  it('what was blank in the study is filled by a later object, what was there stays', async (t) => {
    const archive = await archiveFor(t);
    const DESCRIPTION = 0x00081030;
    await send(archive, objectWith({ [DESCRIPTION]: '' }));
    await send(archive, objectWith({ [SOP]: '1.1', [DESCRIPTION]: 'Chest' }));
    await send(archive, objectWith({ [SOP]: '1.2', [DESCRIPTION]: 'Head' }));
    const [study] = await archive.recentStudies(1);
    assert.equal(study!.studyDescription, 'Chest');
  });
});
