-- persons
CREATE TABLE transitions_handover(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, from_org TEXT NOT NULL, from_account TEXT, from_words TEXT NOT NULL, to_org TEXT NOT NULL, to_account TEXT, to_words TEXT NOT NULL,
  reason TEXT NOT NULL, consent_on TEXT, day TEXT NOT NULL, n BIGINT NOT NULL, by_account TEXT, by_org TEXT, by_hat TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT
);
CREATE INDEX transitions_handover_from ON transitions_handover(from_org, at);
CREATE INDEX transitions_handover_to ON transitions_handover(to_org, at);
CREATE TABLE transitions_handover_item(
  handover TEXT NOT NULL REFERENCES transitions_handover(id), resident TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL,
  PRIMARY KEY(handover, resident)
);
CREATE INDEX transitions_handover_item_resident ON transitions_handover_item(resident);
CREATE INDEX transitions_handover_item_open ON transitions_handover_item(handover, n) WHERE state = 'planned';
CREATE TABLE transitions_task(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), resident TEXT NOT NULL, kind TEXT NOT NULL, owner_org TEXT NOT NULL, owner TEXT, due TEXT NOT NULL,
  act TEXT NOT NULL, made_by TEXT, at TEXT NOT NULL, done_at TEXT, done_by TEXT, done_name TEXT NOT NULL, done_note TEXT NOT NULL
);
CREATE INDEX transitions_task_open ON transitions_task(owner_org, due) WHERE done_at IS NULL;
CREATE INDEX transitions_task_stay ON transitions_task(stay);
