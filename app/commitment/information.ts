import { type DataElement, DatasetError, ELEMENT_LIMITS, readElements, writeElements } from '../dataset/dataset.ts';
import { COMMITTED, CommitmentError, type Outcome, type Reference } from './model.ts';

/**
 * The data sets of Storage Commitment (PS3.4 Tables J.3-1 and J.3-2): what an N-ACTION asks for and an N-EVENT-REPORT tells.
 */
export interface ActionInformation {
  readonly transactionUid: string;
  /** Each pair of class and instance once, in the order given. */
  readonly references: readonly Reference[];
}

export interface EventInformation {
  readonly transactionUid: string;
  readonly outcomes: readonly (Reference & { readonly outcome: Outcome })[];
}

/** Of the data sets of DIMSE and of those of the web (PS3.18 Annex J). */
export const TAG = {
  ReferencedStudySequence: 0x00081110,
  ReferencedInstancesBySOPClassSequence: 0x00081112,
  ReferencedSeriesSequence: 0x00081115,
  ReferencedInstanceSequence: 0x0008114a,
  ReferencedSOPClassUID: 0x00081150,
  ReferencedSOPInstanceUID: 0x00081155,
  TransactionUID: 0x00081195,
  FailureReason: 0x00081197,
  FailedSOPSequence: 0x00081198,
  ReferencedSOPSequence: 0x00081199,
  FailedStudySequence: 0x0008119b,
  StudyInstanceUID: 0x0020000d,
  SeriesInstanceUID: 0x0020000e,
} as const;

/** Elements of an item that we look at, and some that vendors add. */
const ELEMENTS_A_REFERENCE = 12;

/**
 * Reads the Action Information of an N-ACTION (PS3.4 Table J.3-1). What it has besides is passed over.
 *
 * @throws CommitmentError COMMITMENT_MALFORMED; `values.tag` is the element that is at fault
 */
export function readActionInformation(dataset: Uint8Array, transferSyntaxUid: string, maxReferences: number): ActionInformation {
  const elements = elementsOf(dataset, transferSyntaxUid, maxReferences);
  const transactionUid = uidOf(elements, TAG.TransactionUID);
  if (transactionUid === '') throw malformed('Transaction UID is missing', TAG.TransactionUID);
  const named = referencesOf(elements);
  if (named.length === 0) throw malformed('Referenced SOP Sequence is missing or empty', TAG.ReferencedSOPSequence);
  const references = new Map<string, Reference>();
  for (const reference of named) references.set(`${reference.sopClassUid} ${reference.sopInstanceUid}`, reference);
  return { transactionUid, references: [...references.values()] };
}

/**
 * Reads the Event Information of an N-EVENT-REPORT (PS3.4 Table J.3-2); an instance that it has as committed and as failed has failed.
 *
 * @throws CommitmentError COMMITMENT_MALFORMED
 */
export function readEventInformation(dataset: Uint8Array, transferSyntaxUid: string, maxReferences: number): EventInformation {
  const elements = elementsOf(dataset, transferSyntaxUid, maxReferences);
  const transactionUid = uidOf(elements, TAG.TransactionUID);
  if (transactionUid === '') throw malformed('Transaction UID is missing', TAG.TransactionUID);
  return {
    transactionUid,
    outcomes: [
      ...itemsOf(elements, TAG.ReferencedSOPSequence).map((item) => ({ ...referenceOf(item), outcome: COMMITTED })),
      ...itemsOf(elements, TAG.FailedSOPSequence).map((item) => ({ ...referenceOf(item), outcome: failureOf(item) })),
    ],
  };
}

export function writeActionInformation({ transactionUid, references }: ActionInformation, transferSyntaxUid: string): Uint8Array {
  const items = references.map((reference) => referenceItem(reference));
  return writeElements([uid(TAG.TransactionUID, transactionUid), sequence(TAG.ReferencedSOPSequence, items)], transferSyntaxUid);
}

