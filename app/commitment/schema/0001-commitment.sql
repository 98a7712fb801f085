-- Requests of Storage Commitment (PS3.4 Annex J): those of others to us, and ours to others.

CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('received', 'sent')), -- we are the SCP, or the SCU
  transaction_uid TEXT NOT NULL, -- the one in force
  peer TEXT NOT NULL, -- its AE title
  own TEXT NOT NULL, -- ours, by which the peer knows us
  address TEXT NOT NULL, -- of the peer; '' where we have not met yet
  asked_by TEXT NOT NULL, -- of ours: who ordered it
  at INTEGER NOT NULL, -- milliseconds since 1970
  changed_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL, -- JSON: what it waits for, or how it ended
  total INTEGER NOT NULL,
  committed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  waited_ms INTEGER NOT NULL -- between the attempts, counted: the clock may be wrong
) STRICT;
CREATE INDEX request_by_state ON request (state, id);
CREATE INDEX request_by_transaction_uid ON request (transaction_uid);

-- Under which our requests went out: a new one each time that the response to an N-ACTION was lost.
CREATE TABLE asked_uid (
  uid TEXT PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_uid_by_request ON asked_uid (request_id);

CREATE TABLE reference (
  request_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  sop_class_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  outcome INTEGER, -- 0: committed; else Failure Reason (0008,1197); null: not known yet
  PRIMARY KEY (request_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_by_instance ON reference (sop_instance_uid, request_id);

-- Instances of which somebody sent other content that was not kept (duplicatePolicy keep-first).
CREATE TABLE other_kept (
  sop_instance_uid TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
