-- persons
CREATE TABLE emergency_entry(
  resident TEXT PRIMARY KEY, open BIGINT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, birth TEXT NOT NULL, sex TEXT NOT NULL,
  base TEXT NOT NULL, town TEXT NOT NULL, numbers TEXT NOT NULL, chome BIGINT NOT NULL, rest TEXT NOT NULL, phones TEXT NOT NULL, landmark TEXT NOT NULL
);
CREATE INDEX emergency_entry_town ON emergency_entry(town, open);
CREATE TABLE emergency_key(key BIGINT NOT NULL, resident TEXT NOT NULL, PRIMARY KEY(key, resident));
CREATE TABLE emergency_town(name TEXT PRIMARY KEY, kana TEXT NOT NULL);
CREATE TABLE emergency_registration(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), method TEXT NOT NULL, given_by TEXT NOT NULL, heard_by TEXT NOT NULL, given_on TEXT NOT NULL,
  form_version TEXT NOT NULL, tell_team BIGINT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  ended_at TEXT, ended_account TEXT, ended_name TEXT, ended_reason TEXT
);
CREATE INDEX emergency_registration_resident ON emergency_registration(resident);
CREATE UNIQUE INDEX emergency_registration_running ON emergency_registration(resident) WHERE ended_at IS NULL;
CREATE TABLE emergency_card(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, body TEXT NOT NULL, source TEXT NOT NULL, settled BIGINT NOT NULL,
  confirmed_on TEXT NOT NULL, confirmed_with TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, version)
);
CREATE TABLE emergency_token(hash TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, at TEXT NOT NULL, by_name TEXT NOT NULL, ended_at TEXT);
CREATE INDEX emergency_token_resident ON emergency_token(resident);
