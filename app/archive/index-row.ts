import { foldPersonName, foldText, normalizePersonName, normalizeText, type ScannedAttributes } from '../dataset/dataset.ts';
import { CATALOGUE_BY_KEYWORD, type CatalogueAttribute, type Level } from '../registry/registry.ts';

/** Attributes that have a column of their own name with another rule than the rest. */
const UNIQUE_KEYS = new Set(['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID', 'SOPClassUID']);
/** VRs of the upper levels whose text is matched in a normal form, PS3.4 C.2.2.2.1. */
const NORMALIZED_VRS = new Set(['PN', 'LO', 'SH']);
const FOLDED_KEYWORDS = new Set(['StudyDescription', 'SeriesDescription']);

export function columnOf(keyword: string): string {
  return keyword.replaceAll('.', '_');
}

/** The columns of one level that hold values of the data set, in the order in which a row carries them. */
export const COLUMNS: Readonly<Record<Level, readonly string[]>> = {
  patient: columnsOf('patient'),
  study: columnsOf('study'),
  series: columnsOf('series'),
  instance: columnsOf('instance'),
};

function attributesOf(level: Level): CatalogueAttribute[] {
  return [...CATALOGUE_BY_KEYWORD.values()].filter((attribute) => attribute.level === level && !UNIQUE_KEYS.has(attribute.keyword));
}

function isNormalized({ level, vr, keyword }: CatalogueAttribute): boolean {
  return level !== 'instance' && NORMALIZED_VRS.has(vr) && !keyword.includes('UniversalEntity');
}

function isFolded(attribute: CatalogueAttribute): boolean {
  return isNormalized(attribute) && (attribute.vr === 'PN' || FOLDED_KEYWORDS.has(attribute.keyword));
}

function columnsOf(level: Level): string[] {
  return attributesOf(level).flatMap((attribute) => {
    const column = columnOf(attribute.keyword);
    return [column, ...(isNormalized(attribute) ? [`${column}_norm`] : []), ...(isFolded(attribute) ? [`${column}_fold`] : [])];
  });
}

const BY_LEVEL = new Map(
  (['patient', 'study', 'series', 'instance'] as const).map((level) => [
    level,
    attributesOf(level).map((attribute) => ({
      keyword: attribute.keyword,
      isName: attribute.vr === 'PN',
      normalized: isNormalized(attribute),
      folded: isFolded(attribute),
    })),
  ]),
);

/** Values of one level in the order of COLUMNS; null where the data set has no such element. */
export type LevelValues = readonly (string | null)[];

export function valuesOf(level: Level, scanned: ScannedAttributes): LevelValues {
  const values: (string | null)[] = [];
  for (const { keyword, isName, normalized, folded } of BY_LEVEL.get(level)!) {
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
  if (patientId === '') return `study\u0000${studyInstanceUid}`;
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

export type RowAbout = Omit<InstanceRow, 'patientIdentity' | 'patient' | 'study' | 'series' | 'instance'>;

export function rowOf(scanned: ScannedAttributes, about: RowAbout): InstanceRow {
  return {
    ...about,
    patientIdentity: patientIdentityOf(scanned, about.studyInstanceUid),
    patient: valuesOf('patient', scanned),
    study: valuesOf('study', scanned),
    series: valuesOf('series', scanned),
    instance: valuesOf('instance', scanned),
  };
}
