import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QueryLevel, SearchQuery } from '../../../app/archive/search-query.ts';
import { type MatchKey, matches, parseKey } from '../../../app/dataset/dataset.ts';
import { CATALOGUE_BY_KEYWORD } from '../../../app/registry/registry.ts';
import { type Draw, drawFrom } from '../../bench/million/names.ts';
import { answersOf, indexOf, type Values } from './search-index.ts';

const NAMES = [
  ...[
    'Ana',
    'ANA',
    'ana maria',
    'Müller',
    'muller',
    'MUELLER',
    'Strauß',
    'STRAUSS',
    'Łucja',
    'O’Neil',
    "O'Neil",
    'van der Berg',
    'Ng',
    'Å',
  ],
  ...['山田', '太郎', 'やまだ', 'ヤマダ', 'ﾔﾏﾀﾞ', '王', 'Иванов', 'ИВАН', 'Ёлка', 'Σίσυφος', 'İpek', 'x[y]', 'É', '李四', '𠮷田'],
];
const WORDS = [
  'CT CHEST',
  'ct chest',
  'Thorax ',
  'THORAX  nativ',
  'Fuß',
  'a=b',
  'x^y',
  '胸部',
  'P1',
  'p1',
  'P10',
  '0001',
  '1',
  'A-7',
  '[x]',
  'ABC',
];
const DATES = ['20260101', '20260102', '2026.01.02', '20251231', '20240229', ''];
const TIMES = ['10', '1015', '101500', '101530', '101530.25', '10:15:30', '235959.999999', '000000', ''];
const MODALITIES = ['CT', 'MR', 'SR', 'US', ''];
const ROOT = ['PatientName', 'PatientID', 'OtherPatientIDs', 'OtherPatientNames', 'PatientBirthDate', 'PatientSex', 'PatientComments'];
const STUDY = ['StudyDate', 'StudyTime', 'StudyDescription', 'AccessionNumber', 'ReferringPhysicianName', 'StudyID', 'PhysiciansOfRecord'];
const SERIES = ['SeriesNumber', 'SeriesDescription', 'OperatorsName', 'BodyPartExamined', 'SeriesDate', 'SeriesTime', 'Modality'];
const INSTANCE = ['InstanceNumber', 'ImageType', 'ContentDate'];
const KEYS = {
  PATIENT: ROOT,
  STUDY: [...ROOT, ...STUDY],
  SERIES: [...ROOT, ...STUDY, ...SERIES],
  IMAGE: [...ROOT, ...STUDY, ...SERIES, ...INSTANCE],
};
const UNIQUE = { PATIENT: 'PatientID', STUDY: 'StudyInstanceUID', SERIES: 'SeriesInstanceUID', IMAGE: 'SOPInstanceUID' } as const;
const SEVERAL = new Set(['OtherPatientIDs', 'OtherPatientNames', 'PhysiciansOfRecord', 'OperatorsName', 'ImageType']);

const one = <Value>(draw: Draw, list: readonly Value[]): Value => list[draw(list.length)]!;

function aName(draw: Draw): string {
  const components = () => Array.from({ length: 1 + draw(3) }, () => (draw(8) ? one(draw, NAMES) : '')).join('^');
  return Array.from({ length: 1 + (draw(3) ? 0 : draw(3)) }, components).join('=');
}

function aValue(keyword: string, draw: Draw): string {
  const vr = CATALOGUE_BY_KEYWORD.get(keyword)!.vr;
  if (draw(12) === 0) return '';
  if (SEVERAL.has(keyword) && draw(2)) return Array.from({ length: 2 }, () => plain(keyword, vr, draw)).join('\\');
  return plain(keyword, vr, draw);
}

function plain(keyword: string, vr: string, draw: Draw): string {
  if (vr === 'PN') return aName(draw);
  if (vr === 'DA') return one(draw, DATES);
  if (vr === 'TM') return one(draw, TIMES);
  if (vr === 'IS') return one(draw, ['1', '2', '10', '01', '+3', '-4']);
  if (keyword === 'Modality') return one(draw, MODALITIES);
  if (vr === 'CS') return one(draw, ['M', 'F', 'CHEST', 'HEAD', 'ORIGINAL', 'PRIMARY']);
  return one(draw, WORDS);
}

/** Patients, studies and series that share what they are asked for by, so that nearly every key finds some and leaves others. */
function someInstances(draw: Draw): Values[] {
  const given = (keywords: readonly string[]) =>
    Object.fromEntries(keywords.filter(() => draw(7)).map((keyword) => [keyword, aValue(keyword, draw)]));
  return Array.from({ length: 12 }, (_, p) => ({ ...given(ROOT), PatientID: draw(9) ? `${one(draw, ['P', 'p', ''])}${p}` : '' })).flatMap(
    (patient, p) =>
      Array.from({ length: 1 + draw(4) }, (_, t) => ({ ...patient, ...given(STUDY), StudyInstanceUID: `1.${p}.${t}` })).flatMap((study) =>
        Array.from({ length: 1 + draw(3) }, (_, s) => ({
          ...study,
          ...given(SERIES),
          SeriesInstanceUID: `${study.StudyInstanceUID}.${s}`,
        })).flatMap((series) =>
          Array.from({ length: 1 + draw(3) }, (_, i) => ({
            ...series,
            ...given(INSTANCE),
            SOPInstanceUID: `${series.SeriesInstanceUID}.${i}`,
          })),
        ),
      ),
  );
}

