-- base
CREATE TABLE accounts_phone(
  account TEXT PRIMARY KEY REFERENCES accounts_account(id), secret_hash TEXT, pin TEXT, wrong BIGINT NOT NULL, enrolled_at TEXT, seen_at TEXT
);
CREATE INDEX accounts_phone_secret ON accounts_phone(secret_hash) WHERE secret_hash IS NOT NULL;
