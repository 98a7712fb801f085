import { CATALOGUE_BY_KEYWORD, type CatalogueAttribute, type Level } from '../registry/registry.ts';

/* Knows the catalogue and no data set, so that the thread of the index need not load what reads one. */

/** Attributes that have a column of their own name with another rule than the rest. */
const UNIQUE_KEYS = new Set(['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID', 'SOPClassUID']);
/** VRs of the upper levels whose text is matched in a normal form, PS3.4 C.2.2.2.1. */
const NORMALIZED_VRS = new Set(['PN', 'LO', 'SH']);
const FOLDED_KEYWORDS = new Set(['StudyDescription', 'SeriesDescription']);
/**
 * What the study's own objects say of the patient, kept with the study too: two studies of one PatientID may name the patient differently,
 * and each is found and shown by its own.
 */
export const OF_PATIENT_IN_STUDY: readonly string[] = ['PatientName', 'PatientBirthDate', 'PatientSex'];

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
  const own = [...CATALOGUE_BY_KEYWORD.values()].filter((attribute) => attribute.level === level && !UNIQUE_KEYS.has(attribute.keyword));
  return level === 'study' ? [...own, ...OF_PATIENT_IN_STUDY.map((keyword) => CATALOGUE_BY_KEYWORD.get(keyword)!)] : own;
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

/** How the values of each level become its columns. */
export const ATTRIBUTES_BY_LEVEL = new Map(
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

/** Begins the identity of a patient whose PatientID is blank; the study follows. */
export const BLANK_IDENTITY = 'study\u0000';

export function isBlankIdentity(identity: string): boolean {
  return identity.startsWith(BLANK_IDENTITY);
}
