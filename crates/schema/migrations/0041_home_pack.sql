-- base
CREATE TABLE home_pack(organisation TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, lock_text TEXT NOT NULL, set_at TEXT NOT NULL, made_at TEXT, persons BIGINT NOT NULL, tried_at TEXT, problem TEXT NOT NULL, taken_at TEXT);
