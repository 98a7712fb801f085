import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { COLUMNS } from '../../../app/archive/columns.ts';
import { foldPersonName, foldText, normalizePersonName, normalizeText } from '../../../app/dataset/dataset.ts';
import type { Level } from '../../../app/registry/registry.ts';
import { type Draw, drawFrom, nameOf } from './names.ts';

/**
 * An index of many studies as a hospital's archive would have it after years, made straight through SQL: ten instances each, in two series.
 * The same seed gives the same index. `node test/bench/million/generate.ts <folder> <studies>` makes one.
 */
export interface MillionOptions {
  readonly folder: string;
  readonly studies: number;
  readonly seed?: number;
}

export interface Million {
  readonly studies: number;
  readonly patients: number;
  readonly instances: number;
  readonly bytes: number;
  readonly seconds: number;
}

const SCHEMA = ['0001-archive', '0002-search', '0003-said', '0004-totals', '0005-find', '0006-notes'].map((name) =>
  readFileSync(new URL(`../../../app/archive/schema/${name}.sql`, import.meta.url), 'utf8'),
);
const MODALITIES = ['CT', 'CT', 'CT', 'MR', 'MR', 'CR', 'CR', 'DX', 'DX', 'DX', 'US', 'US', 'MG', 'XA', 'NM', 'PT', 'RF', 'ES'];
const PARTS = ['CHEST', 'ABDOMEN', 'HEAD', 'KNEE', 'SPINE', 'PELVIS', 'HAND', 'FOOT', 'HEART', 'NECK'];
const FIRST_DAY = Date.UTC(2012, 0, 1);
export const DAYS = 5000;

/** Ten digits that tell studies apart, and look drawn. */
export const studyUid = (n: number): string =>
  `1.2.840.113619.2.${55 + (n % 20)}.3.2831868886.${100 + (n % 900)}.1${String(n).padStart(9, '0')}`;
