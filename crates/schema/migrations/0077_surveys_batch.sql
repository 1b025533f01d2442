-- base
-- Files of answers from elsewhere: the table as it was read, what was decided about its columns, and what became of it.
CREATE TABLE surveys_batch (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  file TEXT NOT NULL,
  body TEXT NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  read_rows BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  undone_name TEXT NOT NULL,
  undone_at TEXT
);
CREATE INDEX surveys_batch_survey ON surveys_batch(survey, at);
