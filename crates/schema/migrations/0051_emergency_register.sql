-- persons
CREATE TABLE emergency_register(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, listed BIGINT NOT NULL, kinds TEXT NOT NULL, minsei TEXT NOT NULL, association TEXT NOT NULL,
  carry TEXT NOT NULL, visit_ok BIGINT NOT NULL, surveyed_on TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, version)
);
CREATE TABLE emergency_register_consent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, receiver TEXT NOT NULL, given BIGINT NOT NULL, reason TEXT NOT NULL, UNIQUE(resident, version, receiver)
);
CREATE TABLE emergency_disaster(id TEXT PRIMARY KEY, name TEXT NOT NULL, opened_at TEXT NOT NULL, opened_name TEXT NOT NULL, closed_at TEXT, closed_name TEXT);
CREATE TABLE emergency_safety(
  id TEXT PRIMARY KEY, disaster TEXT NOT NULL REFERENCES emergency_disaster(id), resident TEXT NOT NULL REFERENCES people_resident(id), status TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX emergency_safety_board ON emergency_safety(disaster, resident, at);
CREATE INDEX emergency_safety_resident ON emergency_safety(resident);