export const patientIdOf = (n: number): string => `P${String((n * 7919) % 100_000_007).padStart(8, '0')}`;
export const accessionOf = (n: number): string => `A${String((n * 104_729) % 1_000_000_007).padStart(10, '0')}`;
export const dayOf = (n: number): string => new Date(FIRST_DAY + n * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

export function makeMillion({ folder, studies, seed = 1 }: MillionOptions): Million {
  const began = performance.now();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA locking_mode = EXCLUSIVE');
  for (const sql of SCHEMA) database.exec(sql);
  const later = database.prepare(`SELECT type, name, sql FROM sqlite_schema WHERE sql NOT NULL AND type IN ('index', 'trigger')`).all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  for (const { type, name } of later) database.exec(`DROP ${type} ${name}`);
  const patients = fill(database, studies, drawFrom(seed));
  for (const { type, sql } of later) if (type === 'index') database.exec(sql); // sorted, not one by one
  for (const schema of SCHEMA) for (const [sql] of schema.matchAll(/^INSERT [\s\S]*?;$/gm)) database.exec(sql);
  for (const { type, sql } of later) if (type === 'trigger') database.exec(sql);
  database.exec('PRAGMA user_version = 6; PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL');
  database.close();
  const seconds = (performance.now() - began) / 1000;
  return { studies, patients, instances: studies * 10, bytes: statSync(file).size, seconds };
}

const PER_TRANSACTION = 20_000;

function fill(database: DatabaseSync, studies: number, draw: Draw): number {
  database.exec('CREATE TEMP TABLE n (n INTEGER PRIMARY KEY); INSERT INTO n VALUES (1), (2), (3), (4), (5)');
  const patient = inserter(database, 'patient', ['id', 'identity']);
  const study = inserter(database, 'study', ['id', 'patient_id', 'StudyInstanceUID', 'first_received', 'last_received']);
  const series = inserter(database, 'series', ['id', 'study_id', 'SeriesInstanceUID', 'instances', 'bytes']);
  const instances = instanceInserter(database);
  let patients = 0;
  const named: Record<string, string | number>[] = []; // those that studies are still made of
  database.exec('BEGIN');
  for (let n = 1; n <= studies; n++) {
    if (n % PER_TRANSACTION === 0) database.exec('COMMIT; BEGIN');
    if (patients === 0 || draw(10) < 6) {
      const made = aPatient(++patients, draw);
      patient(made);
      named[patients % 1000] = made;
    }
    const of = patients - draw(Math.min(patients, 1000));
    const { PatientName, PatientBirthDate, PatientSex } = named[of % 1000]!;
    const modality = MODALITIES[draw(MODALITIES.length)]!;
    const part = PARTS[draw(PARTS.length)]!;
    const uid = studyUid(n);
    const date = dayOf(Math.floor((n * DAYS) / studies));
    const at = FIRST_DAY + n * 1000;
    study({
      ...{ id: n, patient_id: of, StudyInstanceUID: uid, first_received: at, last_received: at },
      ...{ PatientName: PatientName!, PatientBirthDate: PatientBirthDate!, PatientSex: PatientSex! },
      ...{ StudyID: String(n % 100_000), StudyDate: date, StudyTime: time(draw), AccessionNumber: accessionOf(n) },
      ...{
        StudyDescription: `${modality} ${part} ${['ROUTINE', 'WITH CONTRAST', 'FOLLOW-UP'][draw(3)]}`,
        ReferringPhysicianName: nameOf(draw(300), draw),
      },
      ...{ PatientAge: `${String(draw(99)).padStart(3, '0')}Y` },
    });
    for (const number of [1, 2]) {
      const id = 2 * n - 2 + number;
      series({
        ...{ id, study_id: n, SeriesInstanceUID: `${uid}.${number}`, instances: 5, bytes: 5 * 526_000, SeriesNumber: String(number) },
        ...{
          Modality: number === 2 && draw(8) === 0 ? 'SR' : modality,
          Manufacturer: ['GE MEDICAL SYSTEMS', 'SIEMENS', 'Philips', 'CANON'][n % 4]!,
        },
        ...{
          InstitutionName: 'St. Filmroom',
          StationName: `${modality}${n % 20}`,
          SeriesDate: date,
          SeriesTime: time(draw),
          BodyPartExamined: part,
        },
        ...{ SeriesDescription: `${part} ${number === 1 ? 'AX' : 'COR'} ${1 + draw(5)}MM`, ProtocolName: `${part} STD` },
      });
      instances(
        id,
        `${uid}.${number}.`,
        `images/${date.slice(0, 4)}/${date.slice(4, 6)}/${date.slice(6)}/${uid}/${uid}.${number}/`,
        date,
        at,
      );
    }
  }
  database.exec('COMMIT');
  return patients;
}

function time(draw: Draw): string {
  return [8 + draw(12), draw(60), draw(60)].map((part) => String(part).padStart(2, '0')).join('');
}

function aPatient(id: number, draw: Draw): Record<string, string | number> {
  const patientId = patientIdOf(id);
  return {
    ...{ id, identity: `id\u0000${patientId}\u0000`, PatientName: nameOf(draw(1_000_000_000), draw), PatientID: patientId },
    ...{
      PatientBirthDate: `${1930 + draw(90)}${String(1 + draw(12)).padStart(2, '0')}${String(1 + draw(28)).padStart(2, '0')}`,
      PatientSex: 'MF'[draw(2)]!,
    },
  };
}

/** Inserts a row by its given values; the columns that matching compares follow from them. */
function inserter(database: DatabaseSync, level: Exclude<Level, 'instance'>, fixed: readonly string[]) {
  const columns = [...fixed, ...COLUMNS[level]];
  const statement = database.prepare(`INSERT INTO ${level} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const isName = (column: string) => /Name$|Physician|Names$/.test(column) && !/Institution|Station|Protocol/.test(column);
  const compared = new Map<string, string>();
  const comparedAs = (column: string, text: string): string => {
    const key = `${column}\u0000${text}`;
    let made = compared.get(key);
    if (made === undefined) {
      const [base, form] = [column.replace(/_(norm|fold)$/, ''), column.slice(-4)];
      if (form === 'norm') made = isName(base) ? normalizePersonName(text) : normalizeText(text);
      else made = isName(base) ? foldPersonName(text) : foldText(text);
      if (compared.size > 5000) compared.clear();
      compared.set(key, made);
    }
    return made;
  };
  return (given: Readonly<Record<string, string | number>>): void => {
    statement.run(
      ...columns.map((column) => {
        const value = given[column];
        if (value !== undefined) return value;
        const base = given[column.replace(/_(norm|fold)$/, '')];
        return base === undefined ? null : comparedAs(column, String(base));
      }),
    );
  };
}

/** What a CT slice says of itself, 5 at a time. */
function instanceInserter(database: DatabaseSync) {
  const values: Record<string, string> = {
    ...{
      series_id: '$series',
      SOPInstanceUID: '$uid || n',
      SOPClassUID: `'1.2.840.10008.5.1.4.1.1.2'`,
      file: `$folder || $uid || n || '.dcm'`,
    },
    ...{
      bytes: '526000',
      dataset_offset: '390',
      sha256: 'randomblob(32)',
      transfer_syntax: `'1.2.840.10008.1.2.1'`,
      received: '$at',
      calling_ae: `'CT1'`,
    },
    ...{ SpecificCharacterSet: `'ISO_IR 192'`, ImageType: `'ORIGINAL\\PRIMARY\\AXIAL'`, InstanceNumber: 'CAST(n AS TEXT)' },
    ...{
      ContentDate: '$date',
      ContentTime: `'101530.250'`,
      AcquisitionDate: '$date',
      AcquisitionTime: `'101529.500'`,
      AcquisitionNumber: `'1'`,
    },
    ...{ KVP: `'120'`, SliceThickness: `'1.25'`, ExposureTime: `'500'`, XRayTubeCurrent: `'220'`, ConvolutionKernel: `'STANDARD'` },
    ...{
      ImagePositionPatient: `'-125.0\\-125.0\\' || (n * 1.25)`,
      ImageOrientationPatient: `'1\\0\\0\\0\\1\\0'`,
      FrameOfReferenceUID: `$uid || '0'`,
    },
    ...{
      SamplesPerPixel: `'1'`,
      PhotometricInterpretation: `'MONOCHROME2'`,
      Rows: `'512'`,
      Columns: `'512'`,
      PixelSpacing: `'0.488\\0.488'`,
    },
    ...{
      BitsAllocated: `'16'`,
      BitsStored: `'12'`,
      HighBit: `'11'`,
      PixelRepresentation: `'0'`,
      WindowCenter: `'40'`,
      WindowWidth: `'400'`,
    },
    ...{ RescaleIntercept: `'-1024'`, RescaleSlope: `'1'`, SliceLocation: 'CAST(n * 1.25 AS TEXT)' },
  };
  const statement = database.prepare(
    `INSERT INTO instance (${Object.keys(values).join(', ')}) SELECT ${Object.values(values).join(', ')} FROM n`,
  );
  return ($series: number, $uid: string, $folder: string, $date: string, $at: number): void => {
    statement.run({ $series, $uid, $folder, $date, $at });
  };
}

if (import.meta.main) {
  const [folder, studies] = process.argv.slice(2);
  if (!folder) throw new Error('node test/bench/million/generate.ts <folder> [studies]');
  console.log(makeMillion({ folder, studies: Number(studies ?? 1_000_000) }));
}
