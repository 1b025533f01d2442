//! Compares a store, opened again, with the ledger.
use std::collections::BTreeMap;

use app::sequencer;
use db::{Db, Dialect, Stmt};

use crate::run::Ledger;
use crate::{Fail, worker};

/// What the comparison found; only figures, because what is wrong is an error.
pub struct Found {
    /// Acts acknowledged, all of them there.
    pub acknowledged: usize,
    /// Acts without an answer that are there.
    pub unanswered_there: usize,
    /// Acts without an answer that are not there.
    pub unanswered_gone: usize,
}

// The first line of a body is its key.
const RECORDS: Stmt = Stmt {
    name: "faults.RECORDS",
    sql: "SELECT substr(v.body, 1, 40), v.version FROM app_record r JOIN app_record_version v ON v.record = r.id WHERE r.kind = 'faults.sheet'",
};
const ROWS: Stmt =
    Stmt { name: "faults.ROWS", sql: "SELECT object, 1 FROM app_audit WHERE act = 'faults.write'" };
const EVENTS: Stmt = Stmt {
    name: "faults.EVENTS",
    sql: "SELECT payload, 1 FROM app_outbox WHERE kind = 'faults.written'",
};
const KEYS: Stmt = Stmt { name: "faults.KEYS", sql: "SELECT key, 1 FROM app_idempotency" };
const INTEGRITY: Stmt = Stmt { name: "faults.INTEGRITY", sql: "PRAGMA integrity_check" };
const FOREIGN: Stmt = Stmt { name: "faults.FOREIGN", sql: "PRAGMA foreign_key_check" };
const GAPS: Stmt = Stmt {
    name: "faults.GAPS",
    sql: "SELECT COUNT(*), COALESCE(MIN(pos), 1), COALESCE(MAX(pos), 0) FROM app_outbox WHERE pos IS NOT NULL",
};

fn counted(
    db: &Db,
    stmt: Stmt,
    key: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, usize>, Fail> {
    let rows = db.read(|tx| tx.rows(stmt, &[]))?;
    let mut out = BTreeMap::new();
    for r in rows {
        *out.entry(key(&r.get::<String>(0)?)).or_default() += 1;
    }
    Ok(out)
}

/// Opens the store at this address and compares.
pub fn compare(store: &str, ledger: &Ledger) -> Result<Found, Fail> {
    let db = worker::open(store)?;
    // On PostgreSQL the last acts may still wait for their position.
    let app = worker::app(db.clone());
    if db.dialect() == Dialect::Postgres {
        app.sequence()?;
    } else {
        let found = db.read(|tx| tx.rows(INTEGRITY, &[]))?;
        let text: String = found.first().ok_or(db::DbError::NoRow)?.get(0)?;
        if found.len() != 1 || text != "ok" {
            return Err(Fail::Text(format!("integrity_check: {text}")));
        }
        if !db.read(|tx| tx.rows(FOREIGN, &[]))?.is_empty() {
            return Err(Fail::Text("foreign_key_check found rows".into()));
        }
    }
    let records = counted(&db, RECORDS, |b| b.lines().next().unwrap_or("").to_string())?;
    let others = [
        ("audit rows", counted(&db, ROWS, str::to_string)?),
        (
            "events",
            counted(&db, EVENTS, |p| {
                let json: serde_json::Value = serde_json::from_str(p).unwrap_or_default();
                json.get("key").and_then(|k| k.as_str()).unwrap_or("?").to_string()
            })?,
        ),
        ("keys", counted(&db, KEYS, |k| k.trim_start_matches('_').to_string())?),
    ];
    let lost: Vec<&String> =
        ledger.acknowledged.iter().filter(|k| !records.contains_key(*k)).collect();
    if let Some(first) = lost.first() {
        return Err(Fail::Text(format!(
            "{} acknowledged acts LOST, the first is {first}",
            lost.len()
        )));
    }
    let doubled = records.values().filter(|n| **n != 1).count();
    if doubled > 0 {
        return Err(Fail::Text(format!("{doubled} acts DOUBLED")));
    }
    for (what, there) in &others {
        if *there != records {
            return Err(Fail::Text(format!(
                "{} records, but {} {what}: an act is there in part",
                records.len(),
                there.values().sum::<usize>()
            )));
        }
    }
    let begun = |k: &String| ledger.acknowledged.contains(k) || ledger.open.contains(k);
    if let Some(strange) = records.keys().find(|k| !begun(k)) {
        return Err(Fail::Text(format!("{strange} is there, but nobody began it")));
    }
    whole(&db)?;
    let there = ledger.open.iter().filter(|k| records.contains_key(*k)).count();
    Ok(Found {
        acknowledged: ledger.acknowledged.len(),
        unanswered_there: there,
        unanswered_gone: ledger.open.len() - there,
    })
}

/// The log verifies, and positions have no gap.
fn whole(db: &Db) -> Result<(), Fail> {
    let v = db.read(sequencer::verify)?;
    if let Some(fault) = v.faults.first() {
        return Err(Fail::Text(format!("the log: {fault}")));
    }
    let r = db.read(|tx| tx.one(GAPS, &[]))?;
    let (n, first, last): (i64, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
    if (first, last) != (1, n) {
        return Err(Fail::Text(format!("{n} events at positions {first}–{last}: a gap")));
    }
    Ok(())
}
