-- persons
CREATE TABLE emergency_tablet(
  device TEXT PRIMARY KEY, organisation TEXT NOT NULL, towns TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_name TEXT
);
CREATE TABLE emergency_subset(
  id TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES emergency_tablet(device), account TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL, cards BIGINT NOT NULL, bytes BIGINT NOT NULL,
  gone_at TEXT, gone_why TEXT NOT NULL, cleared_at TEXT
);
CREATE INDEX emergency_subset_device ON emergency_subset(device, at);
CREATE INDEX emergency_subset_running ON emergency_subset(until) WHERE gone_at IS NULL;
CREATE TABLE emergency_subset_told(subset TEXT NOT NULL REFERENCES emergency_subset(id), n BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(subset, n));
