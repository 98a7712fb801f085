import { tagOf, vrOf } from '../dataset/dataset.ts';

/** An attribute of the Modality Worklist Information Model. */
export interface WorklistKey {
  readonly keyword: string;
  readonly tag: number;
  readonly vr: string;
  /** Return key type of PS3.4 Table K.6-1. */
  readonly type: '1' | '1C' | '2' | '2C' | '3';
  /** By tag; of sequences. */
  readonly items?: WorklistKeys;
}
export type WorklistKeys = ReadonlyMap<number, WorklistKey>;

type Rows = readonly (readonly [WorklistKey['type'], string, Rows?])[];

const each = (type: WorklistKey['type'], keywords: string): Rows => keywords.split(/\s+/).map((keyword) => [type, keyword] as const);

/** PS3.3 Table 8.8-1. */
const CODE: Rows = [
  ...each('1C', 'CodeValue CodingSchemeDesignator LongCodeValue URNCodeValue'),
  ...each('3', 'CodingSchemeVersion CodeMeaning ContextIdentifier ContextUID MappingResource'),
];
/** PS3.3 Table 10-2. */
const PROTOCOL_CONTEXT: Rows = [
  ['1', 'ValueType'],
  ['1', 'ConceptNameCodeSequence', CODE],
  ...each('1C', 'DateTime Date Time PersonName TextValue NumericValue'),
  ['1C', 'ConceptCodeSequence', CODE],
  ['1C', 'MeasurementUnitsCodeSequence', CODE],
];
/** PS3.3 Table 10-11. */
const REFERENCE: Rows = each('1', 'ReferencedSOPClassUID ReferencedSOPInstanceUID');
/** PS3.3 Table 10-17. */
const ISSUER: Rows = each('1C', 'LocalNamespaceEntityID UniversalEntityID UniversalEntityIDType');
/** PS3.3 Table 10-1. */
const PERSON: Rows = [
  ['1', 'PersonIdentificationCodeSequence', CODE],
  ...each('3', 'PersonAddress PersonTelephoneNumbers'),
  ...each('1C', 'InstitutionName InstitutionAddress'),
  ['1C', 'InstitutionCodeSequence', CODE],
];

const STEP: Rows = [
  ...each('1', 'ScheduledStationAETitle ScheduledProcedureStepStartDate ScheduledProcedureStepStartTime Modality ScheduledProcedureStepID'),
  ...each('2', 'ScheduledPerformingPhysicianName ScheduledStationName ScheduledProcedureStepLocation'),
  ...each('1C', 'ScheduledProcedureStepDescription'),
  ['1C', 'ScheduledProtocolCodeSequence', [...CODE, ['3', 'ProtocolContextSequence', PROTOCOL_CONTEXT]]],
  ...each('2C', 'PreMedication RequestedContrastAgent'),
  ...each('3', 'ScheduledProcedureStepStatus ScheduledProcedureStepEndDate ScheduledProcedureStepEndTime'),
  ...each('3', 'CommentsOnTheScheduledProcedureStep ScheduledProcedureStepModificationDateTime'),
  ['3', 'ScheduledPerformingPhysicianIdentificationSequence', PERSON],
  ['3', 'ReferencedDefinedProtocolSequence', REFERENCE],
  ['3', 'ReferencedPerformedProtocolSequence', REFERENCE],
  [
    '3',
    'ScheduledSpecimenSequence',
    [
      ['3', 'ContainerIdentifier'],
      ['3', 'ContainerTypeCodeSequence', CODE],
    ],
  ],
];

