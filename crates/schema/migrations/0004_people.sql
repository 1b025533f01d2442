-- persons
CREATE TABLE people_resident(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, name_key TEXT NOT NULL, kana_key TEXT NOT NULL, birth TEXT NOT NULL, sex TEXT NOT NULL,
  address TEXT NOT NULL, phone TEXT NOT NULL, insurer TEXT NOT NULL, insured TEXT NOT NULL, care_level TEXT NOT NULL, care_from TEXT, care_to TEXT,
  household TEXT NOT NULL, died_on TEXT, version BIGINT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX people_resident_birth ON people_resident(birth, kana_key);
CREATE INDEX people_resident_insured ON people_resident(insured) WHERE insured <> '';
CREATE INDEX people_resident_kana ON people_resident(kana_key, id);
CREATE TABLE people_gram(gram TEXT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), PRIMARY KEY(gram, resident));
CREATE TABLE people_contact(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), rank BIGINT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL, age BIGINT,
  phone TEXT NOT NULL, lives_with BIGINT NOT NULL, carer BIGINT NOT NULL, key_person BIGINT NOT NULL, source TEXT NOT NULL, as_of TEXT NOT NULL
);
CREATE INDEX people_contact_resident ON people_contact(resident, rank);
CREATE TABLE people_fact(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, text TEXT NOT NULL, code TEXT NOT NULL, alert TEXT NOT NULL,
  source TEXT NOT NULL, as_of TEXT NOT NULL, ended_on TEXT
);
CREATE INDEX people_fact_resident ON people_fact(resident, kind);
CREATE TABLE people_team(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), role TEXT NOT NULL, organisation TEXT, account TEXT, label TEXT NOT NULL, phone TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT
);
CREATE INDEX people_team_resident ON people_team(resident);
CREATE INDEX people_team_account ON people_team(account) WHERE account IS NOT NULL;
CREATE TABLE people_consent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, method TEXT NOT NULL, heard_by TEXT NOT NULL, given_on TEXT NOT NULL,
  form_version TEXT NOT NULL, recorded_by TEXT, withdrawn_on TEXT
);
CREATE INDEX people_consent_resident ON people_consent(resident);
CREATE TABLE people_access(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), party_kind TEXT NOT NULL, party TEXT NOT NULL, basis TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT, UNIQUE(resident, party, basis, kind, record)
);
CREATE INDEX people_access_party ON people_access(party, resident);
