-- What the instances say of the series, study and patient above them, so that these rows can be told again when an instance goes
-- (app/archive/said.ts). A row for all the instances of a series that say the same, mostly one a series. Series of an older index get theirs
-- when they are needed first, from the rows as they are.
CREATE TABLE said (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series(id),
  mark TEXT NOT NULL, -- of what is said: a digest
  earliest INTEGER NOT NULL, -- receipt of the first instance that says so; milliseconds since 1970
  earliest_uid TEXT NOT NULL, -- its SOPInstanceUID, which decides between two of the same moment
  identity TEXT NOT NULL,
  patient TEXT NOT NULL, -- JSON: columns with a value
  study TEXT NOT NULL,
  series TEXT NOT NULL,
  UNIQUE (series_id, mark)
) STRICT;
ALTER TABLE instance ADD COLUMN said_id INTEGER; -- NULL in the rows of an older index

-- The patient as the study's own objects have them: another study of the same PatientID may name them otherwise.
ALTER TABLE study ADD COLUMN PatientName TEXT;
ALTER TABLE study ADD COLUMN PatientName_norm TEXT;
ALTER TABLE study ADD COLUMN PatientName_fold TEXT;
ALTER TABLE study ADD COLUMN PatientBirthDate TEXT;
ALTER TABLE study ADD COLUMN PatientSex TEXT;
UPDATE study SET (PatientName, PatientName_norm, PatientName_fold, PatientBirthDate, PatientSex) =
  (SELECT PatientName, PatientName_norm, PatientName_fold, PatientBirthDate, PatientSex FROM patient WHERE patient.id = patient_id);
CREATE INDEX study_by_PatientName_norm ON study (PatientName_norm);
CREATE INDEX study_by_PatientName_fold ON study (PatientName_fold);
CREATE INDEX study_by_PatientBirthDate ON study (replace(PatientBirthDate, '.', ''));
CREATE INDEX study_by_PatientSex ON study (PatientSex);

-- Component groups of that name: as in 0002.
CREATE TRIGGER study_name_parts_added AFTER INSERT ON study WHEN (new.PatientName_norm GLOB '*[=\]*' OR new.PatientName_fold GLOB '*[=\]*')
BEGIN
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 27 AS attribute, new.PatientName_norm AS text
      UNION ALL SELECT 28, new.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
END;
CREATE TRIGGER study_name_parts_changed AFTER UPDATE OF PatientName_norm, PatientName_fold ON study WHEN (old.PatientName_norm GLOB '*[=\]*'
    OR old.PatientName_fold GLOB '*[=\]*') OR (new.PatientName_norm GLOB '*[=\]*' OR new.PatientName_fold GLOB '*[=\]*')
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 27 AS attribute, old.PatientName_norm AS text
      UNION ALL SELECT 28, old.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
  INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), new.id FROM (
      SELECT 27 AS attribute, new.PatientName_norm AS text
      UNION ALL SELECT 28, new.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
END;
CREATE TRIGGER study_name_parts_removed AFTER DELETE ON study WHEN (old.PatientName_norm GLOB '*[=\]*' OR old.PatientName_fold GLOB '*[=\]*')
BEGIN
  DELETE FROM part WHERE (attribute, text, row) IN (SELECT attribute, trim(each.value), old.id FROM (
      SELECT 27 AS attribute, old.PatientName_norm AS text
      UNION ALL SELECT 28, old.PatientName_fold
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '');
END;

-- What is there already.
INSERT OR IGNORE INTO part (attribute, text, row) SELECT attribute, trim(each.value), given.id FROM (
      SELECT 27 AS attribute, id, PatientName_norm AS text FROM study
      UNION ALL SELECT 28, id, PatientName_fold FROM study
    ) AS given, json_each('[' || replace(replace(json_quote(given.text), '\\', '","'), '=', '","') || ']') AS each
    WHERE given.text GLOB '*[=\]*' AND trim(each.value) <> '';
