-- persons
CREATE TABLE transitions_case(
  id TEXT PRIMARY KEY, office TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, admitted_on TEXT NOT NULL, ended_on TEXT, age_band TEXT NOT NULL, body TEXT NOT NULL,
  source TEXT NOT NULL, state TEXT NOT NULL, made_by TEXT, made_org TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT
);
CREATE INDEX transitions_case_admitted ON transitions_case(admitted_on);
CREATE INDEX transitions_case_ended ON transitions_case(ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX transitions_case_office ON transitions_case(office, admitted_on);
CREATE TABLE transitions_answer(
  organisation TEXT NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL, done BIGINT NOT NULL, good TEXT NOT NULL, wish TEXT NOT NULL,
  made_by TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(organisation, from_on, to_on)
);
