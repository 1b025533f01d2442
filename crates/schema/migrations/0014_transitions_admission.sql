-- persons
CREATE TABLE transitions_prepared(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), form_version TEXT NOT NULL, body TEXT NOT NULL, base BIGINT NOT NULL, method TEXT NOT NULL,
  to_name TEXT NOT NULL, place TEXT NOT NULL, day TEXT, reason TEXT NOT NULL, state TEXT NOT NULL, made_by TEXT NOT NULL, made_name TEXT NOT NULL, organisation TEXT NOT NULL,
  approver TEXT, note TEXT NOT NULL, at TEXT NOT NULL, decided_at TEXT, decided_by TEXT, decided_name TEXT
);
CREATE INDEX transitions_prepared_stay ON transitions_prepared(stay, at);
CREATE INDEX transitions_prepared_office ON transitions_prepared(organisation, state);
CREATE TABLE transitions_face_sent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, record TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, to_name TEXT NOT NULL, method TEXT NOT NULL, day TEXT NOT NULL,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX transitions_face_sent_resident ON transitions_face_sent(resident, at);
CREATE INDEX transitions_act_told ON transitions_act(to_org, at) WHERE kind = 'services_told';
