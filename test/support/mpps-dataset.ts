import { type DataElement, encodeValue, tagOf, vrOf } from '../../app/dataset/dataset.ts';

/** A data set by keyword: text, or the items of a sequence; undefined leaves an attribute out. */
export interface Attributes {
  readonly [keyword: string]: string | readonly Attributes[] | undefined;
}

/** Its elements in ascending order, text in `characterSets`. */
export function elementsOf(attributes: Attributes, characterSets: readonly string[] = []): DataElement[] {
  return Object.entries(attributes)
    .flatMap(([keyword, value]): DataElement[] => {
      const tag = tagOf(keyword);
      if (tag === undefined) throw new Error(`${keyword} is no keyword of PS3.6`);
      if (value === undefined) return [];
      if (typeof value !== 'string')
        return [{ tag, vr: 'SQ', bytes: new Uint8Array(), items: value.map((item) => elementsOf(item, characterSets)) }];
      const vr = vrOf(tag)!;
      const bytes = encodeValue(value, vr, characterSets);
      if (!bytes) throw new Error(`${keyword} cannot be ${value}`);
      return [{ tag, vr, bytes }];
    })
    .sort((a, b) => a.tag - b.tag);
}

export const STUDY_UID = '1.2.826.0.1.3680043.10.7.1';
export const SERIES_UID = '1.2.826.0.1.3680043.10.7.2';

/** What Table F.7.2-1 demands of an N-CREATE, and no more. */
export const CREATED: Attributes = {
  Modality: 'CT',
  ProcedureCodeSequence: [],
  ReferencedPatientSequence: [],
  PatientName: 'Step^Ann',
  PatientID: 'STEP1',
  PatientBirthDate: '19700102',
  PatientSex: 'F',
  StudyID: 'S1',
  PerformedStationAETitle: 'CT01',
  PerformedStationName: 'Room 1',
  PerformedLocation: '',
  PerformedProcedureStepStartDate: '20261122',
  PerformedProcedureStepStartTime: '081500',
  PerformedProcedureStepEndDate: '',
  PerformedProcedureStepEndTime: '',
  PerformedProcedureStepStatus: 'IN PROGRESS',
  PerformedProcedureStepID: 'PPS1',
  PerformedProcedureStepDescription: '',
  PerformedProcedureTypeDescription: '',
  PerformedProtocolCodeSequence: [],
  PerformedSeriesSequence: [],
  ScheduledStepAttributesSequence: [
    {
      StudyInstanceUID: STUDY_UID,
      ReferencedStudySequence: [],
      AccessionNumber: 'ACC1',
      RequestedProcedureID: 'RP1',
      RequestedProcedureDescription: 'CT of the head',
      ScheduledProcedureStepID: 'SPS1',
      ScheduledProcedureStepDescription: 'Head',
      ScheduledProtocolCodeSequence: [],
    },
  ],
};

/** An item of the Performed Series Sequence with these images. */
export function seriesOf(sopInstanceUids: readonly string[], seriesInstanceUid = SERIES_UID): Attributes {
  return {
    RetrieveAETitle: '',
    SeriesDescription: '',
    PerformingPhysicianName: '',
    OperatorsName: '',
    ReferencedImageSequence: sopInstanceUids.map((uid) => ({
      ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      ReferencedSOPInstanceUID: uid,
    })),
    ProtocolName: 'Head',
    SeriesInstanceUID: seriesInstanceUid,
    ReferencedNonImageCompositeSOPInstanceSequence: [],
  };
}

/** What the last N-SET of a step has. */
export function ended(sopInstanceUids: readonly string[], changes: Attributes = {}): Attributes {
  return {
    PerformedProcedureStepEndDate: '20261122',
    PerformedProcedureStepEndTime: '083000',
    PerformedProcedureStepStatus: 'COMPLETED',
    PerformedSeriesSequence: [seriesOf(sopInstanceUids)],
    ...changes,
  };
}
