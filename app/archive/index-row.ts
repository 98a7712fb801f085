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
  readonly file: string;
  readonly bytes: number;
  readonly datasetOffset: number;
  readonly sha256: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly receivedAt: number;
  readonly callingAeTitle: string;
  readonly upper: UpperLevels;
  readonly instance: LevelValues;
}

/** What an instance says of the levels above it: mostly the same as the one before, and then the same object. */
export interface UpperLevels {
  readonly patientIdentity: string;
  readonly patient: LevelValues;
  readonly study: LevelValues;
  readonly series: LevelValues;
}

export type StoredFile = Pick<
  InstanceRow,
  'file' | 'bytes' | 'datasetOffset' | 'sha256' | 'transferSyntaxUid' | 'sopClassUid' | 'sopInstanceUid'
>;

/** What can be said before the last byte is hashed. */
export type RowBeforeDigest = Omit<InstanceRow, 'sha256'>;
export type RowAbout = Omit<RowBeforeDigest, 'upper' | 'instance'>;

const UPPER_KEYWORDS = [
  'SpecificCharacterSet',
  'StudyInstanceUID',
  ...new Set((['patient', 'study', 'series'] as const).flatMap((level) => ATTRIBUTES_BY_LEVEL.get(level)!.map(({ keyword }) => keyword))),
];
/** Series that arrive at the same time, and some. */
const MOST_REMEMBERED = 64;

/** Makes rows; a series whose images say the same of patient, study and series is decoded and normalized once. */
export class RowMaker {
  readonly #seen = new Map<string, UpperLevels>();

  rowOf(scanned: ScannedAttributes, about: RowAbout): RowBeforeDigest {
    return { ...about, upper: this.#upperOf(scanned, about.studyInstanceUid), instance: valuesOf('instance', scanned) };
  }

  #upperOf(scanned: ScannedAttributes, studyInstanceUid: string): UpperLevels {
    const fingerprint = scanned.fingerprint(UPPER_KEYWORDS);
    const seen = this.#seen.get(fingerprint);
    if (seen) return seen;
    const upper: UpperLevels = {
      patientIdentity: patientIdentityOf(scanned, studyInstanceUid),
      patient: valuesOf('patient', scanned),
      study: valuesOf('study', scanned),
      series: valuesOf('series', scanned),
    };
    if (this.#seen.size >= MOST_REMEMBERED) this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(fingerprint, upper);
    return upper;
  }
}
