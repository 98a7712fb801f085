import { CATALOGUE, type CatalogueAttribute, keywordOf, type Level } from './catalogue.ts';
import { PATIENT_ROOT_FIND, PATIENT_STUDY_ONLY_FIND, STUDY_ROOT_FIND } from './uids.ts';

/** Query/Retrieve Level (0008,0052) (PS3.4 Table C.6.1-1, C.6.2-1). */
export const QUERY_LEVELS = ['PATIENT', 'STUDY', 'SERIES', 'IMAGE'] as const;
type QueryLevel = (typeof QUERY_LEVELS)[number];

/** A Query/Retrieve Information Model (PS3.4 C.6): its levels from the top. */
export interface QueryModel {
  readonly name: string;
  readonly levels: readonly QueryLevel[];
  readonly retired: boolean;
}

/** By the SOP class of its C-FIND. */
export const QUERY_MODELS: ReadonlyMap<string, QueryModel> = new Map([
  [PATIENT_ROOT_FIND, { name: 'Patient Root', levels: QUERY_LEVELS, retired: false }],
  [STUDY_ROOT_FIND, { name: 'Study Root', levels: QUERY_LEVELS.slice(1), retired: false }], // the study has the patient's attributes
  [PATIENT_STUDY_ONLY_FIND, { name: 'Patient/Study Only', levels: QUERY_LEVELS.slice(0, 2), retired: true }],
]);

/** The one unique key of each level (type U in PS3.4 C.6.1.1, C.6.2.1). */
export const UNIQUE_KEYS: Readonly<Record<QueryLevel, string>> = {
  PATIENT: 'PatientID',
  STUDY: 'StudyInstanceUID',
  SERIES: 'SeriesInstanceUID',
  IMAGE: 'SOPInstanceUID',
};

/** The required keys of each level (type R); in Study Root those of the patient belong to the study (Table C.6-5). */
const REQUIRED_KEYS: Readonly<Record<QueryLevel, readonly string[]>> = {
  PATIENT: ['PatientName'],
  STUDY: ['StudyDate', 'StudyTime', 'AccessionNumber', 'StudyID'],
  SERIES: ['Modality', 'SeriesNumber'],
  IMAGE: ['InstanceNumber'],
};

/** How a key is answered: from a row of the index, by counting or gathering, by the service, or as a sequence of the others. */
export type QueryKeyKind = 'kept' | 'computed' | 'service' | 'sequence';

/** A key that is supported for existence and matching wherever its level is the query's or above it. */
export interface QueryKey {
  readonly keyword: string;
  readonly tag: number;
  readonly vr: string;
  readonly level: QueryLevel;
  readonly kind: QueryKeyKind;
  /** Of a sequence: the keys in its items by tag, with their keywords as the index has them (`Sequence.Keyword`). */
  readonly items?: ReadonlyMap<number, QueryKey>;
}

const QUERY_LEVEL_OF: Readonly<Record<Level, QueryLevel>> = { patient: 'PATIENT', study: 'STUDY', series: 'SERIES', instance: 'IMAGE' };

/** Attributes that stand in no image: PS3.4 Tables C.6-1 to C.6-5, C.3.4. */
const ADDITIONAL_ROWS: readonly (readonly [tag: number, vr: string, keyword: string, level: QueryLevel, kind: QueryKeyKind])[] = [
  [0x0008_0052, 'CS', 'QueryRetrieveLevel', 'PATIENT', 'service'],
  [0x0008_0054, 'AE', 'RetrieveAETitle', 'PATIENT', 'service'],
  [0x0008_0056, 'CS', 'InstanceAvailability', 'PATIENT', 'computed'],
  [0x0020_1200, 'IS', 'NumberOfPatientRelatedStudies', 'PATIENT', 'computed'],
  [0x0020_1202, 'IS', 'NumberOfPatientRelatedSeries', 'PATIENT', 'computed'],
  [0x0020_1204, 'IS', 'NumberOfPatientRelatedInstances', 'PATIENT', 'computed'],
  [0x0008_0061, 'CS', 'ModalitiesInStudy', 'STUDY', 'computed'],
  [0x0008_0062, 'UI', 'SOPClassesInStudy', 'STUDY', 'computed'],
  [0x0020_1206, 'IS', 'NumberOfStudyRelatedSeries', 'STUDY', 'computed'],
  [0x0020_1208, 'IS', 'NumberOfStudyRelatedInstances', 'STUDY', 'computed'],
  [0x0020_1209, 'IS', 'NumberOfSeriesRelatedInstances', 'SERIES', 'computed'],
  [0x0008_3002, 'UI', 'AvailableTransferSyntaxUID', 'IMAGE', 'service'],
];

/** In a request these say how to read it; they match nothing (PS3.4 C.4.1.1.3.1). */
const SPECIFIC_CHARACTER_SET = 0x0008_0005;

/** Every key at the top of an identifier, by tag. */
export const QUERY_KEYS: ReadonlyMap<number, QueryKey> = queryKeys();

/** Unique, required, or optional (PS3.4 C.2.2.1) in a query of `level`. */
export function keyTypeOf(keyword: string, level: QueryLevel, model: QueryModel): 'U' | 'R' | 'O' {
  if (UNIQUE_KEYS[level] === keyword) return 'U';
  if (REQUIRED_KEYS[level].includes(keyword)) return 'R';
  const isTopStudy = level === 'STUDY' && model.levels[0] === 'STUDY';
  return isTopStudy && (keyword === UNIQUE_KEYS.PATIENT || REQUIRED_KEYS.PATIENT.includes(keyword)) ? 'R' : 'O';
}

/** The levels of `model` above `level`, whose unique keys a hierarchical query has to give (PS3.4 C.4.1.2.1). */
export function levelsAbove(level: QueryLevel, model: QueryModel): readonly QueryLevel[] {
  return model.levels.slice(0, Math.max(0, model.levels.indexOf(level)));
}

/** A query of `level` may ask for what describes it or a level above it, in Study Root for the patient too. */
export function isAtOrAbove(keyLevel: QueryLevel, level: QueryLevel): boolean {
  return QUERY_LEVELS.indexOf(keyLevel) <= QUERY_LEVELS.indexOf(level);
}

function queryKeys(): Map<number, QueryKey> {
  const keys = new Map<number, QueryKey>();
  const sequences = new Map<number, Map<number, QueryKey>>();
  for (const attribute of CATALOGUE) {
    const { tag, path } = attribute;
    if (tag === SPECIFIC_CHARACTER_SET) continue;
    if (path === undefined) keys.set(tag, keyOf(attribute));
    else if (path.length === 1) {
      const sequence = path[0]!;
      const items = sequences.get(sequence) ?? new Map<number, QueryKey>();
      items.set(tag, keyOf(attribute));
      sequences.set(sequence, items);
    } // deeper ones are functional groups: their keyword has the top level's place
  }
  for (const [tag, items] of sequences) {
    const { level } = [...items.values()][0]!;
    keys.set(tag, { keyword: keywordOf(tag) ?? '', tag, vr: 'SQ', level, kind: 'sequence', items });
  }
  for (const [tag, vr, keyword, level, kind] of ADDITIONAL_ROWS) keys.set(tag, { keyword, tag, vr, level, kind });
  return keys;
}

function keyOf({ keyword, tag, vr, level }: CatalogueAttribute): QueryKey {
  return { keyword, tag, vr, level: QUERY_LEVEL_OF[level], kind: 'kept' };
}
