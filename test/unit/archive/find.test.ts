import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { datesOf } from '../../../app/archive/find-query.ts';
import { rankOf, ranksOfDay } from '../../../app/archive/find-rank.ts';
import { FindReads } from '../../../app/archive/find-reads.ts';
import { FindWrites } from '../../../app/archive/find-writes.ts';
import { IndexWrites } from '../../../app/archive/index-writes.ts';
import { foldText } from '../../../app/dataset/dataset.ts';
import { drawFrom, nameOf } from '../../bench/million/names.ts';
import { archiveFor, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { numbered } from './leftovers.ts';
import { emptyIndex, rowOf, type Values } from './search-index.ts';

function inIndex(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'index.sqlite'));
  database.exec(sql);
  database.close();
}

/** A study of one image each, number by number. */
function findsIn(t: TestContext, studies: readonly Values[]) {
  const database = emptyIndex(t);
  const writes = new IndexWrites(database);
  for (const [n, values] of studies.entries())
    writes.insert(
      rowOf({ SeriesInstanceUID: `1.${n}.1`, SOPInstanceUID: `1.${n}.1.1`, StudyInstanceUID: `${n}`, PatientID: `P${n}`, ...values }),
    );
  const updates = new FindWrites(database);
  while (updates.update(3) === 3);
  const reads = new FindReads(database);
  const find = (text: string, more: Partial<Parameters<FindReads['find']>[0]> = {}) =>
    reads.find({ text: foldText(text), modalities: [], limit: 50, ...more });
  const uids = (...asked: Parameters<typeof find>) => find(...asked).studies.map(({ studyInstanceUid }) => studyInstanceUid);
  return { database, writes, updates, find, uids };
}

