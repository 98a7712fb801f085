import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '../../../app/archive/index-db.ts';
import { search } from '../../../app/archive/search.ts';
import type { SearchQuery } from '../../../app/archive/search-query.ts';
import type { MatchKey } from '../../../app/dataset/dataset.ts';
import { accessionOf, DAYS, dayOf, makeMillion, patientIdOf, studyUid } from './generate.ts';
import { drawFrom } from './names.ts';

/* How long searches take at archive level, over an index of many studies: `node test/bench/million/search-alone.ts <studies> [repeats] [folder]`. */

const STUDY_WANTED = [
  ...['StudyInstanceUID', 'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'StudyDate', 'StudyTime', 'StudyDescription'],
  ...['AccessionNumber', 'ModalitiesInStudy', 'NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'],
];
const single = (value: string): MatchKey => ({ kind: 'single', value });
const wildcard = (pattern: string): MatchKey => ({ kind: 'wildcard', pattern });

const studies = Number(process.argv[2] ?? 10_000);
const repeats = Number(process.argv[3] ?? 100);
const given = process.argv[4];
const folder = given ?? mkdtempSync(join(tmpdir(), 'filmroom-million-'));
const draw = drawFrom(7);
const anyStudy = () => 1 + draw(studies);
const anyUid = (): MatchKey => ({ kind: 'uids', uids: [studyUid(anyStudy())] });
const dates = (days: number): MatchKey => {
  const first = draw(DAYS - days);
  return { kind: 'range', from: dayOf(first), to: dayOf(first + days - 1) };
};

interface Case {
  readonly name: string;
  readonly keys: () => Record<string, MatchKey>;
  readonly more?: Partial<SearchQuery>;
  readonly repeats?: number;
}
const FIRST_100 = { limit: 100 };
const CASES: readonly Case[] = [
  { name: 'PatientID', keys: () => ({ PatientID: single(patientIdOf(1 + draw(studies >> 1))) }) },
  { name: 'AccessionNumber', keys: () => ({ AccessionNumber: single(accessionOf(anyStudy())) }) },
  { name: 'StudyInstanceUID', keys: () => ({ StudyInstanceUID: anyUid() }) },
  { name: 'one day', keys: () => ({ StudyDate: dates(1) }) },
  { name: 'one month', keys: () => ({ StudyDate: dates(30) }), repeats: 20 },
  { name: 'one month, first 100', keys: () => ({ StudyDate: dates(30) }), more: FIRST_100 },
  {
    name: 'name GARC*, first 100',
    keys: () => ({ PatientName: wildcard(['GARC*', 'mülnan*', 'Sch*', 'Hoff*', 'wei*'][draw(5)]!) }),
    more: FIRST_100,
  },
  { name: 'name 山田*, first 100', keys: () => ({ PatientName: wildcard(['山田*', '鈴木^花*', 'いとう*'][draw(3)]!) }), more: FIRST_100 },
  { name: 'name *ANA*, first 100', keys: () => ({ PatientName: wildcard('*ANA*') }), more: FIRST_100 },
  { name: 'name *xyzzy*, none', keys: () => ({ PatientName: wildcard('*xyzzy*') }), repeats: 5 },
  {
    name: 'modality + month, first 100',
    keys: () => ({ ModalitiesInStudy: single(['CT', 'MR', 'US', 'ES', 'SR'][draw(5)]!), StudyDate: dates(30) }),
    more: FIRST_100,
  },
  { name: 'modality + 3 years, first 100', keys: () => ({ ModalitiesInStudy: single('ES'), StudyDate: dates(1000) }), more: FIRST_100 },
  {
    name: 'name + modality + date',
    keys: () => ({ PatientName: wildcard('sch*'), ModalitiesInStudy: single('CT'), StudyDate: dates(100) }),
    more: FIRST_100,
  },
  { name: 'no key, first 100', keys: () => ({}), more: FIRST_100 },
  {
    name: 'series of a study',
    keys: () => ({ StudyInstanceUID: anyUid() }),
    more: { level: 'SERIES', wanted: ['SeriesInstanceUID', 'Modality', 'SeriesDescription'] },
  },
  {
    name: 'images of a study',
    keys: () => ({ StudyInstanceUID: anyUid() }),
    more: { level: 'IMAGE', wanted: ['SOPInstanceUID', 'InstanceNumber', 'SOPClassUID'] },
  },
  { name: 'all studies', keys: () => ({}), more: { limit: Math.min(studies, 100_000) }, repeats: 1 },
];

function residentMb(): number {
  return process.memoryUsage.rss() / 1e6;
}

try {
  if (!given) console.log(makeMillion({ folder, studies }));
  const index = await openIndex(join(folder, 'index.sqlite'));
  console.log(
    `index ${Math.round(statSync(join(folder, 'index.sqlite')).size / studies)} bytes a study; RSS at open ${residentMb().toFixed(0)} MB`,
  );
  for (const { name, keys, more, repeats: own } of CASES) {
    const took: number[] = [];
    const first: number[] = [];
    let rows = 0;
    const times = own ?? repeats;
    for (let n = 0; n < times; n++) {
      const query: SearchQuery = {
        level: 'STUDY',
        keys: new Map(Object.entries(keys())),
        combinedDateTime: false,
        fuzzy: false,
        wanted: STUDY_WANTED,
        ...more,
      };
      const began = performance.now();
      let here = 0;
      for await (const page of search(index, query)) {
        if (here === 0) first.push(performance.now() - began);
        here += page.length;
      }
      took.push(performance.now() - began);
      rows += here;
    }
    const at = (sorted: number[], part: number) =>
      sorted.sort((a, b) => a - b)[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.toFixed(2) ?? '–';
    console.log(
      `${name.padEnd(32)} p50 ${at(took, 0.5).padStart(9)} ms  p95 ${at(took, 0.95).padStart(9)} ms  first page p95 ${at(first, 0.95).padStart(8)} ms  rows ${(rows / times).toFixed(1).padStart(9)}  RSS ${residentMb().toFixed(0)} MB`,
    );
  }
  await index.close();
} finally {
  if (!given) rmSync(folder, { recursive: true, force: true });
}
