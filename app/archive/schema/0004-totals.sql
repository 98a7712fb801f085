-- How much there is: every start and every open page asks, and counting a million studies takes seconds.
CREATE TABLE totals (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  patients INTEGER NOT NULL,
  studies INTEGER NOT NULL,
  series INTEGER NOT NULL,
  instances INTEGER NOT NULL,
  bytes INTEGER NOT NULL -- of the files of the instances
) STRICT;

CREATE TRIGGER totals_patient_added AFTER INSERT ON patient BEGIN
  UPDATE totals SET patients = patients + 1;
END;
CREATE TRIGGER totals_patient_removed AFTER DELETE ON patient BEGIN
  UPDATE totals SET patients = patients - 1;
END;
CREATE TRIGGER totals_study_added AFTER INSERT ON study BEGIN
  UPDATE totals SET studies = studies + 1;
END;
CREATE TRIGGER totals_study_removed AFTER DELETE ON study BEGIN
  UPDATE totals SET studies = studies - 1;
END;
CREATE TRIGGER totals_series_added AFTER INSERT ON series BEGIN
  UPDATE totals SET series = series + 1;
END;
CREATE TRIGGER totals_series_removed AFTER DELETE ON series BEGIN
  UPDATE totals SET series = series - 1;
END;
CREATE TRIGGER totals_instance_added AFTER INSERT ON instance BEGIN
  UPDATE totals SET instances = instances + 1, bytes = bytes + new.bytes;
END;
CREATE TRIGGER totals_instance_removed AFTER DELETE ON instance BEGIN
  UPDATE totals SET instances = instances - 1, bytes = bytes - old.bytes;
END;

-- What is there already: a series knows of its instances.
INSERT OR REPLACE INTO totals
  SELECT 1, (SELECT COUNT(*) FROM patient), (SELECT COUNT(*) FROM study), COUNT(*), COALESCE(SUM(instances), 0), COALESCE(SUM(bytes), 0) FROM series;
