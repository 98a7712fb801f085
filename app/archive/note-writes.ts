import type { SqlDatabase } from '../base/base.ts';
import { type Marked, markOf } from './note-mark.ts';
import { MARKED_SQL, type MarkedSeries, NOTED_SERIES_SQL } from './note-reads.ts';

export interface NewNote {
  readonly series: MarkedSeries;
  readonly note: Uint8Array;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  /** Of all notes: the oldest make room. */
  readonly mostBytes: number;
}

/** Writes notes. Few are: statements are prepared when they are needed. */
export class NoteWrites {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** @returns false where the series is no longer what the note was made of */
  keep({ series, note, keptAt, mostBytes }: NewNote): boolean {
    const { studyInstanceUid, seriesInstanceUid, mark } = series;
    const row = this.#database.prepare(NOTED_SERIES_SQL).get(studyInstanceUid, seriesInstanceUid, seriesInstanceUid) as
      | { id: number }
      | undefined;
    if (!row || markOf(this.#database.prepare(MARKED_SQL).all(row.id) as unknown as Marked[]) !== mark) return false;
    this.#database
      .prepare('INSERT OR REPLACE INTO series_note (series_id, mark, kept_at, bytes, note) VALUES (?, ?, ?, ?, ?)')
      .run(row.id, mark, keptAt, note.byteLength, note);
    this.#database
      .prepare(
        `DELETE FROM series_note WHERE series_id IN (SELECT series_id FROM (
           SELECT series_id, SUM(bytes) OVER (ORDER BY kept_at DESC, series_id DESC) AS newer FROM series_note) WHERE newer > ?)`,
      )
      .run(mostBytes);
    return true;
  }
}