/** Each instance in one of the two sequences; a sequence without items is left out (type 1C). */
export function writeEventInformation({ transactionUid, outcomes }: EventInformation, transferSyntaxUid: string): Uint8Array {
  const committed = outcomes.filter(({ outcome }) => outcome === COMMITTED).map((reference) => referenceItem(reference));
  const failed = outcomes
    .filter(({ outcome }) => outcome !== COMMITTED)
    .map((reference) => [...referenceItem(reference), unsignedShort(TAG.FailureReason, reference.outcome)]);
  return writeElements(
    [
      uid(TAG.TransactionUID, transactionUid),
      ...(failed.length > 0 ? [sequence(TAG.FailedSOPSequence, failed)] : []),
      ...(committed.length > 0 ? [sequence(TAG.ReferencedSOPSequence, committed)] : []),
    ],
    transferSyntaxUid,
  );
}

function elementsOf(dataset: Uint8Array, transferSyntaxUid: string, maxReferences: number): DataElement[] {
  const limits = { ...ELEMENT_LIMITS, maxBytes: dataset.byteLength, maxElements: 100 + maxReferences * ELEMENTS_A_REFERENCE };
  try {
    return readElements(dataset, transferSyntaxUid, limits);
  } catch (cause) {
    if (!(cause instanceof DatasetError)) throw cause;
    throw new CommitmentError('COMMITMENT_MALFORMED', `not readable: ${cause.message}`, { cause });
  }
}

/** The items of a sequence; none where it is absent. */
export function itemsOf(elements: readonly DataElement[], sequence: number): readonly (readonly DataElement[])[] {
  return elements.find(({ tag }) => tag === sequence)?.items ?? [];
}

/** The items of Referenced SOP Sequence (0008,1199). */
export function referencesOf(elements: readonly DataElement[]): Reference[] {
  return itemsOf(elements, TAG.ReferencedSOPSequence).map(referenceOf);
}

function referenceOf(item: readonly DataElement[]): Reference {
  const sopClassUid = uidOf(item, TAG.ReferencedSOPClassUID);
  const sopInstanceUid = uidOf(item, TAG.ReferencedSOPInstanceUID);
  if (sopClassUid === '') throw malformed('an item without Referenced SOP Class UID', TAG.ReferencedSOPClassUID);
  if (sopInstanceUid === '') throw malformed('an item without Referenced SOP Instance UID', TAG.ReferencedSOPInstanceUID);
  return { sopClassUid, sopInstanceUid };
}

/** Without a reason it has failed all the same. */
function failureOf(item: readonly DataElement[]): Outcome {
  const bytes = item.find(({ tag }) => tag === TAG.FailureReason)?.bytes;
  const reason = bytes?.byteLength === 2 ? Buffer.from(bytes).readUInt16LE(0) : 0;
  return reason === COMMITTED ? 0x0110 : reason;
}

const MOST_UID_BYTES = 128;

/** Padded by NUL or, as some do, by spaces; needless zeros and all, as it is compared letter for letter. */
export function uidOf(elements: readonly DataElement[], tag: number): string {
  const bytes = elements.find((element) => element.tag === tag)?.bytes;
  if (bytes === undefined || bytes.byteLength > MOST_UID_BYTES) return '';
  return Buffer.from(bytes)
    .toString('latin1')
    .replaceAll(/^ +|[ \0]+$/g, '');
}

function malformed(words: string, tag: number): CommitmentError {
  return new CommitmentError('COMMITMENT_MALFORMED', words, { values: { tag } });
}

export function uid(tag: number, value: string): DataElement {
  return { tag, vr: 'UI', bytes: Buffer.from(value, 'latin1') };
}

export function sequence(tag: number, items: readonly (readonly DataElement[])[]): DataElement {
  return { tag, vr: 'SQ', bytes: new Uint8Array(), items };
}

export function unsignedShort(tag: number, value: number): DataElement {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return { tag, vr: 'US', bytes };
}

export function referenceItem({ sopClassUid, sopInstanceUid }: Reference): DataElement[] {
  return [uid(TAG.ReferencedSOPClassUID, sopClassUid), uid(TAG.ReferencedSOPInstanceUID, sopInstanceUid)];
}
