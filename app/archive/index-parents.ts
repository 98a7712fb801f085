import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { BLANK_IDENTITY, COLUMNS, isBlankIdentity } from './columns.ts';
import type { InstanceRow, LevelValues, UpperLevels } from './index-row.ts';
import { blank, fill, fromText, isOfPatient, isOtherwise, ofStudy, toText, type UpperLevel, type Values } from './said.ts';

/** A row above the instances, as the index has it. */
interface Parent {
  readonly id: number;
  readonly values: Values;
  /** The newest of the moments at which something was first said of it: what is said later contradicts nothing. */
  latest: number;
}

interface Study extends Parent {
  readonly identity: string;
  readonly patient: Parent;
}

interface Series extends Parent {
  readonly study: Study;
  /** By what the reader of messages gives for the same text. */
  readonly said: Map<UpperLevels, Said>;
}

/** What some instances of a series say, and the earliest of them. */
interface Said {
  readonly id: number;
  received: number;
  uid: string;
}

/** Where an instance goes. */
export interface Place {
  readonly studyId: number;
  readonly seriesId: number;
  readonly saidId: number;
  /** False where what it says was said before something else that is there: `settle` the study when the instance is in. */
  readonly isSettled: boolean;
  /** With this instance its study calls the patient otherwise than another study does. */
  readonly isOtherwise: boolean;
}

/** An instance that is there. */
export interface Leaving {
  readonly id: number;
  readonly seriesId: number;
  readonly studyId: number;
  readonly studyInstanceUid: string;
  readonly patientId: number;
  readonly saidId: number;
  readonly bytes: number;
  readonly received: number;
  readonly uid: string;
}

const MOST_KNOWN = 2000;
const MOST_SAID = 64;
const MOST_STATEMENTS = 64;

const LATEST_OF = {
  patient: `SELECT MAX(earliest) AS latest FROM study JOIN series ON series.study_id = study.id JOIN said ON said.series_id = series.id
    WHERE patient_id = ?`,
  study: 'SELECT MAX(earliest) AS latest FROM series JOIN said ON said.series_id = series.id WHERE study_id = ?',
  series: 'SELECT MAX(earliest) AS latest FROM said WHERE series_id = ?',
};

/**
 * The rows of patient, study and series, kept by the rule of `said.ts`. Runs inside the transaction of the worker. An image that says what
 * another of its series said before costs no statement here.
 */
export class IndexParents {
  readonly #database: SqlDatabase;
  readonly #patients = new Map<string, Parent>();
  readonly #studies = new Map<string, Study>();
  readonly #series = new Map<string, Series>();
  readonly #statements = new Map<string, SqlStatement>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** A rolled back operation may have taught us what is not so. */
  forget(): void {
    this.#patients.clear();
    this.#studies.clear();
    this.#series.clear();
  }

  /** Finds or makes the rows above an instance that is about to be inserted. */
  place(row: InstanceRow): Place {
    const series = this.#series.get(keyOf(row));
    const said = series?.said.get(row.upper);
    if (series && said && !isBefore(row, said)) return placeOf(series, said);
    return this.#placeNew(row);
  }

