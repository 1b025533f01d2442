-- base
CREATE TABLE bridge_push_device(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, endpoint TEXT NOT NULL, point TEXT NOT NULL, auth TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, sent_at TEXT, ended_at TEXT, problem TEXT NOT NULL
);
CREATE INDEX bridge_push_device_account ON bridge_push_device(account, at);
CREATE UNIQUE INDEX bridge_push_device_endpoint ON bridge_push_device(endpoint) WHERE ended_at IS NULL;
CREATE TABLE bridge_push(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, device TEXT NOT NULL, notice TEXT, kind TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, problem TEXT NOT NULL
);
CREATE INDEX bridge_push_state ON bridge_push(state, due_at);
CREATE INDEX bridge_push_at ON bridge_push(at);
CREATE INDEX bridge_push_notice ON bridge_push(notice, account);
CREATE INDEX bridge_mail_notice ON bridge_mail(notice, account);
ALTER TABLE bridge_preference ADD COLUMN push TEXT;
CREATE TABLE bridge_hours(account TEXT PRIMARY KEY, quiet_from BIGINT NOT NULL, quiet_to BIGINT NOT NULL);
INSERT INTO bridge_hours(account, quiet_from, quiet_to) SELECT account, quiet_from, quiet_to FROM bridge_address WHERE quiet_from IS NOT NULL AND quiet_to IS NOT NULL;
