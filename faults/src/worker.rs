//! The process that is made to fail. It writes until it is stopped, and says what it begins and what was
//! answered: one line, one system call.
//!
//!   faults worker STORE RUN ACTS
//!
//! STORE: a SQLite file, or `schema@postgresql://…`. RUN: a word that makes its keys its own. ACTS: per thread.
//! Standard input: keys that an earlier worker began and got no answer to, one a line, to be sent again with the
//! same key; then an empty line; then, at the end of the acts, one more line for each further round of one act
//! per thread.
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::audit::AuditEntry;
use app::idempotency::{Key, once};
use app::records::{About, Content, Source};
use db::{Db, DbError, Durability, PgPool};
use kernel::{Actor, ActorKind, Hat, Id, OsEntropy, Region, SystemClock, sha256_hex};

use crate::Fail;

/// Threads that write at once.
pub const THREADS: usize = 16;
/// A thread that meets so many errors one after the other stops: the store does not come back by itself.
const ERRORS: usize = 3;

/// Opens and migrates a store by its address.
pub fn open(store: &str) -> Result<Db, Fail> {
    let db = match store.split_once("@postgresql://") {
        Some((schema, url)) => {
            Db::open_postgres(&PgPool::connect(&format!("postgresql://{url}"))?, schema)?
        }
        None => Db::open_sqlite(std::path::Path::new(store), Durability::Full)?,
    };
    db::migrate::migrate(&db, schema::REGION, true)?;
    Ok(db)
}

fn region() -> Region {
    Region {
        slug: "faults".into(),
        name: "故障試験".into(),
        demo: true,
        fictitious: true,
        persons: true,
    }
}

/// A region in use on this store.
pub fn app(db: Db) -> App {
    App::new(db, region(), Arc::new(SystemClock), Arc::new(OsEntropy))
}

fn actor() -> Actor {
    let id = Id::from_bytes(*b"\x01\x9a\0\0\0\0\x70\0\x80\0\0\0\0\0\0\x01");
    Actor {
        kind: ActorKind::Staff,
        account: Some(id),
        organisation: Some(id),
        hat: Hat::CareManager,
        name: "故障 試験".into(),
    }
}

/// One act as a form sends it: key, record, event, audit row. The body is as long as a filled sheet.
fn act(app: &App, key: &str) -> app::Result<String> {
    let key = key.to_string();
    app.write(&actor(), move |cx| {
        let press = Key {
            key: format!("{key:_>8}"),
            route: "POST /sheets".into(),
            body: sha256_hex(key.as_bytes()),
        };
        once(cx, &press, || {
            let about = About { kind: "faults.sheet", resident: None, subject: None };
            let content = Content {
                form: "admission-sheet".into(),
                form_version: "1".into(),
                body: format!("{key}\n{}", "様".repeat(700)),
                source: Source::Own,
            };
            let id = app::records::confirm(cx, &about, &content)?;
            app::outbox::publish(cx, "faults.written", &serde_json::json!({ "key": key }))?;
            cx.audit(AuditEntry::act("faults.write").object(key.clone()));
            Ok(id.to_string())
        })
    })
}

fn tell(line: &str) -> std::io::Result<()> {
    std::io::stdout().write_all(format!("{line}\n").as_bytes())
}

/// Begins an act and says how it ended; `false` when it failed. A key that begins with `lie` is answered before
/// it is written: the control, which shows that the comparison can see a loss.
fn noted(app: &App, key: &str) -> std::io::Result<bool> {
    tell(&format!("B {key}"))?;
    if key.starts_with("lie") {
        tell(&format!("A {key}"))?;
        return Ok(act(app, key).is_ok());
    }
    match act(app, key) {
        Ok(_) => tell(&format!("A {key}")).map(|()| true),
        Err(e) => tell(&format!("E {key} {}", word(&e))).map(|()| false),
    }
}

fn word(e: &app::Error) -> String {
    match e {
        app::Error::Db(DbError::ReadOnly) => "read-only".into(),
        app::Error::Db(DbError::Full) => "full".into(),
        app::Error::Db(DbError::CommitFailed(_)) => "commit-failed".into(),
        app::Error::Db(DbError::Busy) => "busy".into(),
        app::Error::Db(DbError::Driver(_)) => "driver".into(),
        other => format!("other: {other}"),
    }
}

/// The worker.
pub fn main(args: &[String]) -> Result<(), Fail> {
    let [store, run, acts] = args else {
        return Err(Fail::Text("faults worker STORE RUN ACTS".into()));
    };
    let acts: usize = acts.parse().map_err(|_| Fail::Text("ACTS is a number".into()))?;
    let app = Arc::new(app(open(store)?));
    let mut input = std::io::stdin().lock().lines();
    let mut again = Vec::new();
    for line in input.by_ref() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        again.push(line);
    }
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let sequencer = store.contains("@postgresql://").then(|| {
        let app = app.clone();
        std::thread::spawn(move || {
            let tick = Duration::from_millis(50);
            while stopped.recv_timeout(tick) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                // A server that is away comes back; the next tick tries again.
                let _ = app.sequence();
            }
        })
    });
    for key in &again {
        noted(&app, key)?;
    }
    write(&app, run, "a", acts)?;
    tell("DONE")?;
    for (round, line) in input.enumerate() {
        line?;
        write(&app, run, &format!("r{round}"), 1)?;
        tell("DONE")?;
    }
    drop(stop);
    if let Some(s) = sequencer {
        let _ = s.join();
    }
    Ok(())
}

fn write(app: &App, run: &str, round: &str, acts: usize) -> Result<(), Fail> {
    std::thread::scope(|s| {
        let all: Vec<_> = (0..THREADS)
            .map(|t| {
                s.spawn(move || -> std::io::Result<()> {
                    let mut errors = 0;
                    for i in 0..acts {
                        if noted(app, &format!("{run}-{round}-{t}-{i}"))? {
                            errors = 0;
                        } else {
                            errors += 1;
                        }
                        if errors == ERRORS {
                            break;
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        for thread in all {
            thread.join().map_err(|_| Fail::Text("a writing thread panicked".into()))??;
        }
        Ok(())
    })
}
