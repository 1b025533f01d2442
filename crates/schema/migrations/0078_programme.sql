-- base
CREATE TABLE programme_indicator (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  scene TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  numerator TEXT NOT NULL,
  denominator TEXT NOT NULL,
  source TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_of TEXT NOT NULL,
  better TEXT NOT NULL,
  front_centre BIGINT NOT NULL,
  front_city BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX programme_indicator_place ON programme_indicator(scene, place);
CREATE TABLE programme_target (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY(indicator, year)
);
CREATE TABLE programme_value (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  state TEXT NOT NULL,
  n BIGINT,
  d BIGINT,
  as_of TEXT,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  origin TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(indicator, year, edition)
);
CREATE TABLE programme_city (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  city TEXT NOT NULL,
  n BIGINT NOT NULL,
  d BIGINT,
  own BIGINT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY(indicator, year, city)
);
CREATE TABLE programme_table (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  lead TEXT NOT NULL,
  from_year BIGINT NOT NULL,
  plan_year BIGINT NOT NULL,
  to_year BIGINT NOT NULL,
  actual_words TEXT NOT NULL,
  plan_words TEXT NOT NULL,
  as_of TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE programme_row (
  sheet TEXT NOT NULL,
  n BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY(sheet, n)
);
CREATE TABLE programme_roadmap (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  paper TEXT NOT NULL,
  phase TEXT NOT NULL,
  vision TEXT NOT NULL,
  ground TEXT NOT NULL,
  city TEXT NOT NULL,
  city_policy TEXT NOT NULL,
  centre TEXT NOT NULL,
  centre_policy TEXT NOT NULL,
  goals_note TEXT NOT NULL,
  council TEXT NOT NULL,
  state TEXT NOT NULL,
  confirmed_on TEXT,
  confirmed_by TEXT NOT NULL,
  base TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX programme_roadmap_edition ON programme_roadmap(year, edition);
CREATE TABLE programme_cell (
  roadmap TEXT NOT NULL,
  scene TEXT NOT NULL,
  part TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY(roadmap, scene, part)
);
CREATE TABLE programme_cite (
  id TEXT NOT NULL PRIMARY KEY,
  roadmap TEXT NOT NULL,
  scene TEXT NOT NULL,
  part TEXT NOT NULL,
  source TEXT NOT NULL,
  line TEXT NOT NULL,
  href TEXT NOT NULL,
  as_of TEXT NOT NULL,
  used BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE UNIQUE INDEX programme_cite_source ON programme_cite(roadmap, scene, part, source);
CREATE TABLE programme_phase (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_year BIGINT NOT NULL,
  to_year BIGINT NOT NULL,
  about TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE programme_logic (
  id TEXT NOT NULL PRIMARY KEY,
  scene TEXT NOT NULL,
  stage TEXT NOT NULL,
  parent TEXT,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  indicator TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX programme_logic_scene ON programme_logic(scene, place);
