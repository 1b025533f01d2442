-- base
ALTER TABLE yui_session ADD COLUMN on_device TEXT;
ALTER TABLE yui_session ADD COLUMN idle_minutes BIGINT;
CREATE INDEX yui_session_device ON yui_session(region, on_device);
CREATE TABLE yui_subject(
  region TEXT NOT NULL, issuer TEXT NOT NULL, hash TEXT NOT NULL, identity TEXT NOT NULL REFERENCES yui_identity(id), at TEXT NOT NULL, PRIMARY KEY(region, issuer, hash)
);
CREATE INDEX yui_subject_identity ON yui_subject(identity);
