import type { QueryLevel } from '../archive/archive.ts';
import { tagOf } from '../dataset/dataset.ts';
import { isAtOrAbove, QUERY_KEYS } from '../registry/registry.ts';
import type { AttributePath } from './qido-parameters.ts';

/** Levels of a search (PS3.18 §10.6.1.1). */
export type QidoLevel = Exclude<QueryLevel, 'PATIENT'>;

export const RETRIEVE_URL = 0x0008_1190;

const path = (keywords: string): AttributePath => keywords.split('.').map((keyword) => tagOf(keyword)!);
const paths = (keywords: string): readonly AttributePath[] => keywords.trim().split(/\s+/).map(path);

/** What an answer always has (Tables 10.6.3-3 to 10.6.3-5), and Study Description, which every list shows. (0008,0005) and (0008,1190) besides. */
const ANSWERED: Readonly<Record<QidoLevel, readonly AttributePath[]>> = {
  STUDY: paths(`StudyDate StudyTime AccessionNumber InstanceAvailability ModalitiesInStudy ReferringPhysicianName StudyDescription
    PatientName PatientID PatientBirthDate PatientSex StudyInstanceUID StudyID NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances`),
  SERIES: paths(`Modality SeriesDescription SeriesInstanceUID SeriesNumber NumberOfSeriesRelatedInstances PerformedProcedureStepStartDate
    PerformedProcedureStepStartTime RequestAttributesSequence.ScheduledProcedureStepID RequestAttributesSequence.RequestedProcedureID`),
  IMAGE:
    paths(`SOPClassUID SOPInstanceUID InstanceAvailability TimezoneOffsetFromUTC InstanceNumber Rows Columns BitsAllocated NumberOfFrames
    AvailableTransferSyntaxUID`),
};
const UNIQUE: readonly (readonly [QidoLevel, AttributePath])[] = [
  ['STUDY', path('StudyInstanceUID')],
  ['SERIES', path('SeriesInstanceUID')],
];
const LEVELS: readonly QidoLevel[] = ['STUDY', 'SERIES', 'IMAGE'];

/**
 * The attributes of every answer: those of the level, those of the levels above that the address leaves open (§10.6.3.3), and the UIDs by which it
 * is retrieved.
 *
 * @param given levels whose UID the address has
 */
export function answeredAttributes(level: QidoLevel, given: readonly QidoLevel[]): readonly AttributePath[] {
  const open = LEVELS.slice(0, LEVELS.indexOf(level)).filter((above) => !given.includes(above));
  const unique = UNIQUE.filter(([of]) => isAtOrAbove(of, level)).map(([, attribute]) => attribute);
  return [...unique, ...open.flatMap((above) => ANSWERED[above]), ...ANSWERED[level]];
}

/** includefield=all (§8.3.4.3): what the index keeps of the level. */
export function allAttributes(level: QidoLevel): readonly AttributePath[] {
  const levels: readonly QueryLevel[] = level === 'STUDY' ? ['PATIENT', 'STUDY'] : [level];
  return [...QUERY_KEYS.values()]
    .filter(
      (key) =>
        levels.includes(key.level) && (key.kind === 'kept' || key.kind === 'sequence' || (key.kind === 'computed' && key.level === level)),
    )
    .flatMap((key) => (key.items ? [...key.items.keys()].map((inner) => [key.tag, inner]) : [[key.tag]]));
}
