-- base
CREATE TABLE directory_record(
  id TEXT PRIMARY KEY, facility TEXT NOT NULL REFERENCES directory_facility(id), source TEXT NOT NULL, list TEXT NOT NULL, number TEXT NOT NULL,
  prefecture TEXT NOT NULL, data TEXT NOT NULL, said BIGINT NOT NULL, as_of TEXT NOT NULL, week TEXT, extra_hash TEXT NOT NULL, first_seen TEXT NOT NULL, closed_at TEXT
);
CREATE UNIQUE INDEX directory_record_key ON directory_record(source, list, number);
CREATE INDEX directory_record_facility ON directory_record(facility);
CREATE TABLE directory_answer(
  record TEXT NOT NULL REFERENCES directory_record(id), n BIGINT NOT NULL, question TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, yes BIGINT,
  PRIMARY KEY(record, n)
);
CREATE TABLE directory_review(
  id TEXT PRIMARY KEY, record TEXT NOT NULL REFERENCES directory_record(id), candidate TEXT NOT NULL REFERENCES directory_facility(id), score BIGINT NOT NULL, reasons TEXT NOT NULL,
  at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT
);
CREATE UNIQUE INDEX directory_review_pair ON directory_review(record, candidate);
CREATE INDEX directory_review_open ON directory_review(score, id) WHERE decision IS NULL;
CREATE INDEX directory_facility_place ON directory_facility(prefecture, service);
