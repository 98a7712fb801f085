-- Patient, study, series, instance (PS3.4 C.6): one column for every attribute of the catalogue (app/registry), text in Unicode, values joined by '\'.
-- X_norm: what matching compares (app/dataset normalizeText, normalizePersonName); X_fold: without diacritics too, for fuzzy matching.
-- A column is NULL where the attribute is absent, '' where it is empty.

CREATE TABLE patient (
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE, -- PatientID and its issuer; the study where PatientID is blank: those never merge
  PatientName TEXT,
  PatientName_norm TEXT,
  PatientName_fold TEXT,
  PatientID TEXT,
  PatientID_norm TEXT,
  IssuerOfPatientID TEXT,
  IssuerOfPatientID_norm TEXT,
  PatientBirthDate TEXT,
  PatientBirthTime TEXT,
  PatientSex TEXT,
  OtherPatientIDs TEXT,
  OtherPatientIDs_norm TEXT,
  OtherPatientNames TEXT,
  OtherPatientNames_norm TEXT,
  OtherPatientNames_fold TEXT,
  EthnicGroup TEXT,
  EthnicGroup_norm TEXT,
  PatientComments TEXT,
  PatientSpeciesDescription TEXT,
  PatientSpeciesDescription_norm TEXT,
  PatientBreedDescription TEXT,
  PatientBreedDescription_norm TEXT,
  ResponsiblePerson TEXT,
  ResponsiblePerson_norm TEXT,
  ResponsiblePerson_fold TEXT,
  ResponsibleOrganization TEXT,
  ResponsibleOrganization_norm TEXT,
  PatientIdentityRemoved TEXT,
  QualityControlSubject TEXT,
  IssuerOfPatientIDQualifiersSequence_UniversalEntityID TEXT,
  IssuerOfPatientIDQualifiersSequence_UniversalEntityIDType TEXT,
  OtherPatientIDsSequence_PatientID TEXT,
  OtherPatientIDsSequence_PatientID_norm TEXT,
  OtherPatientIDsSequence_IssuerOfPatientID TEXT,
  OtherPatientIDsSequence_IssuerOfPatientID_norm TEXT
) STRICT;

