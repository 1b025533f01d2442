-- base
CREATE TABLE accounts_organisation(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, number TEXT, corporation TEXT NOT NULL, area TEXT NOT NULL,
  phone TEXT NOT NULL, fax TEXT NOT NULL, calendar TEXT NOT NULL, outside BIGINT NOT NULL, fictitious BIGINT NOT NULL, closed_on TEXT
);
CREATE INDEX accounts_organisation_kind ON accounts_organisation(kind, kana);
CREATE TABLE accounts_ward(organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kind TEXT NOT NULL, rank BIGINT NOT NULL, PRIMARY KEY(organisation, name));
CREATE TABLE accounts_account(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kana TEXT NOT NULL, hat TEXT NOT NULL,
  profession TEXT NOT NULL, demo_role TEXT, locked_at TEXT, at TEXT NOT NULL
);
CREATE INDEX accounts_account_org ON accounts_account(organisation, kana);
CREATE TABLE accounts_invitation(
  id TEXT PRIMARY KEY, code_hash TEXT NOT NULL UNIQUE, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kana TEXT NOT NULL, hat TEXT NOT NULL,
  profession TEXT NOT NULL, made_by TEXT, made_at TEXT NOT NULL, until TEXT NOT NULL, used_at TEXT, account TEXT, revoked_at TEXT
);
CREATE INDEX accounts_invitation_org ON accounts_invitation(organisation, made_at);
