-- base
CREATE TABLE bridge_address(
  account TEXT PRIMARY KEY, address TEXT NOT NULL, asked_at TEXT NOT NULL, code TEXT NOT NULL, tries BIGINT NOT NULL, confirmed_at TEXT,
  quiet_from BIGINT, quiet_to BIGINT, bounced_at TEXT
);
CREATE TABLE bridge_preference(account TEXT NOT NULL, kind TEXT NOT NULL, mail TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (account, kind));
CREATE TABLE bridge_seen(notice TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE INDEX bridge_seen_at ON bridge_seen(at);
CREATE TABLE bridge_mail(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, notice TEXT, kind TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, problem TEXT NOT NULL
);
CREATE INDEX bridge_mail_state ON bridge_mail(state, due_at);
CREATE INDEX bridge_mail_at ON bridge_mail(at);
CREATE INDEX bridge_mail_account ON bridge_mail(account, state);