/** What a person might type who half knows a value. */
function keyText(keyword: string, instances: readonly Values[], draw: Draw): string {
  const vr = CATALOGUE_BY_KEYWORD.get(keyword)!.vr;
  const text = one(draw, one(draw, instances)[keyword]?.split('\\') ?? ['']);
  if (vr === 'DA' || vr === 'TM') {
    const [from, to] = vr === 'DA' ? ['20260101', '20260102'] : ['1015', '101530'];
    return one(draw, [from, `${from}-`, `-${to}`, `${from}-${to}`]);
  }
  if (vr === 'IS') return one(draw, ['1', '2', '10', '3']);
  const letters = [...(vr === 'PN' && draw(2) ? one(draw, text.split('=')) : text)];
  const at = draw(letters.length + 1);
  const changed = [
    text,
    letters.join(''),
    letters.join('').toUpperCase(),
    letters.join('').toLowerCase(),
    `${letters.slice(0, at).join('')}*`,
    `*${letters.slice(at).join('')}`,
    `*${letters.slice(at, at + 2).join('')}*`,
    letters.map((letter, n) => (n === at ? '?' : letter)).join(''),
    `${letters.join('')}^`,
    `${letters.slice(0, at).join('')}*^*`,
  ];
  const made = one(draw, vr === 'PN' ? changed : vr === 'CS' ? [text] : changed.slice(0, 8));
  return draw(6) || vr === 'PN' ? made : `${made}\\${one(draw, WORDS)}`;
}

/** The plain reading of PS3.4 C.2.2.2 by `matches`, row by row. */
function expected(instances: readonly Values[], { level, keys, fuzzy }: SearchQuery): string[] {
  const found = new Set<string>();
  for (const values of instances) {
    const isMatch = [...keys].every(([keyword, key]) => {
      const { vr } = CATALOGUE_BY_KEYWORD.get(keyword)!;
      const text = values[keyword] ?? '';
      return matches(key, text === '' ? [] : vr === 'LT' ? [text] : text.split('\\'), vr, { fuzzy });
    });
    if (isMatch) found.add(idOf(values, level));
  }
  return [...found].sort();
}

function idOf(values: Values, level: QueryLevel): string {
  if (level === 'PATIENT') return values.PatientID || `blank ${values.StudyInstanceUID}`;
  return values[UNIQUE[level]]!;
}

/** As the index has it: of one patient, study and series one value each, of what came first. */
function settled(instances: readonly Values[]): Values[] {
  return instances.map((values) => ({ ...values }));
}

function aKey(keyword: string, instances: readonly Values[], draw: Draw, fuzzy: boolean): MatchKey | undefined {
  const { vr } = CATALOGUE_BY_KEYWORD.get(keyword)!;
  try {
    return parseKey(keyword, vr, keyText(keyword, instances, draw), { fuzzy, emptyValue: false });
  } catch {
    return undefined; // a wild card where none is allowed
  }
}

describe('a search finds what the plain matcher of dataset/matching accepts, each once', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    it(`seed ${seed}`, async (t) => {
      const draw = drawFrom(seed);
      const instances = settled(someInstances(draw));
      const { index } = indexOf(t, instances);
      let found = 0;
      for (let n = 0; n < 150; n++) {
        const level = one(draw, ['PATIENT', 'STUDY', 'SERIES', 'IMAGE'] as const);
        const fuzzy = draw(4) === 0;
        const keywords = Array.from({ length: 1 + draw(2) }, () => (draw(2) ? 'PatientName' : one(draw, KEYS[level])));
        const keys = new Map(
          keywords
            .flatMap((keyword) => [[keyword, aKey(keyword, instances, draw, fuzzy)] as const])
            .filter((entry): entry is [string, MatchKey] => entry[1] !== undefined),
        );
        const wanted = ['PatientID', 'StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'];
        const query: SearchQuery = { level, keys, fuzzy, combinedDateTime: false, wanted };
        const answers = await answersOf(index, query);
        const actual = answers.map(({ values }) => idOf(Object.fromEntries(values), level)).sort();
        const right = expected(instances, query);
        // A patient without an ID has no name to be told by at its own level.
        const told = (ids: string[]) => (level === 'PATIENT' ? ids.filter((id) => !id.startsWith('blank')) : ids);
        assert.deepEqual(told(actual), told(right), `query ${n}: ${level} ${JSON.stringify([...keys])}${fuzzy ? ' fuzzy' : ''}`);
        found += right.length;
      }
      assert.ok(found > 300, `${found} answers`);
    });
  }
});
