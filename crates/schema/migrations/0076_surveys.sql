-- base
-- Surveys: the questions, who is asked, their links, and what came back. Who is asked stands here as an office; an anonymous
-- answer carries none of them.
CREATE TABLE surveys_survey (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  aim TEXT NOT NULL,
  lead TEXT NOT NULL,
  contact TEXT NOT NULL,
  named BIGINT NOT NULL,
  from_day TEXT,
  until_day TEXT,
  state TEXT NOT NULL,
  slug TEXT NOT NULL,
  questions TEXT NOT NULL,
  template TEXT NOT NULL,
  previous TEXT,
  year BIGINT NOT NULL,
  published TEXT,
  published_at TEXT,
  made_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX surveys_survey_slug ON surveys_survey(slug);
CREATE INDEX surveys_survey_year ON surveys_survey(year, made_at);
CREATE INDEX surveys_survey_state ON surveys_survey(state, until_day);
CREATE TABLE surveys_asked (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  source TEXT NOT NULL,
  organisation TEXT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  area TEXT NOT NULL,
  phone TEXT NOT NULL,
  fax TEXT NOT NULL,
  sent_at TEXT,
  chased BIGINT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE UNIQUE INDEX surveys_asked_once ON surveys_asked(survey, source);
CREATE INDEX surveys_asked_list ON surveys_asked(survey, kind, name);
CREATE INDEX surveys_asked_organisation ON surveys_asked(organisation) WHERE removed = 0;
CREATE TABLE surveys_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  code_hash TEXT NOT NULL,
  survey TEXT NOT NULL,
  asked TEXT,
  answer TEXT,
  at TEXT NOT NULL
);
CREATE INDEX surveys_link_code ON surveys_link(code_hash);
CREATE INDEX surveys_link_asked ON surveys_link(asked);
CREATE INDEX surveys_link_survey ON surveys_link(survey);
CREATE TABLE surveys_answer (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  asked TEXT,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  way TEXT NOT NULL,
  body TEXT NOT NULL,
  batch TEXT,
  at TEXT NOT NULL,
  changed_at TEXT,
  removed BIGINT NOT NULL
);
CREATE UNIQUE INDEX surveys_answer_once ON surveys_answer(survey, key);
CREATE INDEX surveys_answer_batch ON surveys_answer(batch);
CREATE TABLE surveys_label (
  answer TEXT NOT NULL,
  question TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (answer, question)
);
CREATE TABLE surveys_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE INDEX surveys_try_of ON surveys_try(what, network, at);
CREATE INDEX surveys_try_at ON surveys_try(what, at);
