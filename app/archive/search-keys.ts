import { foldPersonName, foldText, type MatchKey, normalizePersonName, normalizeText, parseTime } from '../dataset/dataset.ts';
import { hasParts, isIndexed, isNormalizedText, PARTS, partsOf, type SearchColumn } from './search-columns.ts';
import type { Pass, Range, SqlValue, SqlValues } from './search-sql.ts';

/** What a key demands of the compared column: no value that matches is left out, `matches` of the data set decides on the others. */
type Demand =
  | { readonly kind: 'point'; readonly value: SqlValue }
  | { readonly kind: 'range'; readonly range: Range }
  | { readonly kind: 'like'; readonly range?: Range; readonly pattern: string } // GLOB
  | { readonly kind: 'blank' };

/** After every text that begins so. */
const LAST = '\u{10ffff}';
const INCLUDED = '\u0001';

export interface Narrowing {
  /** Holds for every row that matches; absent where SQL cannot tell. */
  readonly condition?: string;
  /** Ways through the index that meet every row that matches, once; absent where there is none. */
  readonly passes?: readonly Pass[];
  /** True where the passes lead to rows above, so that the condition is needed still. */
  readonly isAbove?: boolean;
  /** True where the passes visit all that the index has of the column. */
  readonly isWide: boolean;
  /** What an entry of the index costs, against one of an index that the rows follow: those of a modality are far apart. */
  readonly weight?: number;
}

/** How a key narrows a search by one column of the catalogue. */
export function narrowingOf(column: SearchColumn, key: MatchKey, fuzzy: boolean, values: SqlValues): Narrowing {
  const isFuzzyName = fuzzy && column.vr === 'PN';
  const text = isFuzzyName ? (column.folded ?? '') : column.compared;
  if (text === '') return { isWide: false };
  const demands = demandsOf(key, { ...column, compared: text }, isFuzzyName);
  if (!demands) return { isWide: false };
  const points = pointsOf(demands);
  const conditions = [
    ...(points.length ? [pointsCondition(points, text, column, values)] : []),
    ...demands.flatMap((demand) => (demand.kind === 'point' ? [] : [conditionOf(demand, text, column, values)])),
  ];
  const condition = `(${conditions.join(' OR ') || '0'})`;
  if (!isIndexed({ ...column, compared: text }) || demands.some(({ kind }) => kind === 'blank')) return { condition, isWide: false };
  return {
    condition,
    passes: passesOf(demands, text, column, values),
    isWide: demands.some((demand) => demand.kind === 'like' && !demand.range),
  };
}

/** @returns undefined where every value may match */
function demandsOf(key: MatchKey, column: SearchColumn, fuzzy: boolean): readonly Demand[] | undefined {
  switch (key.kind) {
    case 'universal':
    case 'sequence': // its keys are columns of their own
      return undefined;
    case 'empty':
      return [{ kind: 'blank' }];
    case 'uids':
      return key.uids.map((value) => ({ kind: 'point', value }));
    case 'values': {
      const all = key.keys.map((each) => demandsOf(each, column, fuzzy));
      return all.every((demands) => demands !== undefined) ? all.flat() : undefined;
    }
    case 'range':
      return rangeOf(column.vr, key.from, key.to);
    case 'single':
      return singleOf(key.value, column, fuzzy);
    case 'wildcard':
      return wildcardOf(key.pattern, column, fuzzy);
    default:
      return key satisfies never;
  }
}

function rangeOf(vr: string, from?: string, to?: string): readonly Demand[] | undefined {
  if (vr !== 'DA' && vr !== 'TM') return undefined;
  // A stored time may be short: 10 and 1000 are 100000 too.
  const first = vr === 'TM' ? from?.replace(/[0.]+$/, '') : from;
  return [{ kind: 'range', range: { ...(first && { from: first }), to: to === undefined ? LAST : `${to}${INCLUDED}` } }];
}

function singleOf(value: string, column: SearchColumn, fuzzy: boolean): readonly Demand[] | undefined {
  switch (column.vr) {
    case 'DA':
      return [{ kind: 'point', value: value.replaceAll('.', '') }];
    case 'TM': {
      const time = parseTime(value);
      return time === undefined ? undefined : rangeOf('TM', time, `${time.slice(0, 6)}.999999`);
    }
    case 'IS':
      return /^[+-]?\d{1,15}$/.test(value.trim()) ? [{ kind: 'point', value: Number(value) }] : undefined;
    case 'UI':
    case 'CS':
    case 'AS':
      return [{ kind: 'point', value: value.trim() }];
    case 'PN': {
      const group = longestGroup(nameText(value, fuzzy));
      return group === '' ? undefined : [{ kind: 'point', value: group }];
    }
    default:
      return isNormalizedText(column) ? [{ kind: 'point', value: fuzzy ? foldText(value) : normalizeText(value) }] : undefined;
  }
}

