import type { KeywordTree } from '../dataset/dataset.ts';
import type { PatientReference } from '../worklist/worklist.ts';
import { birthDate, missing, patientName, sexOf, textOf } from './convert.ts';
import { fieldValue, type Message, repetitionsOf, type Segment } from './message.ts';
import type { Corrections } from './rules.ts';

/** Types of an identifier that name a patient to an archive (table 0203), the best first. */
const PATIENT_IDENTIFIERS = ['MR', 'PI', 'PT', 'PE'];

/** Attributes of the patient by PID, and of which patient it speaks. Left out is what the message does not say. */
export interface PatientSaid {
  readonly patient: PatientReference;
  readonly attributes: KeywordTree;
}

/**
 * The patient of a message (PID).
 *
 * @param assigningAuthority whose identifier counts where PID-3 has several (its component 4)
 * @throws Hl7Error HL7_FIELD_MISSING, HL7_FIELD_WRONG
 */
export function patientIn(
  message: Message,
  segments: readonly Segment[],
  assigningAuthority: string | undefined,
  corrections: Corrections,
): PatientSaid {
  const pid = segments.find(({ name }) => name === 'PID');
  const patient = corrections.patientId
    ? { patientId: corrections.patientId }
    : (identifierIn(message, pid, 3, assigningAuthority) ?? identifierIn(message, pid, 2, assigningAuthority));
  if (!patient) throw missing('PID-3', 'which patient is meant', pid?.occurrence);
  return { patient, attributes: { ...said(message, segments, pid, corrections), ...identifiers(patient) } };
}

function said(message: Message, segments: readonly Segment[], pid: Segment | undefined, corrections: Corrections): KeywordTree {
  const allergies = segments.filter(({ name }) => name === 'AL1').map((al1) => textOf(message, al1, 3, 2) ?? textOf(message, al1, 3, 1));
  const isPregnant =
    fieldValue(
      message,
      segments.find(({ name }) => name === 'PV1'),
      15,
    )?.toUpperCase() === 'B6';
  return filled({
    PatientName: corrections.patientName || patientName(message, pid, 5),
    PatientBirthDate: corrections.patientBirthDate || birthDate(message, pid, 7),
    PatientSex: sexOf(message, pid, 8),
    Allergies: allergies.length > 0 ? allergies.flatMap((each) => (each ? [each.slice(0, 64)] : [])).join('\\') : undefined,
    PregnancyStatus: isPregnant ? '3' : undefined, // possibly pregnant, as PS3.3 C.2.4 counts
  });
}

/** The identifier that counts, with who gave it out. */
export function identifierIn(
  message: Message,
  segment: Segment | undefined,
  field: number,
  assigningAuthority: string | undefined,
): PatientReference | undefined {
  const found = Array.from({ length: repetitionsOf(message, segment, field) }, (_, at) => {
    const part = (component: number) => fieldValue(message, segment, field, { repetition: at + 1, component });
    return { patientId: part(1), issuerOfPatientId: part(4), type: part(5) };
  }).filter(({ patientId }) => patientId);
  const best =
    found.find(({ issuerOfPatientId }) => assigningAuthority && issuerOfPatientId === assigningAuthority) ??
    PATIENT_IDENTIFIERS.map((type) => found.find((each) => each.type === type)).find((each) => each !== undefined) ??
    found[0];
  if (!best?.patientId) return undefined;
  return { patientId: best.patientId, ...(best.issuerOfPatientId && { issuerOfPatientId: best.issuerOfPatientId }) };
}

function identifiers({ patientId, issuerOfPatientId }: PatientReference): KeywordTree {
  return { PatientID: patientId, ...(issuerOfPatientId && { IssuerOfPatientID: issuerOfPatientId }) };
}

/** Without what is not said. */
export function filled(attributes: Readonly<Record<string, string | readonly KeywordTree[] | undefined>>): KeywordTree {
  return Object.fromEntries(Object.entries(attributes).flatMap(([keyword, value]) => (value === undefined ? [] : [[keyword, value]])));
}
