import { type MatchKey, matches, matchesDateTime } from '../dataset/dataset.ts';
import type { Level } from '../registry/registry.ts';
import { type SearchColumn, searchColumn } from './search-columns.ts';
import { COMPUTED, computedKeyVr, computedNarrowing } from './search-computed.ts';
import { type Narrowing, narrowingOf } from './search-keys.ts';
import type { QueryLevel, SearchQuery } from './search-query.ts';
import { LEVELS, type Pass, type PassStatements, type SqlValue, SqlValues, statementsOf } from './search-sql.ts';

export const LEVEL_OF: Readonly<Record<QueryLevel, Level>> = { PATIENT: 'patient', STUDY: 'study', SERIES: 'series', IMAGE: 'instance' };

/** One way to all answers: passes through the index of one key, the other keys as conditions. */
export interface Way {
  readonly passes: readonly PassStatements[];
  readonly values: Readonly<Record<string, SqlValue>>;
  /** Visits all that its index has. */
  readonly isWide: boolean;
  /** What an entry costs. */
  readonly weight: number;
}

export interface Plan {
  readonly ways: readonly Way[];
  /** Where in a row each wanted value stands, after its place. */
  readonly answers: ReadonlyMap<string, number>;
  readonly extra: ReadonlyMap<string, number>;
  /** What SQL cannot decide. */
  readonly isMatch: (row: readonly SqlValue[], from: number) => boolean;
}

interface Keyed {
  readonly narrow: (values: SqlValues) => Narrowing;
}

/** Most points of one pass, and most ranges. */
const MOST_POINTS = 500;

/** Dates and times that belong together, PS3.4 C.5.1.1.2.5.2. */
const DATE_TIMES: ReadonlyMap<string, string> = new Map(
  [
    'StudyDate',
    'SeriesDate',
    'PatientBirthDate',
    'PerformedProcedureStepStartDate',
    'PerformedProcedureStepEndDate',
    'ContentDate',
    'AcquisitionDate',
    'InstanceCreationDate',
  ].map((date) => [date, date.replace(/Date$/, 'Time')]),
);

/** @param extraSql what else of a row is needed, by a name of its own */
export function planOf(query: SearchQuery, extraSql: Readonly<Record<string, string>> = {}): Plan {
  const level = LEVEL_OF[query.level];
  const isAbove = (of: Level) => LEVELS.indexOf(of) <= LEVELS.indexOf(level);
  const selected: string[] = [];
  const select = (sql: string): number => {
    const at = selected.indexOf(sql);
    return at >= 0 ? at : selected.push(sql) - 1;
  };
  const keyed: Keyed[] = [];
  const checks: ((row: readonly SqlValue[], from: number) => boolean)[] = [];
  const keys = new Map(flatten(query.keys));
  const combined = query.combinedDateTime ? combinedRanges(keys) : new Map<string, string>();

  for (const [keyword, key] of keys) {
    if (key.kind === 'universal') continue;
    const vr = computedKeyVr(keyword);
    if (vr !== undefined && isAbove('study')) {
      const at = select(COMPUTED[keyword]!.sql);
      keyed.push({ narrow: (values) => computedNarrowing(keyword, key, values) });
      checks.push((row, from) => matches(key, valuesIn(row[from + at], vr), vr, query));
      continue;
    }
    const column = searchColumn(keyword, level);
    if (!column || !isAbove(column.level)) continue;
    const at = select(column.answer);
    const isTimeOfDate = [...combined.values()].includes(keyword);
    if (isTimeOfDate) continue;
    keyed.push({
      narrow: (values) => (keyword === 'Modality' ? modalityNarrowing(column, key, values) : narrowingOf(column, key, query.fuzzy, values)),
    });
    const time = combined.get(keyword);
    if (time !== undefined) {
      const timeAt = select(searchColumn(time, level)!.answer);
      checks.push(combinedCheck(key, keys.get(time)!, at, timeAt));
    } else if (!isExact(column, key)) checks.push((row, from) => matches(key, valuesIn(row[from + at], column.vr), column.vr, query));
  }
  const answers = new Map<string, number>();
  for (const keyword of query.wanted) {
    const computed = COMPUTED[keyword];
    if (computed && isAbove(computed.level)) answers.set(keyword, select(computed.sql));
    const column = searchColumn(keyword, level);
    if (column && isAbove(column.level)) answers.set(keyword, select(column.answer));
  }
  const extra = new Map(Object.entries(extraSql).map(([name, sql]) => [name, select(sql)]));
  return {
    ways: waysOf(keyed, level, selected),
    answers,
    extra,
    isMatch: (row, from) => checks.every((check) => check(row, from)),
  };
}