function wildcardOf(pattern: string, column: SearchColumn, fuzzy: boolean): readonly Demand[] | undefined {
  const text = column.vr === 'PN' ? longestGroup(nameText(pattern, fuzzy)) : isNormalizedText(column) ? normalizeText(pattern) : pattern;
  if (column.vr !== 'PN' && !isNormalizedText(column) && !['CS', 'AS', 'UI'].includes(column.vr)) return undefined;
  const loose = text.replaceAll('[', '[[]').replace(/[\^ ]*[*?][\^ *?]*/g, '*'); // an empty component at the end need not be there
  if (loose === '*' || loose === '') return undefined;
  const prefix = /^[^*?]*/.exec(text)![0].replace(/[\^ ]+$/, '');
  return [{ kind: 'like', pattern: loose, ...(prefix && { range: { from: prefix, to: `${prefix}${LAST}` } }) }];
}

function nameText(text: string, fuzzy: boolean): string {
  return fuzzy ? foldPersonName(text) : normalizePersonName(text);
}

/** Of the component groups of a key the one that says most; the others are left to `matches`. */
function longestGroup(name: string): string {
  const said = (group: string) => /^[^*?]*/.exec(group)![0].length * 100 + group.replaceAll(/[*?^]/g, '').length;
  return name.split('=').reduce((best, group) => (said(group) > said(best) ? group : best), '');
}

function pointsOf(demands: readonly Demand[]): readonly SqlValue[] {
  return [...new Set(demands.flatMap((demand) => (demand.kind === 'point' ? [demand.value] : [])))];
}

/** Of a row that is known: the text as a whole, in which a part may be equal to one of the points. */
function pointsCondition(points: readonly SqlValue[], text: string, { vr, answer }: SearchColumn, values: SqlValues): string {
  const list = values.add(JSON.stringify(points));
  const isOne = `${text} IN (SELECT value FROM json_each(${list}))`;
  if (vr === 'UI') return isOne;
  if (vr === 'IS' || vr === 'DA') return `(${isOne} OR instr(${answer}, '\\') > 0)`;
  return `(${isOne} OR (${hasParts(text, vr)} AND EXISTS (SELECT 1 FROM json_each(${list}) AS sought WHERE instr(${text}, sought.value) > 0)))`;
}

function conditionOf(demand: Exclude<Demand, { kind: 'point' }>, text: string, { answer }: SearchColumn, values: SqlValues): string {
  switch (demand.kind) {
    case 'blank':
      return `trim(COALESCE(${answer}, ''), ' \\') = ''`;
    case 'range':
      return `(${inRange(text, demand.range, values)} OR instr(${answer}, '\\') > 0)`;
    case 'like':
      return `${text} GLOB ${values.add(`*${demand.pattern}*`.replace(/\*+/g, '*'))}`;
    default:
      return demand satisfies never;
  }
}

function inRange(text: string, { from, to }: Range, values: SqlValues): string {
  return `${from === undefined ? '' : `${text} >= ${values.add(from)} AND `}${text} < ${values.add(to)}`;
}

/** Of one part. */
function meets(demand: Demand, text: string, values: SqlValues): string {
  switch (demand.kind) {
    case 'point':
      return `${text} = ${values.add(demand.value)}`;
    case 'range':
      return `(${inRange(text, demand.range, values)})`;
    case 'like':
      return `${text} GLOB ${values.add(demand.pattern)}`;
    default:
      throw new Error(`no part of a value is ${demand.kind}`);
  }
}

function passesOf(demands: readonly Demand[], text: string, column: SearchColumn, values: SqlValues): readonly Pass[] {
  const points = pointsOf(demands);
  const others = demands.filter(({ kind }) => kind !== 'point');
  const inPoints = (of: string) => (points.length ? [`${of} IN (SELECT value FROM json_each(${values.add(JSON.stringify(points))}))`] : []);
  const through = (pass: Omit<Pass, 'filters' | 'points' | 'range'>, filters: (key: string) => readonly string[]): Pass[] => {
    const before = others.map((_, at) => [...inPoints(pass.key!), ...others.slice(0, at).map((other) => meets(other, pass.key!, values))]);
    return [
      ...(points.length ? [{ ...pass, points, filters: filters(pass.key!) }] : []),
      ...others.map((demand, at) => ({
        ...pass,
        range: (demand.kind === 'range' || demand.kind === 'like' ? demand.range : undefined) ?? { to: LAST },
        filters: [
          ...(demand.kind === 'like' ? [meets(demand, pass.key!, values)] : []), // first, for most names fail it
          ...filters(pass.key!),
          ...(before[at]!.length ? [`NOT (${before[at]!.join(' OR ')})`] : []),
        ],
      })),
    ];
  };
  const { level, vr } = column;
  const part = PARTS[text];
  const whole = {
    level,
    driver: level,
    key: text,
    id: `${level}.id`,
    unique: text === 'study.StudyInstanceUID' || text === 'instance.SOPInstanceUID',
  };
  if (part === undefined) return through(whole, () => []);
  // A row with several matching parts comes at the least of them.
  const some = (of: string) => [...inPoints(of), ...others.map((other) => meets(other, of, values))].join(' OR ');
  const least = `NOT EXISTS (SELECT 1 FROM json_each(${partsOf(text, vr)}) AS other WHERE trim(other.value) < part.text AND (${some('trim(other.value)')}))`;
  const among = {
    level,
    driver: 'part',
    joins: `CROSS JOIN ${level} ON ${level}.id = part.row`,
    key: 'part.text',
    id: 'part.row',
    within: `part.attribute = ${part}`,
  };
  return [...through(whole, (key) => [`NOT (${hasParts(key, vr)})`]), ...through(among, () => [least])];
}
