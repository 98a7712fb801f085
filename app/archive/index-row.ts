import { foldPersonName, foldText, normalizePersonName, normalizeText, type ScannedAttributes } from '../dataset/dataset.ts';
import type { Level } from '../registry/registry.ts';
import { ATTRIBUTES_BY_LEVEL, BLANK_IDENTITY } from './columns.ts';

/** Values of one level in the order of COLUMNS; null where the data set has no such element. */
export type LevelValues = readonly (string | null)[];

export function valuesOf(level: Level, scanned: ScannedAttributes): LevelValues {
  const values: (string | null)[] = [];
  for (const { keyword, isName, normalized, folded } of ATTRIBUTES_BY_LEVEL.get(level)!) {
    const text = scanned.has(keyword) ? (scanned.text(keyword) ?? null) : null;
    values.push(text);
    if (normalized) values.push(text === null ? null : isName ? normalizePersonName(text) : normalizeText(text));
    if (folded) values.push(text === null ? null : isName ? foldPersonName(text) : foldText(text));
  }
  return values;
}

/**
 * Who the patient is: PatientID with its issuer. A blank ID names nobody, so that such a study has a patient of its own
 * and two of them never merge.
 */
export function patientIdentityOf(scanned: ScannedAttributes, studyInstanceUid: string): string {
  const patientId = scanned.text('PatientID') ?? '';
  if (patientId === '') return `${BLANK_IDENTITY}${studyInstanceUid}`;
  return `id\u0000${patientId}\u0000${scanned.text('IssuerOfPatientID') ?? ''}`;
}

/** What the index keeps of one stored instance. */
export interface InstanceRow {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientIdentity: string;
  readonly file: string;
  readonly bytes: number;
  readonly datasetOffset: number;
  readonly sha256: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly receivedAt: number;
  readonly callingAeTitle: string;
  readonly patient: LevelValues;
  readonly study: LevelValues;
  readonly series: LevelValues;
  readonly instance: LevelValues;
}

export type StoredFile = Pick<
  InstanceRow,
  'file' | 'bytes' | 'datasetOffset' | 'sha256' | 'transferSyntaxUid' | 'sopClassUid' | 'sopInstanceUid'
>;

/** What can be said before the last byte is hashed. */
export type RowBeforeDigest = Omit<InstanceRow, 'sha256'>;
export type RowAbout = Omit<RowBeforeDigest, 'patientIdentity' | 'patient' | 'study' | 'series' | 'instance'>;

export function rowOf(scanned: ScannedAttributes, about: RowAbout): RowBeforeDigest {
  return {
    ...about,
    patientIdentity: patientIdentityOf(scanned, about.studyInstanceUid),
    patient: valuesOf('patient', scanned),
    study: valuesOf('study', scanned),
    series: valuesOf('series', scanned),
    instance: valuesOf('instance', scanned),
  };
}
