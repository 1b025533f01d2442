-- base
CREATE TABLE bridge_secret(id BIGINT PRIMARY KEY, secret BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_letter(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL,
  receiver_kind TEXT NOT NULL, receiver TEXT, receiver_name TEXT NOT NULL, receiver_phone TEXT NOT NULL, receiver_fax TEXT NOT NULL, proof TEXT NOT NULL,
  organisation TEXT NOT NULL, account TEXT, hat TEXT NOT NULL, sender_office TEXT NOT NULL, sender_name TEXT NOT NULL, sender_phone TEXT NOT NULL, sender_fax TEXT NOT NULL,
  who TEXT NOT NULL, lines TEXT NOT NULL, answers TEXT NOT NULL, resident TEXT, record TEXT, link TEXT NOT NULL, batch TEXT,
  due TEXT NOT NULL, expires TEXT NOT NULL, at TEXT NOT NULL, seal BYTEA,
  tries BIGINT NOT NULL, closed_at TEXT, revoked_at TEXT, revoked_name TEXT NOT NULL, opened_at TEXT, answered_at TEXT
);
CREATE INDEX bridge_letter_organisation ON bridge_letter(organisation, at);
CREATE INDEX bridge_letter_waiting ON bridge_letter(due) WHERE answered_at IS NULL AND revoked_at IS NULL;
CREATE INDEX bridge_letter_record ON bridge_letter(record) WHERE record IS NOT NULL;
CREATE INDEX bridge_letter_resident ON bridge_letter(resident) WHERE resident IS NOT NULL;
CREATE INDEX bridge_letter_batch ON bridge_letter(batch) WHERE batch IS NOT NULL;
CREATE TABLE bridge_issue(id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), token TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX bridge_issue_letter ON bridge_issue(letter);
CREATE TABLE bridge_answer(
  id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), code TEXT NOT NULL, label TEXT NOT NULL, beside TEXT NOT NULL, note TEXT NOT NULL,
  person TEXT NOT NULL, phone TEXT NOT NULL, source TEXT NOT NULL, came_on TEXT NOT NULL, keyed_account TEXT, keyed_name TEXT NOT NULL, at TEXT NOT NULL, replaced_at TEXT
);
CREATE INDEX bridge_answer_letter ON bridge_answer(letter, at);
CREATE TABLE bridge_key(letter TEXT PRIMARY KEY REFERENCES bridge_letter(id), key BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_file(id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), file TEXT NOT NULL, mime TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL);
CREATE UNIQUE INDEX bridge_file_once ON bridge_file(letter, file);
CREATE INDEX bridge_file_name ON bridge_file(file);
CREATE TABLE bridge_try(id TEXT PRIMARY KEY, at TEXT NOT NULL, network TEXT NOT NULL, letter TEXT);
CREATE INDEX bridge_try_at ON bridge_try(at);
CREATE INDEX bridge_try_network ON bridge_try(network, at);
CREATE TABLE bridge_alarm(id TEXT PRIMARY KEY, at TEXT NOT NULL, n BIGINT NOT NULL);
CREATE INDEX bridge_alarm_at ON bridge_alarm(at);