/** Keys in sequences by the keyword that the catalogue has them under: of the first item. */
function* flatten(keys: ReadonlyMap<string, MatchKey>, prefix = ''): Generator<[string, MatchKey]> {
  for (const [keyword, key] of keys) {
    if (key.kind === 'sequence') yield* flatten(key.keys, `${prefix}${keyword}.`);
    else yield [`${prefix}${keyword}`, key];
  }
}

/** UIDs are compared by SQL as `matches` does. */
function isExact({ vr }: SearchColumn, key: MatchKey): boolean {
  return vr === 'UI' && key.kind === 'uids';
}

const ONE_TEXT = new Set(['LT', 'ST', 'UT', 'UR']);

function valuesIn(value: SqlValue | null | undefined, vr: string): readonly string[] {
  if (value === null || value === undefined || value === '') return [];
  return ONE_TEXT.has(vr) ? [String(value)] : String(value).split('\\');
}

function combinedRanges(keys: ReadonlyMap<string, MatchKey>): Map<string, string> {
  const isRange = (keyword: string) => keys.get(keyword)?.kind === 'range';
  return new Map([...DATE_TIMES].filter(([date, time]) => isRange(date) && isRange(time)));
}

function combinedCheck(
  date: MatchKey,
  time: MatchKey,
  dateAt: number,
  timeAt: number,
): (row: readonly SqlValue[], from: number) => boolean {
  if (date.kind !== 'range' || time.kind !== 'range') throw new Error('no ranges to combine');
  return (row, from) => matchesDateTime(date, time, valuesIn(row[from + dateAt], 'DA'), valuesIn(row[from + timeAt], 'TM'));
}

/** Series of a modality, by the studies that have it: the index goes on with the study. */
function modalityNarrowing(column: SearchColumn, key: MatchKey, values: SqlValues): Narrowing {
  const { passes, weight } = computedNarrowing('ModalitiesInStudy', key, values);
  return { ...narrowingOf(column, key, false, values), ...(passes && weight && { passes, weight, isAbove: true }) };
}

function waysOf(keyed: readonly Keyed[], level: Level, selected: readonly string[]): readonly Way[] {
  const sought = new SqlValues(); // of all ways: a list of ten thousand travels once
  const narrowings = keyed.map(({ narrow }) => narrow(sought));
  const conditionsBut = (but?: Narrowing) => narrowings.flatMap((each) => (each === but ? [] : (each.condition ?? [])));
  const wayOf = (passes: readonly Pass[], conditions: readonly string[], isWide: boolean, weight = 1): Way => ({
    passes: inBits(passes).map((pass) => statementsOf(pass, level, conditions, selected)),
    values: sought.named,
    isWide,
    weight,
  });
  const ways = narrowings.flatMap((by) =>
    by.passes ? [wayOf(by.passes, conditionsBut(by.isAbove ? undefined : by), by.isWide, by.weight)] : [],
  );
  return ways.length ? ways : [wayOf([{ level, driver: level, id: `${level}.id`, filters: [] }], conditionsBut(), true)];
}

/** A long list travels to the thread bit by bit. */
function inBits(passes: readonly Pass[]): Pass[] {
  return passes.flatMap((pass): Pass[] => {
    const { points, ranges } = pass;
    if (points) return bitsOf(points).map((bit) => ({ ...pass, points: bit }));
    if (ranges) return bitsOf(ranges).map((bit) => ({ ...pass, ranges: bit }));
    return [pass];
  });
}

function bitsOf<Each>(list: readonly Each[]): (readonly Each[])[] {
  return Array.from({ length: Math.ceil(list.length / MOST_POINTS) }, (_, n) => list.slice(n * MOST_POINTS, (n + 1) * MOST_POINTS));
}
