-- base
ALTER TABLE accounts_account ADD COLUMN admin BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts_account ADD COLUMN number TEXT;
ALTER TABLE accounts_account ADD COLUMN leaves_on TEXT;
ALTER TABLE accounts_account ADD COLUMN confirmed_on TEXT;
CREATE UNIQUE INDEX accounts_account_number ON accounts_account(organisation, number) WHERE number IS NOT NULL;
ALTER TABLE accounts_invitation ADD COLUMN admin BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts_invitation ADD COLUMN number TEXT;
CREATE TABLE accounts_temporary(
  id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts_account(id), code_hash TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL,
  made_at TEXT NOT NULL, until TEXT NOT NULL, used_at TEXT, ended_at TEXT
);
CREATE INDEX accounts_temporary_account ON accounts_temporary(account, made_at);
