import { isDate } from '../dataset/dataset.ts';
import type { OrderFacts } from './facts.ts';

/** What of a study can be given other values, by keyword. */
export const EDITABLE = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'AccessionNumber',
  'StudyDescription',
  'ReferringPhysicianName',
] as const;
export type Editable = (typeof EDITABLE)[number];
export type Values = { readonly [Keyword in Editable]?: string };

/** Why a value cannot be kept (PS3.5 Table 6.2-1). */
export type ValueFault = 'TOO_LONG' | 'BAD_CHARACTER' | 'NO_DATE' | 'NO_SEX' | 'BAD_NAME';

/** A control character or a backslash, which begins another value. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it finds
const NO_TEXT = /[\u0000-\u001f\u007f\\]/;
const MOST: Readonly<Record<Exclude<Editable, 'PatientBirthDate' | 'PatientSex' | 'PatientName' | 'ReferringPhysicianName'>, number>> = {
  PatientID: 64, // LO
  IssuerOfPatientID: 64, // LO
  AccessionNumber: 16, // SH
  StudyDescription: 64, // LO
};

/** @returns the fault of the first value that its VR cannot hold */
export function faultOf(values: Values): { readonly keyword: Editable; readonly fault: ValueFault } | undefined {
  for (const keyword of EDITABLE) {
    const value = values[keyword];
    const fault = value === undefined || value === '' ? undefined : faultIn(keyword, value);
    if (fault) return { keyword, fault };
  }
  return undefined;
}

function faultIn(keyword: Editable, value: string): ValueFault | undefined {
  if (NO_TEXT.test(value)) return 'BAD_CHARACTER';
  switch (keyword) {
    case 'PatientBirthDate':
      return isDate(value) ? undefined : 'NO_DATE';
    case 'PatientSex':
      return /^[MFO]$/.test(value) ? undefined : 'NO_SEX'; // PS3.3 C.2.2
    case 'PatientName':
    case 'ReferringPhysicianName':
      return nameFault(value);
    default:
      return [...value].length > MOST[keyword] ? 'TOO_LONG' : undefined;
  }
}

/** PS3.5 §6.2.1: three groups at most, of five components and 64 characters. */
function nameFault(name: string): ValueFault | undefined {
  const groups = name.split('=');
  if (groups.length > 3 || groups.some((group) => group.split('^').length > 5)) return 'BAD_NAME';
  return groups.some((group) => [...group].length > 64) ? 'TOO_LONG' : undefined;
}

/** What images get from their order: what it says. What it does not say stays. */
export function valuesOfOrder(order: OrderFacts): Values {
  const said = {
    PatientName: order.patientName,
    PatientID: order.patientId,
    IssuerOfPatientID: order.issuerOfPatientId,
    PatientBirthDate: order.patientBirthDate,
    PatientSex: order.patientSex,
    AccessionNumber: order.accessionNumber,
  } satisfies Values;
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
}
