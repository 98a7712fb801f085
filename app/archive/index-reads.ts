import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { StoredFile } from './index-row.ts';
import { STORED_FILE_COLUMNS } from './index-writes.ts';

/** A line of the study list. Text as the data set has it, in Unicode; '' where it is blank. */
export interface StudySummary {
  readonly studyInstanceUid: string;
  /** As the study's own objects have it. */
  readonly patientName: string;
  readonly patientId: string;
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly accessionNumber: string;
  /** Of the series, each once. */
  readonly modalities: readonly string[];
  readonly series: number;
  readonly instances: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number;
}

export interface Counts {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  readonly bytes: number;
}

/** Of a study with its patient and its series. */
export const RECENT_COLUMNS = `study.StudyInstanceUID AS studyInstanceUid, COALESCE(study.PatientName, '') AS patientName,
  COALESCE(PatientID, '') AS patientId, COALESCE(StudyDate, '') AS studyDate, COALESCE(StudyDescription, '') AS studyDescription,
  COALESCE(AccessionNumber, '') AS accessionNumber, first_received AS firstReceivedAt, last_received AS lastReceivedAt,
  COUNT(*) AS series, SUM(instances) AS instances, SUM(series.bytes) AS bytes, GROUP_CONCAT(DISTINCT NULLIF(Modality, '')) AS modalities`;

export const RECENT_STUDIES_SQL = `SELECT ${RECENT_COLUMNS}
FROM (SELECT * FROM study ORDER BY last_received DESC LIMIT ?) AS study
JOIN patient ON patient.id = patient_id JOIN series ON series.study_id = study.id
GROUP BY study.id ORDER BY last_received DESC`;

export type RecentRow = Omit<StudySummary, 'modalities'> & { readonly modalities: string | null };

export function summaryOf(row: RecentRow): StudySummary {
  return { ...row, modalities: row.modalities?.split(',').sort() ?? [] };
}

export const FILES_SQL = `SELECT id, ${STORED_FILE_COLUMNS} FROM instance WHERE id > ? ORDER BY id LIMIT ?`;
export const HOLDS_SQL =
  'SELECT EXISTS (SELECT 1 FROM instance WHERE SOPInstanceUID = ? AND file = ?) OR EXISTS (SELECT 1 FROM quarantine WHERE file = ?) AS held';
export const INSTANCE_SQL = `SELECT ${STORED_FILE_COLUMNS} FROM instance WHERE SOPInstanceUID = ?`;

/** A list of UIDs as one value: as many as there are, in one statement. */
const VOUCHED_FILES_SQL = `SELECT ${STORED_FILE_COLUMNS} FROM instance WHERE SOPInstanceUID IN (SELECT value FROM json_each(?))`;
const VOUCHED_QUARANTINE_SQL =
  'SELECT DISTINCT SOPInstanceUID AS sopInstanceUid FROM quarantine WHERE SOPInstanceUID IN (SELECT value FROM json_each(?))';

/** What the index has of some instances. */
export interface Vouchers {
  readonly files: readonly StoredFile[];
  /** Those of which there is an object in quarantine. */
  readonly quarantined: readonly string[];
}

const RECEIPT_SQL = 'SELECT received AS receivedAt, calling_ae AS callingAeTitle FROM instance WHERE SOPInstanceUID = ?';

/** How an instance came. */
export interface Receipt {
  readonly receivedAt: number;
  readonly callingAeTitle: string;
}

/** What is asked of the index. */
export class IndexReads {
  readonly #database: SqlDatabase;
  readonly #recent: SqlStatement;
  readonly #instance: SqlStatement;
  readonly #files: SqlStatement;
  readonly #totals: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#recent = database.prepare(RECENT_STUDIES_SQL);
    this.#instance = database.prepare(INSTANCE_SQL);
    this.#files = database.prepare(FILES_SQL);
    this.#totals = database.prepare('SELECT patients, studies, series, instances, bytes FROM totals WHERE id = 1');
  }

  recentStudies(limit: number): StudySummary[] {
    return (this.#recent.all(limit) as unknown as RecentRow[]).map(summaryOf);
  }

  counts(): Counts {
    return this.#totals.get() as unknown as Counts;
  }

  instance(sopInstanceUid: string): StoredFile | undefined {
    return this.#instance.get(sopInstanceUid) as unknown as StoredFile | undefined;
  }

  receipt(sopInstanceUid: string): Receipt | undefined {
    return this.#database.prepare(RECEIPT_SQL).get(sopInstanceUid) as unknown as Receipt | undefined;
  }

  vouchers(sopInstanceUids: readonly string[]): Vouchers {
    const list = JSON.stringify(sopInstanceUids);
    const quarantined = this.#database.prepare(VOUCHED_QUARANTINE_SQL).all(list) as { sopInstanceUid: string }[];
    return {
      files: this.#database.prepare(VOUCHED_FILES_SQL).all(list) as unknown as StoredFile[],
      quarantined: quarantined.map(({ sopInstanceUid }) => sopInstanceUid),
    };
  }

  /** True where a row, or the quarantine, has this very file. */
  holds({ sopInstanceUid, file }: { readonly sopInstanceUid: string; readonly file: string }): boolean {
    const held = this.#database.prepare(HOLDS_SQL).get(sopInstanceUid, file, file) as { held: number };
    return held.held === 1;
  }

  /** A page of the stored files, by id; begin after 0. */
  files({ after, limit }: { readonly after: number; readonly limit: number }): (StoredFile & { id: number })[] {
    return this.#files.all(after, limit) as unknown as (StoredFile & { id: number })[];
  }

  quarantined(): {
    readonly file: string;
    readonly sopInstanceUid: string;
    readonly sha256: Uint8Array;
    readonly bytes: number;
    readonly datasetOffset: number;
    readonly transferSyntaxUid: string;
  }[] {
    return this.#database
      .prepare(
        'SELECT file, SOPInstanceUID AS sopInstanceUid, sha256, bytes, dataset_offset AS datasetOffset, transfer_syntax AS transferSyntaxUid FROM quarantine ORDER BY id',
      )
      .all() as never;
  }

  /** Files that a replaced instance left, not removed yet. */
  removals(): string[] {
    return (this.#database.prepare('SELECT file FROM removal').all() as { file: string }[]).map(({ file }) => file);
  }

  /** @returns 'ok', or the first lines of what SQLite finds wrong */
  integrityCheck(): string {
    const rows = this.#database.prepare('PRAGMA integrity_check(5)').all() as { integrity_check: string }[];
    return rows.map(({ integrity_check }) => integrity_check).join('; ');
  }

  tables(): string[] {
    const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    return (this.#database.prepare(sql).all() as { name: string }[]).map(({ name }) => name);
  }

  /** @param table one of `tables`; @returns 'ok', or the first lines of what SQLite finds wrong */
  quickCheck(table: string): string {
    const rows = this.#database.prepare(`PRAGMA quick_check("${table.replaceAll('"', '""')}")`).all() as { quick_check: string }[];
    return rows
      .slice(0, 5)
      .map(({ quick_check }) => quick_check)
      .join('; ');
  }
}
