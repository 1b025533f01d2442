//! Reading in a loop while consent is taken back: after the acknowledgement nobody sees anything, on SQLite with threads
//! and on PostgreSQL with three processes.
#![allow(clippy::disallowed_macros, reason = "the counts belong on the terminal")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use app::App;
use db::Dialect;
use kernel::{Actor, FixedClock, Hat, Id, SeededEntropy};
use people::ResidentId;
use people::model::consent::Mode;
use people::use_cases::{consent, view};
use testkit::{
    Contents, TestApp, TestDb, child, demo_region, noon_before, on_postgres, reply, staff,
};
use town::Town;

const TEST: &str = "nothing_is_seen_after_the_acknowledgement_with_three_processes";
const ROUNDS: usize = 40;

/// Does the reader get anything of the person: the page, a list, a search?
fn sees(app: &App, who: &Actor, id: ResidentId) -> bool {
    let page = app.read(who, |cx| view::view(cx, id));
    let list = app.read(who, |cx| view::of_list(cx, &[id.0], people::authz::What::Stay));
    let search = app.read(who, |cx| view::matching(cx, "たかはし"));
    let busy = |e: &app::Error| matches!(e, app::Error::Db(db::DbError::Busy));
    page.is_ok()
        || list.as_ref().is_ok_and(|l| !l.is_empty())
        || search.as_ref().is_ok_and(|l| l.iter().any(|r| r.id == id))
        || list.is_err_and(|e| !busy(&e))
}

fn withdraw(app: &App, cm: &Actor, id: ResidentId) {
    app.write(cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
}

fn give(t: &Town) {
    let (id, c) = (t.id, t.consent(Mode::Bulk));
    t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
}

#[test]
fn nothing_is_seen_after_the_acknowledgement_with_threads_on_sqlite() {
    let t = Town::new(TestApp::new(TestDb::sqlite(Contents::Persons)));
    let (id, app) = (t.id, t.app.app.clone());
    // odd = taken back and acknowledged; a number, because a slow read may span a whole round
    let acknowledged = Arc::new(AtomicU64::new(0));
    let stop = Arc::new(AtomicBool::new(false));
    let (before, after, late) =
        (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let readers: Vec<_> = [&t.nurse, &t.liaison, &t.nurse]
        .map(|who| {
            let (app, who) = (app.clone(), who.clone());
            let (ack, stop) = (acknowledged.clone(), stop.clone());
            let (before, after, late) = (before.clone(), after.clone(), late.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    // only a request that begins after the acknowledgement must see nothing
                    let begun = ack.load(Ordering::SeqCst);
                    let seen = sees(&app, &who, id);
                    if ack.load(Ordering::SeqCst) != begun {
                        continue;
                    }
                    match (begun % 2 == 1, seen) {
                        (true, true) => late.fetch_add(1, Ordering::SeqCst),
                        (true, false) => after.fetch_add(1, Ordering::SeqCst),
                        (false, _) => before.fetch_add(u64::from(seen), Ordering::SeqCst),
                    };
                }
            })
        })
        .into_iter()
        .collect();
    for _ in 0..ROUNDS {
        let goal = before.load(Ordering::SeqCst) + 3;
        while before.load(Ordering::SeqCst) < goal {
            std::thread::yield_now();
        }
        withdraw(&app, &t.cm, id);
        acknowledged.fetch_add(1, Ordering::SeqCst);
        let goal = after.load(Ordering::SeqCst) + 3;
        while after.load(Ordering::SeqCst) < goal && late.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        acknowledged.fetch_add(1, Ordering::SeqCst);
        give(&t);
    }
    stop.store(true, Ordering::SeqCst);
    for r in readers {
        r.join().unwrap();
    }
    let (b, a, l) = [&before, &after, &late].map(|n| n.load(Ordering::SeqCst)).into();
    eprintln!(
        "SQLite: {ROUNDS} rounds, {b} reads saw it before, {a} reads saw nothing after, {l} late"
    );
    assert!(l == 0 && b >= 3 * ROUNDS as u64 && a >= 3 * ROUNDS as u64, "{b} {a} {l}");
}

/// A reader in another process: `go` reads without a pause until the next line comes; `once` reads once.
fn play(role: &str) {
    let parts: Vec<&str> = role.split(' ').collect();
    let (address, org, id) = (parts[0], parts[1], parts[2]);
    let db = TestDb::join(Dialect::Postgres, address);
    let clock = Arc::new(FixedClock::new(noon_before()));
    let entropy = Arc::new(SeededEntropy::new(u64::from(std::process::id())));
    let app = App::new(db, demo_region(), clock, entropy);
    let org: Id = org.parse().unwrap();
    let who = staff(if parts[3] == "liaison" { Hat::Liaison } else { Hat::Provider }, org);
    let id = ResidentId(id.parse().unwrap());
    let app = Arc::new(app);
    while let Some(line) = testkit::request() {
        match line.as_str() {
            // reads all the time beside the answering thread, so that reads are under way at every moment
            "hammer" => {
                let (app, who) = (app.clone(), who.clone());
                std::thread::spawn(move || {
                    loop {
                        let _ = sees(&app, &who, id);
                    }
                });
                testkit::say("hammering");
            }
            _ => testkit::say(if sees(&app, &who, id) { "sees" } else { "nothing" }),
        }
    }
}

#[test]
fn nothing_is_seen_after_the_acknowledgement_with_three_processes() {
    if let Some(role) = testkit::role() {
        return play(&role);
    }
    on_postgres(Contents::Persons, |db| {
        let t = Town::new(TestApp::new(db));
        let address = t.app.db.address();
        let name = |who: &Actor, hat: &str| {
            format!("{address} {} {} {hat}", who.organisation.unwrap(), t.id.0)
        };
        let mut readers = vec![
            child(TEST, &name(&t.nurse, "provider")),
            child(TEST, &name(&t.liaison, "liaison")),
        ];
        for r in &mut readers {
            assert_eq!(reply(r, "hammer"), "hammering");
        }
        let (mut before, mut after) = (0, 0);
        for round in 0..ROUNDS {
            for r in &mut readers {
                assert_eq!(reply(r, "once"), "sees", "round {round}");
                before += 1;
            }
            // the third process is this one
            withdraw(&t.app, &t.cm, t.id);
            for _ in 0..2 {
                for r in &mut readers {
                    r.tell("once");
                }
                for r in &mut readers {
                    assert_eq!(r.hear().unwrap(), "nothing", "round {round}");
                    after += 1;
                }
            }
            give(&t);
        }
        eprintln!(
            "PostgreSQL: {ROUNDS} rounds, 3 processes, {before} saw it before, {after} saw nothing after"
        );
        for r in readers {
            assert!(r.finish());
        }
    });
}
