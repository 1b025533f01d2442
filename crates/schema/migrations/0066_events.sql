-- base
CREATE TABLE events_event (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  aim TEXT NOT NULL,
  place TEXT NOT NULL,
  hosts TEXT NOT NULL,
  cosponsors TEXT NOT NULL,
  funding TEXT NOT NULL,
  contact TEXT NOT NULL,
  link TEXT NOT NULL,
  capacity BIGINT,
  expected BIGINT,
  fee BIGINT NOT NULL,
  together BIGINT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  slug TEXT NOT NULL,
  keep_days BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  year BIGINT NOT NULL,
  template TEXT NOT NULL,
  made_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_event_slug ON events_event(slug);
CREATE INDEX events_event_year ON events_event(year, first_day, id);
CREATE INDEX events_event_state ON events_event(state, first_day);
CREATE TABLE events_day (
  event TEXT NOT NULL,
  n BIGINT NOT NULL,
  day TEXT NOT NULL,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  PRIMARY KEY (event, n)
);
CREATE INDEX events_day_day ON events_day(day);
CREATE TABLE events_target (
  event TEXT NOT NULL,
  profession TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, profession)
);
CREATE TABLE events_head (
  event TEXT NOT NULL,
  profession TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, profession)
);
CREATE TABLE events_counted (
  event TEXT NOT NULL,
  name TEXT NOT NULL,
  dims TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, name, dims)
);
CREATE TABLE events_task (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  phase TEXT NOT NULL,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  who TEXT NOT NULL,
  days BIGINT NOT NULL,
  due TEXT NOT NULL,
  done_on TEXT,
  done_by TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX events_task_event ON events_task(event, place);
CREATE INDEX events_task_due ON events_task(due) WHERE done_on IS NULL AND removed = 0;
CREATE TABLE events_plan (
  plan_row TEXT NOT NULL,
  year BIGINT NOT NULL,
  times BIGINT,
  persons BIGINT,
  PRIMARY KEY (plan_row, year)
);
CREATE TABLE events_request (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  event TEXT,
  answer TEXT NOT NULL,
  key TEXT NOT NULL,
  at TEXT NOT NULL,
  done_at TEXT,
  erased_at TEXT
);
CREATE UNIQUE INDEX events_request_key ON events_request(key);
CREATE INDEX events_request_state ON events_request(state, at);
CREATE TABLE events_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE INDEX events_try_of ON events_try(what, network, at);
CREATE INDEX events_try_at ON events_try(what, at);
