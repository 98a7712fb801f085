import { type SqlDatabase, serveDatabase } from '../base/base.ts';
import { COLUMNS } from './columns.ts';
import type { LevelValues, UpperLevels } from './index-row.ts';

/*
 * The thread that reads the old index for `reindex`. It asks for no column by a name that only this version knows, so that an index of an
 * earlier or a later one can be read as it is: nothing is written to it.
 */
type Row = Readonly<Record<string, unknown>>;

const STORED = `SOPInstanceUID AS sopInstanceUid, file, bytes, dataset_offset AS datasetOffset, sha256, transfer_syntax AS transferSyntaxUid,
  received AS receivedAt, calling_ae AS callingAeTitle`;

serveDatabase([], (database) => {
  const get = (sql: string, ...values: (string | number)[]): Row | undefined => prepared(database, sql).get(...values) as Row | undefined;
  return {
    reads: {
      counts: () => get('SELECT (SELECT COUNT(*) FROM instance) + (SELECT COUNT(*) FROM quarantine) AS files')!.files,
      instance: (uid: string) => get(`SELECT ${STORED}, SOPClassUID AS sopClassUid FROM instance WHERE SOPInstanceUID = ?`, uid),
      quarantined: (file: string) => get(`SELECT ${STORED} FROM quarantine WHERE file = ?`, file),
      page: ({ table, after, limit }: { readonly table: 'instance' | 'quarantine'; readonly after: number; readonly limit: number }) =>
        prepared(database, `SELECT id, ${STORED} FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`).all(after, limit),
      removals: () => (prepared(database, 'SELECT file FROM removal').all() as { file: string }[]).map(({ file }) => file),
      attributes: (uid: string) => attributesOf(get, uid),
    },
    writes: {},
    rolledBack: () => {},
  };
});

/** What a row says beyond its file, as `InstanceRow` has it. */
export interface OldAttributes {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly upper: UpperLevels;
  readonly instance: LevelValues;
}

function attributesOf(get: (sql: string, ...values: (string | number)[]) => Row | undefined, uid: string): OldAttributes | undefined {
  const of = (table: string, id: unknown): Row => get(`SELECT * FROM ${table} WHERE id = ?`, id as number) ?? {};
  const instance = get('SELECT * FROM instance WHERE SOPInstanceUID = ?', uid);
  if (!instance) return undefined;
  const series = of('series', instance.series_id);
  const study = of('study', series.study_id);
  const patient = of('patient', study.patient_id);
  if (!study.StudyInstanceUID || !patient.identity) return undefined; // damaged
  const said = instance.said_id == null ? undefined : of('said', instance.said_id);
  const upper =
    said?.patient === undefined
      ? {
          patientIdentity: patient.identity as string,
          patient: values(COLUMNS.patient, patient),
          study: values(COLUMNS.study, { ...patient, ...study }),
          series: values(COLUMNS.series, series),
        }
      : {
          patientIdentity: said.identity as string,
          patient: values(COLUMNS.patient, JSON.parse(said.patient as string)),
          study: values(COLUMNS.study, JSON.parse(said.study as string)),
          series: values(COLUMNS.series, JSON.parse(said.series as string)),
        };
  return {
    studyInstanceUid: study.StudyInstanceUID as string,
    seriesInstanceUid: series.SeriesInstanceUID as string,
    upper,
    instance: values(COLUMNS.instance, instance),
  };
}

function values(columns: readonly string[], row: Row): LevelValues {
  return columns.map((column) => (row[column] as string | null | undefined) ?? null);
}

const statements = new Map<string, ReturnType<SqlDatabase['prepare']>>();

function prepared(database: SqlDatabase, sql: string): ReturnType<SqlDatabase['prepare']> {
  let statement = statements.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}
