import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { COLUMNS } from '../../../app/archive/columns.ts';
import { IndexReads } from '../../../app/archive/index-reads.ts';
import type { InstanceRow } from '../../../app/archive/index-row.ts';
import { IndexWrites } from '../../../app/archive/index-writes.ts';
import { assetText } from '../../../app/base/base.ts';
import { CATALOGUE_BY_KEYWORD, type Level } from '../../../app/registry/registry.ts';
import { archiveFor, rowsOf, temporaryFolder } from '../../support/archive-under-test.ts';
import { changeIndex, numbered, stored } from './leftovers.ts';

/** The index as a fresh file has it: SQLite knows nothing of how many rows there will be. */
function emptyIndex(
  t: TestContext,
  schemas = ['0001-archive', '0002-search', '0003-said', '0004-totals', '0005-find', '0006-notes'],
): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const name of schemas) database.exec(assetText(`archive/schema/${name}.sql`));
  t.after(() => database.close());
  return database;
}

/** Steps of the plan that read a whole table or a whole index. A subquery's few rows are read whole, and may be. */
function scansOf(database: DatabaseSync, sql: string): string[] {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as { detail: string }[];
  return steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!CONSTANT ROW)/.test(detail));
}

/** PS3.4 Tables C.6-1, C.6-2: the unique and the required keys, and the optional ones of the study list, by the column that is matched. */
const MATCHED: Readonly<Record<Exclude<Level, 'instance'>, readonly string[]>> = {
  patient: ['PatientName_norm', 'PatientName_fold', 'PatientID', 'IssuerOfPatientID', 'PatientBirthDate', 'PatientSex', 'OtherPatientIDs'],
  study: [
    ...['StudyInstanceUID', 'StudyDate', 'StudyTime', 'AccessionNumber', 'AccessionNumber_norm', 'StudyID', 'PatientAge'],
    ...['ReferringPhysicianName_norm', 'ReferringPhysicianName_fold', 'StudyDescription_norm', 'StudyDescription_fold'],
    ...['NameOfPhysiciansReadingStudy_norm', 'AdmittingDiagnosesDescription_norm', 'RequestedProcedureDescription_norm'],
  ],
  series: [
    ...['SeriesInstanceUID', 'Modality', 'SeriesNumber', 'SeriesDate', 'BodyPartExamined', 'PatientPosition', 'ProtocolName_norm'],
    ...['SeriesDescription_norm', 'SeriesDescription_fold', 'Manufacturer_norm', 'InstitutionName_norm', 'StationName_norm'],
    ...['PerformingPhysicianName_norm', 'OperatorsName_norm', 'PerformedProcedureStepStartDate', 'PerformedProcedureStepID'],
    ...['RequestAttributesSequence_ScheduledProcedureStepID', 'RequestAttributesSequence_RequestedProcedureID'],
  ],
};

describe('PS3.4 C.6: what is matched on has an index, so that no table is read whole', () => {
  for (const [level, columns] of Object.entries(MATCHED)) {
    for (const column of columns) {
      const isRange = ['DA', 'TM'].includes(CATALOGUE_BY_KEYWORD.get(column)?.vr ?? '');
      const conditions = [
        ['single value (C.2.2.2.1)', `${column} = ?`],
        ['list of UIDs (C.2.2.2.2)', `${column} IN (?, ?, ?)`],
        [isRange ? 'range (C.2.2.2.5)' : 'wild card at the end (C.2.2.2.4)', `${column} >= ? AND ${column} < ?`],
      ] as const;
      it(`${level}: ${column}`, (t) => {
        const index = emptyIndex(t, ['0001-archive']);
        for (const [words, condition] of conditions)
          assert.deepEqual(scansOf(index, `SELECT id FROM ${level} WHERE ${condition}`), [], words);
      });
    }
  }

  for (const [level, sql] of [
    ['the studies of a patient', 'SELECT study.* FROM patient JOIN study ON patient_id = patient.id WHERE PatientID = ?'],
    ['the series of a study', 'SELECT series.* FROM study JOIN series ON study_id = study.id WHERE StudyInstanceUID = ?'],
    [
      'the instances of a series',
      `SELECT instance.* FROM study JOIN series ON study_id = study.id JOIN instance ON series_id = series.id
       WHERE StudyInstanceUID = ? AND SeriesInstanceUID = ? AND InstanceNumber = ?`,
    ],
    [
      'the studies that have a modality (ModalitiesInStudy)',
      'SELECT * FROM study WHERE StudyDate = ? AND EXISTS (SELECT 1 FROM series WHERE study_id = study.id AND Modality = ?)',
    ],
    ['an instance by its UID alone', 'SELECT * FROM instance WHERE SOPInstanceUID = ?'],
  ] as const) {
    it(`${level}`, (t) => assert.deepEqual(scansOf(emptyIndex(t, ['0001-archive']), sql), []));
  }
});

