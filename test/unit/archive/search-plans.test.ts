import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { planOf } from '../../../app/archive/search-plan.ts';
import type { QueryLevel, SearchQuery } from '../../../app/archive/search-query.ts';
import type { PassStatements } from '../../../app/archive/search-sql.ts';
import { assetText } from '../../../app/base/base.ts';
import type { MatchKey } from '../../../app/dataset/dataset.ts';

/** The index as a fresh file has it: SQLite knows nothing of how many rows there will be. */
function emptyIndex(t: TestContext): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const name of ['0001-archive', '0002-search', '0003-said', '0004-totals', '0005-find', '0006-notes'])
    database.exec(assetText(`archive/schema/${name}.sql`));
  t.after(() => database.close());
  return database;
}

function planned(level: QueryLevel, keys: Readonly<Record<string, MatchKey>>, more: Partial<SearchQuery> = {}) {
  const wanted = [
    'PatientName',
    'StudyInstanceUID',
    'ModalitiesInStudy',
    'SOPClassesInStudy',
    'NumberOfPatientRelatedInstances',
    'NumberOfStudyRelatedInstances',
  ];
  return planOf({ level, keys: new Map(Object.entries(keys)), combinedDateTime: false, fuzzy: false, wanted, ...more });
}

function stepsOf(database: DatabaseSync, sql: string): string[] {
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
}

function sqlOf({ estimate, range, rangeEnd, same, sameEnd }: PassStatements): string[] {
  return [estimate, same, sameEnd, ...(range && rangeEnd ? [range, rangeEnd] : [])];
}

/** Lists that travel in JSON, and the few rows of a subquery, are read whole. */
const FEW = /^SCAN (json_each|other|one|sought|each|\(subquery-\d+\)|CONSTANT ROW)/;
const SORTED_FEW = /USE TEMP B-TREE FOR DISTINCT/; // modalities of one study

function faultsOf(database: DatabaseSync, sql: string): string[] {
  return stepsOf(database, sql).filter(
    (step) => (step.startsWith('SCAN') && !FEW.test(step)) || (step.includes('TEMP B-TREE') && !SORTED_FEW.test(step)),
  );
}

const single = (value: string): MatchKey => ({ kind: 'single', value });
const wildcard = (pattern: string): MatchKey => ({ kind: 'wildcard', pattern });
const uids = (...list: string[]): MatchKey => ({ kind: 'uids', uids: list });
const range = (from?: string, to?: string): MatchKey => ({ kind: 'range', ...(from && { from }), ...(to && { to }) });