  #placeNew(row: InstanceRow): Place {
    const { upper, receivedAt } = row;
    const full = [this.#patients, this.#studies, this.#series].some(({ size }) => size >= MOST_KNOWN);
    if (full) this.forget(); // all: a study leads to its patient
    const presentStudy = this.#study(row.studyInstanceUid);
    const presentSeries = presentStudy && this.#seriesIn(presentStudy, row);
    const presentSaid = presentSeries && this.#saidIn(presentSeries, row);
    if (presentSaid && !isBefore(row, presentSaid)) return placeOf(presentSeries, presentSaid);

    const identity = presentStudy?.identity ?? upper.patientIdentity;
    const isTheirs = isOfPatient(upper.patientIdentity, identity);
    const namesStudy = presentStudy !== undefined && upper.patientIdentity !== identity && !isBlankIdentity(upper.patientIdentity);
    let isSettled = !(namesStudy && (isBlankIdentity(identity) || receivedAt <= presentStudy.latest));
    let isOtherwiseNow = false;

    const presentPatient = presentStudy?.patient ?? this.#patient(identity);
    const patient = presentPatient ?? this.#make('patient', { identity }, upper.patient, receivedAt);
    this.#patients.set(identity, patient);
    if (presentPatient && isTheirs) isSettled = this.#say('patient', patient, upper.patient, receivedAt) && isSettled;

    const saidOfStudy = ofStudy(upper.study, isTheirs);
    let study = presentStudy;
    if (study) {
      const wasOtherwise = isOtherwise(study.values, patient.values);
      isSettled = this.#say('study', study, saidOfStudy, receivedAt) && isSettled;
      isOtherwiseNow = !wasOtherwise && isOtherwise(study.values, patient.values);
      this.#prepared('UPDATE study SET first_received = ? WHERE id = ? AND first_received > ?').run(receivedAt, study.id, receivedAt);
    } else {
      const fixed = { StudyInstanceUID: row.studyInstanceUid, patient_id: patient.id };
      const made = this.#make('study', { ...fixed, first_received: receivedAt, last_received: receivedAt }, saidOfStudy, receivedAt);
      study = { ...made, identity, patient };
      this.#studies.set(row.studyInstanceUid, study);
      isOtherwiseNow = isOtherwise(study.values, patient.values);
    }

    let series = presentSeries;
    if (series) isSettled = this.#say('series', series, upper.series, receivedAt) && isSettled;
    else {
      const fixed = { study_id: study.id, SeriesInstanceUID: row.seriesInstanceUid };
      series = { ...this.#make('series', fixed, upper.series, receivedAt), study, said: new Map() };
      this.#series.set(keyOf(row), series);
    }
    for (const parent of [patient, study, series]) parent.latest = Math.max(parent.latest, receivedAt);
    const said = this.#sayIn(series, row, presentSaid);
    return { ...placeOf(series, said), isSettled, isOtherwise: isOtherwiseNow };
  }

  #patient(identity: string): Parent | undefined {
    return this.#patients.get(identity) ?? this.#parent('patient', 'identity = ?', identity);
  }

