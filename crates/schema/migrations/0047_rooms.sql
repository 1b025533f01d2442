-- base
CREATE TABLE rooms_room(
  id TEXT PRIMARY KEY, resident TEXT, name TEXT NOT NULL, purpose TEXT NOT NULL, organisation TEXT, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  closed_at TEXT
);
CREATE UNIQUE INDEX rooms_room_resident ON rooms_room(resident) WHERE resident IS NOT NULL;
CREATE TABLE rooms_member(room TEXT NOT NULL REFERENCES rooms_room(id), organisation TEXT NOT NULL, name TEXT NOT NULL, from_at TEXT NOT NULL, to_at TEXT, by_name TEXT NOT NULL, PRIMARY KEY(room, organisation));
CREATE INDEX rooms_member_organisation ON rooms_member(organisation);
CREATE TABLE rooms_tool(resident TEXT PRIMARY KEY, label TEXT NOT NULL, url TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE rooms_post(
  id TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES rooms_room(id), layer TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, text_key TEXT NOT NULL,
  reply_to TEXT, due_at TEXT, answered_at TEXT, pinned_at TEXT, pinned_by TEXT NOT NULL, account TEXT, organisation TEXT,
  name TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL, version BIGINT NOT NULL, files BIGINT NOT NULL, cancelled_at TEXT
);
CREATE INDEX rooms_post_room ON rooms_post(room, at, id);
CREATE INDEX rooms_post_reply ON rooms_post(reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX rooms_post_open ON rooms_post(due_at) WHERE due_at IS NOT NULL AND answered_at IS NULL AND cancelled_at IS NULL;
CREATE TABLE rooms_version(post TEXT NOT NULL REFERENCES rooms_post(id), version BIGINT NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, version));
CREATE TABLE rooms_to(post TEXT NOT NULL REFERENCES rooms_post(id), party TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY(post, party));
CREATE INDEX rooms_to_party ON rooms_to(party);
CREATE TABLE rooms_answer(post TEXT NOT NULL REFERENCES rooms_post(id), account TEXT NOT NULL, organisation TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, account));
CREATE TABLE rooms_read(post TEXT NOT NULL REFERENCES rooms_post(id), account TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, account));
CREATE TABLE rooms_seen(room TEXT NOT NULL REFERENCES rooms_room(id), account TEXT NOT NULL, at TEXT NOT NULL, before_at TEXT, PRIMARY KEY(room, account));
CREATE TABLE rooms_vital(post TEXT NOT NULL REFERENCES rooms_post(id), code TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY(post, code));
