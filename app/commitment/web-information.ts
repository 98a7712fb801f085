import type { DataElement } from '../dataset/dataset.ts';
import { itemsOf, referenceItem, referencesOf, sequence, TAG, uid, uidOf, unsignedShort } from './information.ts';
import { COMMITTED, CommitmentError, type JudgedReference, type Reference } from './model.ts';

/** Where a request by web places an instance: it names them one by one, or by study and series. */
export type Placed<Kind extends Reference = Reference> = Kind & { readonly studyInstanceUid?: string; readonly seriesInstanceUid?: string };

/**
 * The Storage Commitment Request Module (PS3.18 Annex J.1): Referenced SOP Sequence, or Referenced Study Sequence with series and classes inside, or
 * both. Each pair of class and instance once.
 *
 * @throws CommitmentError COMMITMENT_MALFORMED; `values.tag` is the element that is at fault
 */
export function readCommitmentRequest(elements: readonly DataElement[]): readonly Placed[] {
  const placed = [...referencesOf(elements), ...hierarchyOf(elements)];
  if (placed.length === 0)
    throw new CommitmentError('COMMITMENT_MALFORMED', 'Neither Referenced SOP Sequence nor Referenced Study Sequence names an instance', {
      values: { tag: TAG.ReferencedSOPSequence },
    });
  const references = new Map<string, Placed>();
  for (const reference of placed) references.set(`${reference.sopClassUid} ${reference.sopInstanceUid}`, reference);
  return [...references.values()];
}

/** The Storage Commitment Response Module (PS3.18 Table J.2-1): each instance once, where the request had it; a sequence without items is left out. */
export function writeCommitmentResult(references: readonly Placed<JudgedReference>[]): DataElement[] {
  const plain = references.filter(({ studyInstanceUid }) => studyInstanceUid === undefined);
  const placed = references.filter(({ studyInstanceUid }) => studyInstanceUid !== undefined);
  const sequences: (readonly [tag: number, items: readonly (readonly DataElement[])[]])[] = [
    [TAG.ReferencedStudySequence, studiesOf(placed.filter(isCommitted), false)],
    [TAG.FailedSOPSequence, plain.filter(isFailed).map((each) => [...referenceItem(each), reasonOf(each)])],
    [TAG.ReferencedSOPSequence, plain.filter(isCommitted).map(referenceItem)],
    [TAG.FailedStudySequence, studiesOf(placed.filter(isFailed), true)],
  ];
  return sequences.filter(([, items]) => items.length > 0).map(([tag, items]) => sequence(tag, items));
}

const isCommitted = ({ outcome }: JudgedReference) => outcome === COMMITTED;
const isFailed = ({ outcome }: JudgedReference) => outcome !== COMMITTED;
const reasonOf = ({ outcome }: JudgedReference) => unsignedShort(TAG.FailureReason, outcome ?? 0);

function hierarchyOf(elements: readonly DataElement[]): Placed[] {
  return itemsOf(elements, TAG.ReferencedStudySequence).flatMap((study) => {
    const studyInstanceUid = required(study, TAG.StudyInstanceUID, 'Study Instance UID');
    return itemsOf(study, TAG.ReferencedSeriesSequence).flatMap((series) => {
      const seriesInstanceUid = required(series, TAG.SeriesInstanceUID, 'Series Instance UID');
      return itemsOf(series, TAG.ReferencedInstancesBySOPClassSequence).flatMap((byClass) => {
        const sopClassUid = required(byClass, TAG.ReferencedSOPClassUID, 'Referenced SOP Class UID');
        return itemsOf(byClass, TAG.ReferencedInstanceSequence).map((instance) => ({
          ...{ sopClassUid, studyInstanceUid, seriesInstanceUid },
          sopInstanceUid: required(instance, TAG.ReferencedSOPInstanceUID, 'Referenced SOP Instance UID'),
        }));
      });
    });
  });
}

function required(item: readonly DataElement[], tag: number, name: string): string {
  const value = uidOf(item, tag);
  if (value === '') throw new CommitmentError('COMMITMENT_MALFORMED', `an item without ${name}`, { values: { tag } });
  return value;
}

function studiesOf(references: readonly Placed<JudgedReference>[], hasReasons: boolean): DataElement[][] {
  const instanceItem = (each: JudgedReference) => [
    uid(TAG.ReferencedSOPInstanceUID, each.sopInstanceUid),
    ...(hasReasons ? [reasonOf(each)] : []),
  ];
  return grouped(references, 'studyInstanceUid').map(([studyInstanceUid, ofStudy]) => [
    sequence(
      TAG.ReferencedSeriesSequence,
      grouped(ofStudy, 'seriesInstanceUid').map(([seriesInstanceUid, ofSeries]) => [
        sequence(
          TAG.ReferencedInstancesBySOPClassSequence,
          grouped(ofSeries, 'sopClassUid').map(([sopClassUid, ofClass]) =>
            [sequence(TAG.ReferencedInstanceSequence, ofClass.map(instanceItem)), uid(TAG.ReferencedSOPClassUID, sopClassUid)].toSorted(
              (a, b) => a.tag - b.tag,
            ),
          ),
        ),
        uid(TAG.SeriesInstanceUID, seriesInstanceUid),
      ]),
    ),
    uid(TAG.StudyInstanceUID, studyInstanceUid),
  ]);
}

function grouped(references: readonly Placed<JudgedReference>[], by: 'studyInstanceUid' | 'seriesInstanceUid' | 'sopClassUid') {
  return [...Map.groupBy(references, (reference) => reference[by] ?? '')];
}