  #study(uid: string): Study | undefined {
    const known = this.#studies.get(uid);
    if (known) return known;
    const found = this.#prepared(
      'SELECT study.id, identity FROM study JOIN patient ON patient.id = patient_id WHERE StudyInstanceUID = ?',
    ).get(uid) as { id: number; identity: string } | undefined;
    if (!found) return undefined;
    const patient = this.#patient(found.identity)!;
    this.#patients.set(found.identity, patient);
    const study = { ...this.#parent('study', 'id = ?', found.id)!, identity: found.identity, patient };
    this.#studies.set(uid, study);
    return study;
  }

  #seriesIn(study: Study, row: InstanceRow): Series | undefined {
    const key = keyOf(row);
    const known = this.#series.get(key);
    if (known) return known;
    const found = this.#prepared('SELECT id FROM series WHERE study_id = ? AND SeriesInstanceUID = ?').get(
      study.id,
      row.seriesInstanceUid,
    ) as { id: number } | undefined;
    if (!found) return undefined;
    this.sayForOldSeries(found.id);
    const series = { ...this.#parent('series', 'id = ?', found.id)!, study, said: new Map() };
    this.#series.set(key, series);
    return series;
  }

  #parent(level: UpperLevel, where: string, value: string | number): Parent | undefined {
    const found = this.#prepared(`SELECT id, ${COLUMNS[level].join(', ')} FROM ${level} WHERE ${where}`).get(value) as
      | Record<string, string | number | null>
      | undefined;
    if (!found) return undefined;
    const { latest } = this.#prepared(LATEST_OF[level]).get(found.id as number) as { latest: number | null };
    return { id: found.id as number, values: COLUMNS[level].map((column) => found[column] as string | null), latest: latest ?? -1 };
  }

  #make(level: UpperLevel, fixed: Record<string, string | number>, values: LevelValues, latest: number): Parent {
    const columns = [...Object.keys(fixed), ...COLUMNS[level]];
    const sql = `INSERT INTO ${level} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const { lastInsertRowid } = this.#prepared(sql).run(...Object.values(fixed), ...values);
    return { id: Number(lastInsertRowid), values: [...values], latest };
  }

  /** @returns false where it matters that something else was said, and perhaps later */
  #say(level: UpperLevel, parent: Parent, said: LevelValues, receivedAt: number): boolean {
    const { isChanged, isContradicted } = fill(level, parent.values, said);
    if (isChanged) this.#write(level, parent.id, parent.values);
    return !isContradicted || receivedAt > parent.latest;
  }

  #write(level: UpperLevel, id: number, values: LevelValues): void {
    this.#prepared(`UPDATE ${level} SET ${COLUMNS[level].map((column) => `${column} = ?`).join(', ')} WHERE id = ?`).run(...values, id);
  }

  #saidIn(series: Series, { upper }: InstanceRow): Said | undefined {
    const known = series.said.get(upper);
    if (known) return known;
    const found = this.#prepared('SELECT id, earliest AS received, earliest_uid AS uid FROM said WHERE series_id = ? AND mark = ?').get(
      series.id,
      toText(upper).mark,
    ) as Said | undefined;
    return found && this.#remember(series, upper, { ...found });
  }

  #remember(series: Series, upper: UpperLevels, said: Said): Said {
    if (series.said.size >= MOST_SAID) series.said.clear();
    series.said.set(upper, said);
    return said;
  }

  #sayIn(series: Series, row: InstanceRow, present: Said | undefined): Said {
    const earliest = { received: row.receivedAt, uid: row.sopInstanceUid };
    if (present) {
      this.#prepared('UPDATE said SET earliest = ?, earliest_uid = ? WHERE id = ?').run(earliest.received, earliest.uid, present.id);
      return Object.assign(present, earliest);
    }
    return this.#remember(series, row.upper, { id: this.#insertSaid(series.id, earliest, toText(row.upper)), ...earliest });
  }

  #insertSaid(seriesId: number, earliest: Omit<Said, 'id'>, text: ReturnType<typeof toText>): number {
    const { lastInsertRowid } = this.#prepared(
      'INSERT INTO said (series_id, mark, earliest, earliest_uid, identity, patient, study, series) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(seriesId, text.mark, earliest.received, earliest.uid, text.identity, text.patient, text.study, text.series);
    return Number(lastInsertRowid);
  }

  /** Of an index that kept nothing of what the instances say, the rows as they are stand for all of a series. */
  sayForOldSeries(seriesId: number): void {
    if (this.#prepared('SELECT 1 FROM said WHERE series_id = ?').get(seriesId)) return;
    const above = this.#prepared(
      'SELECT identity, patient_id, study_id FROM series JOIN study ON study.id = study_id JOIN patient ON patient.id = patient_id WHERE series.id = ?',
    ).get(seriesId) as { identity: string; patient_id: number; study_id: number };
    const earliest = this.#earliest(seriesId, 'said_id IS NULL');
    if (!earliest) return;
    const upper: UpperLevels = {
      patientIdentity: above.identity,
      patient: this.#parent('patient', 'id = ?', above.patient_id)!.values,
      study: this.#parent('study', 'id = ?', above.study_id)!.values,
      series: this.#parent('series', 'id = ?', seriesId)!.values,
    };
    const id = this.#insertSaid(seriesId, earliest, toText(upper));
    this.#prepared('UPDATE instance SET said_id = ? WHERE series_id = ? AND said_id IS NULL').run(id, seriesId);
  }

  #earliest(seriesId: number, which: string, ...values: number[]): Omit<Said, 'id'> | undefined {
    return this.#prepared(
      `SELECT received, SOPInstanceUID AS uid FROM instance WHERE series_id = ? AND ${which} ORDER BY received, SOPInstanceUID LIMIT 1`,
    ).get(seriesId, ...values) as Omit<Said, 'id'> | undefined;
  }

  /** An instance that is about to be replaced. */
  leaving(sopInstanceUid: string, file: string): Leaving | undefined {
    const sql = `SELECT instance.id, series_id AS seriesId, study_id AS studyId, StudyInstanceUID AS studyInstanceUid, patient_id AS patientId,
      said_id AS saidId, instance.bytes, received, SOPInstanceUID AS uid FROM instance JOIN series ON series.id = series_id JOIN study ON study.id = study_id
      WHERE SOPInstanceUID = ? AND file = ?`;
    const found = this.#prepared(sql).get(sopInstanceUid, file) as Leaving | undefined;
    if (found?.saidId !== null) return found;
    this.sayForOldSeries(found.seriesId);
    return this.#prepared(sql).get(sopInstanceUid, file) as unknown as Leaving;
  }

  /**
   * The instance is gone: so is what it alone said, and what nothing refers to. What the others say is heard again where it was the first to say so.
   *
   * @param isMoved what took its place is of another study
   * @returns as `settle`
   */
  left(gone: Leaving, isMoved: boolean): boolean {
    const said = this.#prepared('SELECT id, earliest AS received, earliest_uid AS uid FROM said WHERE id = ?').get(
      gone.saidId,
    ) as unknown as Said;
    const isFirst = said.uid === gone.uid;
    if (isFirst) {
      const next = this.#earliest(gone.seriesId, 'said_id = ?', gone.saidId);
      if (next) this.#prepared('UPDATE said SET earliest = ?, earliest_uid = ? WHERE id = ?').run(next.received, next.uid, said.id);
      else this.#prepared('DELETE FROM said WHERE id = ?').run(said.id);
    }
    const isStudyLeft = !this.#removed('series', gone.seriesId) || !this.#removed('study', gone.studyId);
    if (isStudyLeft && isMoved) this.#tellLast(gone.studyId);
    if (!isFirst) return false;
    if (isStudyLeft) return this.settle(gone.studyId);
    if (!this.#removed('patient', gone.patientId)) this.#settlePatient(gone.patientId);
    this.forget();
    return false;
  }

  #tellLast(studyId: number): void {
    this.#prepared(
      `UPDATE study SET last_received = (SELECT MAX(received) FROM series JOIN instance ON series_id = series.id WHERE study_id = study.id) WHERE id = ?`,
    ).run(studyId);
  }

  /** Instances of a series are gone, its latest: so is what they alone said, and what nothing refers to. */
  thinned(seriesId: number): void {
    const above = this.#prepared(
      'SELECT study_id AS studyId, patient_id AS patientId FROM series JOIN study ON study.id = study_id WHERE series.id = ?',
    ).get(seriesId) as { studyId: number; patientId: number };
    const { changes } = this.#prepared(
      'DELETE FROM said WHERE series_id = ? AND id NOT IN (SELECT said_id FROM instance WHERE series_id = ? AND said_id IS NOT NULL)',
    ).run(seriesId, seriesId);
    const isStudyLeft = !this.#removed('series', seriesId) || !this.#removed('study', above.studyId);
    this.forget();
    if (isStudyLeft) this.#tellLast(above.studyId);
    if (isStudyLeft && changes > 0) this.settle(above.studyId);
    else if (!isStudyLeft && !this.#removed('patient', above.patientId)) this.#settlePatient(above.patientId);
  }

  /** Removes a row that nothing refers to. */
  #removed(level: UpperLevel, id: number): boolean {
    return this.#prepared(`DELETE FROM ${level} WHERE id = ? AND ${IS_EMPTY[level]}`).run(id).changes > 0;
  }

  /**
   * Tells a study anew, from all that its instances say: whose it is, its row, those of its series and of the patient.
   *
   * @returns true where it calls the patient otherwise than another study does, and did not before
   */
  settle(studyId: number): boolean {
    this.forget();
    this.#sayForOldSeriesOf('study_id = ?', studyId);
    const said = this.#prepared(
      `SELECT series_id AS seriesId, identity, said.study, said.series, earliest AS received FROM series
       JOIN said ON said.series_id = series.id WHERE study_id = ? ORDER BY earliest, earliest_uid`,
    ).all(studyId) as { seriesId: number; identity: string; study: string; series: string; received: number }[];
    const before = this.#prepared('SELECT StudyInstanceUID AS uid, patient_id AS patientId FROM study WHERE id = ?').get(studyId) as {
      uid: string;
      patientId: number;
    };
    const wasOtherwise = this.#callsOtherwise(studyId, before.patientId);
    const identity = said.find((each) => !isBlankIdentity(each.identity))?.identity ?? `${BLANK_IDENTITY}${before.uid}`;
    const patientId = this.#patient(identity)?.id ?? this.#make('patient', { identity }, blank('patient'), -1).id;
    this.#prepared('UPDATE study SET patient_id = ?, first_received = ? WHERE id = ?').run(patientId, said[0]!.received, studyId);

    const study = new Telling('study');
    const series = new Map<number, Telling>();
    for (const each of said) {
      const isTheirs = isOfPatient(each.identity, identity);
      study.hear(each.study, isTheirs);
      const one = series.get(each.seriesId) ?? new Telling('series');
      series.set(each.seriesId, one);
      one.hear(each.series, true);
    }
    this.#tell(studyId, study);
    for (const [id, one] of series) this.#tell(id, one);
    if (patientId !== before.patientId && !this.#removed('patient', before.patientId)) this.#settlePatient(before.patientId);
    this.#settlePatient(patientId);
    return !wasOtherwise && this.#callsOtherwise(studyId, patientId);
  }

  #settlePatient(patientId: number): void {
    this.forget();
    this.#sayForOldSeriesOf('study_id IN (SELECT id FROM study WHERE patient_id = ?)', patientId);
    const { identity } = this.#prepared('SELECT identity FROM patient WHERE id = ?').get(patientId) as { identity: string };
    const said = this.#prepared(
      `SELECT identity, said.patient FROM study JOIN series ON series.study_id = study.id JOIN said ON said.series_id = series.id
       WHERE patient_id = ? ORDER BY earliest, earliest_uid`,
    ).all(patientId) as { identity: string; patient: string }[];
    const patient = new Telling('patient');
    for (const each of said) if (isOfPatient(each.identity, identity)) patient.hear(each.patient, true);
    this.#tell(patientId, patient);
  }

  #sayForOldSeriesOf(which: string, id: number): void {
    const old = this.#prepared(`SELECT id FROM series WHERE ${which} AND NOT EXISTS (SELECT 1 FROM said WHERE series_id = series.id)`).all(
      id,
    ) as { id: number }[];
    for (const series of old) this.sayForOldSeries(series.id);
  }

  /** Writes what came out, where the row is otherwise. */
  #tell(id: number, { level, values }: Telling): void {
    const present = this.#parent(level, 'id = ?', id)!;
    if (present.values.some((value, at) => value !== values[at])) this.#write(level, id, values);
  }

  #callsOtherwise(studyId: number, patientId: number): boolean {
    return isOtherwise(this.#parent('study', 'id = ?', studyId)!.values, this.#parent('patient', 'id = ?', patientId)!.values);
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

const IS_EMPTY: Readonly<Record<UpperLevel, string>> = {
  series: 'instances = 0',
  study: 'NOT EXISTS (SELECT 1 FROM series WHERE study_id = study.id)',
  patient: 'NOT EXISTS (SELECT 1 FROM study WHERE patient_id = patient.id)',
};

/** Values by the rule, from what was said in the order of receipt. Mostly everybody says the same. */
class Telling {
  readonly level: UpperLevel;
  readonly values: Values;
  readonly #heard = new Set<string>();

  constructor(level: UpperLevel) {
    this.level = level;
    this.values = blank(level);
  }

  hear(text: string, isTheirs: boolean): void {
    const key = `${isTheirs}${text}`;
    if (this.#heard.has(key)) return;
    this.#heard.add(key);
    const said = fromText(this.level, text);
    fill(this.level, this.values, this.level === 'study' ? ofStudy(said, isTheirs) : said);
  }
}

function keyOf({ studyInstanceUid, seriesInstanceUid }: InstanceRow): string {
  return `${studyInstanceUid}\u0000${seriesInstanceUid}`;
}

function isBefore({ receivedAt, sopInstanceUid }: InstanceRow, said: Said): boolean {
  return receivedAt < said.received || (receivedAt === said.received && sopInstanceUid < said.uid);
}

function placeOf({ id, study }: Series, said: Said): Place {
  return { studyId: study.id, seriesId: id, saidId: said.id, isSettled: true, isOtherwise: false };
}
