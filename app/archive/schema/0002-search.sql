-- Search (app/archive/search*.ts): each key that is matched finds its rows by an index on what is compared.

-- Text is compared in its normal form alone; a date without the dots and a time without the colons of ACR-NEMA; a number as a number.
DROP INDEX patient_by_PatientID;
DROP INDEX patient_by_OtherPatientIDs;
DROP INDEX patient_by_IssuerOfPatientID;
DROP INDEX patient_by_PatientBirthDate;
DROP INDEX study_by_AccessionNumber;
DROP INDEX study_by_StudyID;
DROP INDEX study_by_StudyDate;
DROP INDEX study_by_StudyTime;
DROP INDEX series_by_SeriesNumber;
DROP INDEX series_by_SeriesDate;
DROP INDEX series_by_PerformedProcedureStepStartDate;
DROP INDEX series_by_PerformedProcedureStepID;
DROP INDEX series_by_RequestAttributesSequence_ScheduledProcedureStepID;
DROP INDEX series_by_RequestAttributesSequence_RequestedProcedureID;
CREATE INDEX patient_by_PatientID_norm ON patient (PatientID_norm);
CREATE INDEX patient_by_OtherPatientIDs_norm ON patient (OtherPatientIDs_norm);
CREATE INDEX patient_by_IssuerOfPatientID_norm ON patient (IssuerOfPatientID_norm);
CREATE INDEX patient_by_PatientBirthDate ON patient (replace(PatientBirthDate, '.', ''));
CREATE INDEX study_by_StudyID_norm ON study (StudyID_norm);
CREATE INDEX study_by_StudyDate ON study (replace(StudyDate, '.', ''));
CREATE INDEX study_by_StudyTime ON study (replace(StudyTime, ':', ''));
CREATE INDEX series_by_SeriesNumber ON series (CAST(SeriesNumber AS INTEGER));
CREATE INDEX series_by_SeriesDate ON series (replace(SeriesDate, '.', ''));
CREATE INDEX series_by_PerformedProcedureStepStartDate ON series (replace(PerformedProcedureStepStartDate, '.', ''));
CREATE INDEX series_by_PerformedProcedureStepID_norm ON series (PerformedProcedureStepID_norm);
CREATE INDEX series_by_ScheduledProcedureStepID_norm ON series (RequestAttributesSequence_ScheduledProcedureStepID_norm);
CREATE INDEX series_by_RequestedProcedureID_norm ON series (RequestAttributesSequence_RequestedProcedureID_norm);

-- ModalitiesInStudy, as a key and as an answer, without a look at the rows of the series.
DROP INDEX series_by_Modality;
CREATE INDEX series_by_Modality ON series (Modality, study_id);
CREATE INDEX series_by_study_id ON series (study_id, COALESCE(Modality, ''));

-- The images of a series in their order.
DROP INDEX instance_by_series_id;
CREATE INDEX instance_by_series_id ON instance (series_id, max(-2147483648, min(2147483647, CAST(COALESCE(InstanceNumber, '') AS INTEGER))));

-- SOPClassesInStudy.
CREATE TABLE series_sop_class (
  series_id INTEGER NOT NULL,
  SOPClassUID TEXT NOT NULL,
  PRIMARY KEY (series_id, SOPClassUID)
) STRICT, WITHOUT ROWID;
CREATE INDEX series_sop_class_by_SOPClassUID ON series_sop_class (SOPClassUID);
INSERT INTO series_sop_class (series_id, SOPClassUID) SELECT DISTINCT series_id, SOPClassUID FROM instance;
CREATE TRIGGER instance_class_added AFTER INSERT ON instance
BEGIN
  INSERT OR IGNORE INTO series_sop_class (series_id, SOPClassUID) VALUES (new.series_id, new.SOPClassUID);
END;
CREATE TRIGGER instance_class_removed AFTER DELETE ON instance
WHEN NOT EXISTS (SELECT 1 FROM instance WHERE series_id = old.series_id AND SOPClassUID = old.SOPClassUID)
BEGIN
  DELETE FROM series_sop_class WHERE series_id = old.series_id AND SOPClassUID = old.SOPClassUID;
END;

