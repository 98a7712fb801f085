import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IndexWrites } from '../../../app/archive/index-writes.ts';
import { search } from '../../../app/archive/search.ts';
import type { MatchKey } from '../../../app/dataset/dataset.ts';
import { archiveFor, objectWith, send } from '../../support/archive-under-test.ts';
import { answersOf, indexOf, rowOf, type Values } from './search-index.ts';

const single = (value: string): MatchKey => ({ kind: 'single', value });
const wildcard = (pattern: string): MatchKey => ({ kind: 'wildcard', pattern });
const uids = (...list: string[]): MatchKey => ({ kind: 'uids', uids: list });
const keys = (of: Readonly<Record<string, MatchKey>>) => new Map(Object.entries(of));

/** `count` studies of two series, CT and SR, with three images each; ten studies a patient. */
function studies(count: number): Values[] {
  return Array.from({ length: count }, (_, n) =>
    ['CT', 'SR'].flatMap((Modality, s) =>
      [3, 1, 2].map((number) => ({
        ...{
          PatientID: `P${Math.floor(n / 10)}`,
          PatientName: `Name${n % 7}^${n}`,
          StudyInstanceUID: `1.${n}`,
          SeriesInstanceUID: `1.${n}.${s}`,
        },
        ...{ StudyDate: `2026${String(1 + (n % 12)).padStart(2, '0')}01`, StudyTime: '1015', Modality, SeriesNumber: String(s + 1) },
        ...{
          SOPInstanceUID: `1.${n}.${s}.${number}`,
          InstanceNumber: String(number),
          SOPClassUID: s ? '1.2.840.10008.5.1.4.1.1.88.11' : '1.2.840.10008.5.1.4.1.1.2',
        },
      })),
    ),
  ).flat();
}

describe('archive search: pages', () => {
  it('come until every answer is there, each once, at every level', async (t) => {
    const { index } = indexOf(t, studies(250));
    for (const [level, keyword, count] of [
      ['PATIENT', 'PatientID', 25],
      ['STUDY', 'StudyInstanceUID', 250],
      ['SERIES', 'SeriesInstanceUID', 500],
      ['IMAGE', 'SOPInstanceUID', 1500],
    ] as const) {
      for (const given of [keys({}), keys({ PatientName: wildcard('name*') }), keys({ PatientID: wildcard('P*') })]) {
        const found = (await answersOf(index, { level, keys: given, wanted: [keyword] })).map(({ values }) => values.get(keyword));
        assert.equal(new Set(found).size, count, level);
        assert.equal(found.length, count, level);
      }
    }
  });

  it('hold about a hundred answers, and no page is empty', async (t) => {
    const { index } = indexOf(t, studies(250));
    const sizes: number[] = [];
    for await (const page of search(index, { level: 'STUDY', keys: keys({}), combinedDateTime: false, fuzzy: false, wanted: [] }))
      sizes.push(page.length);
    assert.deepEqual(sizes, [100, 100, 50]);
  });

  it('limit and offset cut them out of one order', async (t) => {
    const { index } = indexOf(t, studies(250));
    const of = { level: 'STUDY', keys: keys({ PatientName: wildcard('name*') }), wanted: ['StudyInstanceUID'] } as const;
    const uidsOf = async (more: object) => (await answersOf(index, { ...of, ...more })).map(({ values }) => values.get('StudyInstanceUID'));
    const all = await uidsOf({});
    assert.deepEqual(await uidsOf({ limit: 7, offset: 143 }), all.slice(143, 150));
    assert.deepEqual(await uidsOf({ limit: 130 }), all.slice(0, 130));
    assert.deepEqual(await uidsOf({ offset: 245, limit: 10 }), all.slice(245));
    assert.deepEqual(await uidsOf({ offset: 1000 }), []);
    assert.deepEqual(await uidsOf({ limit: 0 }), []);
  });

  it('nothing more is asked of the index than the limit needs', async (t) => {
    const { index, steps } = indexOf(t, studies(250));
    await answersOf(index, { level: 'STUDY', limit: 50 });
    assert.equal(steps(), 1);
  });

  it('whatever else waits has its turn between two pages', async (t) => {
    const { index } = indexOf(t, studies(250));
    let turns = 0;
    let pages = 0;
    const query = { level: 'STUDY', keys: keys({}), combinedDateTime: false, fuzzy: false, wanted: [] } as const;
    for await (const _ of search(index, query)) {
      assert.equal(turns, pages++);
      setImmediate(() => turns++);
    }
    assert.equal(pages, 3);
  });

  it('all ways to the rows of one value are gone through in one step', async (t) => {
    const { index, steps } = indexOf(t, studies(20));
    const given = keys({ PatientID: single('NOBODY') }); // as the whole value, and as one of several
    assert.deepEqual(await answersOf(index, { level: 'STUDY', keys: given }), []);
    assert.equal(steps(), 1);
  });
});

