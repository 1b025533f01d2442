//! There and back.
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};

use db::{Dialect, Stmt};
use kernel::{At, Clock, SystemClock};

use crate::world::{Desk, Place, attach, each_engine, write};

const BODIES: Stmt = Stmt {
    name: "keep.test.BODIES",
    sql: "SELECT substr(body, 1, 12) FROM app_record_version WHERE form = 'admission-sheet'",
};

fn bodies(db: &db::Db) -> BTreeSet<String> {
    let rows = db.read(|tx| tx.rows(BODIES, &[])).unwrap();
    rows.iter()
        .map(|r| r.get::<String>(0).unwrap().split('\n').next().unwrap().to_string())
        .collect()
}

/// From each engine to each: 8 writers write while the copy is made.
#[test]
fn what_was_acknowledged_before_a_copy_began_is_in_it_on_any_engine() {
    each_engine(|from| {
        each_engine(|to| {
            let place = Place::used(from).unwrap();
            let app = place.yuino();
            attach(&app, b"card of a person");
            attach(&app, &vec![7; 700_000]);
            let desk = Desk::new(&format!("{from:?}{to:?}"));
            let acknowledged = Mutex::new(BTreeSet::new());
            let stop = AtomicBool::new(false);
            let (began, load) = mpsc::channel();
            let (made, before) = std::thread::scope(|s| {
                for w in 0..8 {
                    let (began, acknowledged, stop, app) =
                        (began.clone(), &acknowledged, &stop, &app);
                    s.spawn(move || {
                        let mut n = 0;
                        while !stop.load(Ordering::SeqCst) {
                            let key = format!("w{w}n{n}");
                            if write(app, &key).is_ok() {
                                acknowledged.lock().unwrap().insert(key);
                            }
                            n += 1;
                            if n == 5 {
                                began.send(()).unwrap();
                            }
                        }
                    });
                }
                for _ in 0..8 {
                    load.recv().unwrap();
                }
                let before = acknowledged.lock().unwrap().clone();
                let made = desk.backup(&place, SystemClock.now());
                stop.store(true, Ordering::SeqCst);
                (made.unwrap(), before)
            });
            assert!(before.len() >= 8 * 4, "{}", before.len());
            assert_eq!(made.note.faults, 0, "{:?}", made.manifest);

            let fresh = Place::empty(to).unwrap();
            let got =
                keep::restore(&made.path, &desk.key("b.key"), &fresh, SystemClock.now()).unwrap();
            assert_eq!(got.faults(), 0);
            let there = bodies(&fresh.regions["yuino"]);
            assert!(before.is_subset(&there), "lost: {:?}", before.difference(&there));
            assert_eq!(fresh.files.bytes(), place.files.bytes());
            let all = app::control::regions(&fresh.control).unwrap();
            assert_eq!(all, [testkit::kitakami(), testkit::demo_region()]);
            let report = got.stores.iter().find(|s| s.store == "yuino").unwrap();
            assert_eq!(report.audit.versions as usize, there.len());
            assert_eq!(report.audit.unsealed, 0, "the tail of the log is sealed");
            // and one can go on there
            let again = fresh.yuino();
            write(&again, "after").unwrap();
            again.sequence().unwrap();
            let log = fresh.regions["yuino"].read(app::sequencer::verify).unwrap();
            assert!(log.faults.is_empty(), "{log:?}");
            assert!(log.rows > report.audit.rows);
        });
    });
}

#[test]
fn a_copy_of_a_copy_has_the_same_rows() {
    each_engine(|engine| {
        let place = Place::used(engine).unwrap();
        write(&place.yuino(), "one").unwrap();
        place.yuino().sequence().unwrap();
        let (first, manifest) = keep::pack(&place, SystemClock.now(), "test", Vec::new()).unwrap();
        let fresh = Place::empty(engine).unwrap();
        keep::restore_from(first.as_slice(), &fresh, SystemClock.now()).unwrap();
        let (_, again) = keep::pack(&fresh, SystemClock.now(), "test", Vec::new()).unwrap();
        for (a, b) in manifest.stores.iter().zip(&again.stores) {
            assert_eq!((&a.store, &a.tables, &a.files), (&b.store, &b.tables, &b.files));
        }
    });
}

#[test]
fn nobody_is_signed_in_after_a_restore() {
    let place = Place::used(Dialect::Sqlite).unwrap();
    let open = Stmt {
        name: "keep.test.OPEN",
        sql: "INSERT INTO yui_session(token, id, region, account, hat, proof, csrf, device, shared, made_at, seen_at, proved_at, ends_at) VALUES ('t', 'i', 'yuino', 'a', 'cm', 'demo', $1, '', 0, 'x', 'x', 'x', 'x')",
    };
    place.control.write(move |tx| tx.exec(open, db::params![vec![1_u8]])).unwrap();
    let (packed, manifest) = keep::pack(&place, SystemClock.now(), "test", Vec::new()).unwrap();
    assert!(!format!("{manifest:?}").contains("yui_session"));
    let fresh = Place::empty(Dialect::Sqlite).unwrap();
    keep::restore_from(packed.as_slice(), &fresh, SystemClock.now()).unwrap();
    let count = Stmt { name: "keep.test.COUNT", sql: "SELECT COUNT(*) FROM yui_session" };
    let n: i64 = fresh.control.read(|tx| tx.one(count, &[])).unwrap().get(0).unwrap();
    assert_eq!(n, 0);
}

#[test]
fn old_copies_go_when_the_new_one_is_there_and_only_then() {
    let place = Place::used(Dialect::Sqlite).unwrap();
    write(&place.yuino(), "one").unwrap();
    let desk = Desk::new("prune");
    let at = |day: i64| At::parse("2026-01-05T17:00:00.000Z").unwrap().plus_minutes(day * 1440);
    for day in 0..60 {
        desk.backup(&place, at(day)).unwrap();
    }
    std::fs::write(desk.shelf().join("photo.jpg"), "not ours").unwrap();
    let there = keep::archive::all(&desk.shelf()).unwrap();
    assert!((10..=7 + 5 + 13).contains(&there.len()), "{}", there.len());
    assert_eq!(there.last().unwrap().0, at(59));
    assert_eq!(keep::archive::read_note(&there[0].1).unwrap().file.len(), 31);

    // the clock went back: the new one is the oldest by its date, and stays
    let wrong = desk.backup(&place, at(-400)).unwrap();
    assert!(wrong.path.exists());
    let there = keep::archive::all(&desk.shelf()).unwrap();

    // what the disk gives back differs from the data's own seals: it is kept, and nothing goes
    let bend =
        Stmt { name: "keep.test.BEND", sql: "UPDATE app_record_version SET body = body || 'x'" };
    place.regions["yuino"].write(move |tx| tx.exec(bend, &[])).unwrap();
    let before = there.len();
    let made = desk.backup(&place, at(90)).unwrap();
    assert_eq!((made.note.faults, made.pruned), (1, None));
    assert_eq!(keep::archive::all(&desk.shelf()).unwrap().len(), before + 1);
}

/// A restored folder is moved to its place when its stores are closed: nothing of them may be left beside the files.
#[test]
fn a_closed_store_is_one_file() {
    let desk = Desk::new("closed");
    let path = desk.dir.join("one.sqlite");
    let db = db::Db::open_sqlite(&path, db::Durability::Full).unwrap();
    db::migrate::migrate(&db, schema::CONTROL, true).unwrap();
    app::control::regions(&db).unwrap();
    drop(db);
    let left: Vec<_> =
        std::fs::read_dir(&desk.dir).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().contains("-wal")), "{left:?}");
}
