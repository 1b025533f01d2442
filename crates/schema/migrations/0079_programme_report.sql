-- base
CREATE TABLE programme_report (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  state TEXT NOT NULL,
  thoughts TEXT NOT NULL,
  plans TEXT NOT NULL,
  content TEXT,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  confirmed_at TEXT,
  confirmed_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE(year, month, edition)
);
CREATE TABLE programme_mark (
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  item TEXT NOT NULL,
  funding TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(kind, record)
);
