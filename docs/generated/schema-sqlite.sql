CREATE TABLE accounts_account(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kana TEXT NOT NULL, hat TEXT NOT NULL,
  profession TEXT NOT NULL, demo_role TEXT, locked_at TEXT, at TEXT NOT NULL
, admin BIGINT NOT NULL DEFAULT 0, number TEXT, leaves_on TEXT, confirmed_on TEXT);
CREATE TABLE accounts_application(
  id TEXT PRIMARY KEY, source TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL, person TEXT NOT NULL,
  person_kana TEXT NOT NULL, profession TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, by_account TEXT, decided_at TEXT, decided_name TEXT, decision TEXT, reason TEXT,
  called TEXT, organisation TEXT REFERENCES accounts_organisation(id)
);
CREATE TABLE accounts_crew(
  account TEXT PRIMARY KEY REFERENCES accounts_account(id), pin TEXT, digits BIGINT NOT NULL, pin_at TEXT, wrong BIGINT NOT NULL, code_hash TEXT, code_until TEXT
, away TEXT);
CREATE TABLE accounts_deputy(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), absent TEXT NOT NULL REFERENCES accounts_account(id), deputy TEXT NOT NULL REFERENCES accounts_account(id),
  from_day TEXT NOT NULL, to_day TEXT NOT NULL, reason TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT
);
CREATE TABLE accounts_device(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, code_hash TEXT UNIQUE, code_until TEXT, secret_hash TEXT UNIQUE,
  made_by TEXT, made_name TEXT NOT NULL, made_at TEXT NOT NULL, enrolled_at TEXT, seen_at TEXT, ended_at TEXT, ended_name TEXT, ended_why TEXT
);
CREATE TABLE accounts_invitation(
  id TEXT PRIMARY KEY, code_hash TEXT NOT NULL UNIQUE, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kana TEXT NOT NULL, hat TEXT NOT NULL,
  profession TEXT NOT NULL, made_by TEXT, made_at TEXT NOT NULL, until TEXT NOT NULL, used_at TEXT, account TEXT, revoked_at TEXT
, admin BIGINT NOT NULL DEFAULT 0, number TEXT);
CREATE TABLE accounts_opening(
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES accounts_organisation(id), reason TEXT NOT NULL, opened_by TEXT, opened_name TEXT NOT NULL, opened_at TEXT NOT NULL,
  until TEXT NOT NULL, closed_at TEXT, closed_name TEXT
);
CREATE TABLE accounts_organisation(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, number TEXT, corporation TEXT NOT NULL, area TEXT NOT NULL,
  phone TEXT NOT NULL, fax TEXT NOT NULL, calendar TEXT NOT NULL, outside BIGINT NOT NULL, fictitious BIGINT NOT NULL, closed_on TEXT
);
CREATE TABLE accounts_phone(
  account TEXT PRIMARY KEY REFERENCES accounts_account(id), secret_hash TEXT, pin TEXT, wrong BIGINT NOT NULL, enrolled_at TEXT, seen_at TEXT
);
CREATE TABLE accounts_provider(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT NOT NULL, client TEXT NOT NULL, secret TEXT NOT NULL, second TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL,
  made_at TEXT NOT NULL, ended_at TEXT, ended_name TEXT
);
CREATE TABLE accounts_temporary(
  id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts_account(id), code_hash TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, made_by TEXT, made_name TEXT NOT NULL,
  made_at TEXT NOT NULL, until TEXT NOT NULL, used_at TEXT, ended_at TEXT
);
CREATE TABLE accounts_ward(organisation TEXT NOT NULL REFERENCES accounts_organisation(id), name TEXT NOT NULL, kind TEXT NOT NULL, rank BIGINT NOT NULL, PRIMARY KEY(organisation, name));
CREATE TABLE accounts_ward_member(account TEXT NOT NULL REFERENCES accounts_account(id), ward TEXT NOT NULL, PRIMARY KEY(account, ward));
CREATE TABLE accounts_year_asked(
  organisation TEXT NOT NULL REFERENCES accounts_organisation(id), year BIGINT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(organisation, year, step)
);
CREATE TABLE acp_keyed(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), body TEXT NOT NULL, written_on TEXT NOT NULL, heard TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, settled_at TEXT
);
CREATE TABLE acp_paper(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, made_on TEXT NOT NULL, signed_by TEXT NOT NULL, kept_at TEXT NOT NULL, kept_by TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE acp_proxy(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), name TEXT NOT NULL, relation TEXT NOT NULL, phone TEXT NOT NULL, discretion TEXT NOT NULL, why TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT ''
);
CREATE TABLE acp_proxy_step(
  id TEXT PRIMARY KEY, proxy TEXT NOT NULL REFERENCES acp_proxy(id), resident TEXT NOT NULL REFERENCES people_resident(id), step TEXT NOT NULL, on_day TEXT NOT NULL, heard_by TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE acp_reminder(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), organisation TEXT NOT NULL, why TEXT NOT NULL, due_on TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE(resident, organisation, why, due_on)
);
CREATE TABLE acp_shared(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), who TEXT NOT NULL, on_day TEXT NOT NULL, how TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE acp_stay(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), organisation TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE acp_talk(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), held_on TEXT NOT NULL, place TEXT NOT NULL, present TEXT NOT NULL, topic TEXT NOT NULL, own_words TEXT NOT NULL,
  family_words TEXT NOT NULL, explained TEXT NOT NULL, agreed TEXT NOT NULL, next TEXT NOT NULL, doctor TEXT NOT NULL, phone_day TEXT NOT NULL, phone_night TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT, cancelled_account TEXT, cancelled_name TEXT NOT NULL DEFAULT '', cancelled_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE acp_version(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), part TEXT NOT NULL, version BIGINT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL,
  words TEXT NOT NULL, spoke TEXT NOT NULL, present TEXT NOT NULL, grounds TEXT NOT NULL, confirmed_on TEXT NOT NULL, typed TEXT NOT NULL,
  decides BIGINT NOT NULL, area TEXT NOT NULL, care_level TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, part, version)
);
CREATE TABLE acp_withdrawal(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), releases BIGINT NOT NULL, relatives BIGINT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE app_audit(
  id TEXT PRIMARY KEY, at TEXT NOT NULL, account TEXT, organisation TEXT, hat TEXT NOT NULL, name TEXT NOT NULL,
  act TEXT NOT NULL, resident TEXT, object TEXT, detail TEXT NOT NULL, denied BIGINT NOT NULL, hash TEXT NOT NULL,
  ord BIGINT NOT NULL, pos BIGINT
);
CREATE TABLE "app_block"(first BIGINT PRIMARY KEY, n BIGINT NOT NULL, root TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE app_checkpoint(size BIGINT PRIMARY KEY, at TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE app_checkpoint_sent(place TEXT PRIMARY KEY, size BIGINT NOT NULL, at TEXT NOT NULL);
CREATE TABLE app_draft(account TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, base BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, subject));
CREATE TABLE app_epoch(id BIGINT PRIMARY KEY, epoch BIGINT NOT NULL);
CREATE TABLE app_epoch_new(id TEXT PRIMARY KEY);
CREATE TABLE app_file(space TEXT NOT NULL, name TEXT NOT NULL, bytes BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(space, name));
CREATE TABLE app_file_chunk(space TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY(space, name, n));
CREATE TABLE app_idempotency(actor TEXT NOT NULL, key TEXT NOT NULL, route TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(actor, key));
CREATE TABLE app_idempotency_outcome(actor TEXT NOT NULL, key TEXT NOT NULL, outcome TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(actor, key));
CREATE TABLE app_intake(id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, mapping TEXT NOT NULL, read_rows BIGINT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, undone_at TEXT, undone_name TEXT NOT NULL, why TEXT NOT NULL);
CREATE TABLE app_intake_profile(kind TEXT PRIMARY KEY, mapping TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE app_intake_row(batch TEXT NOT NULL REFERENCES app_intake(id), line BIGINT NOT NULL, kind TEXT NOT NULL, print TEXT NOT NULL, record TEXT NOT NULL, version BIGINT NOT NULL, undone BIGINT NOT NULL, PRIMARY KEY(batch, line));
CREATE TABLE app_job(id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, run_at TEXT NOT NULL, attempts BIGINT NOT NULL, locked_until TEXT, error TEXT, dead_at TEXT, done_at TEXT, at TEXT NOT NULL);
CREATE TABLE app_measure(id TEXT PRIMARY KEY, name TEXT NOT NULL, dims TEXT NOT NULL, delta BIGINT NOT NULL, record TEXT NOT NULL, day TEXT NOT NULL, folded BIGINT NOT NULL);
CREATE TABLE app_measure_total(name TEXT NOT NULL, dims TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY(name, dims));
CREATE TABLE app_notice(id TEXT PRIMARY KEY, organisation TEXT NOT NULL, account TEXT, kind TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL, at TEXT NOT NULL, read_at TEXT, read_by TEXT);
CREATE TABLE app_outbox(id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, at TEXT NOT NULL, hash TEXT NOT NULL, ord BIGINT NOT NULL, pos BIGINT, subject TEXT);
CREATE TABLE app_record(id TEXT PRIMARY KEY, kind TEXT NOT NULL, resident TEXT, subject TEXT, organisation TEXT, state TEXT NOT NULL, version BIGINT NOT NULL, at TEXT NOT NULL);
CREATE TABLE app_record_version(
  record TEXT NOT NULL, version BIGINT NOT NULL, state TEXT NOT NULL, form TEXT NOT NULL, form_version TEXT NOT NULL,
  body TEXT NOT NULL, hash TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL, seal TEXT,
  PRIMARY KEY(record, version)
);
CREATE TABLE app_setting(key TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_address(
  account TEXT PRIMARY KEY, address TEXT NOT NULL, asked_at TEXT NOT NULL, code TEXT NOT NULL, tries BIGINT NOT NULL, confirmed_at TEXT,
  quiet_from BIGINT, quiet_to BIGINT, bounced_at TEXT
);
CREATE TABLE bridge_alarm(id TEXT PRIMARY KEY, at TEXT NOT NULL, n BIGINT NOT NULL);
CREATE TABLE bridge_answer(
  id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), code TEXT NOT NULL, label TEXT NOT NULL, beside TEXT NOT NULL, note TEXT NOT NULL,
  person TEXT NOT NULL, phone TEXT NOT NULL, source TEXT NOT NULL, came_on TEXT NOT NULL, keyed_account TEXT, keyed_name TEXT NOT NULL, at TEXT NOT NULL, replaced_at TEXT
);
CREATE TABLE bridge_file(id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), file TEXT NOT NULL, mime TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_hours(account TEXT PRIMARY KEY, quiet_from BIGINT NOT NULL, quiet_to BIGINT NOT NULL);
CREATE TABLE bridge_issue(id TEXT PRIMARY KEY, letter TEXT NOT NULL REFERENCES bridge_letter(id), token TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_key(letter TEXT PRIMARY KEY REFERENCES bridge_letter(id), key BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_letter(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL,
  receiver_kind TEXT NOT NULL, receiver TEXT, receiver_name TEXT NOT NULL, receiver_phone TEXT NOT NULL, receiver_fax TEXT NOT NULL, proof TEXT NOT NULL,
  organisation TEXT NOT NULL, account TEXT, hat TEXT NOT NULL, sender_office TEXT NOT NULL, sender_name TEXT NOT NULL, sender_phone TEXT NOT NULL, sender_fax TEXT NOT NULL,
  who TEXT NOT NULL, lines TEXT NOT NULL, answers TEXT NOT NULL, resident TEXT, record TEXT, link TEXT NOT NULL, batch TEXT,
  due TEXT NOT NULL, expires TEXT NOT NULL, at TEXT NOT NULL, seal BYTEA,
  tries BIGINT NOT NULL, closed_at TEXT, revoked_at TEXT, revoked_name TEXT NOT NULL, opened_at TEXT, answered_at TEXT
);
CREATE TABLE bridge_mail(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, notice TEXT, kind TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, problem TEXT NOT NULL
);
CREATE TABLE bridge_preference(account TEXT NOT NULL, kind TEXT NOT NULL, mail TEXT NOT NULL, at TEXT NOT NULL, push TEXT, PRIMARY KEY (account, kind));
CREATE TABLE bridge_push(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, device TEXT NOT NULL, notice TEXT, kind TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, at TEXT NOT NULL, done_at TEXT, problem TEXT NOT NULL
);
CREATE TABLE bridge_push_device(
  id TEXT PRIMARY KEY, account TEXT NOT NULL, endpoint TEXT NOT NULL, point TEXT NOT NULL, auth TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, sent_at TEXT, ended_at TEXT, problem TEXT NOT NULL
);
CREATE TABLE bridge_secret(id BIGINT PRIMARY KEY, secret BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE bridge_seen(notice TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE bridge_try(id TEXT PRIMARY KEY, at TEXT NOT NULL, network TEXT NOT NULL, letter TEXT);
CREATE TABLE desk_case(
  id TEXT PRIMARY KEY, year BIGINT NOT NULL, number BIGINT NOT NULL, day TEXT NOT NULL, time TEXT NOT NULL,
  method TEXT NOT NULL, place TEXT NOT NULL, affiliation TEXT NOT NULL, profession TEXT NOT NULL, office TEXT NOT NULL,
  asked TEXT NOT NULL, answered TEXT NOT NULL, minutes BIGINT, status TEXT NOT NULL, follow_on TEXT,
  solved_year BIGINT, issue TEXT, state TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL,
  account TEXT, taker TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE TABLE desk_content(case_id TEXT NOT NULL REFERENCES desk_case(id), code TEXT NOT NULL, PRIMARY KEY(case_id, code));
CREATE TABLE desk_gram(kind TEXT NOT NULL, gram TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES desk_case(id), PRIMARY KEY(kind, gram, case_id));
CREATE TABLE desk_handover(
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES desk_case(id), day TEXT NOT NULL, receiver TEXT NOT NULL, what TEXT NOT NULL, how TEXT NOT NULL,
  account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT, cancelled_name TEXT NOT NULL, why TEXT NOT NULL
);
CREATE TABLE directory_answer(
  record TEXT NOT NULL REFERENCES directory_record(id), n BIGINT NOT NULL, question TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, yes BIGINT,
  PRIMARY KEY(record, n)
);
CREATE TABLE directory_area(id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, hokatsu TEXT, retired_at TEXT, version BIGINT NOT NULL DEFAULT 1);
CREATE TABLE directory_area_act(
  id TEXT PRIMARY KEY, area TEXT NOT NULL REFERENCES directory_area(id), at TEXT NOT NULL, who TEXT NOT NULL, organisation TEXT, kind TEXT NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL
);
CREATE TABLE directory_coverage(
  source TEXT NOT NULL, prefecture TEXT NOT NULL, service TEXT NOT NULL, edition TEXT, imported_on TEXT NOT NULL, rows BIGINT NOT NULL,
  PRIMARY KEY(source, prefecture, service)
);
CREATE TABLE directory_facility(
  id TEXT PRIMARY KEY, source TEXT NOT NULL, number TEXT NOT NULL, service TEXT NOT NULL, service_label TEXT NOT NULL,
  name TEXT NOT NULL, kana TEXT NOT NULL, name_key TEXT NOT NULL, sort_key TEXT NOT NULL, search TEXT NOT NULL,
  municipality TEXT NOT NULL, prefecture TEXT NOT NULL, city TEXT NOT NULL, address TEXT NOT NULL, building TEXT,
  lat DOUBLE PRECISION, lng DOUBLE PRECISION, phone TEXT, phone_digits TEXT, fax TEXT, corporate_number TEXT, corporation TEXT,
  days TEXT, days_note TEXT, capacity BIGINT, url TEXT, inclusive BIGINT, care_standard TEXT, disability_standard TEXT, notes TEXT,
  organisation TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, closed_at TEXT, hash TEXT NOT NULL
);
CREATE TABLE directory_gram(gram TEXT NOT NULL, facility TEXT NOT NULL, PRIMARY KEY(gram, facility));
CREATE TABLE directory_import(id TEXT PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, files TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE directory_light(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL, fax TEXT NOT NULL, address TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, retired_at TEXT, version BIGINT NOT NULL
);
CREATE TABLE directory_record(
  id TEXT PRIMARY KEY, facility TEXT NOT NULL REFERENCES directory_facility(id), source TEXT NOT NULL, list TEXT NOT NULL, number TEXT NOT NULL,
  prefecture TEXT NOT NULL, data TEXT NOT NULL, said BIGINT NOT NULL, as_of TEXT NOT NULL, week TEXT, extra_hash TEXT NOT NULL, first_seen TEXT NOT NULL, closed_at TEXT
);
CREATE TABLE directory_report(
  id TEXT PRIMARY KEY, facility TEXT NOT NULL REFERENCES directory_facility(id), field TEXT NOT NULL, says TEXT NOT NULL, shown TEXT NOT NULL, how TEXT NOT NULL,
  organisation TEXT, office TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT NOT NULL
);
CREATE TABLE directory_review(
  id TEXT PRIMARY KEY, record TEXT NOT NULL REFERENCES directory_record(id), candidate TEXT NOT NULL REFERENCES directory_facility(id), score BIGINT NOT NULL, reasons TEXT NOT NULL,
  at TEXT NOT NULL, decision TEXT, decided_at TEXT, decided_by TEXT
, moved TEXT NOT NULL DEFAULT '');
CREATE TABLE directory_said(
  facility TEXT NOT NULL REFERENCES directory_facility(id), question TEXT NOT NULL, answer TEXT NOT NULL, words TEXT NOT NULL, office TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(facility, question)
);
CREATE TABLE "directory_town"(id TEXT PRIMARY KEY, city TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, key TEXT NOT NULL, area TEXT REFERENCES directory_area(id));
CREATE TABLE directory_upload(id TEXT PRIMARY KEY, account TEXT, at TEXT NOT NULL, edition TEXT);
CREATE TABLE directory_upload_file(upload TEXT NOT NULL REFERENCES directory_upload(id), n BIGINT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY(upload, n));
CREATE TABLE directory_window(
  id TEXT PRIMARY KEY, organisation TEXT, facility TEXT REFERENCES directory_facility(id), rank BIGINT NOT NULL, name TEXT NOT NULL, person TEXT NOT NULL, stand_in TEXT NOT NULL,
  phone TEXT NOT NULL, fax TEXT NOT NULL, best_way TEXT NOT NULL, note TEXT NOT NULL, holidays_closed BIGINT NOT NULL, confirmed_on TEXT, at TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE directory_window_avoid(
  window_id TEXT NOT NULL REFERENCES directory_window(id), n BIGINT NOT NULL, weekday BIGINT, day_from BIGINT, day_to BIGINT, begins TEXT NOT NULL, ends TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(window_id, n)
);
CREATE TABLE directory_window_hours(window_id TEXT NOT NULL REFERENCES directory_window(id), weekday BIGINT NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL, PRIMARY KEY(window_id, weekday));
CREATE TABLE emergency_alert(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), incident TEXT NOT NULL, at TEXT NOT NULL, closed_at TEXT, closed_name TEXT, UNIQUE(resident, incident)
);
CREATE TABLE emergency_card(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, body TEXT NOT NULL, source TEXT NOT NULL, settled BIGINT NOT NULL,
  confirmed_on TEXT NOT NULL, confirmed_with TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, version)
);
CREATE TABLE emergency_disaster(id TEXT PRIMARY KEY, name TEXT NOT NULL, opened_at TEXT NOT NULL, opened_name TEXT NOT NULL, closed_at TEXT, closed_name TEXT);
CREATE TABLE emergency_entry(
  resident TEXT PRIMARY KEY, open BIGINT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL, birth TEXT NOT NULL, sex TEXT NOT NULL,
  base TEXT NOT NULL, town TEXT NOT NULL, numbers TEXT NOT NULL, chome BIGINT NOT NULL, rest TEXT NOT NULL, phones TEXT NOT NULL, landmark TEXT NOT NULL
);
CREATE TABLE emergency_glass(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), account TEXT NOT NULL, organisation TEXT NOT NULL, name TEXT NOT NULL, incident TEXT NOT NULL,
  reason TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL, review_by TEXT NOT NULL, closed_at TEXT,
  reviewed_at TEXT, verdict TEXT NOT NULL, review_note TEXT NOT NULL, reviewer TEXT, reviewer_org TEXT, reviewer_name TEXT NOT NULL
);
CREATE TABLE emergency_glass_tell(
  glass TEXT PRIMARY KEY REFERENCES emergency_glass(id), resident TEXT NOT NULL REFERENCES people_resident(id), quiet TEXT NOT NULL, at TEXT NOT NULL, told_at TEXT, told_name TEXT, told_to TEXT, how TEXT
);
CREATE TABLE emergency_key(key BIGINT NOT NULL, resident TEXT NOT NULL, PRIMARY KEY(key, resident));
CREATE TABLE emergency_lookup(
  id TEXT PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL, account TEXT, organisation TEXT, incident TEXT NOT NULL, kinds TEXT NOT NULL, town TEXT NOT NULL,
  found BIGINT NOT NULL, matched BIGINT NOT NULL, later BIGINT NOT NULL
);
CREATE TABLE emergency_opened(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), lookup TEXT, glass TEXT, at TEXT NOT NULL, day TEXT NOT NULL, account TEXT, organisation TEXT, incident TEXT NOT NULL,
  asked TEXT NOT NULL, arrest_at TEXT
);
CREATE TABLE emergency_recheck(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), about TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL,
  closed_at TEXT, closed_name TEXT
);
CREATE TABLE emergency_register(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, listed BIGINT NOT NULL, kinds TEXT NOT NULL, minsei TEXT NOT NULL, association TEXT NOT NULL,
  carry TEXT NOT NULL, visit_ok BIGINT NOT NULL, surveyed_on TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, UNIQUE(resident, version)
);
CREATE TABLE emergency_register_consent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), version BIGINT NOT NULL, receiver TEXT NOT NULL, given BIGINT NOT NULL, reason TEXT NOT NULL, UNIQUE(resident, version, receiver)
);
CREATE TABLE emergency_registration(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), method TEXT NOT NULL, given_by TEXT NOT NULL, heard_by TEXT NOT NULL, given_on TEXT NOT NULL,
  form_version TEXT NOT NULL, tell_team BIGINT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  ended_at TEXT, ended_account TEXT, ended_name TEXT, ended_reason TEXT
);
CREATE TABLE emergency_safety(
  id TEXT PRIMARY KEY, disaster TEXT NOT NULL REFERENCES emergency_disaster(id), resident TEXT NOT NULL REFERENCES people_resident(id), status TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE emergency_subset(
  id TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES emergency_tablet(device), account TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL, cards BIGINT NOT NULL, bytes BIGINT NOT NULL,
  gone_at TEXT, gone_why TEXT NOT NULL, cleared_at TEXT
);
CREATE TABLE emergency_subset_told(subset TEXT NOT NULL REFERENCES emergency_subset(id), n BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(subset, n));
CREATE TABLE emergency_tablet(
  device TEXT PRIMARY KEY, organisation TEXT NOT NULL, towns TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_name TEXT
);
CREATE TABLE emergency_token(hash TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, at TEXT NOT NULL, by_name TEXT NOT NULL, ended_at TEXT);
CREATE TABLE emergency_town(name TEXT PRIMARY KEY, kana TEXT NOT NULL);
CREATE TABLE emergency_transport(
  id TEXT PRIMARY KEY, opened TEXT NOT NULL REFERENCES emergency_opened(id), resident TEXT NOT NULL REFERENCES people_resident(id), hospital TEXT, hospital_name TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL
);
CREATE TABLE events_answer (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  key TEXT NOT NULL,
  way TEXT NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE events_counted (
  event TEXT NOT NULL,
  name TEXT NOT NULL,
  dims TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, name, dims)
);
CREATE TABLE events_day (
  event TEXT NOT NULL,
  n BIGINT NOT NULL,
  day TEXT NOT NULL,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  PRIMARY KEY (event, n)
);
CREATE TABLE events_entry (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  place BIGINT NOT NULL,
  name TEXT NOT NULL,
  organisation TEXT NOT NULL,
  profession TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL,
  way TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  at TEXT NOT NULL,
  moved_at TEXT,
  told_at TEXT,
  erased_at TEXT
);
CREATE TABLE events_event (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  aim TEXT NOT NULL,
  place TEXT NOT NULL,
  hosts TEXT NOT NULL,
  cosponsors TEXT NOT NULL,
  funding TEXT NOT NULL,
  contact TEXT NOT NULL,
  link TEXT NOT NULL,
  capacity BIGINT,
  expected BIGINT,
  fee BIGINT NOT NULL,
  together BIGINT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  slug TEXT NOT NULL,
  keep_days BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  year BIGINT NOT NULL,
  template TEXT NOT NULL,
  made_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE events_form (
  event TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL,
  body TEXT NOT NULL,
  template TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE events_group (
  answer TEXT NOT NULL,
  question TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (answer, question)
);
CREATE TABLE events_head (
  event TEXT NOT NULL,
  profession TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, profession)
);
CREATE TABLE events_helper (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  roll TEXT NOT NULL,
  area TEXT NOT NULL,
  contact TEXT NOT NULL,
  event TEXT,
  trained_on TEXT NOT NULL,
  ended_on TEXT,
  note TEXT NOT NULL
);
CREATE TABLE events_helper_act (
  id TEXT NOT NULL PRIMARY KEY,
  helper TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE events_origin (
  event TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  title TEXT NOT NULL,
  href TEXT NOT NULL
);
CREATE TABLE events_plan (
  plan_row TEXT NOT NULL,
  year BIGINT NOT NULL,
  times BIGINT,
  persons BIGINT,
  PRIMARY KEY (plan_row, year)
);
CREATE TABLE events_presence (
  entry TEXT NOT NULL,
  n BIGINT NOT NULL,
  at TEXT NOT NULL,
  way TEXT NOT NULL,
  PRIMARY KEY (entry, n)
);
CREATE TABLE events_request (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  event TEXT,
  answer TEXT NOT NULL,
  key TEXT NOT NULL,
  at TEXT NOT NULL,
  done_at TEXT,
  erased_at TEXT
);
CREATE TABLE events_target (
  event TEXT NOT NULL,
  profession TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (event, profession)
);
CREATE TABLE events_task (
  id TEXT NOT NULL PRIMARY KEY,
  event TEXT NOT NULL,
  phase TEXT NOT NULL,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  who TEXT NOT NULL,
  days BIGINT NOT NULL,
  due TEXT NOT NULL,
  done_on TEXT,
  done_by TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE events_text (
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (event, kind)
);
CREATE TABLE events_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE TABLE events_view (
  event TEXT NOT NULL,
  year BIGINT NOT NULL,
  views BIGINT NOT NULL,
  PRIMARY KEY (event, year)
);
CREATE TABLE home_alarm(id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, organisation TEXT NOT NULL, from_at TEXT NOT NULL, to_at TEXT NOT NULL, n BIGINT NOT NULL, rule TEXT NOT NULL, at TEXT NOT NULL, seen_at TEXT, seen_by TEXT, seen_name TEXT, note TEXT NOT NULL);
CREATE TABLE home_pack(organisation TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, lock_text TEXT NOT NULL, set_at TEXT NOT NULL, made_at TEXT, persons BIGINT NOT NULL, tried_at TEXT, problem TEXT NOT NULL, taken_at TEXT);
CREATE TABLE home_review(month TEXT PRIMARY KEY, pos BIGINT NOT NULL, seal TEXT NOT NULL, opened_at TEXT NOT NULL, signed_at TEXT, signed_by TEXT, signed_name TEXT, note TEXT NOT NULL);
CREATE TABLE home_review_mark(month TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(month, subject));
CREATE TABLE issues_act(
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, ord BIGINT NOT NULL, level TEXT NOT NULL, sort TEXT NOT NULL, by_whom TEXT NOT NULL,
  fy BIGINT NOT NULL, title TEXT NOT NULL, form TEXT, state TEXT NOT NULL, times BIGINT, target TEXT NOT NULL, tells BIGINT NOT NULL,
  people TEXT NOT NULL, what TEXT NOT NULL, result TEXT NOT NULL, agreed TEXT NOT NULL, body TEXT NOT NULL, funding TEXT, why TEXT NOT NULL,
  text_key TEXT NOT NULL, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE issues_act_day(act TEXT NOT NULL REFERENCES issues_act(id), on_day TEXT NOT NULL, PRIMARY KEY(act, on_day));
CREATE TABLE issues_act_issue(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, issue TEXT NOT NULL REFERENCES issues_issue(id), PRIMARY KEY(act, n));
CREATE TABLE issues_act_party(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, party TEXT NOT NULL REFERENCES issues_party(id), PRIMARY KEY(act, n));
CREATE TABLE issues_act_profession(act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, profession TEXT NOT NULL, PRIMARY KEY(act, n));
CREATE TABLE issues_change(id TEXT PRIMARY KEY, issue TEXT NOT NULL REFERENCES issues_issue(id), what TEXT NOT NULL, was TEXT NOT NULL, becomes TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE issues_evidence(
  id TEXT PRIMARY KEY, issue TEXT NOT NULL REFERENCES issues_issue(id), kind TEXT NOT NULL, ref TEXT NOT NULL,
  title TEXT NOT NULL, figure TEXT NOT NULL, as_of TEXT NOT NULL, href TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL,
  removed_at TEXT
);
CREATE TABLE issues_feedback(
  id TEXT PRIMARY KEY, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, on_day TEXT NOT NULL, how TEXT NOT NULL, note TEXT NOT NULL,
  by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT
);
CREATE TABLE issues_feedback_issue(feedback TEXT NOT NULL REFERENCES issues_feedback(id), issue TEXT NOT NULL REFERENCES issues_issue(id), PRIMARY KEY(feedback, issue));
CREATE TABLE issues_followed (
  act TEXT NOT NULL,
  record TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (act, record)
);
CREATE TABLE issues_issue(
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, fy BIGINT NOT NULL, profession TEXT NOT NULL, seq BIGINT NOT NULL,
  title TEXT NOT NULL, detail TEXT NOT NULL, scene TEXT, kind TEXT, owner_kind TEXT, owner TEXT, stage TEXT NOT NULL,
  solved_on TEXT, ended TEXT NOT NULL, merged_into TEXT, said TEXT, text_key TEXT NOT NULL,
  account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE issues_party(id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, profession TEXT, at TEXT NOT NULL);
CREATE TABLE issues_said(id TEXT PRIMARY KEY, act TEXT NOT NULL REFERENCES issues_act(id), n BIGINT NOT NULL, text TEXT NOT NULL, issue TEXT REFERENCES issues_issue(id));
CREATE TABLE meetings_action (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  decision TEXT NOT NULL,
  text TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  done_on TEXT,
  done_by TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_advice (
  id TEXT NOT NULL PRIMARY KEY,
  of_case TEXT NOT NULL,
  profession TEXT NOT NULL,
  text TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE meetings_ballot (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  member TEXT NOT NULL,
  token_hash TEXT,
  code_hash TEXT,
  note TEXT NOT NULL,
  way TEXT NOT NULL,
  answered_at TEXT
);
CREATE TABLE meetings_body (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  founded_on TEXT,
  ended_on TEXT,
  parent TEXT,
  secretariat TEXT NOT NULL,
  ground TEXT NOT NULL,
  term TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE meetings_case (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  sign TEXT NOT NULL,
  age TEXT NOT NULL,
  household TEXT NOT NULL,
  theme TEXT NOT NULL,
  outline TEXT NOT NULL,
  problems TEXT NOT NULL,
  strengths TEXT NOT NULL,
  support TEXT NOT NULL,
  follow_on TEXT,
  follow_text TEXT NOT NULL,
  issue TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE meetings_chronicle (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  day TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  source TEXT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE meetings_decision (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_draft (
  meeting TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE meetings_evidence (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  title TEXT NOT NULL,
  figure TEXT NOT NULL,
  as_of TEXT NOT NULL,
  href TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_item (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  who TEXT NOT NULL,
  minutes BIGINT,
  note TEXT NOT NULL,
  action_id TEXT,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_mark (
  ballot TEXT NOT NULL,
  slot TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (ballot, slot)
);
CREATE TABLE meetings_meeting (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  year BIGINT,
  series BIGINT,
  title TEXT NOT NULL,
  day TEXT,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  place TEXT NOT NULL,
  form TEXT NOT NULL,
  link TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE meetings_member (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  place BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  href TEXT NOT NULL,
  name TEXT NOT NULL,
  profession TEXT NOT NULL,
  role TEXT NOT NULL,
  from_on TEXT,
  until_on TEXT,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_minutes (
  meeting TEXT NOT NULL,
  n BIGINT NOT NULL,
  content TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (meeting, n)
);
CREATE TABLE meetings_paper (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  held_at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_poll (
  meeting TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  note TEXT NOT NULL,
  chosen TEXT,
  at TEXT NOT NULL
);
CREATE TABLE meetings_seat (
  meeting TEXT NOT NULL,
  n BIGINT NOT NULL,
  member TEXT,
  organisation TEXT NOT NULL,
  name TEXT NOT NULL,
  profession TEXT NOT NULL,
  role TEXT NOT NULL,
  presence TEXT NOT NULL,
  proxy TEXT NOT NULL,
  PRIMARY KEY (meeting, n)
);
CREATE TABLE meetings_slot (
  id TEXT NOT NULL PRIMARY KEY,
  meeting TEXT NOT NULL,
  day TEXT NOT NULL,
  from_time TEXT NOT NULL,
  to_time TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE meetings_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE TABLE meetings_was (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE people_access(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), party_kind TEXT NOT NULL, party TEXT NOT NULL, basis TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT, UNIQUE(resident, party, basis, kind, record)
);
CREATE TABLE people_attachment(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, title TEXT NOT NULL, ref_kind TEXT NOT NULL, ref_id TEXT NOT NULL,
  file TEXT NOT NULL, thumb TEXT, key TEXT NOT NULL, mime TEXT NOT NULL, bytes BIGINT NOT NULL, pages BIGINT, width BIGINT, height BIGINT,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL,
  withdrawn_at TEXT, withdrawn_by TEXT, withdrawn_name TEXT NOT NULL, withdrawn_reason TEXT NOT NULL
);
CREATE TABLE people_attachment_key(resident TEXT PRIMARY KEY REFERENCES people_resident(id), id TEXT NOT NULL UNIQUE, key BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_brought(record TEXT PRIMARY KEY, region TEXT NOT NULL, by_words TEXT NOT NULL, written_on TEXT NOT NULL);
CREATE TABLE people_card(
  account TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), basis TEXT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL, kinds TEXT NOT NULL, proxy TEXT,
  heard_by TEXT NOT NULL, token_hash TEXT UNIQUE, proof TEXT NOT NULL, until TEXT NOT NULL, wrong BIGINT NOT NULL, closed_at TEXT, used_at TEXT, step_hash TEXT, step_until TEXT,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
, note_parts TEXT NOT NULL DEFAULT '', note_until TEXT);
CREATE TABLE people_consent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, method TEXT NOT NULL, heard_by TEXT NOT NULL, given_on TEXT NOT NULL,
  form_version TEXT NOT NULL, recorded_by TEXT, withdrawn_on TEXT
, status TEXT NOT NULL DEFAULT 'active', mode TEXT NOT NULL DEFAULT 'bulk', kinds TEXT NOT NULL DEFAULT '', hats TEXT NOT NULL DEFAULT '', clearance TEXT NOT NULL DEFAULT 'N', to_day TEXT, proxy TEXT, scan TEXT, explained_by TEXT NOT NULL DEFAULT '', organisation TEXT, by_name TEXT NOT NULL DEFAULT '', at TEXT);
CREATE TABLE people_consent_party(consent TEXT NOT NULL REFERENCES people_consent(id), party TEXT NOT NULL, PRIMARY KEY(consent, party));
CREATE TABLE people_consent_step(
  id TEXT PRIMARY KEY, consent TEXT NOT NULL REFERENCES people_consent(id), resident TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  account TEXT, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE people_contact(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), rank BIGINT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL, age BIGINT,
  phone TEXT NOT NULL, lives_with BIGINT NOT NULL, carer BIGINT NOT NULL, key_person BIGINT NOT NULL, source TEXT NOT NULL, as_of TEXT NOT NULL
);
CREATE TABLE people_exchange(
  id TEXT PRIMARY KEY, way TEXT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), hash TEXT NOT NULL, other_region TEXT NOT NULL, other_key TEXT NOT NULL, reason TEXT NOT NULL,
  consent_on TEXT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE people_exchange_key(id BIGINT PRIMARY KEY, seed BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_export(
  id TEXT PRIMARY KEY, what TEXT NOT NULL, part TEXT NOT NULL, organisation TEXT NOT NULL, n BIGINT NOT NULL, above BIGINT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT, alone BIGINT NOT NULL, taken_at TEXT
);
CREATE TABLE people_export_item(export TEXT NOT NULL REFERENCES people_export(id), resident TEXT NOT NULL, PRIMARY KEY(export, resident));
CREATE TABLE people_fact(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, text TEXT NOT NULL, code TEXT NOT NULL, alert TEXT NOT NULL,
  source TEXT NOT NULL, as_of TEXT NOT NULL, ended_on TEXT
);
CREATE TABLE people_gram(gram TEXT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), PRIMARY KEY(gram, resident));
CREATE TABLE people_hold(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, reason TEXT NOT NULL, by_account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  lifted_at TEXT, lifted_by TEXT, lifted_name TEXT NOT NULL, lifted_reason TEXT NOT NULL
);
CREATE TABLE people_keycode(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), hash TEXT NOT NULL UNIQUE, last4 TEXT NOT NULL, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  revoked_at TEXT, revoked_name TEXT NOT NULL DEFAULT '', revoked_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE people_keycode_secret(id BIGINT PRIMARY KEY, secret BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_keycode_try(id TEXT PRIMARY KEY, account TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL, hit BIGINT NOT NULL);
CREATE TABLE people_label(
  record TEXT NOT NULL, n BIGINT NOT NULL, resident TEXT NOT NULL REFERENCES people_resident(id), label TEXT NOT NULL, organisation TEXT, reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(record, n)
);
CREATE TABLE people_matrix(version BIGINT PRIMARY KEY, base TEXT NOT NULL, closed TEXT NOT NULL, reason TEXT NOT NULL, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_member(organisation TEXT PRIMARY KEY, name TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT);
CREATE TABLE people_member_change(id TEXT PRIMARY KEY, organisation TEXT NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL, on_day TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE people_member_told(change TEXT NOT NULL REFERENCES people_member_change(id), resident TEXT NOT NULL, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(change, resident));
CREATE TABLE people_merge(
  id TEXT PRIMARY KEY, keep TEXT NOT NULL REFERENCES people_resident(id), gone TEXT NOT NULL REFERENCES people_resident(id), reason TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT, undone_by TEXT, undone_name TEXT NOT NULL, undone_reason TEXT NOT NULL
);
CREATE TABLE people_pointer(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, made_on TEXT NOT NULL, words TEXT NOT NULL, doctor TEXT NOT NULL,
  phone_day TEXT NOT NULL, phone_night TEXT NOT NULL, paper_at TEXT NOT NULL, paper_by TEXT NOT NULL, source TEXT NOT NULL, record TEXT NOT NULL,
  by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT, withdrawn_account TEXT, withdrawn_name TEXT NOT NULL DEFAULT ''
, part TEXT NOT NULL DEFAULT '');
CREATE TABLE people_proxy(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), name TEXT NOT NULL, relation TEXT NOT NULL, evidence TEXT NOT NULL, note TEXT NOT NULL, scan TEXT,
  from_day TEXT NOT NULL, to_day TEXT, organisation TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL, ended_on TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE people_purge(
  id TEXT PRIMARY KEY, state TEXT NOT NULL, rule TEXT NOT NULL, n BIGINT NOT NULL, list_hash TEXT NOT NULL, reason TEXT NOT NULL,
  by_account TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT, erased TEXT NOT NULL
);
CREATE TABLE people_purge_item(
  purge TEXT NOT NULL REFERENCES people_purge(id), resident TEXT NOT NULL, closed_on TEXT NOT NULL, due_on TEXT NOT NULL, PRIMARY KEY(purge, resident)
);
CREATE TABLE people_release(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), kind TEXT NOT NULL, addressee TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT,
  heard_by TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  ended_at TEXT, ended_account TEXT, ended_name TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT ''
, parts TEXT NOT NULL DEFAULT '');
CREATE TABLE people_resident(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, name_key TEXT NOT NULL, kana_key TEXT NOT NULL, birth TEXT NOT NULL, sex TEXT NOT NULL,
  address TEXT NOT NULL, phone TEXT NOT NULL, insurer TEXT NOT NULL, insured TEXT NOT NULL, care_level TEXT NOT NULL, care_from TEXT, care_to TEXT,
  household TEXT NOT NULL, died_on TEXT, version BIGINT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE people_shield(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), reason TEXT NOT NULL, by_account TEXT, by_org TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  lifted_at TEXT, lifted_org TEXT, lifted_name TEXT NOT NULL DEFAULT '', lifted_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE people_shield_party(shield TEXT NOT NULL REFERENCES people_shield(id), party TEXT NOT NULL, PRIMARY KEY(shield, party));
CREATE TABLE people_team(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL REFERENCES people_resident(id), role TEXT NOT NULL, organisation TEXT, account TEXT, label TEXT NOT NULL, phone TEXT NOT NULL,
  from_day TEXT NOT NULL, to_day TEXT
, person TEXT NOT NULL DEFAULT '');
CREATE TABLE programme_cell (
  roadmap TEXT NOT NULL,
  scene TEXT NOT NULL,
  part TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY(roadmap, scene, part)
);
CREATE TABLE programme_cite (
  id TEXT NOT NULL PRIMARY KEY,
  roadmap TEXT NOT NULL,
  scene TEXT NOT NULL,
  part TEXT NOT NULL,
  source TEXT NOT NULL,
  line TEXT NOT NULL,
  href TEXT NOT NULL,
  as_of TEXT NOT NULL,
  used BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE programme_city (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  city TEXT NOT NULL,
  n BIGINT NOT NULL,
  d BIGINT,
  own BIGINT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY(indicator, year, city)
);
CREATE TABLE programme_form (
  id TEXT NOT NULL PRIMARY KEY,
  file TEXT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  body BYTEA NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE programme_indicator (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  scene TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  numerator TEXT NOT NULL,
  denominator TEXT NOT NULL,
  source TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_of TEXT NOT NULL,
  better TEXT NOT NULL,
  front_centre BIGINT NOT NULL,
  front_city BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE programme_logic (
  id TEXT NOT NULL PRIMARY KEY,
  scene TEXT NOT NULL,
  stage TEXT NOT NULL,
  parent TEXT,
  place BIGINT NOT NULL,
  text TEXT NOT NULL,
  indicator TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE programme_mark (
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  item TEXT NOT NULL,
  funding TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(kind, record)
);
CREATE TABLE programme_phase (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_year BIGINT NOT NULL,
  to_year BIGINT NOT NULL,
  about TEXT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE programme_profile (
  area TEXT NOT NULL,
  item TEXT NOT NULL,
  year BIGINT NOT NULL,
  n BIGINT NOT NULL,
  source TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(year, area, item)
);
CREATE TABLE programme_report (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  state TEXT NOT NULL,
  thoughts TEXT NOT NULL,
  plans TEXT NOT NULL,
  content TEXT,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  confirmed_at TEXT,
  confirmed_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE(year, month, edition)
);
CREATE TABLE programme_roadmap (
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  paper TEXT NOT NULL,
  phase TEXT NOT NULL,
  vision TEXT NOT NULL,
  ground TEXT NOT NULL,
  city TEXT NOT NULL,
  city_policy TEXT NOT NULL,
  centre TEXT NOT NULL,
  centre_policy TEXT NOT NULL,
  goals_note TEXT NOT NULL,
  council TEXT NOT NULL,
  state TEXT NOT NULL,
  confirmed_on TEXT,
  confirmed_by TEXT NOT NULL,
  base TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE programme_row (
  sheet TEXT NOT NULL,
  n BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY(sheet, n)
);
CREATE TABLE programme_table (
  id TEXT NOT NULL PRIMARY KEY,
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  lead TEXT NOT NULL,
  from_year BIGINT NOT NULL,
  plan_year BIGINT NOT NULL,
  to_year BIGINT NOT NULL,
  actual_words TEXT NOT NULL,
  plan_words TEXT NOT NULL,
  as_of TEXT,
  removed BIGINT NOT NULL,
  at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE programme_target (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY(indicator, year)
);
CREATE TABLE programme_value (
  indicator TEXT NOT NULL,
  year BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  state TEXT NOT NULL,
  n BIGINT,
  d BIGINT,
  as_of TEXT,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  origin TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(indicator, year, edition)
);
CREATE TABLE rooms_answer(post TEXT NOT NULL REFERENCES rooms_post(id), account TEXT NOT NULL, organisation TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, account));
CREATE TABLE rooms_member(room TEXT NOT NULL REFERENCES rooms_room(id), organisation TEXT NOT NULL, name TEXT NOT NULL, from_at TEXT NOT NULL, to_at TEXT, by_name TEXT NOT NULL, PRIMARY KEY(room, organisation));
CREATE TABLE rooms_post(
  id TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES rooms_room(id), layer TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, text_key TEXT NOT NULL,
  reply_to TEXT, due_at TEXT, answered_at TEXT, pinned_at TEXT, pinned_by TEXT NOT NULL, account TEXT, organisation TEXT,
  name TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL, version BIGINT NOT NULL, files BIGINT NOT NULL, cancelled_at TEXT
);
CREATE TABLE rooms_read(post TEXT NOT NULL REFERENCES rooms_post(id), account TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, account));
CREATE TABLE rooms_room(
  id TEXT PRIMARY KEY, resident TEXT, name TEXT NOT NULL, purpose TEXT NOT NULL, organisation TEXT, account TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL,
  closed_at TEXT
);
CREATE TABLE rooms_seen(room TEXT NOT NULL REFERENCES rooms_room(id), account TEXT NOT NULL, at TEXT NOT NULL, before_at TEXT, PRIMARY KEY(room, account));
CREATE TABLE rooms_to(post TEXT NOT NULL REFERENCES rooms_post(id), party TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY(post, party));
CREATE TABLE rooms_tool(resident TEXT PRIMARY KEY, label TEXT NOT NULL, url TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE rooms_version(post TEXT NOT NULL REFERENCES rooms_post(id), version BIGINT NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(post, version));
CREATE TABLE rooms_vital(post TEXT NOT NULL REFERENCES rooms_post(id), code TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY(post, code));
CREATE TABLE surveys_answer (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  asked TEXT,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  way TEXT NOT NULL,
  body TEXT NOT NULL,
  batch TEXT,
  at TEXT NOT NULL,
  changed_at TEXT,
  removed BIGINT NOT NULL
);
CREATE TABLE surveys_asked (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  source TEXT NOT NULL,
  organisation TEXT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  area TEXT NOT NULL,
  phone TEXT NOT NULL,
  fax TEXT NOT NULL,
  sent_at TEXT,
  chased BIGINT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE TABLE surveys_batch (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL,
  file TEXT NOT NULL,
  body TEXT NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  read_rows BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  undone_name TEXT NOT NULL,
  undone_at TEXT
);
CREATE TABLE surveys_label (
  answer TEXT NOT NULL,
  question TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (answer, question)
);
CREATE TABLE surveys_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  code_hash TEXT NOT NULL,
  survey TEXT NOT NULL,
  asked TEXT,
  answer TEXT,
  at TEXT NOT NULL
);
CREATE TABLE surveys_survey (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  aim TEXT NOT NULL,
  lead TEXT NOT NULL,
  contact TEXT NOT NULL,
  named BIGINT NOT NULL,
  from_day TEXT,
  until_day TEXT,
  state TEXT NOT NULL,
  slug TEXT NOT NULL,
  questions TEXT NOT NULL,
  template TEXT NOT NULL,
  previous TEXT,
  year BIGINT NOT NULL,
  published TEXT,
  published_at TEXT,
  made_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE surveys_try (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE TABLE transitions_act(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), kind TEXT NOT NULL, day TEXT, at TEXT NOT NULL, method TEXT, account TEXT, organisation TEXT,
  name TEXT NOT NULL, to_org TEXT, to_name TEXT NOT NULL, said_by TEXT NOT NULL, detail TEXT NOT NULL, record TEXT, hash TEXT, opened_at TEXT, opened_by TEXT, received_at TEXT, received_by TEXT,
  cancelled_at TEXT
);
CREATE TABLE transitions_answer(
  organisation TEXT NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL, done BIGINT NOT NULL, good TEXT NOT NULL, wish TEXT NOT NULL,
  made_by TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(organisation, from_on, to_on)
);
CREATE TABLE transitions_case(
  id TEXT PRIMARY KEY, office TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, admitted_on TEXT NOT NULL, ended_on TEXT, age_band TEXT NOT NULL, body TEXT NOT NULL,
  source TEXT NOT NULL, state TEXT NOT NULL, made_by TEXT, made_org TEXT, made_name TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT, decided_name TEXT NOT NULL, decided_at TEXT
);
CREATE TABLE transitions_conference(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), organisation TEXT NOT NULL, state TEXT NOT NULL, day TEXT, version BIGINT NOT NULL,
  first_closed BIGINT NOT NULL, asked BIGINT NOT NULL, asked_account TEXT, asked_org TEXT, asked_name TEXT NOT NULL, asked_at TEXT, act TEXT, at TEXT NOT NULL
);
CREATE TABLE transitions_conference_ask(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, version BIGINT NOT NULL, organisation TEXT, account TEXT, asked_at TEXT NOT NULL,
  remind_at TEXT, reminded BIGINT NOT NULL, seen_at TEXT, seen_account TEXT, seen_name TEXT NOT NULL, reply TEXT NOT NULL, method TEXT, told_to TEXT NOT NULL, told_day TEXT, PRIMARY KEY (conference, n, version)
);
CREATE TABLE transitions_conference_done(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (conference, n)
);
CREATE TABLE transitions_conference_seat(
  conference TEXT NOT NULL REFERENCES transitions_conference(id), n BIGINT NOT NULL, organisation TEXT, account TEXT, organisation_name TEXT NOT NULL, name TEXT NOT NULL,
  profession TEXT NOT NULL, side TEXT NOT NULL, presence TEXT NOT NULL, here BIGINT NOT NULL, removed BIGINT NOT NULL, PRIMARY KEY (conference, n)
);
CREATE TABLE transitions_conference_word(
  id TEXT PRIMARY KEY, conference TEXT NOT NULL REFERENCES transitions_conference(id), version BIGINT NOT NULL, account TEXT, organisation TEXT, name TEXT NOT NULL, text TEXT NOT NULL,
  at TEXT NOT NULL, answer TEXT NOT NULL, answered_at TEXT, answered_name TEXT NOT NULL
);
CREATE TABLE transitions_face_sent(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, record TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, to_name TEXT NOT NULL, method TEXT NOT NULL, day TEXT NOT NULL,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE transitions_handover(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, from_org TEXT NOT NULL, from_account TEXT, from_words TEXT NOT NULL, to_org TEXT NOT NULL, to_account TEXT, to_words TEXT NOT NULL,
  reason TEXT NOT NULL, consent_on TEXT, day TEXT NOT NULL, n BIGINT NOT NULL, by_account TEXT, by_org TEXT, by_hat TEXT NOT NULL, by_name TEXT NOT NULL, at TEXT NOT NULL, undone_at TEXT
);
CREATE TABLE transitions_handover_item(
  handover TEXT NOT NULL REFERENCES transitions_handover(id), resident TEXT NOT NULL, n BIGINT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL,
  PRIMARY KEY(handover, resident)
);
CREATE TABLE transitions_judgement(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), rule_set TEXT NOT NULL, rule_version TEXT NOT NULL, rule_hash TEXT NOT NULL,
  cause TEXT NOT NULL, act TEXT, outcome TEXT NOT NULL, verdict TEXT NOT NULL, form_version TEXT NOT NULL, answers TEXT NOT NULL,
  sheet TEXT, sheet_version BIGINT, emergency BIGINT NOT NULL, care_level TEXT NOT NULL, admitted_on TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  waits BIGINT NOT NULL, confirmed_at TEXT, confirmed_by TEXT, confirmed_name TEXT NOT NULL
);
CREATE TABLE transitions_kept(
  version BIGINT NOT NULL, stay TEXT NOT NULL,
  in_on TEXT, in_d BIGINT NOT NULL, in_n BIGINT NOT NULL, out_on TEXT, out_d BIGINT NOT NULL, out_n BIGINT NOT NULL,
  was_in_on TEXT, was_in_d BIGINT NOT NULL, was_in_n BIGINT NOT NULL, was_out_on TEXT, was_out_d BIGINT NOT NULL, was_out_n BIGINT NOT NULL,
  stale BIGINT NOT NULL,
  PRIMARY KEY(version, stay)
) WITHOUT ROWID;
CREATE TABLE transitions_kept_day(
  version BIGINT NOT NULL, rate TEXT NOT NULL, day TEXT NOT NULL, n BIGINT NOT NULL, d BIGINT NOT NULL,
  PRIMARY KEY(version, rate, day)
) WITHOUT ROWID;
CREATE TABLE transitions_kept_state(version BIGINT PRIMARY KEY, upto TEXT NOT NULL, done BIGINT NOT NULL, checked_on TEXT);
CREATE TABLE transitions_meeting(
  id TEXT PRIMARY KEY, hospital TEXT NOT NULL, partner TEXT, partner_name TEXT NOT NULL, day TEXT NOT NULL, channel TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL, about TEXT NOT NULL,
  account TEXT, name TEXT NOT NULL, at TEXT NOT NULL, cancelled_at TEXT
);
CREATE TABLE transitions_prepared(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), form_version TEXT NOT NULL, body TEXT NOT NULL, base BIGINT NOT NULL, method TEXT NOT NULL,
  to_name TEXT NOT NULL, place TEXT NOT NULL, day TEXT, reason TEXT NOT NULL, state TEXT NOT NULL, made_by TEXT NOT NULL, made_name TEXT NOT NULL, organisation TEXT NOT NULL,
  approver TEXT, note TEXT NOT NULL, at TEXT NOT NULL, decided_at TEXT, decided_by TEXT, decided_name TEXT
);
CREATE TABLE transitions_referral(
  id TEXT PRIMARY KEY, stay TEXT, hospital TEXT NOT NULL, hokatsu TEXT NOT NULL, record TEXT NOT NULL, account TEXT, name TEXT NOT NULL, at TEXT NOT NULL,
  reply_on TEXT, opened_at TEXT, answered_at TEXT, answered_by TEXT, answered_name TEXT NOT NULL, seen_at TEXT
);
CREATE TABLE transitions_rules(
  id TEXT PRIMARY KEY, rule_set TEXT NOT NULL, number BIGINT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL, reason TEXT NOT NULL, back_to BIGINT,
  account TEXT, organisation TEXT, name TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE transitions_stay(
  id TEXT PRIMARY KEY, resident TEXT NOT NULL, hospital TEXT, hospital_name TEXT NOT NULL, office TEXT NOT NULL, care_manager TEXT, hokatsu TEXT,
  admitted_on TEXT NOT NULL, admitted_time TEXT, planned BIGINT NOT NULL, reason TEXT NOT NULL, learned_from TEXT NOT NULL, care_level TEXT NOT NULL,
  ward TEXT NOT NULL, room TEXT NOT NULL, assigned TEXT, planned_on TEXT, ended_on TEXT, end_kind TEXT, closed BIGINT NOT NULL, cancelled_at TEXT,
  previous TEXT, made_by TEXT, at TEXT NOT NULL
);
CREATE TABLE transitions_task(
  id TEXT PRIMARY KEY, stay TEXT NOT NULL REFERENCES transitions_stay(id), resident TEXT NOT NULL, kind TEXT NOT NULL, owner_org TEXT NOT NULL, owner TEXT, due TEXT NOT NULL,
  act TEXT NOT NULL, made_by TEXT, at TEXT NOT NULL, done_at TEXT, done_by TEXT, done_name TEXT NOT NULL, done_note TEXT NOT NULL
);
CREATE TABLE yui_migration(number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL);
CREATE UNIQUE INDEX accounts_account_number ON accounts_account(organisation, number) WHERE number IS NOT NULL;
CREATE INDEX accounts_account_org ON accounts_account(organisation, kana);
CREATE INDEX accounts_application_open ON accounts_application(decided_at, at);
CREATE INDEX accounts_deputy_absent ON accounts_deputy(absent, to_day);
CREATE INDEX accounts_deputy_deputy ON accounts_deputy(deputy, to_day);
CREATE INDEX accounts_deputy_org ON accounts_deputy(organisation, to_day);
CREATE INDEX accounts_device_organisation ON accounts_device(organisation, made_at);
CREATE INDEX accounts_invitation_org ON accounts_invitation(organisation, made_at);
CREATE INDEX accounts_opening_until ON accounts_opening(until);
CREATE INDEX accounts_organisation_kind ON accounts_organisation(kind, kana);
CREATE INDEX accounts_phone_secret ON accounts_phone(secret_hash) WHERE secret_hash IS NOT NULL;
CREATE INDEX accounts_temporary_account ON accounts_temporary(account, made_at);
CREATE INDEX acp_keyed_resident ON acp_keyed(resident);
CREATE INDEX acp_paper_resident ON acp_paper(resident);
CREATE INDEX acp_proxy_resident ON acp_proxy(resident);
CREATE INDEX acp_proxy_step_resident ON acp_proxy_step(resident);
CREATE INDEX acp_shared_resident ON acp_shared(resident);
CREATE INDEX acp_stay_resident ON acp_stay(resident);
CREATE INDEX acp_talk_resident ON acp_talk(resident, held_on);
CREATE INDEX acp_version_due ON acp_version(part, confirmed_on);
CREATE INDEX acp_withdrawal_resident ON acp_withdrawal(resident);
CREATE INDEX app_audit_at ON app_audit(at);
CREATE INDEX app_audit_new ON app_audit(ord, id) WHERE pos IS NULL;
CREATE INDEX app_audit_pos ON app_audit(pos);
CREATE INDEX app_audit_resident ON app_audit(resident, at) WHERE resident IS NOT NULL;
CREATE INDEX app_idempotency_at ON app_idempotency(at);
CREATE INDEX app_idempotency_outcome_at ON app_idempotency_outcome(at);
CREATE INDEX app_intake_kind ON app_intake(kind, at);
CREATE INDEX app_intake_row_print ON app_intake_row(kind, print);
CREATE INDEX app_job_open ON app_job(run_at) WHERE done_at IS NULL;
CREATE INDEX app_measure_name ON app_measure(name, dims);
CREATE INDEX app_measure_unfolded ON app_measure(name, dims) WHERE folded = 0;
CREATE INDEX app_notice_org ON app_notice(organisation, at);
CREATE INDEX app_outbox_new ON app_outbox(ord, id) WHERE pos IS NULL;
CREATE INDEX app_outbox_pos ON app_outbox(pos);
CREATE INDEX app_outbox_subject ON app_outbox(subject, pos) WHERE subject IS NOT NULL;
CREATE INDEX app_record_resident ON app_record(resident, kind, organisation);
CREATE INDEX app_record_subject ON app_record(subject, kind);
CREATE INDEX bridge_alarm_at ON bridge_alarm(at);
CREATE INDEX bridge_answer_letter ON bridge_answer(letter, at);
CREATE INDEX bridge_file_name ON bridge_file(file);
CREATE UNIQUE INDEX bridge_file_once ON bridge_file(letter, file);
CREATE INDEX bridge_issue_letter ON bridge_issue(letter);
CREATE INDEX bridge_letter_batch ON bridge_letter(batch) WHERE batch IS NOT NULL;
CREATE INDEX bridge_letter_organisation ON bridge_letter(organisation, at);
CREATE INDEX bridge_letter_record ON bridge_letter(record) WHERE record IS NOT NULL;
CREATE INDEX bridge_letter_resident ON bridge_letter(resident) WHERE resident IS NOT NULL;
CREATE INDEX bridge_letter_waiting ON bridge_letter(due) WHERE answered_at IS NULL AND revoked_at IS NULL;
CREATE INDEX bridge_mail_account ON bridge_mail(account, state);
CREATE INDEX bridge_mail_at ON bridge_mail(at);
CREATE INDEX bridge_mail_notice ON bridge_mail(notice, account);
CREATE INDEX bridge_mail_state ON bridge_mail(state, due_at);
CREATE INDEX bridge_push_at ON bridge_push(at);
CREATE INDEX bridge_push_device_account ON bridge_push_device(account, at);
CREATE UNIQUE INDEX bridge_push_device_endpoint ON bridge_push_device(endpoint) WHERE ended_at IS NULL;
CREATE INDEX bridge_push_notice ON bridge_push(notice, account);
CREATE INDEX bridge_push_state ON bridge_push(state, due_at);
CREATE INDEX bridge_seen_at ON bridge_seen(at);
CREATE INDEX bridge_try_at ON bridge_try(at);
CREATE INDEX bridge_try_network ON bridge_try(network, at);
CREATE INDEX desk_case_count ON desk_case(year, state, day, place);
CREATE INDEX desk_case_day ON desk_case(day, id);
CREATE INDEX desk_case_follow ON desk_case(follow_on) WHERE follow_on IS NOT NULL;
CREATE INDEX desk_case_solved ON desk_case(solved_year) WHERE solved_year IS NOT NULL;
CREATE INDEX desk_case_year ON desk_case(year, number);
CREATE INDEX desk_content_code ON desk_content(code);
CREATE INDEX desk_gram_case ON desk_gram(case_id);
CREATE INDEX desk_handover_case ON desk_handover(case_id, at);
CREATE INDEX directory_area_act_area ON directory_area_act(area, at);
CREATE UNIQUE INDEX directory_facility_key ON directory_facility(source, service, number);
CREATE INDEX directory_facility_number ON directory_facility(number);
CREATE INDEX directory_facility_org ON directory_facility(organisation) WHERE organisation IS NOT NULL;
CREATE INDEX directory_facility_place ON directory_facility(prefecture, service);
CREATE INDEX directory_facility_sort ON directory_facility(sort_key, id);
CREATE INDEX directory_import_at ON directory_import(at);
CREATE INDEX directory_record_facility ON directory_record(facility);
CREATE UNIQUE INDEX directory_record_key ON directory_record(source, list, number);
CREATE INDEX directory_report_facility ON directory_report(facility, at);
CREATE INDEX directory_report_open ON directory_report(at, id) WHERE decision IS NULL;
CREATE INDEX directory_review_open ON directory_review(score, id) WHERE decision IS NULL;
CREATE UNIQUE INDEX directory_review_pair ON directory_review(record, candidate);
CREATE INDEX directory_town_area ON directory_town(area);
CREATE UNIQUE INDEX directory_town_key ON directory_town(city, key);
CREATE INDEX directory_window_facility ON directory_window(facility, rank);
CREATE INDEX directory_window_org ON directory_window(organisation, rank);
CREATE INDEX emergency_alert_open ON emergency_alert(at) WHERE closed_at IS NULL;
CREATE INDEX emergency_entry_town ON emergency_entry(town, open);
CREATE INDEX emergency_glass_resident ON emergency_glass(resident);
CREATE INDEX emergency_glass_tell_open ON emergency_glass_tell(at) WHERE told_at IS NULL;
CREATE INDEX emergency_glass_tell_resident ON emergency_glass_tell(resident);
CREATE INDEX emergency_glass_waiting ON emergency_glass(organisation, at) WHERE reviewed_at IS NULL;
CREATE INDEX emergency_lookup_day ON emergency_lookup(day);
CREATE INDEX emergency_opened_lookup ON emergency_opened(lookup) WHERE lookup IS NOT NULL;
CREATE INDEX emergency_opened_resident ON emergency_opened(resident, at);
CREATE INDEX emergency_recheck_open ON emergency_recheck(organisation, at) WHERE closed_at IS NULL;
CREATE INDEX emergency_recheck_resident ON emergency_recheck(resident);
CREATE INDEX emergency_register_by_org ON emergency_register(by_org, surveyed_on);
CREATE INDEX emergency_registration_resident ON emergency_registration(resident);
CREATE UNIQUE INDEX emergency_registration_running ON emergency_registration(resident) WHERE ended_at IS NULL;
CREATE INDEX emergency_safety_board ON emergency_safety(disaster, resident, at);
CREATE INDEX emergency_safety_resident ON emergency_safety(resident);
CREATE INDEX emergency_subset_device ON emergency_subset(device, at);
CREATE INDEX emergency_subset_running ON emergency_subset(until) WHERE gone_at IS NULL;
CREATE INDEX emergency_token_resident ON emergency_token(resident);
CREATE INDEX emergency_transport_hospital ON emergency_transport(hospital, at) WHERE hospital IS NOT NULL;
CREATE INDEX emergency_transport_opened ON emergency_transport(opened);
CREATE INDEX emergency_transport_resident ON emergency_transport(resident);
CREATE UNIQUE INDEX events_answer_key ON events_answer(event, key);
CREATE INDEX events_day_day ON events_day(day);
CREATE INDEX events_entry_code ON events_entry(code_hash);
CREATE UNIQUE INDEX events_entry_place ON events_entry(event, place);
CREATE UNIQUE INDEX events_entry_token ON events_entry(token_hash);
CREATE UNIQUE INDEX events_event_slug ON events_event(slug);
CREATE INDEX events_event_state ON events_event(state, first_day);
CREATE INDEX events_event_year ON events_event(year, first_day, id);
CREATE UNIQUE INDEX events_form_slug ON events_form(slug);
CREATE INDEX events_helper_act_of ON events_helper_act(helper, day);
CREATE INDEX events_helper_roll ON events_helper(roll, trained_on);
CREATE UNIQUE INDEX events_request_key ON events_request(key);
CREATE INDEX events_request_state ON events_request(state, at);
CREATE INDEX events_task_due ON events_task(due) WHERE done_on IS NULL AND removed = 0;
CREATE INDEX events_task_event ON events_task(event, place);
CREATE INDEX events_try_at ON events_try(what, at);
CREATE INDEX events_try_of ON events_try(what, network, at);
CREATE INDEX home_alarm_account ON home_alarm(account, kind, to_at);
CREATE INDEX home_alarm_at ON home_alarm(at);
CREATE INDEX issues_act_issue_of ON issues_act_issue(issue);
CREATE INDEX issues_act_level ON issues_act(level, fy, ord);
CREATE UNIQUE INDEX issues_act_ord ON issues_act(ord);
CREATE INDEX issues_act_party_of ON issues_act_party(party);
CREATE INDEX issues_change_issue ON issues_change(issue, at);
CREATE UNIQUE INDEX issues_evidence_once ON issues_evidence(issue, kind, ref) WHERE removed_at IS NULL;
CREATE INDEX issues_evidence_ref ON issues_evidence(kind, ref);
CREATE INDEX issues_feedback_issue_of ON issues_feedback_issue(issue);
CREATE INDEX issues_feedback_owner ON issues_feedback(owner_kind, owner, on_day);
CREATE UNIQUE INDEX issues_issue_letter ON issues_issue(fy, profession, seq);
CREATE INDEX issues_issue_merged ON issues_issue(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX issues_issue_owner ON issues_issue(owner_kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX issues_issue_stage ON issues_issue(stage, fy);
CREATE UNIQUE INDEX issues_party_name ON issues_party(name_key);
CREATE INDEX issues_said_act ON issues_said(act, n);
CREATE INDEX meetings_action_decision ON meetings_action(decision);
CREATE INDEX meetings_action_due ON meetings_action(due) WHERE done_on IS NULL AND removed = 0;
CREATE INDEX meetings_action_meeting ON meetings_action(meeting);
CREATE INDEX meetings_advice_case ON meetings_advice(of_case, at);
CREATE INDEX meetings_ballot_code ON meetings_ballot(code_hash);
CREATE UNIQUE INDEX meetings_ballot_member ON meetings_ballot(meeting, member);
CREATE UNIQUE INDEX meetings_ballot_token ON meetings_ballot(token_hash);
CREATE INDEX meetings_body_parent ON meetings_body(parent);
CREATE INDEX meetings_case_follow ON meetings_case(follow_on) WHERE follow_text = '' AND removed = 0;
CREATE UNIQUE INDEX meetings_case_sign ON meetings_case(meeting, sign);
CREATE INDEX meetings_chronicle_source ON meetings_chronicle(source);
CREATE INDEX meetings_chronicle_year ON meetings_chronicle(year, day);
CREATE INDEX meetings_decision_meeting ON meetings_decision(meeting, place);
CREATE INDEX meetings_evidence_item ON meetings_evidence(item, at);
CREATE INDEX meetings_item_action ON meetings_item(action_id);
CREATE INDEX meetings_item_meeting ON meetings_item(meeting, place);
CREATE INDEX meetings_meeting_day ON meetings_meeting(day, id);
CREATE UNIQUE INDEX meetings_meeting_series ON meetings_meeting(body, year, series);
CREATE INDEX meetings_meeting_state ON meetings_meeting(state, day);
CREATE INDEX meetings_member_body ON meetings_member(body, place);
CREATE INDEX meetings_member_until ON meetings_member(until_on) WHERE removed = 0;
CREATE INDEX meetings_paper_meeting ON meetings_paper(meeting, place);
CREATE INDEX meetings_slot_meeting ON meetings_slot(meeting, day);
CREATE INDEX meetings_try_at ON meetings_try(what, at);
CREATE INDEX meetings_try_of ON meetings_try(what, network, at);
CREATE UNIQUE INDEX meetings_was_version ON meetings_was(body, version);
CREATE INDEX people_access_about ON people_access(resident, party, party_kind, basis, kind, record, from_day, to_day);
CREATE INDEX people_access_party ON people_access(party, resident);
CREATE INDEX people_attachment_file ON people_attachment(file);
CREATE INDEX people_attachment_ref ON people_attachment(ref_id, resident) WHERE ref_id <> '';
CREATE INDEX people_attachment_resident ON people_attachment(resident, at);
CREATE UNIQUE INDEX people_attachment_same ON people_attachment(resident, file, ref_kind, ref_id) WHERE withdrawn_at IS NULL;
CREATE INDEX people_attachment_thumb ON people_attachment(thumb);
CREATE INDEX people_card_resident ON people_card(resident);
CREATE INDEX people_consent_resident ON people_consent(resident);
CREATE INDEX people_consent_step_resident ON people_consent_step(resident, at);
CREATE INDEX people_contact_resident ON people_contact(resident, rank);
CREATE INDEX people_exchange_hash ON people_exchange(hash);
CREATE INDEX people_exchange_resident ON people_exchange(resident, at);
CREATE INDEX people_export_item_resident ON people_export_item(resident);
CREATE INDEX people_export_organisation ON people_export(organisation, at);
CREATE INDEX people_fact_resident ON people_fact(resident, kind);
CREATE UNIQUE INDEX people_hold_standing ON people_hold(resident) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX people_keycode_active ON people_keycode(resident) WHERE revoked_at IS NULL;
CREATE INDEX people_keycode_try_account ON people_keycode_try(account, at);
CREATE INDEX people_keycode_try_organisation ON people_keycode_try(organisation, at);
CREATE UNIQUE INDEX people_merge_gone ON people_merge(gone) WHERE undone_at IS NULL;
CREATE INDEX people_merge_keep ON people_merge(keep) WHERE undone_at IS NULL;
CREATE INDEX people_pointer_resident ON people_pointer(resident) WHERE withdrawn_at IS NULL;
CREATE INDEX people_proxy_resident ON people_proxy(resident);
CREATE UNIQUE INDEX people_purge_open ON people_purge(state) WHERE state = 'proposed';
CREATE INDEX people_release_resident ON people_release(resident, kind);
CREATE UNIQUE INDEX people_release_running ON people_release(resident, kind, addressee) WHERE ended_at IS NULL;
CREATE INDEX people_resident_birth ON people_resident(birth, kana_key);
CREATE INDEX people_resident_insured ON people_resident(insured) WHERE insured <> '';
CREATE INDEX people_resident_kana ON people_resident(kana_key, id);
CREATE UNIQUE INDEX people_shield_resident ON people_shield(resident) WHERE lifted_at IS NULL;
CREATE INDEX people_team_account ON people_team(account) WHERE account IS NOT NULL;
CREATE INDEX people_team_resident ON people_team(resident);
CREATE UNIQUE INDEX programme_cite_source ON programme_cite(roadmap, scene, part, source);
CREATE INDEX programme_indicator_place ON programme_indicator(scene, place);
CREATE INDEX programme_logic_scene ON programme_logic(scene, place);
CREATE UNIQUE INDEX programme_roadmap_edition ON programme_roadmap(year, edition);
CREATE INDEX rooms_member_organisation ON rooms_member(organisation);
CREATE INDEX rooms_post_open ON rooms_post(due_at) WHERE due_at IS NOT NULL AND answered_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX rooms_post_reply ON rooms_post(reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX rooms_post_room ON rooms_post(room, at, id);
CREATE UNIQUE INDEX rooms_room_resident ON rooms_room(resident) WHERE resident IS NOT NULL;
CREATE INDEX rooms_to_party ON rooms_to(party);
CREATE INDEX surveys_answer_batch ON surveys_answer(batch);
CREATE UNIQUE INDEX surveys_answer_once ON surveys_answer(survey, key);
CREATE INDEX surveys_asked_list ON surveys_asked(survey, kind, name);
CREATE UNIQUE INDEX surveys_asked_once ON surveys_asked(survey, source);
CREATE INDEX surveys_asked_organisation ON surveys_asked(organisation) WHERE removed = 0;
CREATE INDEX surveys_batch_survey ON surveys_batch(survey, at);
CREATE INDEX surveys_link_asked ON surveys_link(asked);
CREATE INDEX surveys_link_code ON surveys_link(code_hash);
CREATE INDEX surveys_link_survey ON surveys_link(survey);
CREATE UNIQUE INDEX surveys_survey_slug ON surveys_survey(slug);
CREATE INDEX surveys_survey_state ON surveys_survey(state, until_day);
CREATE INDEX surveys_survey_year ON surveys_survey(year, made_at);
CREATE INDEX surveys_try_at ON surveys_try(what, at);
CREATE INDEX surveys_try_of ON surveys_try(what, network, at);
CREATE INDEX transitions_act_stay ON transitions_act(stay, at);
CREATE INDEX transitions_act_to ON transitions_act(to_org, kind) WHERE to_org IS NOT NULL;
CREATE INDEX transitions_act_told ON transitions_act(to_org, at) WHERE kind = 'services_told';
CREATE INDEX transitions_case_admitted ON transitions_case(admitted_on);
CREATE INDEX transitions_case_ended ON transitions_case(ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX transitions_case_office ON transitions_case(office, admitted_on);
CREATE INDEX transitions_conference_ask_org ON transitions_conference_ask(organisation) WHERE seen_at IS NULL;
CREATE INDEX transitions_conference_ask_remind ON transitions_conference_ask(remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX transitions_conference_org ON transitions_conference(organisation, day);
CREATE INDEX transitions_conference_seat_org ON transitions_conference_seat(organisation);
CREATE INDEX transitions_conference_stay ON transitions_conference(stay);
CREATE INDEX transitions_conference_word_of ON transitions_conference_word(conference, at);
CREATE INDEX transitions_face_sent_resident ON transitions_face_sent(resident, at);
CREATE INDEX transitions_handover_from ON transitions_handover(from_org, at);
CREATE INDEX transitions_handover_item_open ON transitions_handover_item(handover, n) WHERE state = 'planned';
CREATE INDEX transitions_handover_item_resident ON transitions_handover_item(resident);
CREATE INDEX transitions_handover_to ON transitions_handover(to_org, at);
CREATE INDEX transitions_judgement_at ON transitions_judgement(rule_set, at);
CREATE INDEX transitions_judgement_stay ON transitions_judgement(stay, rule_set, at);
CREATE INDEX transitions_judgement_waits ON transitions_judgement(stay) WHERE waits = 1;
CREATE INDEX transitions_kept_stale ON transitions_kept(stale, version, stay) WHERE stale = 1;
CREATE INDEX transitions_meeting_hospital ON transitions_meeting(hospital, day);
CREATE INDEX transitions_prepared_office ON transitions_prepared(organisation, state);
CREATE INDEX transitions_prepared_stay ON transitions_prepared(stay, at);
CREATE INDEX transitions_referral_hokatsu ON transitions_referral(hokatsu, at);
CREATE INDEX transitions_referral_hospital ON transitions_referral(hospital, at);
CREATE UNIQUE INDEX transitions_rules_number ON transitions_rules(rule_set, number);
CREATE INDEX transitions_stay_admitted_office ON transitions_stay(admitted_on, office);
CREATE INDEX transitions_stay_ended ON transitions_stay(ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX transitions_stay_hospital ON transitions_stay(hospital, closed);
CREATE INDEX transitions_stay_office ON transitions_stay(office, closed);
CREATE INDEX transitions_stay_resident ON transitions_stay(resident, admitted_on);
CREATE INDEX transitions_task_open ON transitions_task(owner_org, due) WHERE done_at IS NULL;
CREATE INDEX transitions_task_stay ON transitions_task(stay);
