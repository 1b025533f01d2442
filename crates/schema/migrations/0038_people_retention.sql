-- persons
CREATE TABLE people_hold(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, reason TEXT NOT NULL, by_account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  lifted_at TEXT, lifted_by TEXT, lifted_name TEXT NOT NULL, lifted_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX people_hold_standing ON people_hold(resident) WHERE lifted_at IS NULL;
CREATE TABLE people_purge(
  id TEXT PRIMARY KEY, state TEXT NOT NULL, rule TEXT NOT NULL, n BIGINT NOT NULL, list_hash TEXT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT, erased TEXT NOT NULL
);
CREATE UNIQUE INDEX people_purge_open ON people_purge(state) WHERE state = 'proposed';
CREATE TABLE people_purge_item(
  purge TEXT NOT NULL REFERENCES people_purge(id), resident TEXT NOT NULL, closed_on TEXT NOT NULL, due_on TEXT NOT NULL, PRIMARY KEY(purge, resident)
);
