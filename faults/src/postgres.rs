//! PostgreSQL: the program is killed, and the server is killed.
use std::process::Command;
use std::time::{Duration, Instant};

use db::{PgPool, Stmt};

use crate::run::{Ledger, Worker, chance};
use crate::server_faults::pause;
use crate::{Fail, Outcome, check, worker};

const KILLS: usize = 10;
const CRASHES: usize = 5;
/// Of the connections in this schema's service, one that writes.
const A_BACKEND: Stmt = Stmt {
    name: "faults.A_BACKEND",
    sql: "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND query <> '' ORDER BY query_start DESC LIMIT 1",
};

const OWN_BACKEND: Stmt =
    Stmt { name: "faults.OWN_BACKEND", sql: "SELECT pg_backend_pid()::bigint" };

/// Kills workers, then server processes: PostgreSQL ends all its connections and recovers from its log.
pub fn killed() -> Result<Outcome, Fail> {
    let Ok(url) = std::env::var("YUI_TEST_POSTGRES") else {
        return Ok(Outcome::Skipped("no YUI_TEST_POSTGRES (scripts/pg-cluster run -- …)".into()));
    };
    if url.contains("@localhost") || !url.contains("%2F") {
        return Ok(Outcome::Skipped(
            "only a private cluster is harmed: reached by its socket".into(),
        ));
    }
    PgPool::connect(&url)?;
    let store = format!("faults@{url}");
    let mut ledger = Ledger::default();
    for n in 0..KILLS {
        let mut worker = Worker::start(&[], &store, &format!("p{n}"), 1_000_000)?;
        worker.begin(&ledger.open)?;
        worker.hear(&mut ledger, chance(1, 250))?;
        worker.kill(&mut ledger)?;
        check::compare(&store, &ledger)?;
    }
    let after_kills = ledger.acknowledged.len();
    for n in 0..CRASHES {
        let mut worker = Worker::start(&[], &store, &format!("c{n}"), 1_000_000)?;
        worker.begin(&ledger.open)?;
        worker.hear(&mut ledger, chance(20, 200))?;
        crash(&store)?;
        // It goes on when the server is there again, or its threads give up after three errors each.
        worker.hear(&mut ledger, 50)?;
        worker.kill(&mut ledger)?;
        recovered(&store)?;
        check::compare(&store, &ledger)?;
    }
    let mut worker = Worker::start(&[], &store, "last", 1)?;
    worker.begin(&ledger.open)?;
    if !worker.finish(&mut ledger)? || !ledger.open.is_empty() {
        return Err(Fail::Text(format!("sending again failed: {}", ledger.told())));
    }
    let found = check::compare(&store, &ledger)?;
    Ok(Outcome::Held(format!(
        "{KILLS} kills of the program ({after_kills} acts acknowledged), {CRASHES} crashes of the server \
         ({} in all), 0 lost, 0 doubled; errors told: {}",
        found.acknowledged,
        ledger.told()
    )))
}

/// Waits until the crashed server takes connections again: how long it reads its log is not what is compared.
#[expect(clippy::disallowed_methods, reason = "a limit for waiting")]
fn recovered(store: &str) -> Result<(), Fail> {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let asked = worker::open(store).and_then(|db| Ok(db.read(|tx| tx.rows(A_BACKEND, &[]))?));
        match asked {
            Ok(_) => return Ok(()),
            Err(e) if Instant::now() > end => return Err(e),
            Err(_) => pause(100),
        }
    }
}

/// SIGKILL to one of the server's processes: the server takes it as a crash of everything.
#[expect(clippy::disallowed_methods, reason = "a limit for waiting")]
fn crash(store: &str) -> Result<(), Fail> {
    let db = worker::open(store)?;
    let own = || db.read(|tx| tx.one(OWN_BACKEND, &[])?.get::<i64>(0));
    let mine = own()?;
    let pid: i64 = db.read(|tx| tx.one(A_BACKEND, &[])?.get(0))?;
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status()?;
    if !killed.success() {
        return Err(Fail::Text(format!("kill -9 {pid} did not work")));
    }
    // until the server has noticed and ended everybody's connection: before that it still answers as if nothing had happened
    let end = Instant::now() + Duration::from_secs(60);
    while own().is_ok_and(|now| now == mine) {
        if Instant::now() > end {
            return Err(Fail::Text(format!("the server did not mind the end of {pid}")));
        }
        pause(10);
    }
    Ok(())
}
