-- base
ALTER TABLE directory_area ADD COLUMN retired_at TEXT;
ALTER TABLE directory_area ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE directory_town_anew(id TEXT PRIMARY KEY, city TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, key TEXT NOT NULL, area TEXT REFERENCES directory_area(id));
INSERT INTO directory_town_anew(id, city, name, kana, key, area) SELECT id, city, name, kana, key, area FROM directory_town;
DROP TABLE directory_town;
ALTER TABLE directory_town_anew RENAME TO directory_town;
CREATE UNIQUE INDEX directory_town_key ON directory_town(city, key);
CREATE INDEX directory_town_area ON directory_town(area);
CREATE TABLE directory_area_act(
  id TEXT PRIMARY KEY, area TEXT NOT NULL REFERENCES directory_area(id), at TEXT NOT NULL, who TEXT NOT NULL, organisation TEXT, kind TEXT NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL
);
CREATE INDEX directory_area_act_area ON directory_area_act(area, at);
