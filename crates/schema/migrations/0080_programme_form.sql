-- base
CREATE TABLE programme_form (
  id TEXT NOT NULL PRIMARY KEY,
  file TEXT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  body BYTEA NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
