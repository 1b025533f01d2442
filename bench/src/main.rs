//! The load tool: one JSON line per figure, each beside its limit, which is measured in the same run with the same
//! rows and bytes. What a figure means stands in `bench/README.md` and beside its function here.
//!
//!   bench [--quick] [--million] [--yui PATH] [NAME…]
//!
//! NAME: write, chain, read, search, lookup, import, survey, dashboard, program. `--quick`: small numbers, to see that it works.
//! `--million`: lookup also among 1,000,000 cards (fills for a long time).
//! `--yui`: the built program, for survey (it invents the stays) and program (start, memory, size, paper).
//! PostgreSQL is measured when `YUI_TEST_POSTGRES` names a server; it should be a durable one.
#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a load tool measures time and writes its figures to the terminal"
)]

mod chain;
mod dashboard;
mod figure;
mod imports;
mod lookup;
mod paper;
mod program;
mod reads;
mod region;
mod search;
mod stores;
mod survey;
mod town;
mod writes;

use std::path::PathBuf;
use std::process::ExitCode;

/// What ends a figure early.
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

type Done = Result<(), Fail>;

/// How much to do.
struct Plan {
    /// Small numbers.
    quick: bool,
    /// A million cards too.
    million: bool,
    /// The built program.
    yui: Option<PathBuf>,
}

impl Plan {
    /// `full`, or the small number of a quick run.
    fn pick(&self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

/// A part: prints its figures.
type Part = fn(&Plan) -> Done;

const PARTS: &[(&str, Part)] = &[
    ("write", writes::run),
    ("chain", chain::run),
    ("read", reads::run),
    ("search", search::run),
    ("lookup", lookup::run),
    ("import", imports::run),
    ("survey", survey::run),
    ("dashboard", dashboard::run),
    ("program", program::run),
];

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|a| a == "writer") {
        return ended("writer", chain::writer(args.get(1..).unwrap_or_default()));
    }
    let quick = args.iter().any(|a| a == "--quick");
    let million = args.iter().any(|a| a == "--million");
    args.retain(|a| a != "--quick" && a != "--million");
    let mut yui = None;
    if let Some(i) = args.iter().position(|a| a == "--yui") {
        yui = args.get(i + 1).map(PathBuf::from);
        args.drain(i..(i + 2).min(args.len()));
    }
    if let Some(unknown) = args.iter().find(|a| !PARTS.iter().any(|(n, _)| n == a)) {
        eprintln!("bench: there is no part {unknown}");
        return ExitCode::from(2);
    }
    let plan = Plan { quick, million, yui };
    let mut all = ExitCode::SUCCESS;
    for (name, part) in PARTS.iter().filter(|(n, _)| args.is_empty() || args.iter().any(|a| a == n))
    {
        let begun = std::time::Instant::now();
        let end = ended(name, part(&plan));
        eprintln!("bench: {name} took {:.0} s", begun.elapsed().as_secs_f64());
        if end != ExitCode::SUCCESS {
            all = end;
        }
    }
    all
}

fn ended(name: &str, done: Done) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bench: {name}: {e}");
            ExitCode::FAILURE
        }
    }
}
