//! Tries every small defect that cargo-mutants proposes for a module, and counts those that no test notices.
//!
//! cargo-mutants builds and links everything again for each defect: hours on two cores. Here its list is taken
//! (`cargo mutants --list --json`), all defects of a package are compiled into one program, each behind a switch, and the
//! tests that pass the switch run once with it set (YUI_MUTANT). What cannot stand behind a switch (a constant, a chain with
//! `let`) is edited into the source and built by itself, as cargo-mutants does it; what does not compile then counts as
//! unviable, as there. Nothing else is left out.
//!
//!   mutants TREE LIST.json PACKAGE,PACKAGE…      TREE: a copy of the project that may be written to
mod list;
mod met;
mod source;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [tree, list, packages] = args.as_slice() else {
        eprintln!("mutants TREE LIST.json PACKAGE,PACKAGE…");
        return ExitCode::from(2);
    };
    match all(PathBuf::from(tree), list, packages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("mutants: {e}");
            ExitCode::FAILURE
        }
    }
}

fn all(tree: PathBuf, list: &str, packages: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(list).map_err(|e| format!("{list}: {e}"))?;
    let mutants = list::read(&text)?;
    if mutants.is_empty() {
        return Err("the list is empty".into());
    }
    let tests: Vec<&str> = packages.split(',').collect();
    let trial = trial::Trial::new(tree, tests);
    let mut count = trial::Count::default();
    let (switched, alone) = trial.instrument(&mutants, &mut count)?;
    eprintln!(
        "mutants: {} behind a switch, {} by themselves, {} have no such value",
        switched.len(),
        alone.len(),
        count.unviable
    );
    trial.with_switches(&mutants, &switched, &mut count)?;
    trial.restore(&mutants)?;
    trial.alone(&mutants, &alone, &mut count)?;
    println!(
        "{}",
        serde_json::json!({ "mutants": mutants.len(), "caught": count.caught, "missed": count.missed,
            "unviable": count.unviable, "timeout": count.timeout })
    );
    Ok(())
}
