import type { Range, SqlValues } from './search-sql.ts';

/** So many are terms of the statement; more travel as one value, so that a statement never grows with what is asked for. */
const FEW = 4;

/** The same texts in ranges that have none in common, in the order of the index. */
export function disjoint(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted((a, b) => inBytes(a.from ?? '', b.from ?? ''));
  const made: Range[] = [];
  for (const range of sorted) {
    const last = made.at(-1);
    if (last === undefined || inBytes(last.to, range.from ?? '') < 0) made.push(range);
    else if (inBytes(last.to, range.to) < 0) made[made.length - 1] = { ...last, to: range.to };
  }
  return made;
}

/** As SQLite compares text; JavaScript has other places for letters beyond U+FFFF. */
function inBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** True of a text in one of the ranges, as SQL. Its values are added once, however many texts are looked at. */
export function isInSome(ranges: readonly Range[], values: SqlValues): (text: string) => string {
  if (ranges.length > FEW) {
    const list = values.add(JSON.stringify(ranges.map(({ from = '', to }) => [from, to])));
    return (text) => isSought(list, ['value ->> 0', 'value ->> 1'], (first, end) => `${text} >= ${first} AND ${text} < ${end}`);
  }
  const places = ranges.map(({ from, to }) => [from === undefined ? undefined : values.add(from), values.add(to)] as const);
  return (text) => anyOf(places.map(([from, to]) => `${from === undefined ? '' : `${text} >= ${from} AND `}${text} < ${to}`));
}

/** The same of a text that is like one of the patterns of GLOB. */
export function isLikeSome(patterns: readonly string[], values: SqlValues): (text: string) => string {
  if (patterns.length > FEW) {
    const list = values.add(JSON.stringify(patterns));
    return (text) => isSought(list, ['value'], (pattern) => `${text} GLOB ${pattern}`);
  }
  const places = patterns.map((pattern) => values.add(pattern));
  return (text) => anyOf(places.map((place) => `${text} GLOB ${place}`));
}

/** Goes through a list that is read from its JSON once for each run of the statement: json_each would read it again for each row. */
function isSought(list: string, selected: readonly string[], meets: (...columns: string[]) => string): string {
  const names = selected.map((_, at) => `sought.v${at}`);
  const select = selected.map((sql, at) => `${sql} AS v${at}`).join(', ');
  return `EXISTS (WITH sought AS MATERIALIZED (SELECT ${select} FROM json_each(${list})) SELECT 1 FROM sought WHERE ${meets(...names)})`;
}

function anyOf(terms: readonly string[]): string {
  return terms.length === 1 ? terms[0]! : `(${terms.join(' OR ')})`;
}
