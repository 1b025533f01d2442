-- base
CREATE TABLE directory_report(
  id TEXT PRIMARY KEY, facility TEXT NOT NULL REFERENCES directory_facility(id), field TEXT NOT NULL, says TEXT NOT NULL, shown TEXT NOT NULL, how TEXT NOT NULL,
  organisation TEXT, office TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT NOT NULL
);
CREATE INDEX directory_report_facility ON directory_report(facility, at);
CREATE INDEX directory_report_open ON directory_report(at, id) WHERE decision IS NULL;
CREATE TABLE directory_said(
  facility TEXT NOT NULL REFERENCES directory_facility(id), question TEXT NOT NULL, answer TEXT NOT NULL, words TEXT NOT NULL, office TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(facility, question)
);
