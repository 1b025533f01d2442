-- base
CREATE TABLE accounts_deputy(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), absent TEXT NOT NULL REFERENCES accounts_account(id), deputy TEXT NOT NULL REFERENCES accounts_account(id),
  from_day TEXT NOT NULL, to_day TEXT NOT NULL, reason TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT
);
CREATE INDEX accounts_deputy_deputy ON accounts_deputy(deputy, to_day);
CREATE INDEX accounts_deputy_absent ON accounts_deputy(absent, to_day);
CREATE INDEX accounts_deputy_org ON accounts_deputy(organisation, to_day);
