import { CATALOGUE_BY_KEYWORD, type Level } from '../registry/registry.ts';
import { ATTRIBUTES_BY_LEVEL, columnOf, OF_PATIENT_IN_STUDY } from './columns.ts';

/** One attribute as a search sees it. */
export interface SearchColumn {
  readonly keyword: string;
  readonly level: Level;
  readonly vr: string;
  /** What is answered: `study.StudyDate`. */
  readonly answer: string;
  /** What is compared, an expression over the row: normalized text, a date without dots, a number. */
  readonly compared: string;
  /** The same for fuzzy matching, where the index keeps it. */
  readonly folded?: string;
}

/**
 * Text whose values are several, or component groups: each part has a row in the table `part` under this number (schema 0002).
 * A number once given is never given to another column.
 */
export const PARTS: Readonly<Record<string, number>> = {
  'patient.PatientName_norm': 1,
  'patient.PatientName_fold': 2,
  'patient.PatientID_norm': 3,
  'patient.IssuerOfPatientID_norm': 4,
  'patient.OtherPatientIDs_norm': 5,
  'study.AccessionNumber_norm': 6,
  'study.StudyID_norm': 7,
  'study.ReferringPhysicianName_norm': 8,
  'study.ReferringPhysicianName_fold': 9,
  'study.StudyDescription_norm': 10,
  'study.StudyDescription_fold': 11,
  'study.NameOfPhysiciansReadingStudy_norm': 12,
  'study.AdmittingDiagnosesDescription_norm': 13,
  'study.RequestedProcedureDescription_norm': 14,
  'series.Manufacturer_norm': 15,
  'series.InstitutionName_norm': 16,
  'series.ManufacturerModelName_norm': 17,
  'series.StationName_norm': 18,
  'series.SeriesDescription_norm': 19,
  'series.SeriesDescription_fold': 20,
  'series.ProtocolName_norm': 21,
  'series.PerformingPhysicianName_norm': 22,
  'series.OperatorsName_norm': 23,
  'series.PerformedProcedureStepID_norm': 24,
  'series.RequestAttributesSequence_ScheduledProcedureStepID_norm': 25,
  'series.RequestAttributesSequence_RequestedProcedureID_norm': 26,
  'study.PatientName_norm': 27,
  'study.PatientName_fold': 28,
};

/** Indexed besides those: one value each. */
const SINGLE_VALUED = new Set([
  ...['patient.PatientBirthDate', 'patient.PatientSex'],
  ...['study.StudyInstanceUID', 'study.StudyDate', 'study.StudyTime', 'study.PatientAge'],
  ...['study.PatientBirthDate', 'study.PatientSex'],
  ...['series.SeriesInstanceUID', 'series.SeriesNumber', 'series.SeriesDate', 'series.BodyPartExamined'],
  ...['series.PatientPosition', 'series.PerformedProcedureStepStartDate', 'instance.SOPInstanceUID'],
]);

/** True where an index begins with the column, or with the expression that stands for it. */
export function isIndexed({ level, keyword, compared }: SearchColumn): boolean {
  return compared in PARTS || SINGLE_VALUED.has(`${level}.${columnOf(keyword)}`);
}

const columns = new Map<string, SearchColumn>();

/**
 * The column of an attribute in a search at `of`: a study, and what is below it, has the patient's name, birth date and sex as its own objects do.
 *
 * @returns undefined for what the index does not keep
 */
export function searchColumn(keyword: string, of: Level): SearchColumn | undefined {
  const isOwn = of !== 'patient' && OF_PATIENT_IN_STUDY.includes(keyword);
  const key = isOwn ? `study.${keyword}` : keyword;
  const made = columns.get(key);
  if (made) return made;
  const attribute = CATALOGUE_BY_KEYWORD.get(keyword);
  if (!attribute) return undefined;
  const { vr } = attribute;
  const level = isOwn ? 'study' : attribute.level;
  const answer = `${level}.${columnOf(keyword)}`;
  const kept = ATTRIBUTES_BY_LEVEL.get(level)!.find((each) => each.keyword === keyword);
  const column: SearchColumn = {
    keyword,
    level,
    vr,
    answer,
    compared: kept?.normalized ? `${answer}_norm` : comparedAs(vr, answer),
    ...(kept?.folded && { folded: `${answer}_fold` }),
  };
  columns.set(key, column);
  return column;
}

/** The expressions that schema 0002 indexes. */
function comparedAs(vr: string, column: string): string {
  if (vr === 'DA') return `replace(${column}, '.', '')`; // YYYY.MM.DD of ACR-NEMA
  if (vr === 'TM') return `replace(${column}, ':', '')`;
  if (vr === 'IS') return `CAST(${column} AS INTEGER)`;
  return column;
}

/** True for columns that hold values which are equal to a key only as normalized text. */
export function isNormalizedText({ compared, answer }: SearchColumn): boolean {
  return compared === `${answer}_norm`;
}

/** Where a row has more than one part, as SQL. */
export function hasParts(text: string, vr: string): string {
  return vr === 'PN' ? `${text} GLOB '*[=\\]*'` : `instr(${text}, '\\') > 0`;
}

/** A JSON array of the parts, as SQL. */
export function partsOf(text: string, vr: string): string {
  const values = `replace(json_quote(${text}), '\\\\', '","')`;
  return `'[' || ${vr === 'PN' ? `replace(${values}, '=', '","')` : values} || ']'`;
}
