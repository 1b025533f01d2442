-- base
ALTER TABLE app_record_version ADD COLUMN seal TEXT;
