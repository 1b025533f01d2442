-- base
CREATE TABLE issues_party(id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, profession TEXT, at TEXT NOT NULL);
CREATE UNIQUE INDEX issues_party_name ON issues_party(name_key);
CREATE TABLE issues_issue(
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, fy BIGINT NOT NULL, profession TEXT NOT NULL, seq BIGINT NOT NULL,
  title TEXT NOT NULL, detail TEXT NOT NULL, scene TEXT, kind TEXT, owner_kind TEXT, owner TEXT, stage TEXT NOT NULL,
  solved_on TEXT, ended TEXT NOT NULL, merged_into TEXT, said TEXT, text_key TEXT NOT NULL,
  account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE UNIQUE INDEX issues_issue_letter ON issues_issue(fy, profession, seq);
CREATE INDEX issues_issue_merged ON issues_issue(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX issues_issue_owner ON issues_issue(owner_kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX issues_issue_stage ON issues_issue(stage, fy);
CREATE TABLE issues_change(id TEXT PRIMARY KEY, issue TEXT NOT NULL REFERENCES issues_issue(id), what TEXT NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX issues_change_issue ON issues_change(issue, at);
CREATE TABLE issues_evidence(
  id TEXT PRIMARY KEY, issue TEXT NOT NULL REFERENCES issues_issue(id), kind TEXT NOT NULL, ref TEXT NOT NULL,
  title TEXT NOT NULL, figure TEXT NOT NULL, as_of TEXT NOT NULL, href TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL,
  removed_at TEXT
);
CREATE UNIQUE INDEX issues_evidence_once ON issues_evidence(issue, kind, ref) WHERE removed_at IS NULL;
CREATE INDEX issues_evidence_ref ON issues_evidence(kind, ref);
