-- base
CREATE TABLE programme_profile (
  area TEXT NOT NULL,
  item TEXT NOT NULL,
  year BIGINT NOT NULL,
  n BIGINT NOT NULL,
  source TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(year, area, item)
);
