-- base
ALTER TABLE app_outbox ADD COLUMN subject TEXT;
CREATE INDEX app_outbox_subject ON app_outbox(subject, pos) WHERE subject IS NOT NULL;
