-- base
CREATE TABLE app_block_lean(first BIGINT PRIMARY KEY, n BIGINT NOT NULL, root TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO app_block_lean(first, n, root, previous, hash, at) SELECT first, n, root, previous, hash, at FROM app_block;
DROP TABLE app_block;
ALTER TABLE app_block_lean RENAME TO app_block;
DROP TABLE app_audit_subject;
