import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { COLUMNS, isBlankIdentity } from './columns.ts';
import type { InstanceRow, LevelValues, StoredFile } from './index-row.ts';

export type InsertResult = { readonly kind: 'inserted' } | { readonly kind: 'exists'; readonly present: StoredFile };

/** Rows of the levels above, by UID, so that an image of a known series costs no look-up. `values` are those last seen. */
interface Known {
  readonly id: number;
  values: LevelValues | undefined;
}
const MOST_KNOWN = 2000;
const MOST_STATEMENTS = 64;

/** What is written to the index. Every function runs inside the transaction of the worker. */
export class IndexWrites {
  readonly #database: SqlDatabase;
  readonly #patients = new Map<string, Known>();
  readonly #studies = new Map<string, Known & { readonly patientIdentity: string }>();
  readonly #series = new Map<string, Known>();
  readonly #statements = new Map<string, SqlStatement>();
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
      'INSERT OR IGNORE INTO quarantine (SOPInstanceUID, file, bytes, dataset_offset, sha256, transfer_syntax, received, calling_ae) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
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

  /** Puts an instance in the place of the one with `presentFile`, which is noted for removal from the disk. */
  replace(row: InstanceRow, presentFile: string): InsertResult {
    const seriesId = this.#delete(row.sopInstanceUid, presentFile);
    if (seriesId !== undefined && presentFile !== row.file)
      this.#database.prepare('INSERT OR IGNORE INTO removal (file) VALUES (?)').run(presentFile);
    const inserted = this.insert(row);
    if (seriesId !== undefined) this.#removeIfEmpty(seriesId); // after the insert: mostly it is the same series
    return inserted;
  }

