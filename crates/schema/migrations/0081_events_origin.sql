-- base
-- What an event came out of (a マッチング …), as it read then.
CREATE TABLE events_origin (
  event TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  title TEXT NOT NULL,
  href TEXT NOT NULL
);
