import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { type FindQuery, matchOf } from './find-query.ts';
import { ranksOfDay } from './find-rank.ts';
import { RECENT_COLUMNS, type RecentRow, type StudySummary, summaryOf } from './index-reads.ts';

/** A page of the list of studies, newest first. */
export interface FoundStudies {
  readonly studies: readonly StudySummary[];
  /** Where the next page goes on; undefined after the last. */
  readonly before?: number;
  /** Studies that are there and not found yet: an index of before is still being gone through. */
  readonly due: number;
}

const MOST = Number.MAX_SAFE_INTEGER;

export const FIND_SQL =
  'SELECT rowid AS rank FROM find_words WHERE find_words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?';
export const NEWEST_SQL = 'SELECT rank FROM findable WHERE rank >= ? AND rank < ? ORDER BY rank DESC LIMIT ?';
export const FOUND_SQL = `SELECT ${RECENT_COLUMNS} FROM json_each(?) AS found JOIN findable ON rank = found.value JOIN study ON study.id = findable.study_id
JOIN patient ON patient.id = patient_id JOIN series ON series.study_id = study.id GROUP BY rank ORDER BY rank DESC`;

/** Runs in a thread of its own: a statement is a few milliseconds, and whoever types the next letter asks anew. */
export class FindReads {
  readonly #find: SqlStatement;
  readonly #newest: SqlStatement;
  readonly #found: SqlStatement;
  readonly #due: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#find = database.prepare(FIND_SQL);
    this.#newest = database.prepare(NEWEST_SQL);
    this.#found = database.prepare(FOUND_SQL);
    this.#due = database.prepare('SELECT COUNT(*) AS due FROM (SELECT 1 FROM find_due LIMIT 1000000)');
  }

  find(query: FindQuery): FoundStudies {
    const match = matchOf(query);
    const first = query.from === undefined ? 0 : (ranksOfDay(query.from)?.[0] ?? MOST);
    const end = Math.min(query.to === undefined ? MOST : (ranksOfDay(query.to)?.[1] ?? 0), query.before ?? MOST);
    const most = query.limit + 1;
    const rows = match === undefined ? this.#newest.all(first, end, most) : this.#find.all(match, first, end, most);
    const ranks = (rows as unknown as { rank: number }[]).map(({ rank }) => rank);
    const page = ranks.slice(0, query.limit);
    const studies = (this.#found.all(JSON.stringify(page)) as unknown as RecentRow[]).map(summaryOf);
    const { due } = this.#due.get() as unknown as { due: number };
    return { studies, due, ...(ranks.length > page.length && { before: page.at(-1)! }) };
  }
}