CREATE TABLE study (
  id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patient(id),
  StudyInstanceUID TEXT NOT NULL UNIQUE,
  first_received INTEGER NOT NULL, -- milliseconds since 1970
  last_received INTEGER NOT NULL,
  StudyID TEXT,
  StudyID_norm TEXT,
  StudyDate TEXT,
  StudyTime TEXT,
  AccessionNumber TEXT,
  AccessionNumber_norm TEXT,
  ReferringPhysicianName TEXT,
  ReferringPhysicianName_norm TEXT,
  ReferringPhysicianName_fold TEXT,
  StudyDescription TEXT,
  StudyDescription_norm TEXT,
  StudyDescription_fold TEXT,
  NameOfPhysiciansReadingStudy TEXT,
  NameOfPhysiciansReadingStudy_norm TEXT,
  NameOfPhysiciansReadingStudy_fold TEXT,
  PhysiciansOfRecord TEXT,
  PhysiciansOfRecord_norm TEXT,
  PhysiciansOfRecord_fold TEXT,
  ConsultingPhysicianName TEXT,
  ConsultingPhysicianName_norm TEXT,
  ConsultingPhysicianName_fold TEXT,
  AdmittingDiagnosesDescription TEXT,
  AdmittingDiagnosesDescription_norm TEXT,
  PatientAge TEXT,
  PatientSize TEXT,
  PatientWeight TEXT,
  Occupation TEXT,
  Occupation_norm TEXT,
  AdditionalPatientHistory TEXT,
  PregnancyStatus TEXT,
  MedicalAlerts TEXT,
  MedicalAlerts_norm TEXT,
  Allergies TEXT,
  Allergies_norm TEXT,
  OtherStudyNumbers TEXT,
  AdmissionID TEXT,
  AdmissionID_norm TEXT,
  CurrentPatientLocation TEXT,
  CurrentPatientLocation_norm TEXT,
  RequestingPhysician TEXT,
  RequestingPhysician_norm TEXT,
  RequestingPhysician_fold TEXT,
  RequestingService TEXT,
  RequestingService_norm TEXT,
  RequestedProcedureDescription TEXT,
  RequestedProcedureDescription_norm TEXT,
  ClinicalTrialSponsorName TEXT,
  ClinicalTrialSponsorName_norm TEXT,
  ClinicalTrialProtocolID TEXT,
  ClinicalTrialProtocolID_norm TEXT,
  ClinicalTrialProtocolName TEXT,
  ClinicalTrialProtocolName_norm TEXT,
  ClinicalTrialSiteID TEXT,
  ClinicalTrialSiteID_norm TEXT,
  ClinicalTrialSubjectID TEXT,
  ClinicalTrialSubjectID_norm TEXT,
  ClinicalTrialTimePointID TEXT,
  ClinicalTrialTimePointID_norm TEXT,
  IssuerOfAccessionNumberSequence_LocalNamespaceEntityID TEXT,
  IssuerOfAccessionNumberSequence_UniversalEntityID TEXT,
  ProcedureCodeSequence_CodeValue TEXT,
  ProcedureCodeSequence_CodeValue_norm TEXT,
  ProcedureCodeSequence_CodingSchemeDesignator TEXT,
  ProcedureCodeSequence_CodingSchemeDesignator_norm TEXT,
  ProcedureCodeSequence_CodingSchemeVersion TEXT,
  ProcedureCodeSequence_CodingSchemeVersion_norm TEXT,
  ProcedureCodeSequence_CodeMeaning TEXT,
  ProcedureCodeSequence_CodeMeaning_norm TEXT,
  ReferencedStudySequence_ReferencedSOPInstanceUID TEXT
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES study(id),
  SeriesInstanceUID TEXT NOT NULL,
  instances INTEGER NOT NULL DEFAULT 0, -- kept by the program, so that a study list counts few rows
  bytes INTEGER NOT NULL DEFAULT 0,
  SeriesNumber TEXT,
  Modality TEXT,
  Manufacturer TEXT,
  Manufacturer_norm TEXT,
  InstitutionName TEXT,
  InstitutionName_norm TEXT,
  InstitutionAddress TEXT,
  InstitutionalDepartmentName TEXT,
  InstitutionalDepartmentName_norm TEXT,
  ManufacturerModelName TEXT,
  ManufacturerModelName_norm TEXT,
  StationName TEXT,
  StationName_norm TEXT,
  DeviceSerialNumber TEXT,
  DeviceSerialNumber_norm TEXT,
  SoftwareVersions TEXT,
  SoftwareVersions_norm TEXT,
  SeriesDate TEXT,
  SeriesTime TEXT,
  SeriesDescription TEXT,
  SeriesDescription_norm TEXT,
  SeriesDescription_fold TEXT,
  SeriesType TEXT,
  PresentationIntentType TEXT,
  BodyPartExamined TEXT,
  Laterality TEXT,
  ProtocolName TEXT,
  ProtocolName_norm TEXT,
  PatientPosition TEXT,
  PerformingPhysicianName TEXT,
  PerformingPhysicianName_norm TEXT,
  PerformingPhysicianName_fold TEXT,
  OperatorsName TEXT,
  OperatorsName_norm TEXT,
  OperatorsName_fold TEXT,
  PerformedProcedureStepStartDate TEXT,
  PerformedProcedureStepStartTime TEXT,
  PerformedProcedureStepEndDate TEXT,
  PerformedProcedureStepEndTime TEXT,
  PerformedProcedureStepID TEXT,
  PerformedProcedureStepID_norm TEXT,
  PerformedProcedureStepDescription TEXT,
  PerformedProcedureStepDescription_norm TEXT,
  PositionReferenceIndicator TEXT,
  PositionReferenceIndicator_norm TEXT,
  SynchronizationFrameOfReferenceUID TEXT,
  ClinicalTrialSeriesID TEXT,
  ClinicalTrialSeriesID_norm TEXT,
  RequestAttributesSequence_ScheduledProcedureStepID TEXT,
  RequestAttributesSequence_ScheduledProcedureStepID_norm TEXT,
  RequestAttributesSequence_RequestedProcedureID TEXT,
  RequestAttributesSequence_RequestedProcedureID_norm TEXT,
  RequestAttributesSequence_AccessionNumber TEXT,
  RequestAttributesSequence_AccessionNumber_norm TEXT,
  RequestAttributesSequence_StudyInstanceUID TEXT,
  RequestAttributesSequence_RequestedProcedureDescription TEXT,
  RequestAttributesSequence_RequestedProcedureDescription_norm TEXT,
  RequestAttributesSequence_ScheduledProcedureStepDescription TEXT,
  RequestAttributesSequence_ScheduledProcedureStepDescription_norm TEXT,
  ReferencedPerformedProcedureStepSequence_ReferencedSOPInstanceUID TEXT,
  AnatomicRegionSequence_CodeValue TEXT,
  AnatomicRegionSequence_CodeValue_norm TEXT,
  AnatomicRegionSequence_CodingSchemeDesignator TEXT,
  AnatomicRegionSequence_CodingSchemeDesignator_norm TEXT,
  AnatomicRegionSequence_CodeMeaning TEXT,
  AnatomicRegionSequence_CodeMeaning_norm TEXT,
  SeriesDescriptionCodeSequence_CodeValue TEXT,
  SeriesDescriptionCodeSequence_CodeValue_norm TEXT,
  SeriesDescriptionCodeSequence_CodingSchemeDesignator TEXT,
  SeriesDescriptionCodeSequence_CodingSchemeDesignator_norm TEXT,
  SeriesDescriptionCodeSequence_CodeMeaning TEXT,
  SeriesDescriptionCodeSequence_CodeMeaning_norm TEXT,
  PerformedProtocolCodeSequence_CodeValue TEXT,
  PerformedProtocolCodeSequence_CodeValue_norm TEXT,
  PerformedProtocolCodeSequence_CodingSchemeDesignator TEXT,
  PerformedProtocolCodeSequence_CodingSchemeDesignator_norm TEXT,
  PerformedProtocolCodeSequence_CodeMeaning TEXT,
  PerformedProtocolCodeSequence_CodeMeaning_norm TEXT,
  UNIQUE (study_id, SeriesInstanceUID)
) STRICT;

