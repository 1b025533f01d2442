-- persons
-- 大きな書き出し: who asked for a file with many persons, why, who said yes, and whether it was taken. Not the file itself.
CREATE TABLE people_export(
  id TEXT PRIMARY KEY, what TEXT NOT NULL, part TEXT NOT NULL, organisation TEXT NOT NULL, n BIGINT NOT NULL, above BIGINT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT, alone BIGINT NOT NULL, taken_at TEXT
);
CREATE INDEX people_export_organisation ON people_export(organisation, at);
CREATE TABLE people_export_item(export TEXT NOT NULL REFERENCES people_export(id), resident TEXT NOT NULL, PRIMARY KEY(export, resident));
CREATE INDEX people_export_item_resident ON people_export_item(resident);
