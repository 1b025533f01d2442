-- base
-- What putting two facilities together moved (JSON), so that it can be taken apart again; empty = nothing was moved.
ALTER TABLE directory_review ADD COLUMN moved TEXT NOT NULL DEFAULT '';
