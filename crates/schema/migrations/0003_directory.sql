-- base
CREATE TABLE directory_facility(
  id TEXT PRIMARY KEY, source TEXT NOT NULL, number TEXT NOT NULL, service TEXT NOT NULL, service_label TEXT NOT NULL,
  name TEXT NOT NULL, kana TEXT NOT NULL, name_key TEXT NOT NULL, sort_key TEXT NOT NULL, search TEXT NOT NULL,
  municipality TEXT NOT NULL, prefecture TEXT NOT NULL, city TEXT NOT NULL, address TEXT NOT NULL, building TEXT,
  lat DOUBLE PRECISION, lng DOUBLE PRECISION, phone TEXT, phone_digits TEXT, fax TEXT, corporate_number TEXT, corporation TEXT,
  days TEXT, days_note TEXT, capacity BIGINT, url TEXT, inclusive BIGINT, care_standard TEXT, disability_standard TEXT, notes TEXT,
  organisation TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, closed_at TEXT, hash TEXT NOT NULL
);
CREATE UNIQUE INDEX directory_facility_key ON directory_facility(source, service, number);
CREATE INDEX directory_facility_number ON directory_facility(number);
CREATE INDEX directory_facility_sort ON directory_facility(sort_key, id);
CREATE INDEX directory_facility_org ON directory_facility(organisation) WHERE organisation IS NOT NULL;
CREATE TABLE directory_gram(gram TEXT NOT NULL, facility TEXT NOT NULL, PRIMARY KEY(gram, facility));
CREATE TABLE directory_coverage(
  source TEXT NOT NULL, prefecture TEXT NOT NULL, service TEXT NOT NULL, edition TEXT, imported_on TEXT NOT NULL, rows BIGINT NOT NULL,
  PRIMARY KEY(source, prefecture, service)
);
CREATE TABLE directory_import(id TEXT PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, files TEXT NOT NULL, report TEXT NOT NULL);
CREATE INDEX directory_import_at ON directory_import(at);
CREATE TABLE directory_upload(id TEXT PRIMARY KEY, account TEXT, at TEXT NOT NULL, edition TEXT);
CREATE TABLE directory_upload_file(upload TEXT NOT NULL REFERENCES directory_upload(id), n BIGINT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY(upload, n));
CREATE TABLE directory_window(
  id TEXT PRIMARY KEY, organisation TEXT, facility TEXT REFERENCES directory_facility(id), rank BIGINT NOT NULL, name TEXT NOT NULL, person TEXT NOT NULL, stand_in TEXT NOT NULL,
  phone TEXT NOT NULL, fax TEXT NOT NULL, best_way TEXT NOT NULL, note TEXT NOT NULL, holidays_closed BIGINT NOT NULL, confirmed_on TEXT, at TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE INDEX directory_window_org ON directory_window(organisation, rank);
CREATE INDEX directory_window_facility ON directory_window(facility, rank);
CREATE TABLE directory_window_hours(window_id TEXT NOT NULL REFERENCES directory_window(id), weekday BIGINT NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL, PRIMARY KEY(window_id, weekday));
CREATE TABLE directory_window_avoid(
  window_id TEXT NOT NULL REFERENCES directory_window(id), n BIGINT NOT NULL, weekday BIGINT, day_from BIGINT, day_to BIGINT, begins TEXT NOT NULL, ends TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(window_id, n)
);
CREATE TABLE directory_area(id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, hokatsu TEXT);
CREATE TABLE directory_town(id TEXT PRIMARY KEY, city TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, key TEXT NOT NULL, area TEXT NOT NULL REFERENCES directory_area(id));
CREATE UNIQUE INDEX directory_town_key ON directory_town(city, key);
CREATE TABLE directory_light(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL, fax TEXT NOT NULL, address TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, retired_at TEXT, version BIGINT NOT NULL
);
