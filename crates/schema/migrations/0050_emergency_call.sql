-- persons
CREATE TABLE emergency_lookup(
  id TEXT PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL, account TEXT, organisation TEXT, incident TEXT NOT NULL, kinds TEXT NOT NULL, town TEXT NOT NULL,
  found BIGINT NOT NULL, matched BIGINT NOT NULL, later BIGINT NOT NULL
);
CREATE INDEX emergency_lookup_day ON emergency_lookup(day);
CREATE TABLE emergency_opened(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), lookup TEXT, glass TEXT, at TEXT NOT NULL, day TEXT NOT NULL, account TEXT, organisation TEXT, incident TEXT NOT NULL,
  asked TEXT NOT NULL, arrest_at TEXT
);
CREATE INDEX emergency_opened_resident ON emergency_opened(resident, at);
CREATE INDEX emergency_opened_lookup ON emergency_opened(lookup) WHERE lookup IS NOT NULL;
CREATE TABLE emergency_transport(
  id TEXT PRIMARY KEY, opened TEXT NOT NULL REFERENCES emergency_opened(id), resident TEXT NOT NULL REFERENCES people_resident(id), hospital TEXT, hospital_name TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL
);
CREATE INDEX emergency_transport_opened ON emergency_transport(opened);
CREATE INDEX emergency_transport_resident ON emergency_transport(resident);
CREATE INDEX emergency_transport_hospital ON emergency_transport(hospital, at) WHERE hospital IS NOT NULL;
CREATE TABLE emergency_glass(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), account TEXT NOT NULL, organisation TEXT NOT NULL, name TEXT NOT NULL, incident TEXT NOT NULL,
  reason TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL, review_by TEXT NOT NULL, closed_at TEXT,
  reviewed_at TEXT, verdict TEXT NOT NULL, review_note TEXT NOT NULL, reviewer TEXT, reviewer_org TEXT, reviewer_name TEXT NOT NULL
);
CREATE INDEX emergency_glass_resident ON emergency_glass(resident);
CREATE INDEX emergency_glass_waiting ON emergency_glass(organisation, at) WHERE reviewed_at IS NULL;
CREATE TABLE emergency_alert(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), incident TEXT NOT NULL, at TEXT NOT NULL, closed_at TEXT, closed_name TEXT, UNIQUE(resident, incident)
);
CREATE INDEX emergency_alert_open ON emergency_alert(at) WHERE closed_at IS NULL;
