import type { Level } from '../registry/registry.ts';

export type SqlValue = string | number;
export const LEVELS = ['patient', 'study', 'series', 'instance'] as const satisfies readonly Level[];

/** Values of a statement, each under a name of its own. */
export class SqlValues {
  readonly named: Record<string, SqlValue> = {};
  #count = 0;

  /** @returns the value's place in the statement */
  add(value: SqlValue): string {
    const name = `:p${this.#count++}`;
    this.named[name.slice(1)] = value;
    return name;
  }
}

/**
 * One way through an index to rows of `level`: in the order of `key`, then of `id`. Each row comes once, in this pass or in another one
 * of the same key.
 */
export interface Pass {
  readonly level: Level;
  /** The table with the index. */
  readonly driver: string;
  /** The part of it that counts. */
  readonly within?: string;
  /** From there to the row, where that is another table. */
  readonly joins?: string;
  /** What the index begins with; none where the table is read in the order of its rows. */
  readonly key?: string;
  /** What the index goes on with. */
  readonly id: string;
  /** And then, where that is not one row of the index yet. */
  readonly tie?: string;
  /** The values of the key that are visited … */
  readonly points?: readonly SqlValue[];
  /** … each of which one row has at most. */
  readonly unique?: boolean;
  /** … or where they begin and end: ranges that have none in common, in their order. */
  readonly ranges?: readonly Range[];
  readonly filters: readonly string[];
}

export interface Range {
  readonly from?: string;
  /** Excluded. */
  readonly to: string;
}

/** The statements of a pass: `range` goes through the keys of one of the ranges, `same` through the rows of one; each `…End` tells where so many entries end. */
export interface PassStatements {
  readonly estimate: string;
  readonly ranges?: readonly Range[];
  readonly range?: string;
  readonly rangeEnd?: string;
  readonly same: string;
  readonly sameEnd: string;
  readonly points?: readonly SqlValue[];
  readonly unique: boolean;
  /** Of the values that a row begins with, its place: key and id, then what these parameters take to go on after it. */
  readonly resume: readonly string[];
}

/** Images in the order of their number: what schema 0002 indexes. */
const INSTANCE_NUMBER = `max(-2147483648, min(2147483647, CAST(COALESCE(instance.InstanceNumber, '') AS INTEGER)))`;

type LowerLevel = Exclude<Level, 'patient'>;

/** How the rows of a level follow one another below their parent, as an index of schema 0002 has them. */
const CHILDREN: Readonly<
  Record<LowerLevel, { readonly parent: string; readonly index: string; readonly key?: string; readonly least: string }>
> = {
  study: { parent: 'patient', index: 'study_by_patient_id', least: '-1' },
  series: { parent: 'study', index: 'series_by_study_id', key: `COALESCE(series.Modality, '')`, least: `''` },
  instance: { parent: 'series', index: 'instance_by_series_id', key: INSTANCE_NUMBER, least: '-2147483649' },
};

/**
 * The rows of `level` that a pass leads to and that meet the conditions, with what is selected of them.
 * CROSS JOIN keeps SQLite to the order of the tables, which is that of the answers: nothing is sorted.
 */
export function statementsOf(pass: Pass, level: Level, conditions: readonly string[], selected: readonly string[]): PassStatements {
  const { driver, key, id, points, ranges } = pass;
  const at = LEVELS.indexOf(pass.level);
  const below = LEVELS.slice(at + 1, LEVELS.indexOf(level) + 1) as readonly LowerLevel[];
  const tables = [
    `${driver} ${pass.joins ?? ''}`,
    ...LEVELS.slice(0, at)
      .map((each, n) => `CROSS JOIN ${each} ON ${each}.id = ${LEVELS[n + 1]}.${each}_id`)
      .reverse(),
    ...below.map(
      (each) =>
        `CROSS JOIN ${each} INDEXED BY ${CHILDREN[each].index} ON ${each}.${CHILDREN[each].parent}_id = ${CHILDREN[each].parent}.id`,
    ),
  ];
  const order = [
    id,
    ...(pass.tie ? [pass.tie] : []),
    ...below.flatMap((each) => [...(CHILDREN[each].key ? [CHILDREN[each].key] : []), `${each}.id`]),
  ];
  const places = [ranges ? key! : '0', id, `${pass.level}.id`, ...below.flatMap((each) => [CHILDREN[each].key ?? '0', `${each}.id`])];
  // `+:` : where a limit is a bare parameter, SQLite looks at its value when it plans, and plans anew whenever it is bound
  const select = (where: readonly string[], by: readonly string[]) =>
    `SELECT ${[...places, ...selected].join(', ')} FROM ${tables.join(' ')}
     WHERE ${[...where, ...pass.filters, ...conditions].join(' AND ')} ORDER BY ${by.join(', ')} LIMIT +:limit`;
  const end = (where: readonly string[], by: string) =>
    `SELECT ${by} AS place FROM ${driver} WHERE ${where.join(' AND ')} ORDER BY ${by} LIMIT 1 OFFSET +:window`;
  const within = pass.within ? [pass.within] : [];
  const isKey = key === undefined ? within : [...within, `${key} = :key`];
  const inRange = ranges ? [...within, `${key} >= :from`, `${key} < :to`] : isKey;
  return {
    estimate: `SELECT COUNT(*) AS entries FROM (SELECT 1 FROM ${driver} ${inRange.length ? `WHERE ${inRange.join(' AND ')}` : ''} LIMIT +:most)`,
    ...(ranges && {
      ranges,
      range: select([...within, `${key} > :key`, `${key} < :end`], [key!, ...order]),
      rangeEnd: end([...within, `${key} > :key`, `${key} < :to`], key!),
    }),
    same: select([...isKey, `${id} >= :id`, `${id} <= :end`, ...below.flatMap(resumeAt)], order),
    sameEnd: end([...isKey, `${id} >= :id`], id),
    ...(points && { points }),
    unique: pass.unique ?? false,
    resume: [`${pass.level}_at`, ...below.flatMap((each) => [`${each}_key`, `${each}_at`])],
  };
}

/** Below the row where the search stopped, what came before is left out. */
function resumeAt(level: LowerLevel): string[] {
  const { parent, key, least } = CHILDREN[level];
  const isThere = `${parent}.id = :${parent}_at`;
  if (!key) return [`${level}.id >= CASE WHEN ${isThere} THEN :${level}_at ELSE -1 END`];
  return [
    `${key} >= CASE WHEN ${isThere} THEN :${level}_key ELSE ${least} END`,
    `NOT (${isThere} AND ${key} = :${level}_key AND ${level}.id < :${level}_at)`,
  ];
}
