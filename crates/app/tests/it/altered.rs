//! Bits of stored records that change by themselves: nothing of it is shown, everything is reported.
use app::records::{self, About, Content, Source};
use app::{Error, altered};
use db::{Dialect, Stmt, Value, params};
use kernel::Id;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// What makes up a version, and what its head says of it.
const COLUMNS: &[(&str, &str)] = &[
    ("app_record_version", "body"),
    ("app_record_version", "body"),
    ("app_record_version", "body"),
    ("app_record_version", "body"),
    ("app_record_version", "state"),
    ("app_record_version", "form"),
    ("app_record_version", "form_version"),
    ("app_record_version", "hash"),
    ("app_record_version", "source"),
    ("app_record_version", "reason"),
    ("app_record_version", "account"),
    ("app_record_version", "organisation"),
    ("app_record_version", "name"),
    ("app_record_version", "at"),
    ("app_record_version", "seal"),
    ("app_record", "state"),
];

/// Repeatable numbers (xorshift).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

fn content(n: usize) -> Content {
    Content {
        form: "admission-sheet".into(),
        form_version: "1.2".into(),
        body: format!("{{\"name\":\"カナリア{n:03}\",\"drug\":\"ワルファリン {n}mg\"}}"),
        source: Source::Own,
    }
}

/// Forty records, each corrected once, so that older versions are read too.
fn written(t: &TestApp) -> Vec<Id> {
    (0..40)
        .map(|n| {
            t.app
                .write(&cm(), move |cx| {
                    let about = About {
                        kind: "test.sheet",
                        resident: Some(resident()),
                        subject: Some(testkit::id(700)),
                    };
                    let id = records::confirm(cx, &about, &content(n))?;
                    records::correct(cx, id, 1, &content(n + 100), "聞き取りの誤り")?;
                    Ok(id)
                })
                .unwrap()
        })
        .collect()
}

fn leak(sql: String) -> Stmt {
    Stmt { name: "t.FLIP", sql: sql.leak() }
}

/// The column of a version as its bytes.
fn stored(t: &TestApp, table: &str, column: &str, id: Id, version: i64) -> Option<String> {
    let key = if table == "app_record" {
        "id = $1 AND version >= $2"
    } else {
        "record = $1 AND version = $2"
    };
    let s = leak(format!("SELECT {column} FROM {table} WHERE {key}"));
    t.db.read(move |tx| tx.one(s, params![id, version])?.get(0)).unwrap()
}

fn store(t: &TestApp, (table, column): (&str, &str), id: Id, version: i64, v: &Value) {
    let key = if table == "app_record" {
        "id = $2 AND version >= $3"
    } else {
        "record = $2 AND version = $3"
    };
    // bytes that are no UTF-8 too, where the engine lets them lie
    let to = if matches!(v, Value::Blob(_)) { "CAST($1 AS TEXT)" } else { "$1" };
    let s = leak(format!("UPDATE {table} SET {column} = {to} WHERE {key}"));
    let v = v.clone();
    t.db.write(move |tx| tx.exec(s, &[v.clone(), id.into(), version.into()])).unwrap();
}

/// One bit of the text turned over; on PostgreSQL, which refuses to keep them, none that is no text.
fn turned(text: &str, sqlite: bool, d: &mut Draw) -> Option<Value> {
    for _ in 0..200 {
        let mut bytes = text.as_bytes().to_vec();
        let (at, bit) = (d.below(bytes.len().max(1)), d.below(8));
        *bytes.get_mut(at)? ^= 1 << bit;
        if sqlite {
            return Some(Value::Blob(bytes));
        }
        match String::from_utf8(bytes) {
            Ok(t) if !t.contains('\0') => return Some(Value::Text(t)),
            _ => {}
        }
    }
    None
}

