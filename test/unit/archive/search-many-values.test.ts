import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf } from '../../../app/archive/search-plan.ts';
import type { QueryLevel, SearchQuery } from '../../../app/archive/search-query.ts';
import { matches, parseKey } from '../../../app/dataset/dataset.ts';
import { answersOf, emptyIndex, indexOf, type Values } from './search-index.ts';

const INSTANCES: readonly Values[] = Array.from({ length: 60 }, (_, p) => ({
  PatientID: p % 5 ? `P${p}` : `P${p}\\Q${p}`,
  PatientName: p % 3 ? `Name${p}^X` : `Name${p}^Y=\u{1f600}${p}=Other${p}`,
  StudyInstanceUID: `1.${p}`,
  SeriesInstanceUID: `1.${p}.1`,
  SOPInstanceUID: `1.${p}.1.1`,
  StudyDate: p % 7 ? `202601${String(1 + (p % 28)).padStart(2, '0')}` : '20260210', // a date has one value
  StudyTime: `${String(p % 24).padStart(2, '0')}1500`,
}));

const KEYS: readonly (readonly [string, string, (at: number) => string])[] = [
  ['PatientID', 'LO', (at) => `*P${at * 2}*`],
  ['PatientID', 'LO', (at) => `P${at * 3}*`],
  ['PatientID', 'LO', (at) => (at % 2 ? `Q${at}*` : `p${at}`)],
  ['PatientID', 'LO', (at) => `P${at * 2}`],
  ['PatientName', 'PN', (at) => ['\u{1f600}*', '\uff00*', 'other*', 'name1*', 'name10^*', `*${at}^y`][at] ?? `Other${at}*`],
  ['PatientName', 'PN', (at) => `name${at}^x`],
  ['StudyDate', 'DA', (at) => `202601${String(1 + (at % 14) * 2).padStart(2, '0')}-202601${String(1 + (at % 14) * 2).padStart(2, '0')}`],
  [
    'StudyDate',
    'DA',
    (at) => ['20260103', '20260104-20260106', '20260106-20260109', '20260201-', '-20251231', '20260112-20260112'][at % 6]!,
  ],
  ['StudyTime', 'TM', (at) => `${String((at * 2) % 24).padStart(2, '0')}-${String((at * 2) % 24).padStart(2, '0')}`],
];

function queryOf(level: QueryLevel, [keyword, vr, value]: (typeof KEYS)[number], length: number, fuzzy: boolean): SearchQuery {
  const text = Array.from({ length }, (_, at) => value(at)).join('\\');
  const keys = new Map([[keyword, parseKey(keyword, vr, text, { fuzzy })]]);
  return { level, keys, combinedDateTime: false, fuzzy, wanted: ['StudyInstanceUID'] };
}

describe('a key of many values (PS3.4 C.2.2.2.8) finds what matches any of them, once', () => {
  for (const key of KEYS)
    for (const length of [3, 6, 40, 900])
      it(`${key[0]} ${key[2](1)} and ${length - 1} more`, async (t) => {
        const { index } = indexOf(t, INSTANCES);
        for (const level of ['STUDY', 'IMAGE'] as const)
          for (const fuzzy of [false, true]) {
            const query = queryOf(level, key, length, fuzzy);
            const answers = await answersOf(index, query);
            const right = INSTANCES.filter((values) => matches(query.keys.get(key[0])!, values[key[0]]!.split('\\'), key[1], { fuzzy }));
            assert.deepEqual(
              answers.map(({ values }) => values.get('StudyInstanceUID')).sort(),
              right.map(({ StudyInstanceUID }) => StudyInstanceUID).sort(),
              `${level} ${fuzzy}`,
            );
            assert.ok(right.length > 0);
          }
      });
});

describe('what a key of many values costs', () => {
  const sizeOf = (key: (typeof KEYS)[number], length: number) => {
    const { ways } = planOf(queryOf('STUDY', key, length, false));
    return { sql: JSON.stringify(ways.map(({ passes }) => passes.map(({ points, ranges, ...sql }) => sql))).length, ways };
  };
  for (const key of KEYS)
    it(`${key[0]} ${key[2](1)}: no statement grows with the values`, (t) => {
      const database = emptyIndex(t);
      const [some, many] = [sizeOf(key, 100), sizeOf(key, 1000)];
      assert.ok(many.sql <= some.sql * 4 && many.sql < 100_000, `${some.sql} characters of SQL, then ${many.sql}`);
      for (const { passes, values } of many.ways) {
        assert.ok(Object.keys(values).length < 20, `${Object.keys(values).length} values`);
        for (const { same, range } of passes) for (const sql of [same, range ?? same]) database.prepare(sql);
      }
      assert.ok(JSON.stringify(many.ways.map(({ values }) => values)).length < 150_000);
    });
});
