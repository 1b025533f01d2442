-- base
CREATE TABLE app_intake(id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, mapping TEXT NOT NULL, read_rows BIGINT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, undone_at TEXT, undone_name TEXT NOT NULL, why TEXT NOT NULL);
CREATE INDEX app_intake_kind ON app_intake(kind, at);
CREATE TABLE app_intake_row(batch TEXT NOT NULL REFERENCES app_intake(id), line BIGINT NOT NULL, kind TEXT NOT NULL, print TEXT NOT NULL, record TEXT NOT NULL, version BIGINT NOT NULL, undone BIGINT NOT NULL, PRIMARY KEY(batch, line));
CREATE INDEX app_intake_row_print ON app_intake_row(kind, print);
CREATE TABLE app_intake_profile(kind TEXT PRIMARY KEY, mapping TEXT NOT NULL, at TEXT NOT NULL);
