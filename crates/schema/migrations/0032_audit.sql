-- base
CREATE TABLE app_checkpoint(size BIGINT PRIMARY KEY, at TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE app_checkpoint_sent(place TEXT PRIMARY KEY, size BIGINT NOT NULL, at TEXT NOT NULL);
CREATE TABLE home_review(month TEXT PRIMARY KEY, pos BIGINT NOT NULL, seal TEXT NOT NULL, opened_at TEXT NOT NULL, signed_at TEXT, signed_by TEXT, signed_name TEXT, note TEXT NOT NULL);
CREATE TABLE home_review_mark(month TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(month, subject));
CREATE TABLE home_alarm(id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, organisation TEXT NOT NULL, from_at TEXT NOT NULL, to_at TEXT NOT NULL, n BIGINT NOT NULL, rule TEXT NOT NULL, at TEXT NOT NULL, seen_at TEXT, seen_by TEXT, seen_name TEXT, note TEXT NOT NULL);
CREATE INDEX home_alarm_account ON home_alarm(account, kind, to_at);
CREATE INDEX home_alarm_at ON home_alarm(at);
