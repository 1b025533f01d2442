-- persons
CREATE TABLE emergency_glass_tell(
  glass TEXT PRIMARY KEY REFERENCES emergency_glass(id), resident TEXT NOT NULL REFERENCES people_resident(id), quiet TEXT NOT NULL, at TEXT NOT NULL, told_at TEXT, told_name TEXT, told_to TEXT, how TEXT
);
CREATE INDEX emergency_glass_tell_resident ON emergency_glass_tell(resident);
CREATE INDEX emergency_glass_tell_open ON emergency_glass_tell(at) WHERE told_at IS NULL;
