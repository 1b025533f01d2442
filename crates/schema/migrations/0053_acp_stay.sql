-- persons
CREATE TABLE acp_stay(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), organisation TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX acp_stay_resident ON acp_stay(resident);
CREATE TABLE acp_reminder(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), organisation TEXT NOT NULL, why TEXT NOT NULL, due_on TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE(resident, organisation, why, due_on)
);
CREATE TABLE acp_keyed(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), body TEXT NOT NULL, written_on TEXT NOT NULL, heard TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, settled_at TEXT
);
CREATE INDEX acp_keyed_resident ON acp_keyed(resident);
