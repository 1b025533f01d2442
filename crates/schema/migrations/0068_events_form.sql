-- base
CREATE TABLE events_form (
  event TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL,
  body TEXT NOT NULL,
  template TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_form_slug ON events_form(slug);
CREATE TABLE events_answer (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  key TEXT NOT NULL,
  way TEXT NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_answer_key ON events_answer(event, key);
CREATE TABLE events_group (
  answer TEXT NOT NULL,
  question TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (answer, question)
);
CREATE TABLE events_text (
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (event, kind)
);
