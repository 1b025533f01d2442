-- base
CREATE TABLE accounts_application(
  id TEXT PRIMARY KEY, source TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL, person TEXT NOT NULL,
  person_kana TEXT NOT NULL, profession TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, by_account TEXT, decided_at TEXT, decided_name TEXT, decision TEXT, reason TEXT,
  called TEXT, organisation TEXT REFERENCES accounts_organisation(id)
);
CREATE INDEX accounts_application_open ON accounts_application(decided_at, at);
