-- persons
CREATE TABLE emergency_recheck(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), about TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL,
  closed_at TEXT, closed_name TEXT
);
CREATE INDEX emergency_recheck_resident ON emergency_recheck(resident);
CREATE INDEX emergency_recheck_open ON emergency_recheck(organisation, at) WHERE closed_at IS NULL;
CREATE INDEX emergency_register_by_org ON emergency_register(by_org, surveyed_on);
