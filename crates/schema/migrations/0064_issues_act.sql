-- base
CREATE TABLE issues_act(
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, ord BIGINT NOT NULL, level TEXT NOT NULL, sort TEXT NOT NULL, by_whom TEXT NOT NULL,
  fy BIGINT NOT NULL, title TEXT NOT NULL, form TEXT, state TEXT NOT NULL, times BIGINT, target TEXT NOT NULL, tells BIGINT NOT NULL,
  people TEXT NOT NULL, what TEXT NOT NULL, result TEXT NOT NULL, agreed TEXT NOT NULL, body TEXT NOT NULL, funding TEXT, why TEXT NOT NULL,
  text_key TEXT NOT NULL, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE UNIQUE INDEX issues_act_ord ON issues_act(ord);
CREATE INDEX issues_act_level ON issues_act(level, fy, ord);
CREATE TABLE issues_act_day(act TEXT NOT NULL REFERENCES issues_act(id), on_day TEXT NOT NULL, PRIMARY KEY(act, on_day));
CREATE TABLE issues_act_profession(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, profession TEXT NOT NULL, PRIMARY KEY(act, n));
CREATE TABLE issues_act_party(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, party TEXT NOT NULL REFERENCES issues_party(id), PRIMARY KEY(act, n));
CREATE INDEX issues_act_party_of ON issues_act_party(party);
CREATE TABLE issues_act_issue(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, issue TEXT NOT NULL REFERENCES issues_issue(id), PRIMARY KEY(act, n));
CREATE INDEX issues_act_issue_of ON issues_act_issue(issue);
CREATE TABLE issues_said(id TEXT PRIMARY KEY, act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, text TEXT NOT NULL, issue TEXT REFERENCES issues_issue(id));
CREATE INDEX issues_said_act ON issues_said(act, n);
