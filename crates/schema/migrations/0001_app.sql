-- base
CREATE TABLE app_epoch(id BIGINT PRIMARY KEY, epoch BIGINT NOT NULL);
CREATE TABLE app_epoch_new(id TEXT PRIMARY KEY);
CREATE TABLE app_setting(key TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE app_audit(
  id TEXT PRIMARY KEY, at TEXT NOT NULL, account TEXT, organisation TEXT, hat TEXT NOT NULL, name TEXT NOT NULL,
  act TEXT NOT NULL, resident TEXT, object TEXT, detail TEXT NOT NULL, denied BIGINT NOT NULL, hash TEXT NOT NULL,
  ord BIGINT NOT NULL, pos BIGINT
);
CREATE INDEX app_audit_new ON app_audit(ord, id) WHERE pos IS NULL;
CREATE INDEX app_audit_pos ON app_audit(pos);
CREATE INDEX app_audit_at ON app_audit(at);
CREATE INDEX app_audit_resident ON app_audit(resident, at) WHERE resident IS NOT NULL;
CREATE TABLE app_audit_subject(resident TEXT NOT NULL, actor TEXT NOT NULL, day TEXT NOT NULL, act TEXT NOT NULL, PRIMARY KEY(resident, actor, day, act));
CREATE TABLE app_block(first BIGINT PRIMARY KEY, n BIGINT NOT NULL, root TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE app_outbox(id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, at TEXT NOT NULL, hash TEXT NOT NULL, ord BIGINT NOT NULL, pos BIGINT);
CREATE INDEX app_outbox_new ON app_outbox(ord, id) WHERE pos IS NULL;
CREATE INDEX app_outbox_pos ON app_outbox(pos);
CREATE TABLE app_idempotency(actor TEXT NOT NULL, key TEXT NOT NULL, route TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(actor, key));
CREATE INDEX app_idempotency_at ON app_idempotency(at);
CREATE TABLE app_idempotency_outcome(actor TEXT NOT NULL, key TEXT NOT NULL, outcome TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(actor, key));
CREATE INDEX app_idempotency_outcome_at ON app_idempotency_outcome(at);
CREATE TABLE app_draft(account TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, base BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, subject));
CREATE TABLE app_record(id TEXT PRIMARY KEY, kind TEXT NOT NULL, resident TEXT, subject TEXT, organisation TEXT, state TEXT NOT NULL, version BIGINT NOT NULL, at TEXT NOT NULL);
CREATE INDEX app_record_subject ON app_record(subject, kind);
CREATE INDEX app_record_resident ON app_record(resident, kind, organisation);
CREATE TABLE app_record_version(
  record TEXT NOT NULL, version BIGINT NOT NULL, state TEXT NOT NULL, form TEXT NOT NULL, form_version TEXT NOT NULL,
  body TEXT NOT NULL, hash TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(record, version)
);
CREATE TABLE app_notice(id TEXT PRIMARY KEY, organisation TEXT NOT NULL, account TEXT, kind TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL, at TEXT NOT NULL, read_at TEXT, read_by TEXT);
CREATE INDEX app_notice_org ON app_notice(organisation, at);
CREATE TABLE app_job(id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, run_at TEXT NOT NULL, attempts BIGINT NOT NULL, locked_until TEXT, error TEXT, dead_at TEXT, done_at TEXT, at TEXT NOT NULL);
CREATE INDEX app_job_open ON app_job(run_at) WHERE done_at IS NULL;
CREATE TABLE app_measure(id TEXT PRIMARY KEY, name TEXT NOT NULL, dims TEXT NOT NULL, delta BIGINT NOT NULL, record TEXT NOT NULL, day TEXT NOT NULL, folded BIGINT NOT NULL);
CREATE INDEX app_measure_name ON app_measure(name, dims);
CREATE INDEX app_measure_new ON app_measure(folded) WHERE folded = 0;
CREATE TABLE app_measure_total(name TEXT NOT NULL, dims TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY(name, dims));
