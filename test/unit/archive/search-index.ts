import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { ATTRIBUTES_BY_LEVEL, columnOf } from '../../../app/archive/columns.ts';
import type { Index } from '../../../app/archive/index-db.ts';
import type { LevelValues } from '../../../app/archive/index-row.ts';
import { IndexWrites } from '../../../app/archive/index-writes.ts';
import { search } from '../../../app/archive/search.ts';
import type { SearchAnswer, SearchQuery } from '../../../app/archive/search-query.ts';
import { SearchSteps } from '../../../app/archive/search-steps.ts';
import { assetText } from '../../../app/base/base.ts';
import { foldPersonName, foldText, normalizePersonName, normalizeText } from '../../../app/dataset/dataset.ts';
import type { Level } from '../../../app/registry/registry.ts';

/** Values of an instance by keyword. UIDs may be short. */
export type Values = Readonly<Record<string, string>>;

export function emptyIndex(t: TestContext): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const name of ['0001-archive', '0002-search', '0003-said', '0004-totals', '0005-find', '0006-notes'])
    database.exec(assetText(`archive/schema/${name}.sql`));
  t.after(() => database.close());
  return database;
}

/** An index in memory with these instances, and its searches without a thread. */
export function indexOf(
  t: TestContext,
  instances: readonly Values[],
): { readonly index: Index; readonly database: DatabaseSync; readonly steps: () => number } {
  const database = emptyIndex(t);
  const writes = new IndexWrites(database);
  database.exec('BEGIN');
  for (const values of instances) writes.insert(rowOf(values));
  database.exec('COMMIT');
  const reads = new SearchSteps(database);
  let steps = 0;
  const index = {
    searchStep: async (request: Parameters<SearchSteps['step']>[0]) => {
      steps++;
      return reads.step(structuredClone(request));
    },
    searchEstimate: async (request: Parameters<SearchSteps['estimate']>[0]) => reads.estimate(structuredClone(request)),
  } as unknown as Index;
  return { index, database, steps: () => steps };
}

export function rowOf(values: Values) {
  const uid = values.SOPInstanceUID!;
  return {
    sopInstanceUid: uid,
    sopClassUid: values.SOPClassUID ?? '1.2.840.10008.5.1.4.1.1.2',
    seriesInstanceUid: values.SeriesInstanceUID!,
    studyInstanceUid: values.StudyInstanceUID!,
    file: `images/${uid}.dcm`,
    bytes: 1000,
    datasetOffset: 100,
    sha256: Uint8Array.of(1),
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    receivedAt: 1,
    callingAeTitle: 'SENDER',
    upper: {
      patientIdentity: values.PatientID ? `id\u0000${values.PatientID}\u0000` : `study\u0000${values.StudyInstanceUID}`,
      patient: columnsOf('patient', values),
      study: columnsOf('study', values),
      series: columnsOf('series', values),
    },
    instance: columnsOf('instance', values),
  };
}

/** As `valuesOf` of the index has them from a data set. */
function columnsOf(level: Level, values: Values): LevelValues {
  return ATTRIBUTES_BY_LEVEL.get(level)!.flatMap(({ keyword, isName, normalized, folded }) => {
    const text = values[columnOf(keyword)] ?? values[keyword] ?? null;
    return [
      text,
      ...(normalized ? [text === null ? null : isName ? normalizePersonName(text) : normalizeText(text)] : []),
      ...(folded ? [text === null ? null : isName ? foldPersonName(text) : foldText(text)] : []),
    ];
  });
}

/** All answers of a search. */
export async function answersOf(index: Index, query: Partial<SearchQuery> & Pick<SearchQuery, 'level'>): Promise<SearchAnswer[]> {
  const answers: SearchAnswer[] = [];
  const whole = { keys: new Map(), combinedDateTime: false, fuzzy: false, wanted: [], ...query };
  for await (const page of search(index, whole)) answers.push(...page);
  return answers;
}
