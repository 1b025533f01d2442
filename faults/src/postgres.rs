//! PostgreSQL: the program is killed, and the server is killed.
use std::process::Command;

use db::{PgPool, Stmt};

use crate::run::{Ledger, Worker, chance};
use crate::{Fail, Outcome, check, worker};

const KILLS: usize = 10;
const CRASHES: usize = 5;
/// Of the connections in this schema's service, one that writes.
const A_BACKEND: Stmt = Stmt {
    name: "faults.A_BACKEND",
    sql: "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND query <> '' ORDER BY query_start DESC LIMIT 1",
};

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

/// SIGKILL to one of the server's processes: the server takes it as a crash of everything.
fn crash(store: &str) -> Result<(), Fail> {
    let db = worker::open(store)?;
    let pid: i64 = db.read(|tx| tx.one(A_BACKEND, &[])?.get(0))?;
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status()?;
    if killed.success() { Ok(()) } else { Err(Fail::Text(format!("kill -9 {pid} did not work"))) }
}
