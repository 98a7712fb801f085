-- Finding studies as people type (app/archive/find.ts): a word of a name in any script, an ID, an accession number, a date, a modality.
-- `find_words` is kept by the program from the rows named in `find_due`, which the triggers below note in the same transaction; so a program of
-- before this step may write to the file, and what it changed is caught up with later. A large index of before is gone through little by little.
CREATE VIRTUAL TABLE find_words USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3 4 5');

-- Which row of find_words is a study's: its rank, by which newer studies come first (app/archive/find-rank.ts).
CREATE TABLE findable (
  rank INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE find_due (
  study_id INTEGER PRIMARY KEY
) STRICT;

CREATE TRIGGER find_study_added AFTER INSERT ON study BEGIN
  INSERT OR IGNORE INTO find_due VALUES (new.id);
END;
CREATE TRIGGER find_study_changed AFTER UPDATE OF patient_id, StudyDate, StudyTime, AccessionNumber, StudyID, StudyDescription, PatientName, PatientBirthDate ON study
WHEN old.patient_id <> new.patient_id OR old.StudyDate IS NOT new.StudyDate OR old.StudyTime IS NOT new.StudyTime
  OR old.AccessionNumber IS NOT new.AccessionNumber OR old.StudyID IS NOT new.StudyID OR old.StudyDescription IS NOT new.StudyDescription
  OR old.PatientName IS NOT new.PatientName OR old.PatientBirthDate IS NOT new.PatientBirthDate
BEGIN
  INSERT OR IGNORE INTO find_due VALUES (new.id);
END;
CREATE TRIGGER find_study_removed AFTER DELETE ON study BEGIN
  INSERT OR IGNORE INTO find_due VALUES (old.id);
END;
CREATE TRIGGER find_patient_changed AFTER UPDATE OF PatientID, OtherPatientIDs, OtherPatientNames ON patient
WHEN old.PatientID IS NOT new.PatientID OR old.OtherPatientIDs IS NOT new.OtherPatientIDs OR old.OtherPatientNames IS NOT new.OtherPatientNames
BEGIN
  INSERT OR IGNORE INTO find_due SELECT id FROM study WHERE patient_id = new.id;
END;
CREATE TRIGGER find_series_added AFTER INSERT ON series BEGIN
  INSERT OR IGNORE INTO find_due VALUES (new.study_id);
END;
CREATE TRIGGER find_series_changed AFTER UPDATE OF Modality ON series WHEN old.Modality IS NOT new.Modality BEGIN
  INSERT OR IGNORE INTO find_due VALUES (new.study_id);
END;
CREATE TRIGGER find_series_removed AFTER DELETE ON series BEGIN
  INSERT OR IGNORE INTO find_due VALUES (old.study_id);
END;

-- What is there already: all of it is due.
INSERT INTO find_due SELECT id FROM study;
