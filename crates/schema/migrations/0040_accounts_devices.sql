-- base
CREATE TABLE accounts_device(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, code_hash TEXT UNIQUE, code_until TEXT, secret_hash TEXT UNIQUE,
  made_by TEXT, made_name TEXT NOT NULL, made_at TEXT NOT NULL, enrolled_at TEXT, seen_at TEXT, ended_at TEXT, ended_name TEXT, ended_why TEXT
);
CREATE INDEX accounts_device_organisation ON accounts_device(organisation, made_at);
CREATE TABLE accounts_crew(
  account TEXT PRIMARY KEY REFERENCES accounts_account(id), pin TEXT, digits BIGINT NOT NULL, pin_at TEXT, wrong BIGINT NOT NULL, code_hash TEXT, code_until TEXT
);
CREATE TABLE accounts_opening(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), reason TEXT NOT NULL, opened_by TEXT, opened_name TEXT NOT NULL, opened_at TEXT NOT NULL,
  until TEXT NOT NULL, closed_at TEXT, closed_name TEXT
);
CREATE INDEX accounts_opening_until ON accounts_opening(until);
CREATE TABLE accounts_year_asked(
  organisation TEXT NOT NULL REFERENCES accounts_organisation(id), year BIGINT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(organisation, year, step)
);
CREATE TABLE accounts_provider(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT NOT NULL, client TEXT NOT NULL, secret TEXT NOT NULL, second TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL,
  made_at TEXT NOT NULL, ended_at TEXT, ended_name TEXT
);