const YAMADA = { PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', StudyDate: '20260314', Modality: 'CT', PatientID: 'AB-0012/3' };
const MUELLER = { PatientName: 'Müller^Zoë', StudyDate: '20250101', Modality: 'MR', AccessionNumber: 'A2025-000815', PatientID: '000456' };
const PETROV = { PatientName: 'Пётр^Ёлкин', StudyDate: '20240229', Modality: 'US', PatientBirthDate: '19650708', PatientID: 'Ж7' };
const OBRIEN = { PatientName: "O'Brien-Smith^Mary Ann", StudyDate: '19991231', StudyDescription: 'Knee left, a.p.', PatientID: '77' };
const NOBODY = { PatientID: '' };
const ALL = [YAMADA, MUELLER, PETROV, OBRIEN, NOBODY];
const [Y, M, P, O] = ['0', '1', '2', '3'];

describe('studies are found as people type', () => {
  for (const [typed, found] of [
    ['yam', [Y]],
    ['YAMADA TAR', [Y]],
    ['taro yama', [Y]],
    ['山田', [Y]],
    ['山田太郎', [Y]],
    ['山田　太', [Y]],
    ['やまだ', [Y]],
    ['ヤマダ', [Y]],
    ['ﾔﾏﾀﾞ', [Y]],
    ['たろう', [Y]],
    ['muller', [M]],
    ['Müll', [M]],
    ['zoe', [M]],
    ['елкин', [P]],
    ['Ёлк пёт', [P]],
    ['петр', [P]],
    ["o'brien", [O]],
    ['obrien', [O]],
    ['brien', [O]],
    ['smith mary', [O]],
    ['O’Brien‐Smith', [O]],
    ['knee', [O]],
    ['ab-0012', [Y]],
    ['AB00123', [Y]],
    ['AB-0012/3', [Y]],
    ['000456', [M]],
    ['456', [M]],
    ['ж7', [P]],
    ['A2025-0008', [M]],
    ['815', []], // the middle of a number is not typed first
    ['2026-03-14', [Y]],
    ['14.03.2026', [Y]],
    ['14.3.26', [Y]],
    ['3/14/2026', [Y]],
    ['14032026', [Y]],
    ['20260314', [Y]],
    ['2026年3月14日', [Y]],
    ['2026年', [Y]],
    ['2026-03', [Y]],
    ['03.2026', [Y]],
    ['2025', [M]],
    ['08.07.1965', [P]],
    ['ct', [Y]],
    ['us 2024', [P]],
    ['yamada mr', []],
    ['" OR *', []],
    ['AND', []],
    ['NEAR(', []],
    ['^ - : * "', [Y, M, P, O, '4']],
    ['\u202e\u0000', [Y, M, P, O, '4']],
    ['x'.repeat(5000), []],
  ] as const)
    it(`${JSON.stringify(typed.slice(0, 40))} finds ${found.length}`, (t) => {
      const { uids } = findsIn(t, ALL);
      assert.deepEqual([...uids(typed)].sort(), [...found].sort());
    });
  it('sorted by date, the newest first; what has no date is as new as its first image', (t) =>
    assert.deepEqual(findsIn(t, ALL).uids(''), [Y, M, P, O, '4']));
  it('filters: a range of days, and modalities', (t) => {
    const { uids } = findsIn(t, ALL);
    assert.deepEqual(uids('', { from: '20250101' }), [Y, M]);
    assert.deepEqual(uids('', { from: '20240229', to: '20250101' }), [M, P]);
    assert.deepEqual(uids('', { to: '19991231' }), [O, '4']);
    assert.deepEqual(uids('', { modalities: ['CT', 'US'] }), [Y, P]);
    assert.deepEqual(uids('2024', { modalities: ['CT'] }), []);
    assert.deepEqual(uids('', { from: '20250230' }), []);
  });
  it('pages go on by key, each study once', (t) => {
    const draw = drawFrom(1);
    const studies = Array.from({ length: 120 }, (_, n) => ({
      PatientName: nameOf(n, draw),
      StudyDate: `2020010${1 + (n % 3)}`,
      Modality: 'CT',
    }));
    const { find } = findsIn(t, studies);
    for (const text of ['', 'ct', '2020']) {
      const seen: string[] = [];
      let before: number | undefined;
      do {
        const page = find(text, { limit: 7, ...(before !== undefined && { before }) });
        seen.push(...page.studies.map(({ studyInstanceUid }) => studyInstanceUid));
        before = page.before;
      } while (before !== undefined);
      assert.equal(new Set(seen).size, 120);
      assert.equal(seen.length, 120);
    }
  });
  it('follows what changes: a corrected name, another modality, a deleted study', (t) => {
    const { writes, updates, uids, find } = findsIn(t, ALL);
    writes.replace(
      {
        ...rowOf({
          ...YAMADA,
          PatientName: 'Corrected^Name',
          StudyInstanceUID: '0',
          SeriesInstanceUID: '1.0.1',
          SOPInstanceUID: '1.0.1.1',
        }),
        file: 'images/new.dcm',
      },
      'images/1.0.1.1.dcm',
    );
    writes.insert(rowOf({ ...MUELLER, Modality: 'SR', StudyInstanceUID: '1', SeriesInstanceUID: '1.1.2', SOPInstanceUID: '1.1.2.1' }));
    writes.remove({ studyInstanceUid: '3' }, 10);
    assert.ok(find('').due > 0);
    updates.update(100);
    assert.equal(find('').due, 0);
    assert.deepEqual([uids('yamada'), uids('corrected'), uids('sr'), uids('smith')], [[], ['0'], ['1'], []]);
    assert.deepEqual(uids(''), ['0', '1', '2', '4']);
  });
});

describe('an index of before', () => {
  it('is searchable little by little after the next start; its program may go on with the file', async (t) => {
    const folder = temporaryFolder(t);
    const first = await archiveFor(t, { folder });
    for (const n of [1, 2, 3]) await send(first, numbered(n));
    await first.close();
    const tables = ['find_words', 'findable', 'find_due'].map((name) => `DROP TABLE ${name};`).join('');
    const triggers = [
      'study_added',
      'study_changed',
      'study_removed',
      'patient_changed',
      'series_added',
      'series_changed',
      'series_removed',
    ];
    inIndex(
      folder,
      `${triggers.map((name) => `DROP TRIGGER find_${name};`).join('')}${tables}DROP TRIGGER series_note_outdated; DROP TABLE series_note; PRAGMA user_version = 4; PRAGMA application_id = 0`,
    );
    const archive = await archiveFor(t, { folder });
    const { studies } = await archive.counts();
    const query = { text: 'test archive', modalities: [], limit: 10 };
    let found = await archive.studies.find(query);
    for (let tries = 0; tries < 100 && (found.due > 0 || found.studies.length === 0); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await archive.studies.find(query);
    }
    assert.deepEqual([found.studies.length, found.due], [studies, 0]);
    await archive.close();
    assert.deepEqual(rowsOf(folder, 'PRAGMA application_id'), [{ application_id: 4 }]);
  });
});

describe('dates as they are typed', () => {
  it('day and month may be either, where both are possible', () => assert.deepEqual(datesOf('3/4/2026'), ['20260403', '20260304']));
  it('a year of two digits is of this century or the last', () => assert.deepEqual(datesOf('14.03.65'), ['20650314', '19650314']));
  for (const text of ['', '1.2.3.4', '2026-13', '99.99.2026', 'abc', '2026-', '32.01.2026'])
    it(`${text} is none`, () => assert.deepEqual(datesOf(text), []));
});

describe('ranks', () => {
  it('order by date, time, and then the later taken in; exact in JavaScript', () => {
    const at = (id: number, date: string, time: string) => rankOf(id, { date, time, receivedAt: 0 });
    const ordered = [
      at(1, '18990101', ''),
      at(2, '19991231', ''),
      at(1, '20260314', '0959'),
      at(1, '20260314', '1000'),
      at(2, '20260314', '1000'),
    ];
    assert.deepEqual(
      ordered.toSorted((a, b) => a - b),
      ordered,
    );
    assert.ok(at(2 ** 26 - 1, '99991231', '2359') <= Number.MAX_SAFE_INTEGER);
  });
  it('a day ends where the next begins', () => assert.equal(ranksOfDay('20231231')![1], ranksOfDay('20240101')![0]));
});
