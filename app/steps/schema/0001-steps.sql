-- Modality Performed Procedure Steps (PS3.4 F.7), the instances that they name, and which studies are complete.
-- Times are milliseconds since 1970 by our clock, but for study.seen, which counts from the start of the program (see steady.ts).

CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('IN PROGRESS', 'COMPLETED', 'DISCONTINUED')),
  revision INTEGER NOT NULL, -- goes up with each N-SET
  told INTEGER NOT NULL DEFAULT 0, -- the revision that the worklist knows of
  dataset BLOB NOT NULL, -- Explicit VR Little Endian, its text under its own (0008,0005)
  facts TEXT NOT NULL, -- JSON of StepFacts
  calling_ae TEXT NOT NULL, -- who made it
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  ended INTEGER, -- when the final state came
  named INTEGER NOT NULL DEFAULT 0, -- instances that it names
  arrived INTEGER NOT NULL DEFAULT 0, -- of those, the ones that came
  removed INTEGER NOT NULL DEFAULT 0, -- of those, the ones that were here and were deleted
  last_arrival INTEGER,
  accepted INTEGER, -- somebody saw that instances are missing, and took it as it is
  accepted_by TEXT
) STRICT;
CREATE INDEX step_created ON step (created);
CREATE INDEX step_changed ON step (changed);
CREATE INDEX step_untold ON step (id) WHERE told < revision;
CREATE INDEX step_incomplete ON step (changed) WHERE arrived < named;

CREATE TABLE step_study (
  study_instance_uid TEXT NOT NULL,
  step_id INTEGER NOT NULL REFERENCES step (id) ON DELETE CASCADE,
  PRIMARY KEY (study_instance_uid, step_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_study_step ON step_study (step_id);

CREATE TABLE named (
  sop_instance_uid TEXT NOT NULL,
  step_id INTEGER NOT NULL REFERENCES step (id) ON DELETE CASCADE,
  state INTEGER NOT NULL DEFAULT 0, -- 0 not here yet, 1 here, 2 was here and was deleted
  PRIMARY KEY (sop_instance_uid, step_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_step ON named (step_id, state);

CREATE TABLE study (
  study_instance_uid TEXT PRIMARY KEY,
  seen INTEGER NOT NULL, -- when its last new instance came, by the steady clock
  stirred INTEGER NOT NULL, -- 1: something came or a step changed since it was last looked at
  generation INTEGER NOT NULL DEFAULT 0, -- how often it was complete
  completed INTEGER, -- since when it is complete; NULL while it is not
  why TEXT CHECK (why IN ('steps', 'quiet')),
  received INTEGER, -- when it is complete: when its last instance came, as the index of the archive has it
  instances INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX study_open ON study (seen) WHERE completed IS NULL;
CREATE INDEX study_stirred ON study (seen) WHERE completed IS NULL AND stirred = 1;

-- One row for each time that a study became complete, for those who act on it.
CREATE TABLE completion (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  study_instance_uid TEXT NOT NULL,
  generation INTEGER NOT NULL,
  why TEXT NOT NULL,
  instances INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- How far each of those is: everything up to seq is done.
CREATE TABLE listener (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What is still to be told to others, in order for each: N-CREATE and N-SET as they came, and events (PS3.4 F.9).
CREATE TABLE outgoing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ae_title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'set', 'event')),
  sop_instance_uid TEXT NOT NULL,
  event_type INTEGER,
  dataset BLOB, -- Explicit VR Little Endian
  made INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  last_try INTEGER,
  fault TEXT -- why the last try failed, without patient data
) STRICT;
CREATE INDEX outgoing_order ON outgoing (ae_title, id);

CREATE TABLE followed (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  since INTEGER NOT NULL, -- studies are followed from then on
  up_to INTEGER NOT NULL -- what came before is noted here
) STRICT;
