-- persons
CREATE TABLE transitions_conference(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), organisation TEXT NOT NULL, state TEXT NOT NULL, day TEXT, version BIGINT NOT NULL,
  first_closed BIGINT NOT NULL, asked BIGINT NOT NULL, asked_account TEXT, asked_org TEXT, asked_name TEXT NOT NULL, asked_at TEXT, act TEXT, at TEXT NOT NULL
);
CREATE INDEX transitions_conference_stay ON transitions_conference(stay);
CREATE INDEX transitions_conference_org ON transitions_conference(organisation, day);
CREATE TABLE transitions_conference_seat(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, organisation TEXT, account TEXT, organisation_name TEXT NOT NULL, name TEXT NOT NULL,
  profession TEXT NOT NULL, side TEXT NOT NULL, presence TEXT NOT NULL, here BIGINT NOT NULL, removed BIGINT NOT NULL, PRIMARY KEY (conference, n)
);
CREATE INDEX transitions_conference_seat_org ON transitions_conference_seat(organisation);
CREATE TABLE transitions_conference_ask(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, version BIGINT NOT NULL, organisation TEXT, account TEXT, asked_at TEXT NOT NULL,
  remind_at TEXT, reminded BIGINT NOT NULL, seen_at TEXT, seen_account TEXT, seen_name TEXT NOT NULL, reply TEXT NOT NULL, method TEXT, told_to TEXT NOT NULL, told_day TEXT, PRIMARY KEY (conference, n, version)
);
CREATE INDEX transitions_conference_ask_org ON transitions_conference_ask(organisation) WHERE seen_at IS NULL;
CREATE INDEX transitions_conference_ask_remind ON transitions_conference_ask(remind_at) WHERE remind_at IS NOT NULL;
CREATE TABLE transitions_conference_done(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (conference, n)
);
CREATE TABLE transitions_conference_word(
  id TEXT PRIMARY KEY, conference TEXT NOT NULL REFERENCES transitions_conference(id), version BIGINT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, text TEXT NOT NULL,
  at TEXT NOT NULL, answer TEXT NOT NULL, answered_at TEXT, answered_name TEXT NOT NULL
);
CREATE INDEX transitions_conference_word_of ON transitions_conference_word(conference, at);
CREATE TABLE transitions_meeting(
  id TEXT PRIMARY KEY, hospital TEXT NOT NULL, partner TEXT, partner_name TEXT NOT NULL, day TEXT NOT NULL, channel TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL, about TEXT NOT NULL,
  account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT
);
CREATE INDEX transitions_meeting_hospital ON transitions_meeting(hospital, day);