  /** @returns the series that the instance was of; undefined where there is no such row */
  #delete(sopInstanceUid: string, file: string): number | undefined {
    const row = this.#database
      .prepare('SELECT id, series_id, bytes FROM instance WHERE SOPInstanceUID = ? AND file = ?')
      .get(sopInstanceUid, file) as { id: number; series_id: number; bytes: number } | undefined;
    if (!row) return undefined;
    this.#database.prepare('DELETE FROM instance WHERE id = ?').run(row.id);
    this.#countSeries.run(-1, -row.bytes, row.series_id);
    return row.series_id;
  }

  /** A file that a replaced instance left is gone from the disk. */
  removed(file: string): void {
    this.#database.prepare('DELETE FROM removal WHERE file = ?').run(file);
  }

  /** Once for each file. */
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

  /** A file that an instance has is not to be removed, whatever was noted before. */
  dropRemovalsInUse(): void {
    this.#database.exec('DELETE FROM removal WHERE EXISTS (SELECT 1 FROM instance WHERE instance.file = removal.file)');
  }

  /** A rolled back operation may have taught us ids that are no more. */
  forget(): void {
    this.#patients.clear();
    this.#studies.clear();
    this.#series.clear();
  }

  #removeIfEmpty(seriesId: number): void {
    const [series] = this.#emptied('series', 'study_id', seriesId, 'instances = 0');
    const [study] =
      series === undefined
        ? []
        : this.#emptied('study', 'patient_id', series, 'NOT EXISTS (SELECT 1 FROM series WHERE study_id = study.id)');
    if (study !== undefined) this.#emptied('patient', 'id', study, 'NOT EXISTS (SELECT 1 FROM study WHERE patient_id = patient.id)');
    if (series !== undefined) this.forget();
  }

  /** Removes a row that nothing refers to. @returns what it belonged to */
  #emptied(level: UpperLevel, parent: string, id: number, isEmpty: string): number[] {
    const removed = this.#database.prepare(`DELETE FROM ${level} WHERE id = ? AND ${isEmpty} RETURNING ${parent} AS parent`).all(id);
    return (removed as { parent: number }[]).map((row) => row.parent);
  }

  /**
   * Of one study, the first object that names a patient decides whose it is, and what was blank at any level is filled by what comes later.
   * An object with another PatientID changes neither the study's patient nor that patient's attributes.
   */
  #studyIdOf(row: InstanceRow): number {
    const key = row.studyInstanceUid;
    const present = this.#studies.get(key)?.patientIdentity ?? this.#identityInIndex(key);
    const isNamedNow = present !== undefined && isBlankIdentity(present) && !isBlankIdentity(row.upper.patientIdentity);
    const identity = present === undefined || isNamedNow ? row.upper.patientIdentity : present;
    const patient =
      identity === row.upper.patientIdentity || isBlankIdentity(row.upper.patientIdentity)
        ? this.#upsert('patient', this.#patients, identity, { identity }, ['identity'], row.upper.patient)
        : (this.#patients.get(identity) ?? this.#lookUp('patient', this.#patients, identity, { identity }));
    const fixed = { StudyInstanceUID: key, patient_id: patient!.id, first_received: row.receivedAt, last_received: row.receivedAt };
    const study = this.#upsert('study', this.#studies as Map<string, Known>, key, fixed, ['StudyInstanceUID'], row.upper.study);
    if (isNamedNow) this.#movePatient(study.id, patient!.id);
    Object.assign(study, { patientIdentity: identity });
    return study.id;
  }

  /** A study whose first objects had no PatientID gets one. */
  #movePatient(studyId: number, patientId: number): void {
    const { before } = this.#database.prepare('SELECT patient_id AS before FROM study WHERE id = ?').get(studyId) as { before: number };
    this.#database.prepare('UPDATE study SET patient_id = ? WHERE id = ?').run(patientId, studyId);
    this.#emptied('patient', 'id', before, 'NOT EXISTS (SELECT 1 FROM study WHERE patient_id = patient.id)');
    this.#patients.clear();
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
      row.upper.series,
    ).id;
  }

  #lookUp(level: UpperLevel, known: Map<string, Known>, key: string, where: Record<string, string | number>): Known | undefined {
    const conditions = Object.keys(where).map((column) => `${column} = ?`);
    const found = this.#database.prepare(`SELECT id FROM ${level} WHERE ${conditions.join(' AND ')}`).get(...Object.values(where)) as
      | { id: number }
      | undefined;
    if (!found) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    const entry = { id: found.id, values: undefined };
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
    const entry = known.get(key) ?? this.#lookUp(level, known, key, Object.fromEntries(unique.map((column) => [column, fixed[column]!])));
    if (!entry) {
      const columns = [...Object.keys(fixed), ...COLUMNS[level]];
      const inserted = this.#prepared(`INSERT INTO ${level} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
        ...Object.values(fixed),
        ...values,
      );
      const made = { id: Number(inserted.lastInsertRowid), values };
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, made);
      return made;
    }
    if (entry.values !== values) {
      if (!isSame(entry.values, values)) this.#fillBlanks(level, entry.id, values);
      entry.values = values;
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
    this.#prepared(`UPDATE ${level} SET ${sets.join(', ')} WHERE id = ? AND (${blank.join(' OR ')})`).run(
      ...given.map(([, value]) => value),
      id,
    );
  }

  /** Preparing takes longer than running: the triggers of a table are compiled with each statement. */
  #prepared(sql: string): SqlStatement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function isSame(before: LevelValues | undefined, now: LevelValues): boolean {
  return before?.every((value, at) => value === now[at]) ?? false;
}

type UpperLevel = 'patient' | 'study' | 'series';

/** A study list need not know to the millisecond when the last image came; a row a second is enough to write. */
const TOUCH_EVERY_MS = 1000;

export const STORED_FILE_COLUMNS =
  'file, bytes, dataset_offset AS datasetOffset, sha256, transfer_syntax AS transferSyntaxUid, SOPClassUID AS sopClassUid, SOPInstanceUID AS sopInstanceUid';
