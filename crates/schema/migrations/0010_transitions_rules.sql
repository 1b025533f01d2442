-- persons
CREATE TABLE transitions_rules(
  id TEXT PRIMARY KEY, rule_set TEXT NOT NULL, number BIGINT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL, reason TEXT NOT NULL, back_to BIGINT,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE UNIQUE INDEX transitions_rules_number ON transitions_rules(rule_set, number);
CREATE TABLE transitions_judgement(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), rule_set TEXT NOT NULL, rule_version TEXT NOT NULL, rule_hash TEXT NOT NULL,
  cause TEXT NOT NULL, act TEXT, outcome TEXT NOT NULL, verdict TEXT NOT NULL, form_version TEXT NOT NULL, answers TEXT NOT NULL,
  sheet TEXT, sheet_version BIGINT, emergency BIGINT NOT NULL, care_level TEXT NOT NULL, admitted_on TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  waits BIGINT NOT NULL, confirmed_at TEXT, confirmed_by TEXT, confirmed_name TEXT NOT NULL
);
CREATE INDEX transitions_judgement_stay ON transitions_judgement(stay, rule_set, at);
CREATE INDEX transitions_judgement_at ON transitions_judgement(rule_set, at);
CREATE INDEX transitions_judgement_waits ON transitions_judgement(stay) WHERE waits = 1;
CREATE TABLE transitions_referral(
  id TEXT PRIMARY KEY, stay TEXT, hospital TEXT NOT NULL, hokatsu TEXT NOT NULL, record TEXT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL,
  reply_on TEXT, opened_at TEXT, answered_at TEXT, answered_by TEXT, answered_name TEXT NOT NULL, seen_at TEXT
);
CREATE INDEX transitions_referral_hospital ON transitions_referral(hospital, at);
CREATE INDEX transitions_referral_hokatsu ON transitions_referral(hokatsu, at);
