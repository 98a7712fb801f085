import { createHash } from 'node:crypto';
import { ATTRIBUTES_BY_LEVEL, COLUMNS, isBlankIdentity, OF_PATIENT_IN_STUDY } from './columns.ts';
import type { LevelValues, UpperLevels } from './index-row.ts';

/**
 * The one rule for patient, study and series: **each attribute has the value of the earliest received instance that is kept and has one that
 * is not blank** (of two of the same millisecond the one with the lesser SOPInstanceUID); it is empty where some have it empty and none has a
 * value, absent where none has it. So the rows follow from the kept files alone, whatever was overwritten, in whatever order `reindex` reads
 * them: the modification time of a file is the moment of its receipt.
 *
 * The patient of a study is that of its earliest instance that has a PatientID. An instance with another PatientID is of the study all the
 * same, and says nothing of the patient.
 */
export type UpperLevel = 'patient' | 'study' | 'series';
export type Values = (string | null)[];

/** Where the columns of each attribute begin: value, and its forms for matching, which go together. */
const BEGINS: Readonly<Record<UpperLevel, readonly number[]>> = {
  patient: beginsOf('patient'),
  study: beginsOf('study'),
  series: beginsOf('series'),
};

function beginsOf(level: UpperLevel): number[] {
  let at = 0;
  return ATTRIBUTES_BY_LEVEL.get(level)!.map(({ normalized, folded }) => {
    const begin = at;
    at += 1 + Number(normalized) + Number(folded);
    return begin;
  });
}

/**
 * Gives `values` what they lack of `said`.
 *
 * @returns `isChanged`; `isContradicted` where both have a value, and another: then it matters which came first
 */
export function fill(
  level: UpperLevel,
  values: Values,
  said: LevelValues,
): { readonly isChanged: boolean; readonly isContradicted: boolean } {
  const begins = BEGINS[level];
  let isChanged = false;
  let isContradicted = false;
  for (const [n, begin] of begins.entries()) {
    const now = said[begin] ?? null;
    const before = values[begin] ?? null;
    if (now === before || now === null || (now === '' && before !== null)) continue;
    if (before !== null && before !== '') isContradicted = true;
    else {
      const end = begins[n + 1] ?? COLUMNS[level].length;
      for (let at = begin; at < end; at++) values[at] = said[at] ?? null;
      isChanged = true;
    }
  }
  return { isChanged, isContradicted };
}

export function blank(level: UpperLevel): Values {
  return COLUMNS[level].map(() => null);
}

/** Whether what names this patient says something of the patient of that study. */
export function isOfPatient(said: string, identity: string): boolean {
  return said === identity || isBlankIdentity(said);
}

const OWN_AT = new Set(OF_PATIENT_IN_STUDY.flatMap((keyword) => columnsAt(keyword)));

function columnsAt(keyword: string): number[] {
  return COLUMNS.study.flatMap((column, at) => (column.replace(/_(norm|fold)$/, '') === keyword ? [at] : []));
}

/** What an instance says of its study: of the patient only where it is theirs. */
export function ofStudy(said: LevelValues, isTheirs: boolean): LevelValues {
  return isTheirs ? said : said.map((value, at) => (OWN_AT.has(at) ? null : value));
}

const COMPARED = OF_PATIENT_IN_STUDY.map((keyword) => {
  const column = COLUMNS.study.includes(`${keyword}_norm`) ? `${keyword}_norm` : keyword;
  return [COLUMNS.study.indexOf(column), COLUMNS.patient.indexOf(column)] as const;
});

/** True where a study's own objects call the patient otherwise than what the patient's row has from another study. */
export function isOtherwise(study: LevelValues, patient: LevelValues): boolean {
  return COMPARED.some(([inStudy, inPatient]) => {
    const [own, other] = [study[inStudy], patient[inPatient]];
    return Boolean(own) && Boolean(other) && own !== other;
  });
}

/** What is kept of it in the table `said`. */
export interface SaidText {
  readonly identity: string;
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly mark: string;
}

const texts = new WeakMap<UpperLevels, SaidText>();

export function toText(upper: UpperLevels): SaidText {
  const made = texts.get(upper);
  if (made) return made;
  const { patientIdentity: identity } = upper;
  const parts = { patient: sparse('patient', upper.patient), study: sparse('study', upper.study), series: sparse('series', upper.series) };
  const whole = JSON.stringify([identity, parts.patient, parts.study, parts.series]);
  const text = { identity, ...parts, mark: createHash('sha256').update(whole).digest('base64url').slice(0, 22) };
  texts.set(upper, text);
  return text;
}

function sparse(level: UpperLevel, values: LevelValues): string {
  return JSON.stringify(Object.fromEntries(COLUMNS[level].flatMap((column, at) => (values[at] == null ? [] : [[column, values[at]]]))));
}

export function fromText(level: UpperLevel, text: string): Values {
  const said = JSON.parse(text) as Readonly<Record<string, string>>;
  return COLUMNS[level].map((column) => said[column] ?? null);
}
