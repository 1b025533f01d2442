-- persons
ALTER TABLE people_team ADD COLUMN person TEXT NOT NULL DEFAULT '';
