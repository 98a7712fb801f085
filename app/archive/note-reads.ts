import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { type Marked, markOf } from './note-mark.ts';

/** A series, and what tells its content. */
export interface MarkedSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly mark: string;
  readonly instances: number;
}

/** Which series: those of a study, or one of them. */
export interface NotedSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string | undefined;
}

export const NOTED_SERIES_SQL = `SELECT series.id, SeriesInstanceUID AS seriesInstanceUid FROM study JOIN series ON study_id = study.id
WHERE StudyInstanceUID = ? AND (? IS NULL OR SeriesInstanceUID = ?) ORDER BY CAST(SeriesNumber AS INTEGER), series.id`;
export const MARKED_SQL = 'SELECT SOPInstanceUID AS sopInstanceUid, file, sha256 FROM instance WHERE series_id = ?';

/** Reads notes, and what they are held against. */
export class NoteReads {
  readonly #series: SqlStatement;
  readonly #marked: SqlStatement;
  readonly #note: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#series = database.prepare(NOTED_SERIES_SQL);
    this.#marked = database.prepare(MARKED_SQL);
    this.#note = database.prepare('SELECT note FROM series_note WHERE series_id = ? AND mark = ?');
  }

  series({ studyInstanceUid, seriesInstanceUid = undefined }: NotedSeries): MarkedSeries[] {
    return this.#rows(studyInstanceUid, seriesInstanceUid).map((row) => {
      const instances = this.#marked.all(row.id) as unknown as Marked[];
      return { studyInstanceUid, seriesInstanceUid: row.seriesInstanceUid, mark: markOf(instances), instances: instances.length };
    });
  }

  /** @returns undefined where there is none of this mark */
  note({ studyInstanceUid, seriesInstanceUid, mark }: MarkedSeries): Uint8Array | undefined {
    const [row] = this.#rows(studyInstanceUid, seriesInstanceUid);
    return row && (this.#note.get(row.id, mark) as { note: Uint8Array } | undefined)?.note;
  }

  #rows(studyInstanceUid: string, seriesInstanceUid: string | undefined): { id: number; seriesInstanceUid: string }[] {
    const one = seriesInstanceUid ?? null;
    return this.#series.all(studyInstanceUid, one, one) as unknown as { id: number; seriesInstanceUid: string }[];
  }
}
