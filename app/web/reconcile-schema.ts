import * as z from 'zod/mini';
import { PersonName } from './schema.ts';

/** What the page of the inbox is told. Times are milliseconds since 1970; dates of patients and examinations are as DICOM has them, YYYYMMDD. */

const person = {
  patientName: PersonName,
  /** As it stands, for the form that changes it. */
  typedName: z.string(),
  patientId: z.string(),
  issuerOfPatientId: z.string(),
  patientBirthDate: z.string(),
  patientSex: z.string(),
  accessionNumber: z.string(),
  modalities: z.array(z.string()),
  stations: z.array(z.string()),
  /** What was done, or is to be done. */
  description: z.string(),
  date: z.string(),
  time: z.string(),
};

/** An order of the worklist. */
export const InboxOrder = z.object({ ...person, id: z.number(), status: z.string() });
export type InboxOrder = z.infer<typeof InboxOrder>;

/** An order that images may be of: `ui/reconcile` has words for each of `points`. */
export const InboxSuggestion = z.object({ order: InboxOrder, score: z.number(), points: z.array(z.string()) });
export type InboxSuggestion = z.infer<typeof InboxSuggestion>;

const REASONS = [
  'NO_ACCESSION',
  'ACCESSION_UNKNOWN',
  'ACCESSION_DIFFERS',
  'NO_PATIENT_ID',
  'PATIENT_ID_DIFFERS',
  'NAME_DIFFERS',
  'BIRTH_DATE_DIFFERS',
  'SEX_DIFFERS',
  'OTHER_PERSON',
] as const;

/** A study that waits for a person, or that one decided on. */
export const InboxEntry = z.object({
  studyInstanceUid: z.string(),
  state: z.enum(['agrees', 'waiting', 'left', 'correcting', 'corrected', 'undoing']),
  /** To be given back with what is decided: what the person has seen. */
  revision: z.number(),
  since: z.number(),
  reasons: z.array(z.enum(REASONS)),
  study: z.object({ ...person, images: z.number(), lastReceivedAt: z.number() }),
  /** The order that it is of, by its UID, its accession number or a performed step. */
  linked: z.optional(InboxOrder),
  suggestions: z.array(InboxSuggestion),
  /** What its images are corrected by. */
  decision: z.optional(z.object({ by: z.string(), at: z.number(), isOrder: z.boolean() })),
  /** Images that could not be corrected, or put back. */
  failed: z.number(),
  progress: z.optional(z.object({ done: z.number(), total: z.number(), fault: z.optional(z.string()) })),
});
export type InboxEntry = z.infer<typeof InboxEntry>;

export const InboxView = z.object({ waiting: z.number(), open: z.array(InboxEntry), decided: z.array(InboxEntry) });
export type InboxView = z.infer<typeof InboxView>;

/** An entry with who decided what; by keyword what it was and what it became. */
export const InboxDetail = z.extend(InboxEntry, {
  history: z.array(
    z.object({
      at: z.number(),
      who: z.string(),
      what: z.enum(['accept', 'edit', 'leave', 'undo']),
      changes: z.record(z.string(), z.object({ before: z.string(), after: z.string() })),
    }),
  ),
});
export type InboxDetail = z.infer<typeof InboxDetail>;

export const InboxOrders = z.object({ orders: z.array(InboxSuggestion) });

const revision = z.int().check(z.gte(1));
const text = z.optional(z.string().check(z.maxLength(400)));
export const AcceptBody = z.strictObject({ revision, order: z.int().check(z.gte(1)) });
export const DecideBody = z.strictObject({ revision });
export const EditBody = z.strictObject({
  revision,
  values: z.strictObject({
    PatientName: text,
    PatientID: text,
    IssuerOfPatientID: text,
    PatientBirthDate: text,
    PatientSex: text,
    AccessionNumber: text,
    StudyDescription: text,
    ReferringPhysicianName: text,
  }),
});
