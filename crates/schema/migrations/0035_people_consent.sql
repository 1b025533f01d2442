-- persons
ALTER TABLE people_consent ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
ALTER TABLE people_consent ADD COLUMN mode TEXT NOT NULL DEFAULT 'bulk';
ALTER TABLE people_consent ADD COLUMN kinds TEXT NOT NULL DEFAULT '';
ALTER TABLE people_consent ADD COLUMN hats TEXT NOT NULL DEFAULT '';
ALTER TABLE people_consent ADD COLUMN clearance TEXT NOT NULL DEFAULT 'N';
ALTER TABLE people_consent ADD COLUMN to_day TEXT;
ALTER TABLE people_consent ADD COLUMN proxy TEXT;
ALTER TABLE people_consent ADD COLUMN scan TEXT;
ALTER TABLE people_consent ADD COLUMN explained_by TEXT NOT NULL DEFAULT '';
ALTER TABLE people_consent ADD COLUMN organisation TEXT;
ALTER TABLE people_consent ADD COLUMN by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE people_consent ADD COLUMN at TEXT;
UPDATE people_consent SET status = 'withdrawn' WHERE withdrawn_on IS NOT NULL;
CREATE TABLE people_consent_party(consent TEXT NOT NULL REFERENCES people_consent(id), party TEXT NOT NULL, PRIMARY KEY(consent, party));
CREATE TABLE people_consent_step(
  id TEXT PRIMARY KEY, consent TEXT NOT NULL REFERENCES people_consent(id), resident TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  account TEXT, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX people_consent_step_resident ON people_consent_step(resident, at);
CREATE TABLE people_proxy(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), name TEXT NOT NULL, relation TEXT NOT NULL, evidence TEXT NOT NULL, note TEXT NOT NULL, scan TEXT,
  from_day TEXT NOT NULL, to_day TEXT, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_on TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX people_proxy_resident ON people_proxy(resident);
CREATE TABLE people_matrix(version BIGINT PRIMARY KEY, base TEXT NOT NULL, closed TEXT NOT NULL, reason TEXT NOT NULL, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_label(
  record TEXT NOT NULL, n BIGINT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), label TEXT NOT NULL, organisation TEXT, reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(record, n)
);
CREATE TABLE people_shield(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), reason TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  lifted_at TEXT, lifted_org TEXT, lifted_name TEXT NOT NULL DEFAULT '', lifted_reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX people_shield_resident ON people_shield(resident) WHERE lifted_at IS NULL;
CREATE TABLE people_shield_party(shield TEXT NOT NULL REFERENCES people_shield(id), party TEXT NOT NULL, PRIMARY KEY(shield, party));
CREATE TABLE people_member(organisation TEXT PRIMARY KEY, name TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT);
CREATE TABLE people_member_change(id TEXT PRIMARY KEY, organisation TEXT NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL, on_day TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_member_told(change TEXT NOT NULL REFERENCES people_member_change(id), resident TEXT NOT NULL, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(change, resident));