describe('archive search: abort', () => {
  it('ends at once with the reason, though a step is under way', async () => {
    const index = { searchStep: () => new Promise(() => {}) } as never;
    const abort = new AbortController();
    const pages = search(index, { level: 'STUDY', keys: keys({}), combinedDateTime: false, fuzzy: false, wanted: [] }, abort.signal);
    const first = pages.next();
    abort.abort(new Error('C-CANCEL'));
    await assert.rejects(first, /C-CANCEL/);
  });

  it('ends between two pages', async (t) => {
    const { index } = indexOf(t, studies(250));
    const abort = new AbortController();
    const pages = search(index, { level: 'STUDY', keys: keys({}), combinedDateTime: false, fuzzy: false, wanted: [] }, abort.signal);
    await pages.next();
    abort.abort(new Error('C-CANCEL'));
    await assert.rejects(pages.next(), /C-CANCEL/);
  });
});

describe('archive search: what no object has (PS3.4 C.6.1.1, C.6.2.1)', () => {
  const wanted = [
    ...['ModalitiesInStudy', 'SOPClassesInStudy', 'NumberOfPatientRelatedStudies', 'NumberOfPatientRelatedSeries'],
    ...['NumberOfPatientRelatedInstances', 'NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances', 'InstanceAvailability'],
  ];

  it('is counted and gathered', async (t) => {
    const { index } = indexOf(t, studies(20));
    const [answer] = await answersOf(index, { level: 'STUDY', keys: keys({ StudyInstanceUID: uids('1.3') }), wanted });
    assert.deepEqual(Object.fromEntries(answer!.values), {
      ModalitiesInStudy: 'CT\\SR',
      SOPClassesInStudy: '1.2.840.10008.5.1.4.1.1.2\\1.2.840.10008.5.1.4.1.1.88.11',
      NumberOfPatientRelatedStudies: '10',
      NumberOfPatientRelatedSeries: '20',
      NumberOfPatientRelatedInstances: '60',
      NumberOfStudyRelatedSeries: '2',
      NumberOfStudyRelatedInstances: '6',
      InstanceAvailability: 'ONLINE',
    });
  });

  it('follows an instance that is replaced by one of another class and study', async (t) => {
    const { index, database } = indexOf(t, studies(1).slice(0, 1));
    new IndexWrites(database).replace(
      { ...rowOf({ ...studies(1)[0]!, StudyInstanceUID: '1.9', SOPClassUID: '1.5' }), file: 'images/x.dcm' },
      'images/1.0.0.3.dcm',
    );
    const answers = await answersOf(index, { level: 'STUDY', wanted: ['StudyInstanceUID', 'SOPClassesInStudy'] });
    assert.deepEqual(
      answers.map(({ values }) => [...values.values()]),
      [['1.9', '1.5']],
    );
    assert.deepEqual(database.prepare('SELECT COUNT(*) AS rows FROM series_sop_class').get()!.rows, 1);
  });

  it('ModalitiesInStudy is a key: one, several, with a date', async (t) => {
    const { index } = indexOf(t, studies(24));
    const count = async (of: Readonly<Record<string, MatchKey>>) => (await answersOf(index, { level: 'STUDY', keys: keys(of) })).length;
    assert.equal(await count({ ModalitiesInStudy: single('SR') }), 24);
    assert.equal(await count({ ModalitiesInStudy: { kind: 'values', keys: [single('SR'), single('CT')] } }), 24);
    assert.equal(await count({ ModalitiesInStudy: single('MR') }), 0);
    assert.equal(await count({ ModalitiesInStudy: single('CT'), StudyDate: { kind: 'range', from: '20260101', to: '20260131' } }), 2);
    assert.equal(await count({ SOPClassesInStudy: uids('1.2.840.10008.5.1.4.1.1.88.11') }), 24);
  });
});