CREATE TABLE instance (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series(id),
  SOPInstanceUID TEXT NOT NULL UNIQUE,
  SOPClassUID TEXT NOT NULL,
  file TEXT NOT NULL, -- below the data folder
  bytes INTEGER NOT NULL, -- of the file
  dataset_offset INTEGER NOT NULL, -- where the data set begins in it
  sha256 BLOB NOT NULL, -- of the data set, as received
  transfer_syntax TEXT NOT NULL,
  received INTEGER NOT NULL, -- milliseconds since 1970
  calling_ae TEXT NOT NULL,
  SpecificCharacterSet TEXT,
  TimezoneOffsetFromUTC TEXT,
  ImageType TEXT,
  InstanceNumber TEXT,
  InstanceCreationDate TEXT,
  InstanceCreationTime TEXT,
  ContentDate TEXT,
  ContentTime TEXT,
  AcquisitionDate TEXT,
  AcquisitionTime TEXT,
  AcquisitionDateTime TEXT,
  AcquisitionNumber TEXT,
  AcquisitionUID TEXT,
  KVP TEXT,
  SliceThickness TEXT,
  GantryDetectorTilt TEXT,
  ExposureTime TEXT,
  XRayTubeCurrent TEXT,
  Exposure TEXT,
  MRAcquisitionType TEXT,
  ScanningSequence TEXT,
  SequenceName TEXT,
  RepetitionTime TEXT,
  EchoTime TEXT,
  InversionTime TEXT,
  FlipAngle TEXT,
  MagneticFieldStrength TEXT,
  EchoNumbers TEXT,
  EchoTrainLength TEXT,
  SpacingBetweenSlices TEXT,
  ContrastBolusAgent TEXT,
  ConvolutionKernel TEXT,
  ReconstructionDiameter TEXT,
  ViewPosition TEXT,
  ImageLaterality TEXT,
  ImageComments TEXT,
  ImagePositionPatient TEXT,
  ImageOrientationPatient TEXT,
  FrameOfReferenceUID TEXT,
  SliceLocation TEXT,
  TemporalPositionIdentifier TEXT,
  NumberOfTemporalPositions TEXT,
  SamplesPerPixel TEXT,
  PhotometricInterpretation TEXT,
  PlanarConfiguration TEXT,
  NumberOfFrames TEXT,
  FrameTime TEXT,
  Rows TEXT,
  Columns TEXT,
  PixelSpacing TEXT,
  ImagerPixelSpacing TEXT,
  PixelAspectRatio TEXT,
  BitsAllocated TEXT,
  BitsStored TEXT,
  HighBit TEXT,
  PixelRepresentation TEXT,
  WindowCenter TEXT,
  WindowWidth TEXT,
  RescaleIntercept TEXT,
  RescaleSlope TEXT,
  RescaleType TEXT,
  QualityControlImage TEXT,
  BurnedInAnnotation TEXT,
  RecognizableVisualFeatures TEXT,
  LossyImageCompression TEXT,
  LossyImageCompressionRatio TEXT,
  LossyImageCompressionMethod TEXT,
  ContainerIdentifier TEXT,
  CompletionFlag TEXT,
  VerificationFlag TEXT,
  DocumentTitle TEXT,
  MIMETypeOfEncapsulatedDocument TEXT,
  ContentLabel TEXT,
  ContentDescription TEXT,
  ContentCreatorName TEXT,
  PresentationCreationDate TEXT,
  PresentationCreationTime TEXT,
  RTPlanLabel TEXT,
  RTPlanName TEXT,
  RTPlanDate TEXT,
  RTPlanTime TEXT,
  RTImageLabel TEXT,
  StructureSetLabel TEXT,
  StructureSetName TEXT,
  StructureSetDate TEXT,
  StructureSetTime TEXT,
  DoseSummationType TEXT,
  DoseType TEXT,
  DoseUnits TEXT,
  TreatmentDate TEXT,
  TreatmentTime TEXT,
  ConceptNameCodeSequence_CodeValue TEXT,
  ConceptNameCodeSequence_CodingSchemeDesignator TEXT,
  ConceptNameCodeSequence_CodingSchemeVersion TEXT,
  ConceptNameCodeSequence_CodeMeaning TEXT,
  ContentTemplateSequence_TemplateIdentifier TEXT,
  SpecimenDescriptionSequence_SpecimenIdentifier TEXT,
  SpecimenDescriptionSequence_SpecimenUID TEXT,
  VerifyingObserverSequence_VerifyingObserverName TEXT,
  VerifyingObserverSequence_VerificationDateTime TEXT,
  ReferencedInstanceSequence_ReferencedSOPInstanceUID TEXT,
  ReferencedSeriesSequence_SeriesInstanceUID TEXT,
  DigitalSignaturesSequence_MACIDNumber TEXT
) STRICT;