/** A database that notes what is asked of it. */
function noting(database: DatabaseSync): { readonly database: DatabaseSync; readonly asked: Set<string> } {
  const asked = new Set<string>();
  const noted = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'prepare' || name === 'exec') asked.add(String(args[0]));
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return { database: noted, asked };
}

/** A row whose every column has a value. */
function rowWith(n: number, study: number, patient: number): InstanceRow {
  const values = (level: Level, value: string) => COLUMNS[level].map(() => value);
  return {
    sopInstanceUid: `1.${n}`,
    sopClassUid: '1.2',
    seriesInstanceUid: `3.${study}`,
    studyInstanceUid: `2.${study}`,
    file: `images/${n}.dcm`,
    bytes: 1,
    datasetOffset: 0,
    sha256: Uint8Array.of(n),
    transferSyntaxUid: '1.2.840.10008.1.2',
    receivedAt: n * 10_000,
    callingAeTitle: 'SENDER',
    upper: {
      patientIdentity: patient ? `id\u0000${patient}` : `study\u00002.${study}`,
      patient: values('patient', patient ? 'x' : ''),
      study: values('study', String(n)),
      series: values('series', String(n)),
    },
    instance: values('instance', String(n)),
  };
}

describe('what the program asks of the index reads no table whole', () => {
  it('taking in, replacing, moving and removing', (t) => {
    const index = emptyIndex(t);
    const { database, asked } = noting(index);
    const writes = new IndexWrites(database);
    writes.insert(rowWith(1, 1, 0));
    writes.insert(rowWith(2, 1, 1)); // the study gets its patient
    writes.forget();
    writes.insert(rowWith(3, 1, 2)); // of another patient than its study
    writes.replace({ ...rowWith(1, 2, 2), file: 'images/1~0.dcm' }, 'images/1.dcm'); // into another study
    writes.replace({ ...rowWith(1, 3, 2), file: 'images/1~1.dcm' }, 'images/1~0.dcm'); // which is empty without it
    writes.removed(['images/1.dcm']);
    writes.quarantine(rowWith(9, 1, 1));
    assert.ok(asked.size >= 12, `${asked.size} statements`);
    for (const sql of asked) assert.deepEqual(scansOf(index, sql), [], sql);
  });

  it('reading: but for lists that are all wanted', (t) => {
    const index = emptyIndex(t);
    const { database, asked } = noting(index);
    const reads = new IndexReads(database);
    reads.recentStudies(10);
    reads.counts();
    reads.instance('1');
    reads.files({ after: 0, limit: 10 });
    reads.holds({ sopInstanceUid: '1', file: 'x' });
    assert.equal(asked.size, 5);
    for (const sql of asked) {
      const scans = scansOf(index, sql).filter((scan) => !/^SCAN study( USING INDEX study_by_last_received)?$/.test(scan));
      assert.deepEqual(scans, [], sql);
    }
  });

  it('the study list takes the newest by index, and sorts no more than it shows', (t) => {
    const index = emptyIndex(t);
    const { database, asked } = noting(index);
    new IndexReads(database).recentStudies(10);
    const [sql] = [...asked].filter((each) => each.includes('last_received'));
    const plan = index
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    assert.ok(plan.includes('SCAN study USING INDEX study_by_last_received'), plan.join('\n'));
  });
});

describe('the schema has its versions', () => {
  it('a fresh index is of the newest', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    assert.deepEqual(rowsOf(folder, 'PRAGMA user_version'), [{ user_version: 6 }]);
  });

  it('one of a later version of the program is refused in words, and left as it is', async (t) => {
    const folder = temporaryFolder(t);
    await stored(folder, [numbered(1)]);
    changeIndex(folder, 'PRAGMA user_version = 99');
    changeIndex(folder, 'PRAGMA application_id = 0'); // it leaves no room for us
    await assert.rejects(archiveFor(t, { folder }), (error: { code: string; message: string; cause: { code: string } }) => {
      assert.equal(error.code, 'ARCHIVE_INDEX_UNUSABLE');
      assert.equal(error.cause.code, 'DATABASE_NEWER');
      assert.match(error.message, /later version.*99/);
      assert.ok(error.message.includes(join(folder, 'index.sqlite')));
      return true;
    });
    changeIndex(folder, 'PRAGMA user_version = 6');
    assert.equal((await (await archiveFor(t, { folder })).counts()).instances, 1);
  });
});