#[test]
fn of_a_thousand_bits_that_turned_over_in_stored_records_none_is_shown_and_all_are_reported() {
    for_both_apps(|t| {
        let sqlite = t.db.dialect() == Dialect::Sqlite;
        let rounds = if sqlite { 1000 } else { 200 };
        let ids = written(&t);
        let mut d = Draw(0x5eed_0001);
        let (mut done, mut silent, mut seen) = (0, 0, Vec::new());
        while done < rounds {
            let id = ids[d.below(ids.len())];
            let (table, column) = COLUMNS[d.below(COLUMNS.len())];
            // the head speaks of the newest version only
            let version = if table == "app_record" { 2 } else { 1 + d.below(2) as i64 };
            let Some(text) = stored(&t, table, column, id, version).filter(|s| !s.is_empty())
            else {
                continue;
            };
            let Some(bad) = turned(&text, sqlite, &mut d) else { continue };
            let before = t.app.read(&cm(), |cx| records::version(cx, id, version)).unwrap();
            store(&t, (table, column), id, version, &bad);
            let read = t.app.read(&cm(), |cx| match version {
                2 => records::load(cx, id),
                n => records::version(cx, id, n),
            });
            match &read {
                Err(Error::Altered(what)) => assert!(what.starts_with(&format!("record:{id}"))),
                Err(e) => panic!("{table}.{column}: {e:?}"),
                // `Z` and `z` at the end of a time: other bytes, the same content
                Ok(v) if format!("{v:?}") == format!("{before:?}") => {
                    store(&t, (table, column), id, version, &Value::Text(text));
                    continue;
                }
                Ok(v) => {
                    seen.push(format!("{table}.{column} {version}: {bad:?} shown as {v:?}"));
                }
            }
            // the whole history refuses too, and the operator's check says so
            assert!(
                t.app.read(&cm(), |cx| records::versions(cx, id)).is_err() || table == "app_record"
            );
            silent += usize::from(t.db.read(app::records_check::check).unwrap().faults.is_empty());
            store(&t, (table, column), id, version, &Value::Text(text));
            done += 1;
        }
        assert_eq!((seen, silent), (Vec::<String>::new(), 0), "of {rounds}");
        let reported = t
            .db
            .read(|tx| {
                let s = leak(format!(
                    "SELECT COUNT(*) FROM app_audit WHERE act = '{}' AND denied = 1 AND object LIKE 'record:%'",
                    altered::ACT
                ));
                tx.one(s, &[])?.get::<i64>(0)
            })
            .unwrap();
        assert!(reported >= rounds, "{reported} of {rounds}");
        // with everything put back, everything is there again
        for id in &ids {
            assert_eq!(t.app.read(&cm(), |cx| records::versions(cx, *id)).unwrap().len(), 2);
        }
        assert!(t.db.read(app::records_check::check).unwrap().faults.is_empty());
    });
}

#[test]
fn a_finding_stays_in_the_log_although_the_write_that_met_it_is_rolled_back() {
    for_both_apps(|t| {
        let id = written(&t)[0];
        store(&t, ("app_record_version", "body"), id, 2, &Value::Text("{}".into()));
        let e = t.app.write(&cm(), move |cx| records::cancel(cx, id, "別の方")).unwrap_err();
        assert!(matches!(e, Error::Altered(_)), "{e:?}");
        let row = log(&t.app).into_iter().find(|r| r.act == altered::ACT).unwrap();
        assert_eq!((row.object, row.resident), (Some(format!("record:{id}@2")), Some(resident())));
        assert!(row.denied && !row.detail.contains('{'));
    });
}

/// What is written to the program's log on this thread.
#[derive(Clone, Default)]
struct Lines(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl tracing::field::Visit for Lines {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn whoever_watches_the_log_of_the_program_is_told_which_thing_was_altered() {
    for_both_apps(|t| {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.clone(), || {
            altered::report(&t.app, &[]).unwrap();
            assert_eq!(lines.0.lock().unwrap().len(), 0);
            altered::report(&t.app, &["file:7".to_string()]).unwrap();
        });
        let said = lines.0.lock().unwrap().join(" ");
        assert!(said.contains("ALARM") && said.contains(altered::ACT), "{said}");
        assert!(said.contains("file:7"), "{said}");
    });
}

#[test]
fn a_version_from_before_there_were_seals_is_still_held_against_its_hash() {
    for_both_apps(|t| {
        let id = written(&t)[0];
        let none = leak("UPDATE app_record_version SET seal = NULL WHERE record = $1".into());
        t.db.write(move |tx| tx.exec(none, params![id])).unwrap();
        assert_eq!(t.app.read(&cm(), |cx| records::load(cx, id)).unwrap().version, 2);
        store(&t, ("app_record_version", "body"), id, 2, &Value::Text("{}".into()));
        assert!(t.app.read(&cm(), |cx| records::load(cx, id)).is_err());
    });
}
