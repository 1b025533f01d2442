-- persons
CREATE TABLE transitions_stay(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, office TEXT NOT NULL, care_manager TEXT, hokatsu TEXT,
  admitted_on TEXT NOT NULL, admitted_time TEXT, planned BIGINT NOT NULL, reason TEXT NOT NULL, learned_from TEXT NOT NULL, care_level TEXT NOT NULL,
  ward TEXT NOT NULL, room TEXT NOT NULL, assigned TEXT, planned_on TEXT, ended_on TEXT, end_kind TEXT, closed BIGINT NOT NULL, cancelled_at TEXT,
  previous TEXT, made_by TEXT, at TEXT NOT NULL
);
CREATE INDEX transitions_stay_resident ON transitions_stay(resident, admitted_on);
CREATE INDEX transitions_stay_admitted ON transitions_stay(admitted_on);
CREATE INDEX transitions_stay_ended ON transitions_stay(ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX transitions_stay_hospital ON transitions_stay(hospital, closed);
CREATE INDEX transitions_stay_office ON transitions_stay(office, closed);
CREATE TABLE transitions_act(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), kind TEXT NOT NULL, day TEXT, at TEXT NOT NULL, method TEXT, account TEXT, organisation TEXT,
  name TEXT NOT NULL, to_org TEXT, to_name TEXT NOT NULL, said_by TEXT NOT NULL, detail TEXT NOT NULL, record TEXT, hash TEXT, opened_at TEXT, opened_by TEXT, received_at TEXT, received_by TEXT,
  cancelled_at TEXT
);
CREATE INDEX transitions_act_stay ON transitions_act(stay, at);
