-- What others have made of the instances of a series and can make again (app/archive/notes.ts), e.g. the metadata that DICOMweb answers with. It is
-- good while `mark` is that of the instances that are there, and goes with the first of them that goes: what is deleted leaves nothing here.
CREATE TABLE series_note (
  series_id INTEGER PRIMARY KEY REFERENCES series(id) ON DELETE CASCADE,
  mark TEXT NOT NULL,
  kept_at INTEGER NOT NULL, -- milliseconds since 1970
  bytes INTEGER NOT NULL,
  note BLOB NOT NULL
) STRICT;
CREATE INDEX series_note_by_kept_at ON series_note (kept_at, bytes);

CREATE TRIGGER series_note_outdated AFTER DELETE ON instance BEGIN
  DELETE FROM series_note WHERE series_id = old.series_id;
END;
