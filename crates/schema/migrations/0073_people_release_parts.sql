-- persons
ALTER TABLE people_release ADD COLUMN parts TEXT NOT NULL DEFAULT '';
ALTER TABLE people_card ADD COLUMN note_parts TEXT NOT NULL DEFAULT '';
ALTER TABLE people_card ADD COLUMN note_until TEXT;
ALTER TABLE people_pointer ADD COLUMN part TEXT NOT NULL DEFAULT '';
