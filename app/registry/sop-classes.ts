import { FIND_ROWS, GET_ROWS, MOVE_ROWS, OTHER_ROWS } from './service-sop-classes.ts';
import { NON_PATIENT_STORAGE_ROWS, type SopClassRow, STORAGE_ROWS } from './storage-sop-classes.ts';
import {
  MODALITY_PERFORMED_PROCEDURE_STEP,
  MODALITY_WORKLIST_FIND,
  STORAGE_COMMITMENT_PUSH_MODEL,
  VERIFICATION_SOP_CLASS,
} from './uids.ts';

/** What a SOP class is for: the service of ours that answers it, or `other` where none does. */
export type SopClassKind =
  | 'verification'
  | 'storage'
  | 'non-patient-storage'
  | 'find'
  | 'move'
  | 'get'
  | 'worklist'
  | 'mpps'
  | 'commitment'
  | 'other';

export interface SopClass {
  readonly uid: string;
  readonly name: string;
  readonly kind: SopClassKind;
  readonly retired: boolean;
}

/** Vendors' own classes that reach every PACS. Further ones come from the configured list. */
const PRIVATE_STORAGE_ROWS: readonly SopClassRow[] = [
  ['1.3.12.2.1107.5.9.1', 'CSA Non-Image Storage'], // Siemens syngo, among the CT and MR images of an examination
];

const ROWS_OF_KIND: Readonly<Record<SopClassKind, readonly SopClassRow[]>> = {
  verification: [[VERIFICATION_SOP_CLASS, 'Verification SOP Class']],
  storage: [...STORAGE_ROWS, ...PRIVATE_STORAGE_ROWS],
  'non-patient-storage': NON_PATIENT_STORAGE_ROWS,
  find: FIND_ROWS,
  move: MOVE_ROWS,
  get: GET_ROWS,
  worklist: [[MODALITY_WORKLIST_FIND, 'Modality Worklist Information Model - FIND']],
  mpps: [[MODALITY_PERFORMED_PROCEDURE_STEP, 'Modality Performed Procedure Step SOP Class']],
  commitment: [[STORAGE_COMMITMENT_PUSH_MODEL, 'Storage Commitment Push Model SOP Class']],
  other: OTHER_ROWS,
};

/** Every SOP class of PS3.6 Table A-1 and the private ones above, by UID. */
export const SOP_CLASSES: ReadonlyMap<string, SopClass> = new Map(
  Object.entries(ROWS_OF_KIND).flatMap(([kind, rows]) =>
    rows.map(([uid, name, retired = false]): [string, SopClass] => [uid, { uid, name, kind: kind as SopClassKind, retired }]),
  ),
);

/** The name of a SOP class for people; the UID itself where it is not known. */
export function sopClassName(uid: string): string {
  return SOP_CLASSES.get(uid)?.name ?? uid;
}

/** PS3.4 Annex B: may a Storage SCP take it? Retired classes too; not those of PS3.4 Annex GG, which have no patient. */
export function isStorageSopClass(uid: string): boolean {
  return SOP_CLASSES.get(uid)?.kind === 'storage';
}