const SEARCHES: readonly (readonly [string, QueryLevel, Readonly<Record<string, MatchKey>>, Partial<SearchQuery>?])[] = [
  ['a Patient ID', 'STUDY', { PatientID: single('P1') }],
  ['an accession number', 'STUDY', { AccessionNumber: single('A1') }],
  ['a study UID', 'STUDY', { StudyInstanceUID: uids('1.2') }],
  ['ten thousand study UIDs', 'STUDY', { StudyInstanceUID: uids(...Array.from({ length: 10_000 }, (_, n) => `1.${n}`)) }],
  ['one day', 'STUDY', { StudyDate: single('20260101') }],
  ['from a day on', 'STUDY', { StudyDate: range('20260101') }],
  ['up to a day', 'STUDY', { StudyDate: range(undefined, '20260101') }],
  ['times of every day', 'STUDY', { StudyTime: range('100000.000000', '105959.999999') }],
  [
    'days and times together',
    'STUDY',
    { StudyDate: range('20260101', '20260102'), StudyTime: range('100000.000000', '105959.999999') },
    { combinedDateTime: true },
  ],
  ['a name', 'STUDY', { PatientName: single('Müller^Hans') }],
  ['a name, fuzzy', 'STUDY', { PatientName: single('Muller^Hans') }, { fuzzy: true }],
  ['the beginning of a name', 'STUDY', { PatientName: wildcard('MÜLLER*') }],
  ['the beginning of a name in another group', 'PATIENT', { PatientName: wildcard('山田*') }],
  ['letters within a name', 'STUDY', { PatientName: wildcard('*ANA*') }],
  ['one of several names', 'PATIENT', { PatientName: { kind: 'values', keys: [single('a'), wildcard('b*'), wildcard('*c')] } }],
  ['a birth date', 'PATIENT', { PatientBirthDate: single('19700101') }],
  ['a birth date', 'STUDY', { PatientBirthDate: single('19700101') }],
  ['a sex', 'STUDY', { PatientSex: single('F') }],
  ['the beginning of a name in another group', 'STUDY', { PatientName: wildcard('山田*') }],
  ['the series of a name', 'SERIES', { PatientName: wildcard('MÜLLER*') }],
  ['the images of a name', 'IMAGE', { PatientName: single('Müller^Hans') }],
  ['another Patient ID', 'PATIENT', { OtherPatientIDs: single('X') }],
  ['a modality in the study', 'STUDY', { ModalitiesInStudy: single('CT') }],
  ['one of two modalities in the study', 'STUDY', { ModalitiesInStudy: { kind: 'values', keys: [single('CT'), single('MR')] } }],
  ['a modality and a month', 'STUDY', { ModalitiesInStudy: single('CT'), StudyDate: range('20260101', '20260131') }],
  ['a SOP class in the study', 'STUDY', { SOPClassesInStudy: uids('1.2.840.10008.5.1.4.1.1.2') }],
  ['a referring physician', 'STUDY', { ReferringPhysicianName: wildcard('gr*') }],
  ['words of a description', 'STUDY', { StudyDescription: wildcard('*chest*') }],
  ['the series of a study', 'SERIES', { StudyInstanceUID: uids('1.2') }],
  ['a modality of the series of a study', 'SERIES', { StudyInstanceUID: uids('1.2'), Modality: single('CT') }],
  ['series by number', 'SERIES', { SeriesNumber: single('3') }],
  [
    'series by what was requested',
    'SERIES',
    { RequestAttributesSequence: { kind: 'sequence', keys: new Map([['RequestedProcedureID', single('R1')]]) } },
  ],
  ['the images of a series', 'IMAGE', { StudyInstanceUID: uids('1.2'), SeriesInstanceUID: uids('1.3') }],
  ['images by UID alone', 'IMAGE', { SOPInstanceUID: uids('1.4', '1.5') }],
  ['the images of a patient (relational)', 'IMAGE', { PatientID: single('P1') }],
];

describe('PS3.4 C.2.2.2: no search reads a table whole, nor sorts its answers', () => {
  for (const [words, level, keys, more] of SEARCHES) {
    it(`${words} (${level})`, (t) => {
      const index = emptyIndex(t);
      const { ways } = planned(level, keys, more);
      for (const { passes } of ways)
        for (const pass of passes) for (const sql of sqlOf(pass)) assert.deepEqual(faultsOf(index, sql), [], sql);
    });
  }

  it('a part of a name is looked for in the index of the names alone', (t) => {
    const index = emptyIndex(t);
    const [way] = planned('STUDY', { PatientName: wildcard('*ANA*') }).ways;
    const [names] = way!.passes;
    assert.match(stepsOf(index, names!.rangeEnd!)[0]!, /^SEARCH study USING COVERING INDEX study_by_PatientName_norm/);
    assert.match(stepsOf(index, names!.range!)[0]!, /^SEARCH study USING INDEX study_by_PatientName_norm/);
  });

  it('all studies come in the order of their rows, with no index and nothing sorted', (t) => {
    const index = emptyIndex(t);
    const [way] = planned('STUDY', {}).ways;
    assert.equal(way!.passes.length, 1);
    assert.equal(stepsOf(index, way!.passes[0]!.same)[0], 'SEARCH study USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)');
  });

  it('counts come from the counters of the series: no instance is visited', (t) => {
    const index = emptyIndex(t);
    const wanted = [
      'NumberOfPatientRelatedStudies',
      'NumberOfPatientRelatedSeries',
      'NumberOfPatientRelatedInstances',
      'NumberOfStudyRelatedSeries',
    ];
    const [way] = planned(
      'SERIES',
      { StudyInstanceUID: uids('1.2') },
      { wanted: [...wanted, 'NumberOfStudyRelatedInstances', 'NumberOfSeriesRelatedInstances', 'SOPClassesInStudy'] },
    ).ways;
    for (const step of stepsOf(index, way!.passes[0]!.same)) assert.doesNotMatch(step, /instance/);
  });
});
