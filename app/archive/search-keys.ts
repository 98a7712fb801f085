import { foldPersonName, foldText, type MatchKey, normalizePersonName, normalizeText, parseTime } from '../dataset/dataset.ts';
import { hasParts, isIndexed, isNormalizedText, PARTS, partsOf, type SearchColumn } from './search-columns.ts';
import { disjoint, isInSome, isLikeSome } from './search-lists.ts';
import type { Pass, Range, SqlValue, SqlValues } from './search-sql.ts';

/** What a key demands of the compared column: no value that matches is left out, `matches` of the data set decides on the others. */
type Demand =
  | { readonly kind: 'point'; readonly value: SqlValue }
  | { readonly kind: 'range'; readonly range: Range }
  | { readonly kind: 'like'; readonly range?: Range; readonly pattern: string } // GLOB
  | { readonly kind: 'blank' };

/** After every text that begins so. */
const LAST = '\u{10ffff}';
const EVERYTHING: Range = { to: LAST };
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
    ...othersConditions(demands, text, column, values),
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

/** Of a row that is known, what is no point. */
function othersConditions(demands: readonly Demand[], text: string, { answer }: SearchColumn, values: SqlValues): string[] {
  const ranges = disjoint(demands.flatMap((demand) => (demand.kind === 'range' ? [demand.range] : [])));
  const patterns = patternsOf(demands).map((pattern) => `*${pattern}*`.replace(/\*+/g, '*'));
  return [
    ...(demands.some(({ kind }) => kind === 'blank') ? [`trim(COALESCE(${answer}, ''), ' \\') = ''`] : []),
    ...(ranges.length ? [`(${isInSome(ranges, values)(text)} OR instr(${answer}, '\\') > 0)`] : []),
    ...(patterns.length ? [isLikeSome(patterns, values)(text)] : []),
  ];
}

function patternsOf(demands: readonly Demand[]): readonly string[] {
  return [...new Set(demands.flatMap((demand) => (demand.kind === 'like' ? [demand.pattern] : [])))];
}

function passesOf(demands: readonly Demand[], text: string, column: SearchColumn, values: SqlValues): readonly Pass[] {
  const points = pointsOf(demands);
  const stretches = disjoint(
    demands.flatMap((demand) => (demand.kind === 'range' || demand.kind === 'like' ? [demand.range ?? EVERYTHING] : [])),
  );
  const patterns = patternsOf(demands);
  const list = points.length ? values.add(JSON.stringify(points)) : '';
  const isPoint = (key: string) => `${key} IN (SELECT value FROM json_each(${list}))`;
  // Ranges and patterns are not mixed: the one is asked of dates and times, the other of text.
  const isOther = patterns.length ? isLikeSome(patterns, values) : isInSome(stretches, values);
  const through = (pass: Omit<Pass, 'filters' | 'points' | 'ranges'>, filters: readonly string[]): Pass[] => [
    ...(points.length ? [{ ...pass, points, filters }] : []),
    ...(stretches.length
      ? [
          {
            ...pass,
            ranges: stretches,
            filters: [
              ...(patterns.length ? [isOther(pass.key!)] : []), // first, for most names fail it
              ...filters,
              ...(points.length ? [`NOT ${isPoint(pass.key!)}`] : []), // met already
            ],
          },
        ]
      : []),
  ];
  const { level, vr } = column;
  const part = PARTS[text];
  const whole = {
    level,
    driver: level,
    key: text,
    id: `${level}.id`,
    unique: text === 'study.StudyInstanceUID' || text === 'instance.SOPInstanceUID',
  };
  if (part === undefined) return through(whole, []);
  // A row with several matching parts comes at the least of them.
  const some = (of: string) => [...(points.length ? [isPoint(of)] : []), ...(stretches.length ? [isOther(of)] : [])].join(' OR ');
  const least = `NOT EXISTS (SELECT 1 FROM json_each(${partsOf(text, vr)}) AS other WHERE trim(other.value) < part.text AND (${some('trim(other.value)')}))`;
  const among = {
    level,
    driver: 'part',
    joins: `CROSS JOIN ${level} ON ${level}.id = part.row`,
    key: 'part.text',
    id: 'part.row',
    within: `part.attribute = ${part}`,
  };
  return [...through(whole, [`NOT (${hasParts(text, vr)})`]), ...through(among, [least])];
}
