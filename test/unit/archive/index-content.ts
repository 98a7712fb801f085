import type { DatabaseSync } from 'node:sqlite';

const STUDY_OF = 'JOIN study ON study.id = study_id';
const SERIES_OF = `JOIN series ON series.id = series_id ${STUDY_OF}`;

/** Rows of every table with the names of those above instead of the numbers that SQLite gave. */
const TABLES: Readonly<Record<string, string>> = {
  patient: 'SELECT * FROM patient',
  study: 'SELECT identity, study.* FROM study JOIN patient ON patient.id = patient_id',
  series: `SELECT StudyInstanceUID, series.* FROM series ${STUDY_OF}`,
  instance: `SELECT StudyInstanceUID, SeriesInstanceUID, mark, instance.* FROM instance JOIN said ON said.id = said_id
    JOIN series ON series.id = instance.series_id ${STUDY_OF}`,
  said: `SELECT StudyInstanceUID, SeriesInstanceUID, said.* FROM said ${SERIES_OF}`,
  series_sop_class: `SELECT StudyInstanceUID, SeriesInstanceUID, SOPClassUID FROM series_sop_class ${SERIES_OF}`,
  totals: 'SELECT * FROM totals',
  quarantine: 'SELECT * FROM quarantine',
  removal: 'SELECT * FROM removal',
  part: `SELECT attribute, text, CASE WHEN attribute <= 5 THEN (SELECT identity FROM patient WHERE id = row)
      WHEN attribute <= 14 OR attribute >= 27 THEN (SELECT StudyInstanceUID FROM study WHERE id = row)
      ELSE (SELECT StudyInstanceUID || '/' || SeriesInstanceUID FROM series ${STUDY_OF} WHERE series.id = row) END AS of FROM part`,
};
/** `last_received` is true to a second: a row a second is enough to write. */
const NUMBERED = new Set(['id', 'patient_id', 'study_id', 'series_id', 'said_id', 'last_received']);

/** All that an index holds, in an order of its own. */
export function contentOf(database: DatabaseSync): Record<string, string[]> {
  const isTold = (name: string) =>
    /^(sqlite_|n$|find|series_note$)/.test(name) || // what studies are found by follows later (find.test.ts), notes are made when asked for (notes.test.ts)
    name in TABLES;
  const unknown = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[];
  if (!unknown.every(({ name }) => isTold(name))) throw new Error(`tables without a line here: ${JSON.stringify(unknown)}`);
  return Object.fromEntries(
    Object.entries(TABLES).map(([table, sql]) => [
      table,
      database
        .prepare(sql)
        .all()
        .map((row) =>
          JSON.stringify(
            Object.entries(row)
              .filter(([column, value]) => !NUMBERED.has(column) && value !== null)
              .map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]),
          ),
        )
        .sort(),
    ]),
  );
}
