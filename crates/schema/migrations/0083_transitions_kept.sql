-- persons
-- What each stay adds to the rates of the survey (docs/adr/0047): a bit a rate, on the day of admission and on the day it
-- ended; was_ = what of it stands in the sums of days already. Filled by the job transitions.kept.
CREATE TABLE transitions_kept(
  version BIGINT NOT NULL, stay TEXT NOT NULL,
  in_on TEXT, in_d BIGINT NOT NULL, in_n BIGINT NOT NULL, out_on TEXT, out_d BIGINT NOT NULL, out_n BIGINT NOT NULL,
  was_in_on TEXT, was_in_d BIGINT NOT NULL, was_in_n BIGINT NOT NULL, was_out_on TEXT, was_out_d BIGINT NOT NULL, was_out_n BIGINT NOT NULL,
  stale BIGINT NOT NULL,
  PRIMARY KEY(version, stay)
) WITHOUT ROWID;
CREATE INDEX transitions_kept_stale ON transitions_kept(stale, version, stay) WHERE stale = 1;
CREATE TABLE transitions_kept_day(
  version BIGINT NOT NULL, rate TEXT NOT NULL, day TEXT NOT NULL, n BIGINT NOT NULL, d BIGINT NOT NULL,
  PRIMARY KEY(version, rate, day)
) WITHOUT ROWID;
-- How far counting anew has come.
CREATE TABLE transitions_kept_state(version BIGINT PRIMARY KEY, upto TEXT NOT NULL, done BIGINT NOT NULL, checked_on TEXT);
-- The questionnaire looks for the stay of the same office and day.
CREATE INDEX transitions_stay_admitted_office ON transitions_stay(admitted_on, office);
DROP INDEX transitions_stay_admitted;
