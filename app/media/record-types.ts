/** A key of a Directory Record (PS3.3 Annex F.5): a catalogued attribute, and what stands there where the object lacks it and the record may not. */
export interface RecordKey {
  readonly keyword: string;
  /** Type 1: never empty. */
  readonly invented?: 'number' | 'date' | 'time' | 'text';
}

export interface RecordType {
  /** Directory Record Type (0004,1430). */
  readonly type: string;
  readonly keys: readonly RecordKey[];
}

const key = (keyword: string, invented?: RecordKey['invented']): RecordKey => ({ keyword, ...(invented && { invented }) });
const NUMBER = key('InstanceNumber', 'number');
const CONTENT_AT = [key('ContentDate', 'date'), key('ContentTime', 'time')];
const CONTENT = [...CONTENT_AT, key('ContentLabel', 'text'), key('ContentDescription'), key('ContentCreatorName')];
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

const IMAGE: RecordType = { type: 'IMAGE', keys: [NUMBER] }; // F.5.4
const DOSE: RecordType = { type: 'RT DOSE', keys: [NUMBER, key('DoseSummationType', 'text')] }; // F.5.19
const STRUCTURE_SET: RecordType = {
  type: 'RT STRUCTURE SET', // F.5.20
  keys: [NUMBER, key('StructureSetLabel', 'text'), key('StructureSetDate'), key('StructureSetTime')],
};
const PLAN: RecordType = { type: 'RT PLAN', keys: [NUMBER, key('RTPlanLabel', 'text'), key('RTPlanDate'), key('RTPlanTime')] }; // F.5.21
const TREATMENT: RecordType = { type: 'RT TREAT RECORD', keys: [NUMBER, key('TreatmentDate'), key('TreatmentTime')] }; // F.5.22
const PRESENTATION: RecordType = {
  type: 'PRESENTATION', // F.5.23
  keys: [
    ...[NUMBER, key('ContentLabel', 'text'), key('ContentDescription'), key('ContentCreatorName')],
    ...[key('PresentationCreationDate', 'date'), key('PresentationCreationTime', 'time')],
  ],
};
const WAVEFORM: RecordType = { type: 'WAVEFORM', keys: [NUMBER, ...CONTENT_AT] }; // F.5.24
const REPORT: RecordType = {
  type: 'SR DOCUMENT', // F.5.25
  keys: [NUMBER, key('CompletionFlag', 'text'), key('VerificationFlag', 'text'), ...CONTENT_AT],
};
const KEY_OBJECTS: RecordType = { type: 'KEY OBJECT DOC', keys: [NUMBER, ...CONTENT_AT] }; // F.5.26
const RAW_DATA: RecordType = { type: 'RAW DATA', keys: [NUMBER, ...CONTENT_AT] }; // F.5.28
const DOCUMENT: RecordType = {
  type: 'ENCAP DOC', // F.5.33
  keys: [NUMBER, key('ContentDate'), key('ContentTime'), key('DocumentTitle'), key('MIMETypeOfEncapsulatedDocument', 'text')],
};
const described = (type: string): RecordType => ({ type, keys: [NUMBER, ...CONTENT] });
const numbered = (type: string): RecordType => ({ type, keys: [NUMBER] });
const dated = (type: string): RecordType => ({ type, keys: [NUMBER, ...CONTENT_AT] });

/** By what the SOP Class UID begins with, the longest first; every other Storage SOP class of the standard is an image. */
const BY_SOP_CLASS: readonly (readonly [string, RecordType])[] = (
  [
    ['9.', WAVEFORM],
    ['11.', PRESENTATION],
    ['4.2', dated('SPECTROSCOPY')],
    ['66', RAW_DATA],
    ['66.1', described('REGISTRATION')],
    ['66.2', described('FIDUCIAL')],
    ['66.3', described('REGISTRATION')],
    ['66.4', IMAGE],
    ['66.5', described('SURFACE')],
    ['66.6', described('TRACT')],
    ['66.7', IMAGE],
    ['66.8', IMAGE],
    ['67', described('VALUE MAP')],
    ['68.1', numbered('SURFACE SCAN')],
    ['68.2', numbered('SURFACE SCAN')],
    ['77.1.5.3', numbered('STEREOMETRIC')],
    ['78.', dated('MEASUREMENT')],
    ['79.1', dated('MEASUREMENT')],
    ['80.1', dated('MEASUREMENT')],
    ['88.', REPORT],
    ['88.59', KEY_OBJECTS],
    ['90.1', described('ASSESSMENT')],
    ['91.1', numbered('ANNOTATION')],
    ['104.', DOCUMENT],
    ['481.2', DOSE],
    ['481.3', STRUCTURE_SET],
    ['481.4', TREATMENT],
    ['481.5', PLAN],
    ['481.6', TREATMENT],
    ['481.7', TREATMENT],
    ['481.8', PLAN],
    ['481.9', TREATMENT],
  ] as const
)
  .map(([end, type]) => [STORAGE + end, type] as const)
  .toSorted(([a], [b]) => b.length - a.length);

/** @returns undefined for a SOP class that is not of the standard: its record is a PRIVATE one */
export function recordTypeOf(sopClassUid: string): RecordType | undefined {
  if (!sopClassUid.startsWith(STORAGE)) return undefined;
  const found = BY_SOP_CLASS.find(([begin]) => sopClassUid === begin || sopClassUid.startsWith(begin.endsWith('.') ? begin : `${begin}.`));
  return found?.[1] ?? IMAGE;
}

/** What the records of the levels above have (F.5.1 to F.5.3). */
export const PATIENT_KEYS: readonly RecordKey[] = [key('PatientName'), key('PatientID', 'text')];
export const STUDY_KEYS: readonly RecordKey[] = [
  ...[key('StudyDate', 'date'), key('StudyTime', 'time'), key('StudyDescription'), key('StudyInstanceUID')],
  ...[key('StudyID', 'number'), key('AccessionNumber')],
];
export const SERIES_KEYS: readonly RecordKey[] = [key('Modality', 'text'), key('SeriesInstanceUID'), key('SeriesNumber', 'number')];

/** Every keyword that some record may have. */
export const RECORD_KEYWORDS: readonly string[] = [
  ...new Set(
    [IMAGE, DOSE, STRUCTURE_SET, PLAN, TREATMENT, PRESENTATION, REPORT, DOCUMENT, described('')]
      .flatMap(({ keys }) => keys)
      .concat(PATIENT_KEYS, STUDY_KEYS, SERIES_KEYS)
      .map(({ keyword }) => keyword),
  ),
];
