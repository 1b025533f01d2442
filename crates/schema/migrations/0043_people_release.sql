-- persons
CREATE TABLE people_release(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, addressee TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT,
  heard_by TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX people_release_resident ON people_release(resident, kind);
CREATE UNIQUE INDEX people_release_running ON people_release(resident, kind, addressee) WHERE ended_at IS NULL;
CREATE TABLE people_pointer(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, made_on TEXT NOT NULL, words TEXT NOT NULL, doctor TEXT NOT NULL,
  phone_day TEXT NOT NULL, phone_night TEXT NOT NULL, paper_at TEXT NOT NULL, paper_by TEXT NOT NULL, source TEXT NOT NULL, record TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT, withdrawn_account TEXT, withdrawn_name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX people_pointer_resident ON people_pointer(resident) WHERE withdrawn_at IS NULL;
CREATE TABLE people_card(
  account TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), basis TEXT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL, kinds TEXT NOT NULL, proxy TEXT,
  heard_by TEXT NOT NULL, token_hash TEXT UNIQUE, proof TEXT NOT NULL, until TEXT NOT NULL, wrong BIGINT NOT NULL, closed_at TEXT, used_at TEXT, step_hash TEXT, step_until TEXT,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX people_card_resident ON people_card(resident);
