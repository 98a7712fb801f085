import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import type { Archive } from '../../../app/archive/archive.ts';
import type { QueryLevel } from '../../../app/archive/search-query.ts';
import { assetText } from '../../../app/base/base.ts';
import type { MatchKey } from '../../../app/dataset/dataset.ts';
import { archiveFor, type LoggedEvent, logInto, objectWith, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { SERIES, SOP, STUDY } from './leftovers.ts';

const NAME = 0x00100010;
const ID = 0x00100020;
const BIRTH_DATE = 0x00100030;
const SEX = 0x00100040;

/** An object of study n: two studies share the PatientID ARC1 of the defaults. */
const of = (study: number, image: number, changes: Readonly<Record<number, string | undefined>>) =>
  objectWith({
    [SOP]: `1.2.3.${study}.${image}`,
    [STUDY]: `1.2.9.${study}`,
    [SERIES]: `1.2.9.${study}.1`,
    ...changes,
  });
const ANA = { [NAME]: 'Anders^Ana=Yamada', [BIRTH_DATE]: '19700101', [SEX]: 'F' };
const BO = { [NAME]: 'Berg^Bo=Wang', [BIRTH_DATE]: '19800202', [SEX]: 'M' };

async function twoStudies(t: TestContext, folder = temporaryFolder(t)): Promise<{ archive: Archive; events: LoggedEvent[] }> {
  const events: LoggedEvent[] = [];
  const archive = await archiveFor(t, { folder, log: logInto(events) });
  for (const [study, patient] of [
    [1, ANA],
    [2, BO],
  ] as const)
    for (const image of [1, 2]) await send(archive, of(study, image, patient));
  return { archive, events };
}

async function found(archive: Archive, level: QueryLevel, keys: Readonly<Record<string, MatchKey>>): Promise<string[]> {
  const wanted = ['StudyInstanceUID', 'PatientName', 'PatientBirthDate', 'PatientSex'];
  const answers: string[] = [];
  for await (const page of archive.search({ level, keys: new Map(Object.entries(keys)), combinedDateTime: false, fuzzy: false, wanted }))
    for (const { values } of page) answers.push([...values.values()].join(' '));
  return answers.sort();
}

describe('two studies of one PatientID that name the patient differently', () => {
  it('the list of studies has the name of each', async (t) => {
    const { archive } = await twoStudies(t);
    const names = (await archive.recentStudies(9)).map(({ studyInstanceUid, patientName }) => [studyInstanceUid, patientName]);
    assert.deepEqual(names.toSorted(), [
      ['1.2.9.1', 'Anders^Ana=Yamada'],
      ['1.2.9.2', 'Berg^Bo=Wang'],
    ]);
    assert.equal((await archive.counts()).patients, 1);
  });

  it('STUDY, SERIES and IMAGE level: each is found and answered by its own name, birth date and sex; PATIENT level by the first (C.6.1.1)', async (t) => {
    const { archive } = await twoStudies(t);
    const [ana, bo] = ['1.2.9.1 Anders^Ana=Yamada 19700101 F', '1.2.9.2 Berg^Bo=Wang 19800202 M'];
    const name = (pattern: string): Record<string, MatchKey> => ({ PatientName: { kind: 'wildcard', pattern } });
    const single = (keyword: string, value: string): Record<string, MatchKey> => ({ [keyword]: { kind: 'single', value } });
    assert.deepEqual(await found(archive, 'STUDY', single('PatientID', 'ARC1')), [ana, bo]);
    for (const keys of [name('berg*'), name('wang*'), name('*bo*'), single('PatientBirthDate', '19800202'), single('PatientSex', 'M')]) {
      assert.deepEqual(await found(archive, 'STUDY', keys), [bo], JSON.stringify(keys));
      assert.deepEqual(await found(archive, 'SERIES', keys), [bo], JSON.stringify(keys));
      assert.deepEqual(await found(archive, 'IMAGE', keys), [bo, bo], JSON.stringify(keys));
      assert.deepEqual(await found(archive, 'PATIENT', keys), [], JSON.stringify(keys));
    }
    assert.equal((await found(archive, 'PATIENT', name('anders*'))).length, 1);
    assert.deepEqual(await found(archive, 'STUDY', name('Yamada*')), [ana]);
  });

  it('is logged once for the study, without a name or a PatientID', async (t) => {
    const { archive, events } = await twoStudies(t);
    await send(archive, of(2, 3, BO));
    await send(archive, of(2, 1, { ...BO, [SERIES]: '1.2.9.2.7' }));
    const told = () => events.filter(({ event }) => event === 'archive.patient-differs');
    assert.deepEqual(told(), [
      { level: 'warn', event: 'archive.patient-differs', fields: { studyInstanceUid: '1.2.9.2', sopInstanceUid: '1.2.3.2.1' } },
    ]);
    await send(archive, of(3, 1, { ...BO, [ID]: 'ARC2' }));
    await send(archive, of(4, 1, { ...ANA, [NAME]: 'ANDERS^ANA=Yamada' })); // the same name, PS3.4 C.2.2.2.1
    await send(archive, of(5, 1, { [NAME]: undefined }));
    assert.equal(told().length, 1);
  });

  it('is logged when a study turns out to be of that patient, and when an overwrite changes the name', async (t) => {
    const { archive, events } = await twoStudies(t);
    await send(archive, of(3, 1, { ...BO, [ID]: '' }));
    await send(archive, of(3, 2, { ...BO }));
    await send(archive, of(4, 1, ANA));
    await send(archive, of(4, 1, { [NAME]: 'Carl^C' }));
    const told = events.filter(({ event }) => event === 'archive.patient-differs').map(({ fields }) => fields.studyInstanceUid);
    assert.deepEqual(told, ['1.2.9.2', '1.2.9.3', '1.2.9.4']);
  });

  it('an object of another PatientID within a study does not name it', async (t) => {
    const { archive } = await twoStudies(t);
    await send(archive, of(3, 1, { [NAME]: undefined }));
    await send(archive, of(3, 2, { ...BO, [ID]: 'ARC9' }));
    assert.deepEqual(await found(archive, 'STUDY', { StudyInstanceUID: { kind: 'uids', uids: ['1.2.9.3'] } }), ['1.2.9.3   ']);
  });
});

describe('migration 0003', () => {
  it('gives the studies of an older index the name, birth date and sex of their patient, each group of the name to be found by', async (t) => {
    const folder = temporaryFolder(t);
    const database = new DatabaseSync(join(folder, 'index.sqlite'));
    for (const name of ['0001-archive', '0002-search']) database.exec(assetText(`archive/schema/${name}.sql`));
    database.exec(`PRAGMA user_version = 2;
      INSERT INTO patient (id, identity, PatientID, PatientName, PatientName_norm, PatientName_fold, PatientBirthDate, PatientSex)
        VALUES (1, 'id' || char(0) || 'ARC1' || char(0), 'ARC1', 'Anders^Ana=山田', 'anders^ana=山田', 'anders^ana=山田', '19700101', 'F');
      INSERT INTO study (id, patient_id, StudyInstanceUID, first_received, last_received) VALUES (1, 1, '1.2.9.1', 5, 5);
      INSERT INTO series (id, study_id, SeriesInstanceUID, instances, bytes) VALUES (1, 1, '1.2.9.1.1', 1, 9);
      INSERT INTO instance (series_id, SOPInstanceUID, SOPClassUID, file, bytes, dataset_offset, sha256, transfer_syntax, received, calling_ae)
        VALUES (1, '1.2.3.1.9', '1.2', 'images/x.dcm', 9, 1, x'00', '1.2.840.10008.1.2', 5, 'A')`);
    database.close();
    const archive = await archiveFor(t, { folder });
    const ana = ['1.2.9.1 Anders^Ana=山田 19700101 F'];
    for (const pattern of ['anders*', '山田*'])
      assert.deepEqual(await found(archive, 'STUDY', { PatientName: { kind: 'wildcard', pattern } }), ana);
    await send(archive, of(1, 1, { ...ANA, [NAME]: undefined })); // the old series goes on
    await archive.close();
    assert.deepEqual(rowsOf(folder, 'SELECT COUNT(*) AS n, COUNT(said_id) AS said FROM instance'), [{ n: 2, said: 2 }]);
    assert.deepEqual(rowsOf(folder, 'PRAGMA user_version'), [{ user_version: 6 }]);
    assert.deepEqual(rowsOf(folder, 'PRAGMA foreign_key_check'), []);
  });
});
