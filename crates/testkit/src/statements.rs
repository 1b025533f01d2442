//! Are all statements right? Both engines refuse wrong names and types when a statement is prepared.
use db::{Db, Stmt};

/// Prepares every statement; panics with the list of those that the engine refuses, and of names used twice.
pub fn prepare_all(db: &Db, all: &[&[Stmt]]) {
    let mut wrong = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for stmt in all.iter().copied().flatten() {
        if !names.insert(stmt.name) {
            wrong.push(format!("{}: the name is used twice", stmt.name));
        }
        // A transaction each: PostgreSQL refuses everything after the first error.
        if let Err(e) = db.read(|tx| tx.prepare_only(*stmt)) {
            wrong.push(format!("{}: {e}\n  {}", stmt.name, stmt.sql));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} statements do not prepare on {:?}:\n{}",
        wrong.len(),
        names.len(),
        db.dialect(),
        wrong.join("\n")
    );
}