describe('archive search: keys', () => {
  it('ten thousand UIDs find those that are there (C.2.2.2.2)', async (t) => {
    const { index } = indexOf(t, studies(250));
    const list = Array.from({ length: 10_000 }, (_, n) => `1.${n * 2}`);
    const all = await answersOf(index, { level: 'STUDY', keys: keys({ StudyInstanceUID: uids(...list) }), wanted: ['StudyInstanceUID'] });
    assert.equal(all.length, 125);
    const ofPatient = await answersOf(index, { level: 'STUDY', keys: keys({ StudyInstanceUID: uids(...list), PatientID: single('P3') }) });
    assert.equal(ofPatient.length, 5);
  });

  it('a UID that is listed twice is answered once', async (t) => {
    const { index } = indexOf(t, studies(3));
    assert.equal((await answersOf(index, { level: 'STUDY', keys: keys({ StudyInstanceUID: uids('1.1', '1.1') }) })).length, 1);
  });

  it('a name that comes later to a patient is found in each of its groups', async (t) => {
    const first = { PatientID: 'P', StudyInstanceUID: '1', SeriesInstanceUID: '1.1', SOPInstanceUID: '1.1.1' };
    const { index, database } = indexOf(t, [first]);
    const found = async (pattern: string) =>
      (await answersOf(index, { level: 'PATIENT', keys: keys({ PatientName: wildcard(pattern) }) })).length;
    assert.equal(await found('山田*'), 0);
    new IndexWrites(database).insert(rowOf({ ...first, PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', SOPInstanceUID: '1.1.2' }));
    for (const pattern of ['yamada*', '山田*', 'やまだ^*', '*太郎', '*ama*']) assert.equal(await found(pattern), 1, pattern);
  });

  it('dates and times are one range where that is agreed, else two', async (t) => {
    const at = (n: number, StudyDate: string, StudyTime: string) => ({
      ...studies(1)[0]!,
      StudyInstanceUID: `2.${n}`,
      SOPInstanceUID: `2.${n}.1`,
      StudyDate,
      StudyTime,
    });
    const { index } = indexOf(t, [
      at(1, '20260101', '0900'),
      at(2, '20260101', '2300'),
      at(3, '20260102', '0800'),
      at(4, '20260102', '1100'),
    ]);
    const of = keys({
      StudyDate: { kind: 'range', from: '20260101', to: '20260102' },
      StudyTime: { kind: 'range', from: '100000.000000', to: '100000.000000' },
    });
    const found = async (combinedDateTime: boolean) =>
      (await answersOf(index, { level: 'STUDY', keys: of, combinedDateTime, wanted: ['StudyInstanceUID'] })).map(({ values }) =>
        values.get('StudyInstanceUID'),
      );
    assert.deepEqual(await found(true), ['2.2', '2.3']);
    assert.deepEqual(await found(false), []);
  });

  it('images say where they are', async (t) => {
    const { index } = indexOf(t, studies(2));
    const answers = await answersOf(index, {
      level: 'IMAGE',
      keys: keys({ SeriesInstanceUID: uids('1.1.0') }),
      wanted: ['InstanceNumber'],
    });
    assert.deepEqual(
      answers.map(({ values }) => values.get('InstanceNumber')),
      ['1', '2', '3'],
    );
    const { file, datasetOffset, transferSyntaxUid } = answers[0]!;
    assert.deepEqual([file, datasetOffset, transferSyntaxUid], ['images/1.1.0.1.dcm', 100, '1.2.840.10008.1.2.1']);
  });
});

async function allOf<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('archive search: in its thread', () => {
  it('finds what was taken in, while more comes in', async (t) => {
    const archive = await archiveFor(t);
    await send(archive, objectWith());
    const query = {
      level: 'IMAGE',
      keys: keys({ PatientName: wildcard('test*') }),
      combinedDateTime: false,
      fuzzy: false,
      wanted: ['PatientName'],
    } as const;
    const found = async () => (await allOf(archive.search(query))).flat().map(({ values }) => values.get('PatientName'));
    assert.deepEqual(await found(), ['Test^Archive']);
    await Promise.all([found(), send(archive, objectWith({ 524312: '1.2.3.4' })), found()]);
    assert.equal((await found()).length, 2);
  });

  it('a closed archive says so', async (t) => {
    const archive = await archiveFor(t);
    const query = { level: 'STUDY', keys: keys({}), combinedDateTime: false, fuzzy: false, wanted: [] } as const;
    await allOf(archive.search(query));
    await archive.close();
    await assert.rejects(allOf(archive.search(query)), { code: 'ARCHIVE_CLOSED' });
  });
});
