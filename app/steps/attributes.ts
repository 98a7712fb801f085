/** One row of PS3.4 Table F.7.2-1, as far as it binds without a condition on other attributes. */
export interface StepAttribute {
  readonly tag: number;
  readonly keyword: string;
  /** Its type in N-CREATE; 3 = may be left out. */
  readonly create: 1 | 2 | 3;
  /** Whether N-SET may carry it. */
  readonly set: boolean;
  /** Its type in the final state, where that is stricter. */
  readonly final?: 1;
  /** Of each item of the sequence: at creation, in N-SET and in the final state alike. */
  readonly items?: readonly StepAttribute[];
}

const SET = true;
const not = false;

type Row = readonly [tag: number, keyword: string, create: 1 | 2 | 3, set: boolean, more?: Pick<StepAttribute, 'final' | 'items'>];

const rows = (...list: readonly Row[]): readonly StepAttribute[] =>
  list.map(([tag, keyword, create, set, more]) => ({ tag, keyword, create, set, ...more }));

const reference = (set: boolean) => rows([0x0008_1150, 'ReferencedSOPClassUID', 1, set], [0x0008_1155, 'ReferencedSOPInstanceUID', 1, set]);

// biome-ignore format: columns
const SCHEDULED_STEP_ITEM = rows(
  [0x0008_0050, 'AccessionNumber', 2, not],
  [0x0008_1110, 'ReferencedStudySequence', 2, not, { items: reference(not) }],
  [0x0020_000d, 'StudyInstanceUID', 1, not],
  [0x0032_1060, 'RequestedProcedureDescription', 2, not],
  [0x0040_0007, 'ScheduledProcedureStepDescription', 2, not],
  [0x0040_0008, 'ScheduledProtocolCodeSequence', 2, not],
  [0x0040_0009, 'ScheduledProcedureStepID', 2, not],
  [0x0040_1001, 'RequestedProcedureID', 2, not],
);

// biome-ignore format: columns
const PERFORMED_SERIES_ITEM = rows(
  [0x0008_0054, 'RetrieveAETitle', 2, SET],
  [0x0008_103e, 'SeriesDescription', 2, SET],
  [0x0008_1050, 'PerformingPhysicianName', 2, SET],
  [0x0008_1070, 'OperatorsName', 2, SET],
  [0x0008_1140, 'ReferencedImageSequence', 2, SET, { items: reference(SET) }],
  [0x0018_1030, 'ProtocolName', 1, SET],
  [0x0020_000e, 'SeriesInstanceUID', 1, SET],
  [0x0040_0220, 'ReferencedNonImageCompositeSOPInstanceSequence', 2, SET, { items: reference(SET) }],
);

/** PS3.4 Table F.7.2-1, top level. What has no row is of the IOD's "all other Attributes": type 3, in N-SET too. */
// biome-ignore format: columns
export const STEP_ATTRIBUTES = rows(
  [0x0008_0060, 'Modality', 1, not],
  [0x0008_1032, 'ProcedureCodeSequence', 2, SET],
  [0x0008_1120, 'ReferencedPatientSequence', 2, not, { items: reference(not) }],
  [0x0010_0010, 'PatientName', 2, not],
  [0x0010_0020, 'PatientID', 2, not],
  [0x0010_0021, 'IssuerOfPatientID', 3, not],
  [0x0010_0024, 'IssuerOfPatientIDQualifiersSequence', 3, not],
  [0x0010_0030, 'PatientBirthDate', 2, not],
  [0x0010_0040, 'PatientSex', 2, not],
  [0x0010_1002, 'OtherPatientIDsSequence', 3, not],
  [0x0020_0010, 'StudyID', 2, not],
  [0x0038_0010, 'AdmissionID', 3, not],
  [0x0038_0014, 'IssuerOfAdmissionIDSequence', 3, not],
  [0x0038_0060, 'ServiceEpisodeID', 3, not],
  [0x0038_0062, 'ServiceEpisodeDescription', 3, not],
  [0x0038_0064, 'IssuerOfServiceEpisodeIDSequence', 3, not],
  [0x0040_0241, 'PerformedStationAETitle', 1, not],
  [0x0040_0242, 'PerformedStationName', 2, not],
  [0x0040_0243, 'PerformedLocation', 2, not],
  [0x0040_0244, 'PerformedProcedureStepStartDate', 1, not],
  [0x0040_0245, 'PerformedProcedureStepStartTime', 1, not],
  [0x0040_0250, 'PerformedProcedureStepEndDate', 2, SET, { final: 1 }],
  [0x0040_0251, 'PerformedProcedureStepEndTime', 2, SET, { final: 1 }],
  [0x0040_0252, 'PerformedProcedureStepStatus', 1, SET],
  [0x0040_0253, 'PerformedProcedureStepID', 1, not],
  [0x0040_0254, 'PerformedProcedureStepDescription', 2, SET],
  [0x0040_0255, 'PerformedProcedureTypeDescription', 2, SET],
  [0x0040_0260, 'PerformedProtocolCodeSequence', 2, SET],
  [0x0040_0270, 'ScheduledStepAttributesSequence', 1, not, { items: SCHEDULED_STEP_ITEM }],
  [0x0040_0340, 'PerformedSeriesSequence', 2, SET, { final: 1, items: PERFORMED_SERIES_ITEM }],
);

export const STEP_ATTRIBUTE: ReadonlyMap<number, StepAttribute> = new Map(STEP_ATTRIBUTES.map((each) => [each.tag, each]));

/** The attributes that the rules name themselves. */
export const TAG = {
  SpecificCharacterSet: 0x0008_0005,
  SOPClassUID: 0x0008_0016,
  SOPInstanceUID: 0x0008_0018,
  AccessionNumber: 0x0008_0050,
  Modality: 0x0008_0060,
  ReferencedImageSequence: 0x0008_1140,
  ReferencedSOPClassUID: 0x0008_1150,
  ReferencedSOPInstanceUID: 0x0008_1155,
  PatientName: 0x0010_0010,
  PatientID: 0x0010_0020,
  IssuerOfPatientID: 0x0010_0021,
  PatientBirthDate: 0x0010_0030,
  StudyInstanceUID: 0x0020_000d,
  SeriesInstanceUID: 0x0020_000e,
  RequestedProcedureDescription: 0x0032_1060,
  ScheduledProcedureStepDescription: 0x0040_0007,
  ScheduledProcedureStepID: 0x0040_0009,
  ReferencedNonImageCompositeSOPInstanceSequence: 0x0040_0220,
  PerformedStationAETitle: 0x0040_0241,
  PerformedStationName: 0x0040_0242,
  PerformedProcedureStepStartDate: 0x0040_0244,
  PerformedProcedureStepStartTime: 0x0040_0245,
  PerformedProcedureStepEndDate: 0x0040_0250,
  PerformedProcedureStepEndTime: 0x0040_0251,
  PerformedProcedureStepStatus: 0x0040_0252,
  PerformedProcedureStepID: 0x0040_0253,
  PerformedProcedureStepDescription: 0x0040_0254,
  ScheduledStepAttributesSequence: 0x0040_0270,
  PerformedSeriesSequence: 0x0040_0340,
  RequestedProcedureID: 0x0040_1001,
} as const;
