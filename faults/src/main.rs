//! What happens to acknowledged acts when the machine fails: a process killed in the middle of a group commit, a
//! full disk, a disk that answers with errors, a database server that dies.
//!
//! A worker process lets sixteen threads write; before each act it says `B key`, after its answer `A key`. That
//! ledger arrives on a pipe, so it survives the worker. Afterwards the store is opened again and compared:
//! everything acknowledged is there, nothing is there twice, and of an act without an answer either all or nothing.
//!
//!   faults                    all of it; prints figures; ends with 1 when something was lost or doubled
//!   faults NAME…              only these: F1 …, control, kill, kill-at, full, io, postgres
//!   faults --short [NAME…]    a few rounds of the faults of the whole machine (F1 …), as in scripts/test
//!   faults worker …           the worker (started by the above)
#![expect(
    clippy::disallowed_macros,
    reason = "a harness for the terminal: its figures are what it is for"
)]

mod check;
mod disk;
mod kill;
mod postgres;
mod run;
mod server_faults;
mod worker;

use std::process::ExitCode;

/// What ends a scenario early, in words for whoever reads the terminal.
#[derive(Debug, thiserror::Error)]
enum Fail {
    #[error("{0}")]
    Text(String),
    #[error("input or output: {0}")]
    Io(#[from] std::io::Error),
    #[error("the store: {0}")]
    Db(#[from] db::DbError),
    #[error("the application: {0}")]
    App(#[from] app::Error),
}

/// How a scenario went.
enum Outcome {
    /// Its figures.
    Held(String),
    /// It could not be run here, and why.
    Skipped(String),
}

type Scenario = fn() -> Result<Outcome, Fail>;

const SCENARIOS: &[(&str, Scenario)] = &[
    ("control", kill::control),
    ("kill", kill::at_any_moment),
    ("kill-at", kill::at_each_system_call),
    ("full", disk::full),
    ("io", disk::io_errors),
    ("postgres", postgres::killed),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|a| a == "worker") {
        return match worker::main(args.get(1..).unwrap_or_default()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => {
                eprintln!("worker: {e}");
                ExitCode::FAILURE
            }
        };
    }
    let short = args.iter().any(|a| a == "--short");
    let args: Vec<String> = args.into_iter().filter(|a| a != "--short").collect();
    let of_server = |name: &str| server_faults::scenarios::known(name);
    let of_worker = |name: &str| SCENARIOS.iter().any(|(n, _)| *n == name);
    if let Some(unknown) = args.iter().find(|a| !of_worker(a) && !of_server(a)) {
        eprintln!("faults: no scenario {unknown}");
        return ExitCode::from(2);
    }
    let (mut passed, mut failed) = (0, 0);
    if args.is_empty() || args.iter().any(|a| of_server(a)) {
        match server_faults::scenarios::run(&args, short) {
            Ok((p, f)) => (passed, failed) = (p, f),
            Err(e) => {
                failed += 1;
                eprintln!("faults: FAILED: {e}");
            }
        }
    }
    // the short set is that of the whole machine; below HTTP the tests of `db` and `app` say the same
    let chosen = |name: &str| args.is_empty() && !short || args.iter().any(|a| a == name);
    for (name, scenario) in SCENARIOS.iter().filter(|(n, _)| chosen(n)) {
        match scenario() {
            Ok(Outcome::Held(figures)) => {
                passed += 1;
                println!("faults {name}: {figures}");
            }
            Ok(Outcome::Skipped(why)) => println!("faults {name}: SKIPPED: {why}"),
            Err(e) => {
                failed += 1;
                println!("faults {name}: FAILED: {e}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
