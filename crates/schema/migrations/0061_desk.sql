-- base
CREATE TABLE desk_case(
  id TEXT PRIMARY KEY, year BIGINT NOT NULL, number BIGINT NOT NULL, day TEXT NOT NULL, time TEXT NOT NULL,
  method TEXT NOT NULL, place TEXT NOT NULL, affiliation TEXT NOT NULL, profession TEXT NOT NULL, office TEXT NOT NULL,
  asked TEXT NOT NULL, answered TEXT NOT NULL, minutes BIGINT, status TEXT NOT NULL, follow_on TEXT,
  solved_year BIGINT, issue TEXT, state TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL,
  account TEXT, taker TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE INDEX desk_case_day ON desk_case(day, id);
CREATE INDEX desk_case_year ON desk_case(year, number);
CREATE INDEX desk_case_follow ON desk_case(follow_on) WHERE follow_on IS NOT NULL;
CREATE INDEX desk_case_solved ON desk_case(solved_year) WHERE solved_year IS NOT NULL;
CREATE TABLE desk_content(case_id TEXT NOT NULL REFERENCES desk_case(id), code TEXT NOT NULL, PRIMARY KEY(case_id, code));
CREATE INDEX desk_content_code ON desk_content(code);
CREATE TABLE desk_gram(kind TEXT NOT NULL, gram TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES desk_case(id), PRIMARY KEY(kind, gram, case_id));
CREATE INDEX desk_gram_case ON desk_gram(case_id);
CREATE TABLE desk_handover(
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES desk_case(id), day TEXT NOT NULL, receiver TEXT NOT NULL, what TEXT NOT NULL, how TEXT NOT NULL,
  account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT, cancelled_name TEXT NOT NULL, why TEXT NOT NULL
);
CREATE INDEX desk_handover_case ON desk_handover(case_id, at);
