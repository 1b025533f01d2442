-- persons
CREATE TABLE people_keycode(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), hash TEXT NOT NULL UNIQUE, last4 TEXT NOT NULL, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  revoked_at TEXT, revoked_name TEXT NOT NULL DEFAULT '', revoked_reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX people_keycode_active ON people_keycode(resident) WHERE revoked_at IS NULL;
CREATE TABLE people_keycode_secret(id BIGINT PRIMARY KEY, secret BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_keycode_try(id TEXT PRIMARY KEY, account TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL, hit BIGINT NOT NULL);
CREATE INDEX people_keycode_try_account ON people_keycode_try(account, at);
CREATE INDEX people_keycode_try_organisation ON people_keycode_try(organisation, at);
