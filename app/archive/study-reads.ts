import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { RECENT_COLUMNS, type RecentRow, type StudySummary, summaryOf } from './index-reads.ts';

/** A study with all that the page shows beside the list. Text as the data set has it, in Unicode; '' where it is blank. */
export interface StudyDetail extends StudySummary {
  readonly studyTime: string;
  readonly studyId: string;
  readonly patientBirthDate: string;
  readonly patientSex: string;
  readonly referringPhysicianName: string;
  readonly seriesList: readonly SeriesSummary[];
}

export interface SeriesSummary {
  readonly seriesInstanceUid: string;
  readonly seriesNumber: string;
  readonly modality: string;
  readonly description: string;
  readonly bodyPart: string;
  readonly station: string;
  readonly instances: number;
  readonly bytes: number;
}

export interface InstanceSummary {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly instanceNumber: string;
  readonly rows: string;
  readonly columns: string;
  readonly numberOfFrames: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly callingAeTitle: string;
}

/** A page of the instances of a series, by their number. */
export interface InstancesPage {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly offset: number;
  readonly limit: number;
}

const TEXT = (...columns: readonly (readonly [string, string])[]) =>
  columns.map(([column, name]) => `COALESCE(${column}, '') AS ${name}`).join(', ');

export const STUDY_SQL = `SELECT ${RECENT_COLUMNS}, ${TEXT(
  ['StudyTime', 'studyTime'],
  ['StudyID', 'studyId'],
  ['study.PatientBirthDate', 'patientBirthDate'],
  ['study.PatientSex', 'patientSex'],
  ['ReferringPhysicianName', 'referringPhysicianName'],
)} FROM study JOIN patient ON patient.id = patient_id JOIN series ON series.study_id = study.id WHERE StudyInstanceUID = ? GROUP BY study.id`;

/** Most series of a study that are listed. */
const MOST_SERIES = 2000;

export const SERIES_SQL = `SELECT SeriesInstanceUID AS seriesInstanceUid, ${TEXT(
  ['SeriesNumber', 'seriesNumber'],
  ['Modality', 'modality'],
  ['SeriesDescription', 'description'],
  ['BodyPartExamined', 'bodyPart'],
  ['StationName', 'station'],
)}, instances, bytes FROM series JOIN study ON study.id = study_id WHERE StudyInstanceUID = ?
ORDER BY CAST(SeriesNumber AS INTEGER), series.id LIMIT ${MOST_SERIES}`;

export const INSTANCES_SQL = `SELECT SOPInstanceUID AS sopInstanceUid, SOPClassUID AS sopClassUid, transfer_syntax AS transferSyntaxUid, ${TEXT(
  ['InstanceNumber', 'instanceNumber'],
  ['Rows', 'rows'],
  ['Columns', 'columns'],
  ['NumberOfFrames', 'numberOfFrames'],
)}, instance.bytes, received AS receivedAt, calling_ae AS callingAeTitle
FROM study JOIN series ON series.study_id = study.id JOIN instance ON series_id = series.id
WHERE StudyInstanceUID = ? AND SeriesInstanceUID = ? ORDER BY CAST(InstanceNumber AS INTEGER), instance.id LIMIT ? OFFSET ?`;

/** From a study down to its instances. */
export class StudyReads {
  readonly #study: SqlStatement;
  readonly #series: SqlStatement;
  readonly #instances: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#study = database.prepare(STUDY_SQL);
    this.#series = database.prepare(SERIES_SQL);
    this.#instances = database.prepare(INSTANCES_SQL);
  }

  study(studyInstanceUid: string): StudyDetail | undefined {
    const row = this.#study.get(studyInstanceUid) as (RecentRow & Omit<StudyDetail, keyof StudySummary | 'seriesList'>) | undefined;
    if (!row) return undefined;
    const seriesList = this.#series.all(studyInstanceUid) as unknown as SeriesSummary[];
    return { ...row, modalities: summaryOf(row).modalities, seriesList };
  }

  instances({ studyInstanceUid, seriesInstanceUid, offset, limit }: InstancesPage): InstanceSummary[] {
    return this.#instances.all(studyInstanceUid, seriesInstanceUid, limit, offset) as unknown as InstanceSummary[];
  }
}
