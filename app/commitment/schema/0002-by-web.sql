-- Requests by PS3.18 chapter 13, which are fetched and not reported, and where such a request places what it names.

ALTER TABLE request ADD COLUMN by_web INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reference ADD COLUMN study_instance_uid TEXT; -- null: the request does not say
ALTER TABLE reference ADD COLUMN series_instance_uid TEXT;