/** Table K.6-1, and of the modules that it names what is in use ("all other attributes"). Any attribute that is not here is answered where an item has it. */
const MODEL: Rows = [
  ['1', 'ScheduledProcedureStepSequence', STEP],
  // Requested Procedure (PS3.3 C.4.11)
  ...each('1', 'RequestedProcedureID StudyInstanceUID'),
  ...each('1C', 'RequestedProcedureDescription'),
  ['1C', 'RequestedProcedureCodeSequence', CODE],
  ['2', 'ReferencedStudySequence', REFERENCE],
  ...each('2', 'RequestedProcedurePriority PatientTransportArrangements'),
  ...each('3', 'StudyDate StudyTime StudyID ReasonForTheRequestedProcedure RequestedProcedureComments RequestedProcedureLocation'),
  ...each('3', 'ConfidentialityCode ReportingPriority NamesOfIntendedRecipientsOfResults'),
  ['3', 'ReasonForRequestedProcedureCodeSequence', CODE],
  // Imaging Service Request (PS3.3 C.4.12)
  ...each('2', 'AccessionNumber RequestingPhysician ReferringPhysicianName'),
  ['3', 'IssuerOfAccessionNumberSequence', ISSUER],
  ['3', 'RequestingPhysicianIdentificationSequence', PERSON],
  ['3', 'ReferringPhysicianIdentificationSequence', PERSON],
  ...each('3', 'RequestingService ImagingServiceRequestComments IssueDateOfImagingServiceRequest IssueTimeOfImagingServiceRequest'),
  ...each('3', 'PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest OrderEnteredBy OrderEntererLocation'),
  ...each('3', 'OrderCallbackPhoneNumber ReasonForTheImagingServiceRequest'),
  ['3', 'OrderPlacerIdentifierSequence', ISSUER],
  ['3', 'OrderFillerIdentifierSequence', ISSUER],
  // Visit (PS3.3 C.3)
  ...each('2', 'AdmissionID CurrentPatientLocation'),
  ['2', 'ReferencedPatientSequence', REFERENCE],
  ['3', 'IssuerOfAdmissionIDSequence', ISSUER],
  ...each('3', 'InstitutionName InstitutionAddress VisitStatusID PatientInstitutionResidence VisitComments'),
  ...each('3', 'AdmittingDiagnosesDescription AdmittingDate AdmittingTime'),
  // Patient (PS3.3 C.2)
  ...each('1', 'PatientName PatientID'),
  ...each('2', 'PatientBirthDate PatientSex PatientWeight ConfidentialityConstraintOnPatientDataDescription'),
  ...each('2', 'PatientState PregnancyStatus MedicalAlerts Allergies SpecialNeeds'),
  ['3', 'OtherPatientIDsSequence', each('3', 'PatientID IssuerOfPatientID TypeOfPatientID')],
  ['3', 'IssuerOfPatientIDQualifiersSequence', each('3', 'UniversalEntityID UniversalEntityIDType')],
  ...each('3', 'IssuerOfPatientID OtherPatientIDs OtherPatientNames PatientBirthTime PatientAge PatientSize EthnicGroup PatientAddress'),
  ...each('3', 'PatientTelephoneNumbers PatientMotherBirthName Occupation MilitaryRank BranchOfService CountryOfResidence'),
  ...each('3', 'RegionOfResidence PatientReligiousPreference PatientComments AdditionalPatientHistory LastMenstrualDate SmokingStatus'),
  ['3', 'PatientPrimaryLanguageCodeSequence', CODE],
  ...each('3', 'PatientSpeciesDescription PatientSexNeutered PatientBreedDescription ResponsiblePerson ResponsiblePersonRole'),
  ...each('3', 'ResponsibleOrganization'),
];

/** The model by tag. */
export const WORKLIST_KEYS: WorklistKeys = keysOf(MODEL);

/** One of each pair is enough (Table K.6-1, type 1C): the one without a value is left out beside the other, and where there is neither. */
export const EITHER_OR: ReadonlySet<string> = new Set([
  'RequestedProcedureDescription',
  'RequestedProcedureCodeSequence',
  'ScheduledProcedureStepDescription',
  'ScheduledProtocolCodeSequence',
]);

function keysOf(rows: Rows): WorklistKeys {
  return new Map(
    rows.map(([type, keyword, items]) => {
      const tag = tagOf(keyword);
      const vr = tag === undefined ? undefined : vrOf(tag);
      if (tag === undefined || vr === undefined) throw new Error(`${keyword} is no attribute of PS3.6`);
      return [tag, { keyword, tag, vr, type, ...(items && { items: keysOf(items) }) }];
    }),
  );
}
