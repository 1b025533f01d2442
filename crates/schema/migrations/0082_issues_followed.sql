-- base
-- What came out of a マッチング in another slice: the record that cites it.
CREATE TABLE issues_followed (
  act TEXT NOT NULL,
  record TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (act, record)
);