CREATE INDEX patient_by_PatientID ON patient (PatientID);
CREATE INDEX patient_by_PatientName_norm ON patient (PatientName_norm);
CREATE INDEX patient_by_PatientName_fold ON patient (PatientName_fold);
CREATE INDEX patient_by_PatientBirthDate ON patient (PatientBirthDate);
CREATE INDEX patient_by_PatientSex ON patient (PatientSex);
CREATE INDEX patient_by_OtherPatientIDs ON patient (OtherPatientIDs);
CREATE INDEX patient_by_IssuerOfPatientID ON patient (IssuerOfPatientID);
CREATE INDEX study_by_patient_id ON study (patient_id);
CREATE INDEX study_by_StudyDate ON study (StudyDate, StudyTime);
CREATE INDEX study_by_StudyTime ON study (StudyTime);
CREATE INDEX study_by_AccessionNumber ON study (AccessionNumber);
CREATE INDEX study_by_AccessionNumber_norm ON study (AccessionNumber_norm);
CREATE INDEX study_by_StudyID ON study (StudyID);
CREATE INDEX study_by_ReferringPhysicianName_norm ON study (ReferringPhysicianName_norm);
CREATE INDEX study_by_ReferringPhysicianName_fold ON study (ReferringPhysicianName_fold);
CREATE INDEX study_by_StudyDescription_norm ON study (StudyDescription_norm);
CREATE INDEX study_by_StudyDescription_fold ON study (StudyDescription_fold);
CREATE INDEX study_by_NameOfPhysiciansReadingStudy_norm ON study (NameOfPhysiciansReadingStudy_norm);
CREATE INDEX study_by_AdmittingDiagnosesDescription_norm ON study (AdmittingDiagnosesDescription_norm);
CREATE INDEX study_by_RequestedProcedureDescription_norm ON study (RequestedProcedureDescription_norm);
CREATE INDEX study_by_PatientAge ON study (PatientAge);
CREATE INDEX study_by_last_received ON study (last_received);
CREATE INDEX series_by_SeriesInstanceUID ON series (SeriesInstanceUID);
CREATE INDEX series_by_Modality ON series (Modality);
CREATE INDEX series_by_SeriesNumber ON series (SeriesNumber);
CREATE INDEX series_by_Manufacturer_norm ON series (Manufacturer_norm);
CREATE INDEX series_by_InstitutionName_norm ON series (InstitutionName_norm);
CREATE INDEX series_by_ManufacturerModelName_norm ON series (ManufacturerModelName_norm);
CREATE INDEX series_by_StationName_norm ON series (StationName_norm);
CREATE INDEX series_by_SeriesDescription_norm ON series (SeriesDescription_norm);
CREATE INDEX series_by_SeriesDescription_fold ON series (SeriesDescription_fold);
CREATE INDEX series_by_BodyPartExamined ON series (BodyPartExamined);
CREATE INDEX series_by_ProtocolName_norm ON series (ProtocolName_norm);
CREATE INDEX series_by_PatientPosition ON series (PatientPosition);
CREATE INDEX series_by_SeriesDate ON series (SeriesDate);
CREATE INDEX series_by_PerformingPhysicianName_norm ON series (PerformingPhysicianName_norm);
CREATE INDEX series_by_OperatorsName_norm ON series (OperatorsName_norm);
CREATE INDEX series_by_PerformedProcedureStepStartDate ON series (PerformedProcedureStepStartDate);
CREATE INDEX series_by_PerformedProcedureStepID ON series (PerformedProcedureStepID);
CREATE INDEX series_by_RequestAttributesSequence_ScheduledProcedureStepID ON series (RequestAttributesSequence_ScheduledProcedureStepID);
CREATE INDEX series_by_RequestAttributesSequence_RequestedProcedureID ON series (RequestAttributesSequence_RequestedProcedureID);
CREATE INDEX instance_by_series_id ON instance (series_id);

-- duplicatePolicy keep-both: what came later with the same SOP Instance UID and other bytes.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  SOPInstanceUID TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  dataset_offset INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  transfer_syntax TEXT NOT NULL,
  received INTEGER NOT NULL,
  calling_ae TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_SOPInstanceUID ON quarantine (SOPInstanceUID);

-- Files whose row was taken by a commit and that are to be removed after it: a power cut in between leaves them to the next start.
CREATE TABLE removal (
  file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
