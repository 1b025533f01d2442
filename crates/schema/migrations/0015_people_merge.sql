-- persons
CREATE TABLE people_merge(
  id TEXT PRIMARY KEY, keep TEXT NOT NULL REFERENCES people_resident(id), gone TEXT NOT NULL REFERENCES people_resident(id), reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT, undone_by TEXT, undone_name TEXT NOT NULL, undone_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX people_merge_gone ON people_merge(gone) WHERE undone_at IS NULL;
CREATE INDEX people_merge_keep ON people_merge(keep) WHERE undone_at IS NULL;
CREATE TABLE people_exchange_key(id BIGINT PRIMARY KEY, seed BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_exchange(
  id TEXT PRIMARY KEY, way TEXT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), hash TEXT NOT NULL, other_region TEXT NOT NULL, other_key TEXT NOT NULL, reason TEXT NOT NULL,
  consent_on TEXT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX people_exchange_resident ON people_exchange(resident, at);
CREATE INDEX people_exchange_hash ON people_exchange(hash);
