-- base
CREATE TABLE yui_witness_key(origin TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(origin, key));
CREATE TABLE yui_witness_note(origin TEXT NOT NULL, key TEXT NOT NULL, size BIGINT NOT NULL, seal TEXT NOT NULL, signed_at TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(origin, key, size, seal));
