-- base
CREATE TABLE yui_identity(
  id TEXT PRIMARY KEY, login TEXT UNIQUE, password TEXT, totp BYTEA, totp_step BIGINT NOT NULL, made_at TEXT NOT NULL, disabled_at TEXT
);
CREATE TABLE yui_identity_account(
  region TEXT NOT NULL, account TEXT NOT NULL, identity TEXT NOT NULL REFERENCES yui_identity(id), at TEXT NOT NULL,
  PRIMARY KEY(region, account)
);
CREATE INDEX yui_identity_account_identity ON yui_identity_account(identity, region);
CREATE TABLE yui_passkey(
  credential TEXT PRIMARY KEY, identity TEXT NOT NULL REFERENCES yui_identity(id), public_key BYTEA NOT NULL, counter BIGINT NOT NULL,
  name TEXT NOT NULL, made_at TEXT NOT NULL, used_at TEXT
);
CREATE INDEX yui_passkey_identity ON yui_passkey(identity, made_at);
CREATE TABLE yui_recovery(hash TEXT PRIMARY KEY, identity TEXT NOT NULL REFERENCES yui_identity(id), made_at TEXT NOT NULL, used_at TEXT);
CREATE INDEX yui_recovery_identity ON yui_recovery(identity);
CREATE TABLE yui_ticket(hash TEXT PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL, until TEXT NOT NULL);
CREATE INDEX yui_ticket_until ON yui_ticket(until);
CREATE TABLE yui_attempt(key TEXT NOT NULL, slot BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY(key, slot));
CREATE INDEX yui_attempt_slot ON yui_attempt(slot);
DROP TABLE yui_session;
CREATE TABLE yui_session(
  token TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, region TEXT NOT NULL, account TEXT NOT NULL, hat TEXT NOT NULL, identity TEXT REFERENCES yui_identity(id),
  proof TEXT NOT NULL, csrf BYTEA NOT NULL, device TEXT NOT NULL, shared BIGINT NOT NULL, made_at TEXT NOT NULL, seen_at TEXT NOT NULL, proved_at TEXT NOT NULL,
  ends_at TEXT NOT NULL
);
CREATE INDEX yui_session_identity ON yui_session(identity, seen_at);
CREATE INDEX yui_session_account ON yui_session(region, account);
CREATE INDEX yui_session_ends ON yui_session(ends_at);
