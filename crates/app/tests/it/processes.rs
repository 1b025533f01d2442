//! Three processes on one PostgreSQL region: eight writers, a sequencer in each process, one order.
//!
//! Every writer notes in a file, opened for appending, when it begins an act and when it has its answer. The
//! file's order is a true order across processes: if the answer to A stands before the beginning of B, then A
//! was acknowledged before B began, and its position must be smaller.
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::audit::AuditEntry;
use app::records::{About, Content, Source};
use app::{App, outbox, records, sequencer};
use db::{Dialect, Stmt};
use kernel::{FixedClock, Hat, SeededEntropy};
use testkit::{Contents, TestApp, TestDb};

const ME: &str = "processes::eight_writers_in_three_processes_make_one_gapless_order";
const WRITERS: [usize; 3] = [3, 3, 2];
const ACTS: usize = 30;
const CHAIN: usize = 30;

/// One act with one audit row and one event, noted before and after.
fn act(app: &App, ledger: &mut File, writer: u16, key: &str) {
    let actor = testkit::staff(Hat::CareManager, testkit::id(writer));
    let object = key.to_string();
    writeln_at_once(ledger, &format!("B {key}\n"));
    app.write(&actor, move |cx| {
        let about = About { kind: "test.sheet", resident: None, subject: None };
        let content = Content {
            form: "f".into(),
            form_version: "1".into(),
            body: object.clone(),
            source: Source::Own,
        };
        records::confirm(cx, &about, &content)?;
        outbox::publish(cx, "test.written", &serde_json::json!({ "key": object }))?;
        cx.audit(AuditEntry::act("test.write").object(object.clone()));
        Ok(())
    })
    .unwrap();
    writeln_at_once(ledger, &format!("A {key}\n"));
}

/// One system call, so that lines of several processes do not mix.
fn writeln_at_once(ledger: &mut File, line: &str) {
    assert_eq!(ledger.write(line.as_bytes()).unwrap(), line.len());
}

fn append(path: &str) -> File {
    OpenOptions::new().append(true).create(true).open(path).unwrap()
}

/// The n-th process: writers and a sequencer, and one act more for each line it is told.
fn process(role: &str) {
    let [n, schema, path] = role.split('|').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let n: usize = n.parse().unwrap();
    let app = App::new(
        TestDb::join(Dialect::Postgres, schema),
        testkit::demo_region(),
        Arc::new(FixedClock::new(testkit::noon_before())),
        Arc::new(SeededEntropy::new(100 + n as u64)),
    );
    let stop = AtomicBool::new(false);
    testkit::say("ready");
    testkit::request();
    std::thread::scope(|s| {
        let sequencer = s.spawn(|| {
            let mut numbered = 0;
            while !stop.load(Ordering::SeqCst) {
                numbered += app.sequence().unwrap();
            }
            numbered
        });
        let writers: Vec<_> = (0..WRITERS[n])
            .map(|w| {
                let app = &app;
                s.spawn(move || {
                    let mut ledger = append(path);
                    for i in 0..ACTS {
                        act(app, &mut ledger, (n * 10 + w) as u16, &format!("{n}-{w}-{i}"));
                    }
                })
            })
            .collect();
        let mut ledger = append(path);
        while let Some(key) = testkit::request() {
            act(&app, &mut ledger, (n * 10 + 9) as u16, &key);
            testkit::say("done");
        }
        for w in writers {
            w.join().unwrap();
        }
        stop.store(true, Ordering::SeqCst);
        testkit::say(&format!("numbered {}", sequencer.join().unwrap()));
    });
}

#[test]
fn eight_writers_in_three_processes_make_one_gapless_order() {
    if let Some(role) = testkit::role() {
        return process(&role);
    }
    testkit::on_postgres(Contents::Persons, |db| {
        let folder = TestDb::sqlite(Contents::Empty);
        let ledger = folder.address() + ".ledger";
        let mut all: Vec<_> =
            (0..3).map(|n| testkit::child(ME, &format!("{n}|{}|{ledger}", db.address()))).collect();
        for c in &mut all {
            assert_eq!(c.hear().as_deref(), Some("ready"));
        }
        for c in &mut all {
            c.tell("go");
        }
        // Beside the load, a chain through the processes: each link begins after the answer to the last.
        for i in 0..CHAIN {
            assert_eq!(testkit::reply(&mut all[i % 3], &format!("chain-{i}")), "done");
        }
        for c in all {
            assert!(c.finish(), "a process failed; its output is above");
        }
        let t = TestApp::new(db);
        t.settle();
        check(&t, &std::fs::read_to_string(&ledger).unwrap());
    });
}

const POSITIONS: Stmt = Stmt {
    name: "t.POSITIONS",
    sql: "SELECT object, pos FROM app_audit WHERE act = 'test.write' ORDER BY pos",
};

fn check(t: &TestApp, ledger: &str) {
    let acts = WRITERS.iter().sum::<usize>() * ACTS + CHAIN;
    let rows = t.db.read(|tx| tx.rows(POSITIONS, &[])).unwrap();
    let order: Vec<(String, i64)> =
        rows.iter().map(|r| (r.get(0).unwrap(), r.get(1).unwrap())).collect();
    assert_eq!(order.len(), acts, "as many audit rows as acts");
    let positions: Vec<i64> = order.iter().map(|(_, pos)| *pos).collect();
    assert_eq!(positions, (1..=acts as i64).collect::<Vec<_>>(), "gapless");
    let at: HashMap<String, i64> = order.into_iter().collect();
    assert_eq!(at.len(), acts, "no act twice");

    let (mut acknowledged, mut pairs) = (0, 0usize);
    let mut highest = 0;
    for line in ledger.lines() {
        let (what, key) = line.split_once(' ').unwrap();
        let pos = at[key];
        if what == "A" {
            acknowledged += 1;
            highest = highest.max(pos);
        } else {
            assert!(pos > highest, "{key} began after the answer to {highest}, but is at {pos}");
            pairs += acknowledged;
        }
    }
    assert_eq!(acknowledged, acts);
    assert!(pairs > acts, "{pairs} pairs were compared");

    let v = t.db.read(sequencer::verify).unwrap();
    assert_eq!((v.rows, v.faults), (acts as i64, vec![]));
    let events = t.app.read(&kernel::Actor::system(), |cx| outbox::after(cx, 0)).unwrap();
    let positions: Vec<i64> = events.iter().map(|e| e.pos).collect();
    assert_eq!(positions, (1..=acts as i64).collect::<Vec<_>>());
}
