-- Items of the worklist. The attributes are JSON by keyword (dataset/keyword-tree.ts); the columns beside them are what items are found by.
CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  accession TEXT NOT NULL,           -- as matching compares it (matching-text.ts), as are the next two and patient_id
  requested_procedure TEXT NOT NULL,
  step TEXT NOT NULL,
  study_uid TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  start_date TEXT NOT NULL,          -- YYYYMMDD, '' where there is none
  start_time TEXT NOT NULL,          -- HHMMSS.FFFFFF
  modality TEXT NOT NULL,
  status TEXT NOT NULL,
  source TEXT NOT NULL,
  who TEXT NOT NULL,
  withdrawn INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  given TEXT NOT NULL,               -- digest of what a file or an upstream worklist said last: the same again changes nothing
  patient_words TEXT NOT NULL,       -- folded, a space before each: what the page searches
  procedure_words TEXT NOT NULL,
  patient TEXT NOT NULL,             -- the patient's attributes, for completion
  procedure TEXT NOT NULL,           -- those of the procedure, for completion
  attributes TEXT NOT NULL
) STRICT;
CREATE INDEX items_in_order ON items (start_date, start_time, id);
CREATE INDEX items_by_accession ON items (accession, requested_procedure, step);
CREATE INDEX items_by_study ON items (study_uid);
CREATE INDEX items_by_patient ON items (patient_id);
CREATE INDEX items_by_source ON items (source, who);

-- ScheduledStationAETitle has several values: a step that any of them may do.
CREATE TABLE stations (
  ae_title TEXT NOT NULL,
  start_date TEXT NOT NULL,
  item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  PRIMARY KEY (ae_title, start_date, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX stations_of_item ON stations (item);

CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  parts TEXT NOT NULL                -- JSON: path, before, after
) STRICT;
CREATE INDEX changes_of_item ON changes (item, id);

-- How the watched folder and each upstream worklist fare.
CREATE TABLE sources (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  last_ok_at INTEGER,
  last_tried_at INTEGER,
  fault TEXT,
  PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
