-- base
CREATE TABLE events_entry (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  place BIGINT NOT NULL,
  name TEXT NOT NULL,
  organisation TEXT NOT NULL,
  profession TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL,
  way TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  at TEXT NOT NULL,
  moved_at TEXT,
  told_at TEXT,
  erased_at TEXT
);
CREATE UNIQUE INDEX events_entry_place ON events_entry(event, place);
CREATE UNIQUE INDEX events_entry_token ON events_entry(token_hash);
CREATE INDEX events_entry_code ON events_entry(code_hash);
CREATE TABLE events_presence (
  entry TEXT NOT NULL,
  n BIGINT NOT NULL,
  at TEXT NOT NULL,
  way TEXT NOT NULL,
  PRIMARY KEY (entry, n)
);
CREATE TABLE events_view (
  event TEXT NOT NULL,
  year BIGINT NOT NULL,
  views BIGINT NOT NULL,
  PRIMARY KEY (event, year)
);
CREATE TABLE events_helper (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  roll TEXT NOT NULL,
  area TEXT NOT NULL,
  contact TEXT NOT NULL,
  event TEXT,
  trained_on TEXT NOT NULL,
  ended_on TEXT,
  note TEXT NOT NULL
);
CREATE INDEX events_helper_roll ON events_helper(roll, trained_on);
CREATE TABLE events_helper_act (
  id TEXT NOT NULL PRIMARY KEY,
  helper TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX events_helper_act_of ON events_helper_act(helper, day);
