-- persons
CREATE TABLE acp_version(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), part TEXT NOT NULL, version BIGINT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL,
  words TEXT NOT NULL, spoke TEXT NOT NULL, present TEXT NOT NULL, grounds TEXT NOT NULL, confirmed_on TEXT NOT NULL, typed TEXT NOT NULL,
  decides BIGINT NOT NULL, area TEXT NOT NULL, care_level TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, part, version)
);
CREATE INDEX acp_version_due ON acp_version(part, confirmed_on);
CREATE TABLE acp_withdrawal(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), releases BIGINT NOT NULL, relatives BIGINT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX acp_withdrawal_resident ON acp_withdrawal(resident);
CREATE TABLE acp_proxy(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), name TEXT NOT NULL, relation TEXT NOT NULL, phone TEXT NOT NULL, discretion TEXT NOT NULL, why TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX acp_proxy_resident ON acp_proxy(resident);
CREATE TABLE acp_proxy_step(
  id TEXT PRIMARY KEY, proxy TEXT NOT NULL REFERENCES acp_proxy(id), resident TEXT NOT NULL REFERENCES people_resident(id), step TEXT NOT NULL, on_day TEXT NOT NULL, heard_by TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX acp_proxy_step_resident ON acp_proxy_step(resident);
CREATE TABLE acp_talk(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), held_on TEXT NOT NULL, place TEXT NOT NULL, present TEXT NOT NULL, topic TEXT NOT NULL, own_words TEXT NOT NULL,
  family_words TEXT NOT NULL, explained TEXT NOT NULL, agreed TEXT NOT NULL, next TEXT NOT NULL, doctor TEXT NOT NULL, phone_day TEXT NOT NULL, phone_night TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT, cancelled_account TEXT, cancelled_name TEXT NOT NULL DEFAULT '', cancelled_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX acp_talk_resident ON acp_talk(resident, held_on);
CREATE TABLE acp_paper(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, made_on TEXT NOT NULL, signed_by TEXT NOT NULL, kept_at TEXT NOT NULL, kept_by TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX acp_paper_resident ON acp_paper(resident);
CREATE TABLE acp_shared(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), who TEXT NOT NULL, on_day TEXT NOT NULL, how TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX acp_shared_resident ON acp_shared(resident);