-- Values that are several, and the component groups of a name: a row each, of those rows alone that have more than one; what is one is found
-- by its own column. Numbers of the attributes: PARTS in app/archive/search-columns.ts.
CREATE TABLE part (
  attribute INTEGER NOT NULL,
  text TEXT NOT NULL,
  row INTEGER NOT NULL, -- of the patient, study or series
  PRIMARY KEY (attribute, text, row)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER patient_parts_added AFTER INSERT ON patient WHEN (new.PatientName_norm GLOB '*[=\]*'
    OR new.PatientName_fold GLOB '*[=\]*'
    OR instr(new.PatientID_norm, '\') > 0
    OR instr(new.IssuerOfPatientID_norm, '\') > 0
    OR instr(new.OtherPatientIDs_norm, '\') > 0)
BEGIN
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 1 AS attribute, new.PatientName_norm AS text
      UNION ALL SELECT 2, new.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 3 AS attribute, new.PatientID_norm AS text
      UNION ALL SELECT 4, new.IssuerOfPatientID_norm
      UNION ALL SELECT 5, new.OtherPatientIDs_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER patient_parts_changed AFTER UPDATE OF PatientName_norm, PatientName_fold, PatientID_norm, IssuerOfPatientID_norm, OtherPatientIDs_norm ON patient WHEN (old.PatientName_norm GLOB '*[=\]*'
    OR old.PatientName_fold GLOB '*[=\]*'
    OR instr(old.PatientID_norm, '\') > 0
    OR instr(old.IssuerOfPatientID_norm, '\') > 0
    OR instr(old.OtherPatientIDs_norm, '\') > 0)
    OR (new.PatientName_norm GLOB '*[=\]*'
    OR new.PatientName_fold GLOB '*[=\]*'
    OR instr(new.PatientID_norm, '\') > 0
    OR instr(new.IssuerOfPatientID_norm, '\') > 0
    OR instr(new.OtherPatientIDs_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 1 AS attribute, old.PatientName_norm AS text
      UNION ALL SELECT 2, old.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 3 AS attribute, old.PatientID_norm AS text
      UNION ALL SELECT 4, old.IssuerOfPatientID_norm
      UNION ALL SELECT 5, old.OtherPatientIDs_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 1 AS attribute, new.PatientName_norm AS text
      UNION ALL SELECT 2, new.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 3 AS attribute, new.PatientID_norm AS text
      UNION ALL SELECT 4, new.IssuerOfPatientID_norm
      UNION ALL SELECT 5, new.OtherPatientIDs_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER patient_parts_removed AFTER DELETE ON patient WHEN (old.PatientName_norm GLOB '*[=\]*'
    OR old.PatientName_fold GLOB '*[=\]*'
    OR instr(old.PatientID_norm, '\') > 0
    OR instr(old.IssuerOfPatientID_norm, '\') > 0
    OR instr(old.OtherPatientIDs_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 1 AS attribute, old.PatientName_norm AS text
      UNION ALL SELECT 2, old.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 3 AS attribute, old.PatientID_norm AS text
      UNION ALL SELECT 4, old.IssuerOfPatientID_norm
      UNION ALL SELECT 5, old.OtherPatientIDs_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
END;

-- What is there already.
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 1 AS attribute, id, PatientName_norm AS text FROM patient
      UNION ALL SELECT 2, id, PatientName_fold FROM patient
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 3 AS attribute, id, PatientID_norm AS text FROM patient
      UNION ALL SELECT 4, id, IssuerOfPatientID_norm FROM patient
      UNION ALL SELECT 5, id, OtherPatientIDs_norm FROM patient
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';

CREATE TRIGGER study_parts_added AFTER INSERT ON study WHEN (new.ReferringPhysicianName_norm GLOB '*[=\]*'
    OR new.ReferringPhysicianName_fold GLOB '*[=\]*'
    OR new.NameOfPhysiciansReadingStudy_norm GLOB '*[=\]*'
    OR instr(new.AccessionNumber_norm, '\') > 0
    OR instr(new.StudyID_norm, '\') > 0
    OR instr(new.StudyDescription_norm, '\') > 0
    OR instr(new.StudyDescription_fold, '\') > 0
    OR instr(new.AdmittingDiagnosesDescription_norm, '\') > 0
    OR instr(new.RequestedProcedureDescription_norm, '\') > 0)
BEGIN
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 8 AS attribute, new.ReferringPhysicianName_norm AS text
      UNION ALL SELECT 9, new.ReferringPhysicianName_fold
      UNION ALL SELECT 12, new.NameOfPhysiciansReadingStudy_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 6 AS attribute, new.AccessionNumber_norm AS text
      UNION ALL SELECT 7, new.StudyID_norm
      UNION ALL SELECT 10, new.StudyDescription_norm
      UNION ALL SELECT 11, new.StudyDescription_fold
      UNION ALL SELECT 13, new.AdmittingDiagnosesDescription_norm
      UNION ALL SELECT 14, new.RequestedProcedureDescription_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER study_parts_changed AFTER UPDATE OF AccessionNumber_norm, StudyID_norm, ReferringPhysicianName_norm, ReferringPhysicianName_fold, StudyDescription_norm, StudyDescription_fold, NameOfPhysiciansReadingStudy_norm, AdmittingDiagnosesDescription_norm, RequestedProcedureDescription_norm ON study WHEN (old.ReferringPhysicianName_norm GLOB '*[=\]*'
    OR old.ReferringPhysicianName_fold GLOB '*[=\]*'
    OR old.NameOfPhysiciansReadingStudy_norm GLOB '*[=\]*'
    OR instr(old.AccessionNumber_norm, '\') > 0
    OR instr(old.StudyID_norm, '\') > 0
    OR instr(old.StudyDescription_norm, '\') > 0
    OR instr(old.StudyDescription_fold, '\') > 0
    OR instr(old.AdmittingDiagnosesDescription_norm, '\') > 0
    OR instr(old.RequestedProcedureDescription_norm, '\') > 0)
    OR (new.ReferringPhysicianName_norm GLOB '*[=\]*'
    OR new.ReferringPhysicianName_fold GLOB '*[=\]*'
    OR new.NameOfPhysiciansReadingStudy_norm GLOB '*[=\]*'
    OR instr(new.AccessionNumber_norm, '\') > 0
    OR instr(new.StudyID_norm, '\') > 0
    OR instr(new.StudyDescription_norm, '\') > 0
    OR instr(new.StudyDescription_fold, '\') > 0
    OR instr(new.AdmittingDiagnosesDescription_norm, '\') > 0
    OR instr(new.RequestedProcedureDescription_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 8 AS attribute, old.ReferringPhysicianName_norm AS text
      UNION ALL SELECT 9, old.ReferringPhysicianName_fold
      UNION ALL SELECT 12, old.NameOfPhysiciansReadingStudy_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 6 AS attribute, old.AccessionNumber_norm AS text
      UNION ALL SELECT 7, old.StudyID_norm
      UNION ALL SELECT 10, old.StudyDescription_norm
      UNION ALL SELECT 11, old.StudyDescription_fold
      UNION ALL SELECT 13, old.AdmittingDiagnosesDescription_norm
      UNION ALL SELECT 14, old.RequestedProcedureDescription_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 8 AS attribute, new.ReferringPhysicianName_norm AS text
      UNION ALL SELECT 9, new.ReferringPhysicianName_fold
      UNION ALL SELECT 12, new.NameOfPhysiciansReadingStudy_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 6 AS attribute, new.AccessionNumber_norm AS text
      UNION ALL SELECT 7, new.StudyID_norm
      UNION ALL SELECT 10, new.StudyDescription_norm
      UNION ALL SELECT 11, new.StudyDescription_fold
      UNION ALL SELECT 13, new.AdmittingDiagnosesDescription_norm
      UNION ALL SELECT 14, new.RequestedProcedureDescription_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER study_parts_removed AFTER DELETE ON study WHEN (old.ReferringPhysicianName_norm GLOB '*[=\]*'
    OR old.ReferringPhysicianName_fold GLOB '*[=\]*'
    OR old.NameOfPhysiciansReadingStudy_norm GLOB '*[=\]*'
    OR instr(old.AccessionNumber_norm, '\') > 0
    OR instr(old.StudyID_norm, '\') > 0
    OR instr(old.StudyDescription_norm, '\') > 0
    OR instr(old.StudyDescription_fold, '\') > 0
    OR instr(old.AdmittingDiagnosesDescription_norm, '\') > 0
    OR instr(old.RequestedProcedureDescription_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 8 AS attribute, old.ReferringPhysicianName_norm AS text
      UNION ALL SELECT 9, old.ReferringPhysicianName_fold
      UNION ALL SELECT 12, old.NameOfPhysiciansReadingStudy_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 6 AS attribute, old.AccessionNumber_norm AS text
      UNION ALL SELECT 7, old.StudyID_norm
      UNION ALL SELECT 10, old.StudyDescription_norm
      UNION ALL SELECT 11, old.StudyDescription_fold
      UNION ALL SELECT 13, old.AdmittingDiagnosesDescription_norm
      UNION ALL SELECT 14, old.RequestedProcedureDescription_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
END;

-- What is there already.
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 8 AS attribute, id, ReferringPhysicianName_norm AS text FROM study
      UNION ALL SELECT 9, id, ReferringPhysicianName_fold FROM study
      UNION ALL SELECT 12, id, NameOfPhysiciansReadingStudy_norm FROM study
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 6 AS attribute, id, AccessionNumber_norm AS text FROM study
      UNION ALL SELECT 7, id, StudyID_norm FROM study
      UNION ALL SELECT 10, id, StudyDescription_norm FROM study
      UNION ALL SELECT 11, id, StudyDescription_fold FROM study
      UNION ALL SELECT 13, id, AdmittingDiagnosesDescription_norm FROM study
      UNION ALL SELECT 14, id, RequestedProcedureDescription_norm FROM study
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';

CREATE TRIGGER series_parts_added AFTER INSERT ON series WHEN (new.PerformingPhysicianName_norm GLOB '*[=\]*'
    OR new.OperatorsName_norm GLOB '*[=\]*'
    OR instr(new.Manufacturer_norm, '\') > 0
    OR instr(new.InstitutionName_norm, '\') > 0
    OR instr(new.ManufacturerModelName_norm, '\') > 0
    OR instr(new.StationName_norm, '\') > 0
    OR instr(new.SeriesDescription_norm, '\') > 0
    OR instr(new.SeriesDescription_fold, '\') > 0
    OR instr(new.ProtocolName_norm, '\') > 0
    OR instr(new.PerformedProcedureStepID_norm, '\') > 0
    OR instr(new.RequestAttributesSequence_ScheduledProcedureStepID_norm, '\') > 0
    OR instr(new.RequestAttributesSequence_RequestedProcedureID_norm, '\') > 0)
BEGIN
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 22 AS attribute, new.PerformingPhysicianName_norm AS text
      UNION ALL SELECT 23, new.OperatorsName_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 15 AS attribute, new.Manufacturer_norm AS text
      UNION ALL SELECT 16, new.InstitutionName_norm
      UNION ALL SELECT 17, new.ManufacturerModelName_norm
      UNION ALL SELECT 18, new.StationName_norm
      UNION ALL SELECT 19, new.SeriesDescription_norm
      UNION ALL SELECT 20, new.SeriesDescription_fold
      UNION ALL SELECT 21, new.ProtocolName_norm
      UNION ALL SELECT 24, new.PerformedProcedureStepID_norm
      UNION ALL SELECT 25, new.RequestAttributesSequence_ScheduledProcedureStepID_norm
      UNION ALL SELECT 26, new.RequestAttributesSequence_RequestedProcedureID_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER series_parts_changed AFTER UPDATE OF Manufacturer_norm, InstitutionName_norm, ManufacturerModelName_norm, StationName_norm, SeriesDescription_norm, SeriesDescription_fold, ProtocolName_norm, PerformingPhysicianName_norm, OperatorsName_norm, PerformedProcedureStepID_norm, RequestAttributesSequence_ScheduledProcedureStepID_norm, RequestAttributesSequence_RequestedProcedureID_norm ON series WHEN (old.PerformingPhysicianName_norm GLOB '*[=\]*'
    OR old.OperatorsName_norm GLOB '*[=\]*'
    OR instr(old.Manufacturer_norm, '\') > 0
    OR instr(old.InstitutionName_norm, '\') > 0
    OR instr(old.ManufacturerModelName_norm, '\') > 0
    OR instr(old.StationName_norm, '\') > 0
    OR instr(old.SeriesDescription_norm, '\') > 0
    OR instr(old.SeriesDescription_fold, '\') > 0
    OR instr(old.ProtocolName_norm, '\') > 0
    OR instr(old.PerformedProcedureStepID_norm, '\') > 0
    OR instr(old.RequestAttributesSequence_ScheduledProcedureStepID_norm, '\') > 0
    OR instr(old.RequestAttributesSequence_RequestedProcedureID_norm, '\') > 0)
    OR (new.PerformingPhysicianName_norm GLOB '*[=\]*'
    OR new.OperatorsName_norm GLOB '*[=\]*'
    OR instr(new.Manufacturer_norm, '\') > 0
    OR instr(new.InstitutionName_norm, '\') > 0
    OR instr(new.ManufacturerModelName_norm, '\') > 0
    OR instr(new.StationName_norm, '\') > 0
    OR instr(new.SeriesDescription_norm, '\') > 0
    OR instr(new.SeriesDescription_fold, '\') > 0
    OR instr(new.ProtocolName_norm, '\') > 0
    OR instr(new.PerformedProcedureStepID_norm, '\') > 0
    OR instr(new.RequestAttributesSequence_ScheduledProcedureStepID_norm, '\') > 0
    OR instr(new.RequestAttributesSequence_RequestedProcedureID_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 22 AS attribute, old.PerformingPhysicianName_norm AS text
      UNION ALL SELECT 23, old.OperatorsName_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 15 AS attribute, old.Manufacturer_norm AS text
      UNION ALL SELECT 16, old.InstitutionName_norm
      UNION ALL SELECT 17, old.ManufacturerModelName_norm
      UNION ALL SELECT 18, old.StationName_norm
      UNION ALL SELECT 19, old.SeriesDescription_norm
      UNION ALL SELECT 20, old.SeriesDescription_fold
      UNION ALL SELECT 21, old.ProtocolName_norm
      UNION ALL SELECT 24, old.PerformedProcedureStepID_norm
      UNION ALL SELECT 25, old.RequestAttributesSequence_ScheduledProcedureStepID_norm
      UNION ALL SELECT 26, old.RequestAttributesSequence_RequestedProcedureID_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 22 AS attribute, new.PerformingPhysicianName_norm AS text
      UNION ALL SELECT 23, new.OperatorsName_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 15 AS attribute, new.Manufacturer_norm AS text
      UNION ALL SELECT 16, new.InstitutionName_norm
      UNION ALL SELECT 17, new.ManufacturerModelName_norm
      UNION ALL SELECT 18, new.StationName_norm
      UNION ALL SELECT 19, new.SeriesDescription_norm
      UNION ALL SELECT 20, new.SeriesDescription_fold
      UNION ALL SELECT 21, new.ProtocolName_norm
      UNION ALL SELECT 24, new.PerformedProcedureStepID_norm
      UNION ALL SELECT 25, new.RequestAttributesSequence_ScheduledProcedureStepID_norm
      UNION ALL SELECT 26, new.RequestAttributesSequence_RequestedProcedureID_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
END;
CREATE TRIGGER series_parts_removed AFTER DELETE ON series WHEN (old.PerformingPhysicianName_norm GLOB '*[=\]*'
    OR old.OperatorsName_norm GLOB '*[=\]*'
    OR instr(old.Manufacturer_norm, '\') > 0
    OR instr(old.InstitutionName_norm, '\') > 0
    OR instr(old.ManufacturerModelName_norm, '\') > 0
    OR instr(old.StationName_norm, '\') > 0
    OR instr(old.SeriesDescription_norm, '\') > 0
    OR instr(old.SeriesDescription_fold, '\') > 0
    OR instr(old.ProtocolName_norm, '\') > 0
    OR instr(old.PerformedProcedureStepID_norm, '\') > 0
    OR instr(old.RequestAttributesSequence_ScheduledProcedureStepID_norm, '\') > 0
    OR instr(old.RequestAttributesSequence_RequestedProcedureID_norm, '\') > 0)
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 22 AS attribute, old.PerformingPhysicianName_norm AS text
      UNION ALL SELECT 23, old.OperatorsName_norm
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 15 AS attribute, old.Manufacturer_norm AS text
      UNION ALL SELECT 16, old.InstitutionName_norm
      UNION ALL SELECT 17, old.ManufacturerModelName_norm
      UNION ALL SELECT 18, old.StationName_norm
      UNION ALL SELECT 19, old.SeriesDescription_norm
      UNION ALL SELECT 20, old.SeriesDescription_fold
      UNION ALL SELECT 21, old.ProtocolName_norm
      UNION ALL SELECT 24, old.PerformedProcedureStepID_norm
      UNION ALL SELECT 25, old.RequestAttributesSequence_ScheduledProcedureStepID_norm
      UNION ALL SELECT 26, old.RequestAttributesSequence_RequestedProcedureID_norm
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '');
END;

-- What is there already.
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 22 AS attribute, id, PerformingPhysicianName_norm AS text FROM series
      UNION ALL SELECT 23, id, OperatorsName_norm FROM series
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 15 AS attribute, id, Manufacturer_norm AS text FROM series
      UNION ALL SELECT 16, id, InstitutionName_norm FROM series
      UNION ALL SELECT 17, id, ManufacturerModelName_norm FROM series
      UNION ALL SELECT 18, id, StationName_norm FROM series
      UNION ALL SELECT 19, id, SeriesDescription_norm FROM series
      UNION ALL SELECT 20, id, SeriesDescription_fold FROM series
      UNION ALL SELECT 21, id, ProtocolName_norm FROM series
      UNION ALL SELECT 24, id, PerformedProcedureStepID_norm FROM series
      UNION ALL SELECT 25, id, RequestAttributesSequence_ScheduledProcedureStepID_norm FROM series
      UNION ALL SELECT 26, id, RequestAttributesSequence_RequestedProcedureID_norm FROM series
    ) AS given, json_each('[' || replace(json_quote(given.text), '\\', '","') || ']') AS each
    WHERE instr(given.text, '\') > 0 AND trim(each.value) <> '';
