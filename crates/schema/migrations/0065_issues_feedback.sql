-- base
CREATE TABLE issues_feedback(
  id TEXT PRIMARY KEY, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, on_day TEXT NOT NULL, how TEXT NOT NULL, note TEXT NOT NULL,
  by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT
);
CREATE INDEX issues_feedback_owner ON issues_feedback(owner_kind, owner, on_day);
CREATE TABLE issues_feedback_issue(feedback TEXT NOT NULL REFERENCES issues_feedback(id), issue TEXT NOT NULL REFERENCES issues_issue(id), PRIMARY KEY(feedback, issue));
CREATE INDEX issues_feedback_issue_of ON issues_feedback_issue(issue);
