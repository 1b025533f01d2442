-- persons
CREATE TABLE app_file(space TEXT NOT NULL, name TEXT NOT NULL, bytes BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(space, name));
CREATE TABLE app_file_chunk(space TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY(space, name, n));
CREATE TABLE people_attachment_key(resident TEXT PRIMARY KEY REFERENCES people_resident(id), id TEXT NOT NULL UNIQUE, key BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_attachment(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, title TEXT NOT NULL, ref_kind TEXT NOT NULL, ref_id TEXT NOT NULL,
  file TEXT NOT NULL, thumb TEXT, key TEXT NOT NULL, mime TEXT NOT NULL, bytes BIGINT NOT NULL, pages BIGINT, width BIGINT, height BIGINT,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL,
  withdrawn_at TEXT, withdrawn_by TEXT, withdrawn_name TEXT NOT NULL, withdrawn_reason TEXT NOT NULL
);
CREATE INDEX people_attachment_resident ON people_attachment(resident, at);
CREATE INDEX people_attachment_ref ON people_attachment(ref_id, resident) WHERE ref_id <> '';
CREATE INDEX people_attachment_file ON people_attachment(file);
CREATE INDEX people_attachment_thumb ON people_attachment(thumb);
CREATE UNIQUE INDEX people_attachment_same ON people_attachment(resident, file, ref_kind, ref_id) WHERE withdrawn_at IS NULL;
