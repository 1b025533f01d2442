-- base
CREATE TABLE meetings_body (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  founded_on TEXT,
  ended_on TEXT,
  parent TEXT,
  secretariat TEXT NOT NULL,
  ground TEXT NOT NULL,
  term TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX meetings_body_parent ON meetings_body(parent);
CREATE TABLE meetings_was (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE UNIQUE INDEX meetings_was_version ON meetings_was(body, version);
CREATE TABLE meetings_member (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  place BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  href TEXT NOT NULL,
  name TEXT NOT NULL,
  profession TEXT NOT NULL,
  role TEXT NOT NULL,
  from_on TEXT,
  until_on TEXT,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_member_body ON meetings_member(body, place);
CREATE INDEX meetings_member_until ON meetings_member(until_on) WHERE removed = 0;
CREATE TABLE meetings_meeting (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  year BIGINT,
  series BIGINT,
  title TEXT NOT NULL,
  day TEXT,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  place TEXT NOT NULL,
  form TEXT NOT NULL,
  link TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX meetings_meeting_series ON meetings_meeting(body, year, series);
CREATE INDEX meetings_meeting_day ON meetings_meeting(day, id);
CREATE INDEX meetings_meeting_state ON meetings_meeting(state, day);
CREATE TABLE meetings_item (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  who TEXT NOT NULL,
  minutes BIGINT,
  note TEXT NOT NULL,
  action_id TEXT,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_item_meeting ON meetings_item(meeting, place);
CREATE INDEX meetings_item_action ON meetings_item(action_id);
CREATE TABLE meetings_evidence (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  title TEXT NOT NULL,
  figure TEXT NOT NULL,
  as_of TEXT NOT NULL,
  href TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_evidence_item ON meetings_evidence(item, at);
CREATE TABLE meetings_paper (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  held_at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_paper_meeting ON meetings_paper(meeting, place);
CREATE TABLE meetings_seat (
  meeting TEXT NOT NULL,
  n BIGINT NOT NULL,
  member TEXT,
  organisation TEXT NOT NULL,
  name TEXT NOT NULL,
  profession TEXT NOT NULL,
  role TEXT NOT NULL,
  presence TEXT NOT NULL,
  proxy TEXT NOT NULL,
  PRIMARY KEY (meeting, n)
);
CREATE TABLE meetings_draft (
  meeting TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE meetings_minutes (
  meeting TEXT NOT NULL,
  n BIGINT NOT NULL,
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (meeting, n)
);
CREATE TABLE meetings_decision (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_decision_meeting ON meetings_decision(meeting, place);
CREATE TABLE meetings_action (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  decision TEXT NOT NULL,
  text TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  done_on TEXT,
  done_by TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_action_meeting ON meetings_action(meeting);
CREATE INDEX meetings_action_decision ON meetings_action(decision);
CREATE INDEX meetings_action_due ON meetings_action(due) WHERE done_on IS NULL AND removed = 0;
CREATE TABLE meetings_poll (
  meeting TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  note TEXT NOT NULL,
  chosen TEXT,
  at TEXT NOT NULL
);
CREATE TABLE meetings_slot (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  day TEXT NOT NULL,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX meetings_slot_meeting ON meetings_slot(meeting, day);
CREATE TABLE meetings_ballot (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  member TEXT NOT NULL,
  token_hash TEXT,
  code_hash TEXT,
  note TEXT NOT NULL,
  way TEXT NOT NULL,
  answered_at TEXT
);
CREATE UNIQUE INDEX meetings_ballot_member ON meetings_ballot(meeting, member);
CREATE UNIQUE INDEX meetings_ballot_token ON meetings_ballot(token_hash);
CREATE INDEX meetings_ballot_code ON meetings_ballot(code_hash);
CREATE TABLE meetings_mark (
  ballot TEXT NOT NULL,
  slot TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (ballot, slot)
);
CREATE TABLE meetings_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE INDEX meetings_try_of ON meetings_try(what, network, at);
CREATE INDEX meetings_try_at ON meetings_try(what, at);
CREATE TABLE meetings_chronicle (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  day TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  source TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX meetings_chronicle_year ON meetings_chronicle(year, day);
CREATE INDEX meetings_chronicle_source ON meetings_chronicle(source);
CREATE TABLE meetings_case (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  sign TEXT NOT NULL,
  age TEXT NOT NULL,
  household TEXT NOT NULL,
  theme TEXT NOT NULL,
  outline TEXT NOT NULL,
  problems TEXT NOT NULL,
  strengths TEXT NOT NULL,
  support TEXT NOT NULL,
  follow_on TEXT,
  follow_text TEXT NOT NULL,
  issue TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX meetings_case_sign ON meetings_case(meeting, sign);
CREATE INDEX meetings_case_follow ON meetings_case(follow_on) WHERE follow_text = '' AND removed = 0;
CREATE TABLE meetings_advice (
  id TEXT NOT NULL PRIMARY KEY,
  of_case TEXT NOT NULL,
  profession TEXT NOT NULL,
  text TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX meetings_advice_case ON meetings_advice(of_case, at);
