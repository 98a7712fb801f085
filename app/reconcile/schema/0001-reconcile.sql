-- Studies that were held against the worklist, and what became of them. Times are milliseconds since 1970.

CREATE TABLE entry (
  study_instance_uid TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('agrees', 'waiting', 'left', 'correcting', 'corrected', 'undoing')),
  revision INTEGER NOT NULL, -- goes up when there is something new to decide by
  study TEXT NOT NULL, -- JSON of StudyFacts
  judgement TEXT NOT NULL, -- JSON of Judgement
  fingerprint TEXT NOT NULL, -- of the judgement
  settled TEXT, -- the fingerprint that a decision took as it is; NULL: the next one
  decision TEXT, -- JSON of Decision: what its images are corrected by
  failed INTEGER NOT NULL DEFAULT 0, -- images that could not be corrected, or put back
  since INTEGER NOT NULL, -- it is in this state
  received INTEGER NOT NULL -- its last image
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_state ON entry (state, since);
CREATE INDEX entry_received ON entry (received);

-- Who decided what.
CREATE TABLE decided (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  study_instance_uid TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('accept', 'edit', 'leave', 'undo')),
  changes TEXT NOT NULL -- JSON: by keyword, what it was and what it became
) STRICT;
CREATE INDEX decided_study ON decided (study_instance_uid);

CREATE TABLE followed (up_to INTEGER NOT NULL) STRICT; -- one row: what came before was noted
