-- base
ALTER TABLE accounts_crew ADD COLUMN away TEXT;
