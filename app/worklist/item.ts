import type { KeywordTree } from '../dataset/dataset.ts';

/**
 * Scheduled Procedure Step Status (0040,0020): the defined terms of PS3.3 C.4.10, and what becomes of a step whose MPPS is final (COMPLETED,
 * DISCONTINUED) or that will not be done (CANCELED, spelt as PS3.3 C.30.1 has it). A step begins as SCHEDULED.
 */
export const STEP_STATUSES = ['SCHEDULED', 'ARRIVED', 'READY', 'STARTED', 'DEPARTED', 'COMPLETED', 'DISCONTINUED', 'CANCELED'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** What a modality is offered unless it asks for (0040,0020) itself, or its AE has a setting: what is still to be done, and what is being done. */
export const OFFERED_STATUSES: readonly StepStatus[] = ['SCHEDULED', 'ARRIVED', 'READY', 'STARTED'];

/** Where an item came from: the page, HL7, a worklist file, an upstream worklist SCP, a CSV table, our HTTP API. */
export const ITEM_SOURCES = ['typed', 'hl7', 'file', 'upstream', 'csv', 'http'] as const;
export type ItemSource = (typeof ITEM_SOURCES)[number];

/** Who changes something, for the history: `hl7` and `RIS1`, `typed` and the name of an account, `mpps` and the AE title of a modality. */
export interface ChangedBy {
  readonly source: ItemSource | 'mpps' | 'images';
  /** An account, an AE title, a file, the name of a sender. Never a patient. */
  readonly who: string;
}

/**
 * One item of the worklist: a scheduled procedure step with its requested procedure, service request, visit and patient (PS3.4 K.6.1.1).
 * The attributes are those of an answer to C-FIND: patient, visit and procedure at the top, the step as the only item of
 * ScheduledProcedureStepSequence, without its status.
 */
export interface WorklistItem {
  /** Ours, never used again. */
  readonly id: number;
  readonly attributes: KeywordTree;
  readonly status: StepStatus;
  /** Who brought it last: whoever edits it is in its history alone. */
  readonly source: ItemSource;
  readonly who: string;
  /** Its source has it no longer: the file is gone, the upstream worklist leaves it out. Not offered; comes back with its source. */
  readonly withdrawn: boolean;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly changedAt: number;
}

/** An order for a step, as it is taken in. */
export interface Order {
  /**
   * As in `WorklistItem.attributes`. AccessionNumber, RequestedProcedureID and ScheduledProcedureStepID together say which item it is; those
   * that are missing are made up for a new one, as is StudyInstanceUID.
   */
  readonly attributes: KeywordTree;
  /** Without it a new item is SCHEDULED and a present one stays as it is. */
  readonly status?: StepStatus;
  /**
   * `merge` (without it): what is given changes, '' takes away, the step's attributes one by one too, other sequences whole. `replace`: what is not
   * given is gone.
   */
  readonly how?: 'merge' | 'replace';
}

export interface Taken {
  readonly item: WorklistItem;
  readonly outcome: 'added' | 'changed' | 'unchanged';
}

/** What an MPPS or an image says of the step that it belongs to; the more is given, the fewer match. '' counts as not given. */
export interface StepReference {
  readonly studyInstanceUid?: string;
  readonly accessionNumber?: string;
  readonly requestedProcedureId?: string;
  readonly scheduledProcedureStepId?: string;
  readonly patientId?: string;
}

/** Whose PatientID it is: the issuer counts only where both sides name one. */
export interface PatientReference {
  readonly patientId: string;
  readonly issuerOfPatientId?: string;
}

/** One line of the history of an item. */
export interface ItemChange {
  readonly at: number;
  readonly by: ChangedBy;
  readonly what: 'added' | 'changed' | 'status' | 'merged' | 'withdrawn' | 'returned';
  /** Paths as `PatientName`, `ScheduledProcedureStepSequence.Modality`; sequences as JSON; '' where there is no value. */
  readonly parts: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

/** How a folder or an upstream worklist fares; what it brought is as old as `lastOkAt`. */
export interface SourceState {
  readonly source: 'file' | 'upstream';
  readonly name: string;
  readonly items: number;
  readonly lastOkAt: number | undefined;
  readonly lastTriedAt: number | undefined;
  /** Why the last try failed, in words without patient data; undefined where it did not. */
  readonly fault: string | undefined;
}

/** The one item of ScheduledProcedureStepSequence; empty where there is none. */
export function stepOf(attributes: KeywordTree): KeywordTree {
  const items = attributes.ScheduledProcedureStepSequence;
  return (typeof items === 'string' ? undefined : items?.[0]) ?? {};
}

/** The text of an attribute at the top or, as `ScheduledProcedureStepSequence.Modality`, in the first item of a sequence; '' where there is none. */
export function textAt(attributes: KeywordTree, path: string): string {
  const [keyword = '', ...more] = path.split('.');
  const found = attributes[keyword];
  if (more.length === 0) return typeof found === 'string' ? found : '';
  return typeof found === 'object' && found[0] ? textAt(found[0], more.join('.')) : '';
}
