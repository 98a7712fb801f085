import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { COLUMNS, type InstanceRow, type LevelValues, type StoredFile } from './index-row.ts';

export type InsertResult = { readonly kind: 'inserted' } | { readonly kind: 'exists'; readonly present: StoredFile };

/** Rows of the levels above, by UID, so that an image of a known series costs no look-up. `values` are those last seen. */
interface Known {
  readonly id: number;
  values: string;
}
const MOST_KNOWN = 2000;

/** What is written to the index. Every function runs inside the transaction of the worker. */
export class IndexWrites {
  readonly #database: SqlDatabase;
  readonly #patients = new Map<string, Known>();
  readonly #studies = new Map<string, Known & { readonly patientIdentity: string }>();
  readonly #series = new Map<string, Known>();
  readonly #insertInstance: SqlStatement;
  readonly #present: SqlStatement;
  readonly #countSeries: SqlStatement;
  readonly #touchStudy: SqlStatement;
  readonly #insertQuarantine: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    const columns = [
      'series_id',
      'SOPInstanceUID',
      'SOPClassUID',
      'file',
      'bytes',
      'dataset_offset',
      'sha256',
      'transfer_syntax',
      'received',
      'calling_ae',
      ...COLUMNS.instance,
    ];
    this.#insertInstance = database.prepare(`INSERT INTO instance (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.#present = database.prepare(`SELECT ${STORED_FILE_COLUMNS} FROM instance WHERE SOPInstanceUID = ?`);
    this.#countSeries = database.prepare('UPDATE series SET instances = instances + ?, bytes = bytes + ? WHERE id = ?');
    this.#touchStudy = database.prepare('UPDATE study SET last_received = ? WHERE id = ? AND last_received < ?');
    this.#insertQuarantine = database.prepare(
      'INSERT INTO quarantine (SOPInstanceUID, file, bytes, dataset_offset, sha256, transfer_syntax, received, calling_ae) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Adds an instance, unless its SOP Instance UID is there. */
  insert(row: InstanceRow): InsertResult {
    const present = this.#present.get(row.sopInstanceUid) as StoredFile | undefined;
    if (present) return { kind: 'exists', present };
    const studyId = this.#studyIdOf(row);
    const seriesId = this.#seriesIdOf(row, studyId);
    this.#insertInstance.run(
      seriesId,
      row.sopInstanceUid,
      row.sopClassUid,
      row.file,
      row.bytes,
      row.datasetOffset,
      row.sha256,
      row.transferSyntaxUid,
      row.receivedAt,
      row.callingAeTitle,
      ...row.instance,
    );
    this.#countSeries.run(1, row.bytes, seriesId);
    this.#touchStudy.run(row.receivedAt, studyId, row.receivedAt - TOUCH_EVERY_MS);
    return { kind: 'inserted' };
  }

  /** Puts an instance in the place of the one with `presentFile`; undefined where that is not there any more. */
  replace({ row, presentFile }: { readonly row: InstanceRow; readonly presentFile: string }): InsertResult | undefined {
    if (!this.remove({ sopInstanceUid: row.sopInstanceUid, file: presentFile })) return undefined;
    this.#database.prepare('INSERT OR IGNORE INTO removal (file) VALUES (?)').run(presentFile);
    return this.insert(row);
  }

  /** Takes out an instance, and what is empty without it. False where there is no such row. */
  remove({ sopInstanceUid, file }: { readonly sopInstanceUid: string; readonly file: string }): boolean {
    const row = this.#database
      .prepare('SELECT id, series_id, bytes FROM instance WHERE SOPInstanceUID = ? AND file = ?')
      .get(sopInstanceUid, file) as { id: number; series_id: number; bytes: number } | undefined;
    if (!row) return false;
    this.#database.prepare('DELETE FROM instance WHERE id = ?').run(row.id);
    this.#countSeries.run(-1, -row.bytes, row.series_id);
    const emptied = this.#database.prepare('DELETE FROM series WHERE id = ? AND instances = 0').run(row.series_id);
    if (emptied.changes) this.#removeEmpty();
    return true;
  }

  /** A file that a replaced instance left is gone from the disk. */
  removed(file: string): void {
    this.#database.prepare('DELETE FROM removal WHERE file = ?').run(file);
  }

  quarantine(row: InstanceRow): void {
    this.#insertQuarantine.run(
      row.sopInstanceUid,
      row.file,
      row.bytes,
      row.datasetOffset,
      row.sha256,
      row.transferSyntaxUid,
      row.receivedAt,
      row.callingAeTitle,
    );
  }

  /** A rolled back operation may have taught us ids that are no more. */
  forget(): void {
    this.#patients.clear();
    this.#studies.clear();
    this.#series.clear();
  }

  #removeEmpty(): void {
    this.#database.exec('DELETE FROM study WHERE NOT EXISTS (SELECT 1 FROM series WHERE study_id = study.id)');
    this.#database.exec('DELETE FROM patient WHERE NOT EXISTS (SELECT 1 FROM study WHERE patient_id = patient.id)');
    this.forget();
  }

  /** The first to name a study's patient wins; what was blank is filled by what comes later. */
  #studyIdOf(row: InstanceRow): number {
    const known = this.#studies.get(row.studyInstanceUid);
    const patientIdentity = known?.patientIdentity ?? this.#identityInIndex(row.studyInstanceUid) ?? row.patientIdentity;
    if (patientIdentity === row.patientIdentity) {
      this.#upsert('patient', this.#patients, patientIdentity, { identity: patientIdentity }, ['identity'], row.patient);
    }
    const patient =
      this.#patients.get(patientIdentity) ?? this.#lookUp('patient', this.#patients, patientIdentity, { identity: patientIdentity });
    const keys = { StudyInstanceUID: row.studyInstanceUid };
    const fixed = { ...keys, patient_id: patient!.id, first_received: row.receivedAt, last_received: row.receivedAt };
    const study = this.#upsert('study', this.#studies as Map<string, Known>, row.studyInstanceUid, fixed, ['StudyInstanceUID'], row.study);
    Object.assign(study, { patientIdentity });
    return study.id;
  }

  #identityInIndex(studyInstanceUid: string): string | undefined {
    const found = this.#database
      .prepare('SELECT identity FROM study JOIN patient ON patient.id = patient_id WHERE StudyInstanceUID = ?')
      .get(studyInstanceUid) as { identity: string } | undefined;
    return found?.identity;
  }

  #seriesIdOf(row: InstanceRow, studyId: number): number {
    const fixed = { study_id: studyId, SeriesInstanceUID: row.seriesInstanceUid };
    return this.#upsert(
      'series',
      this.#series,
      `${studyId}\u0000${row.seriesInstanceUid}`,
      fixed,
      ['study_id', 'SeriesInstanceUID'],
      row.series,
    ).id;
  }

  #lookUp(level: UpperLevel, known: Map<string, Known>, key: string, where: Record<string, string | number>): Known | undefined {
    const conditions = Object.keys(where).map((column) => `${column} = ?`);
    const found = this.#database.prepare(`SELECT id FROM ${level} WHERE ${conditions.join(' AND ')}`).get(...Object.values(where)) as
      | { id: number }
      | undefined;
    if (!found) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    const entry = { id: found.id, values: '' };
    known.set(key, entry);
    return entry;
  }

  #upsert(
    level: UpperLevel,
    known: Map<string, Known>,
    key: string,
    fixed: Record<string, string | number>,
    unique: readonly string[],
    values: LevelValues,
  ): Known {
    const where = Object.fromEntries(unique.map((column) => [column, fixed[column]!]));
    const entry = known.get(key) ?? this.#lookUp(level, known, key, where);
    const seen = values.join('\u0001');
    if (!entry) {
      const columns = [...Object.keys(fixed), ...COLUMNS[level]];
      const inserted = this.#database
        .prepare(`INSERT INTO ${level} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
        .run(...Object.values(fixed), ...values);
      const made = { id: Number(inserted.lastInsertRowid), values: seen };
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, made);
      return made;
    }
    if (entry.values !== seen) {
      this.#fillBlanks(level, entry.id, values);
      entry.values = seen;
    }
    return entry;
  }

  #fillBlanks(level: UpperLevel, id: number, values: LevelValues): void {
    const given = COLUMNS[level]
      .map((column, at) => [column, values[at] ?? null] as const)
      .filter(([, value]) => value !== null && value !== '');
    if (!given.length) return;
    const sets = given.map(([column]) => `${column} = COALESCE(NULLIF(${column}, ''), ?)`);
    const blank = given.map(([column]) => `COALESCE(${column}, '') = ''`);
    this.#database
      .prepare(`UPDATE ${level} SET ${sets.join(', ')} WHERE id = ? AND (${blank.join(' OR ')})`)
      .run(...given.map(([, value]) => value), id);
  }
}

type UpperLevel = 'patient' | 'study' | 'series';

/** A study list need not know to the millisecond when the last image came; a row a second is enough to write. */
const TOUCH_EVERY_MS = 1000;

export const STORED_FILE_COLUMNS =
  'file, bytes, dataset_offset AS datasetOffset, sha256, transfer_syntax AS transferSyntaxUid, SOPClassUID AS sopClassUid, SOPInstanceUID AS sopInstanceUid';
