//! Compares the store with the ledger.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use app::sequencer;
use db::{Db, Dialect, Stmt};

use super::client::{Client, Session};
use super::ledger::{Ledger, What};
use super::place::{Place, REGION};
use crate::Fail;

const PEOPLE: Stmt = Stmt {
    name: "faults.PEOPLE",
    sql: "SELECT id, name FROM people_resident WHERE name LIKE '故障 %'",
};
const PAPERS: Stmt = Stmt {
    name: "faults.PAPERS",
    sql: "SELECT id, resident, title FROM people_attachment WHERE title LIKE '故障の紙 %'",
};
const AUDIT: Stmt = Stmt {
    name: "faults.AUDIT",
    sql: "SELECT resident, act, COUNT(*) FROM app_audit WHERE resident IS NOT NULL GROUP BY resident, act",
};
const INTEGRITY: Stmt = Stmt { name: "faults.SERVER_INTEGRITY", sql: "PRAGMA integrity_check" };
const GAPS: Stmt = Stmt {
    name: "faults.SERVER_GAPS",
    sql: "SELECT COUNT(*), COALESCE(MIN(pos), 1), COALESCE(MAX(pos), 0) FROM app_audit WHERE pos IS NOT NULL",
};

/// What does not fit; all zero when nothing was lost.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Acknowledged.
    pub acked: usize,
    /// Acknowledged and not there (or there and not to be opened).
    pub lost: usize,
    /// There, or shown, without its audit row.
    pub without_audit: usize,
    /// There more than once.
    pub duplicates: usize,
}

/// Compares; `whole` = address, reader, number: also verifies the log and the file, and opens so many of
/// the newest papers over HTTP.
pub fn compare(
    place: &Place,
    ledger: &Mutex<Ledger>,
    whole: Option<(&str, &Session, usize)>,
) -> Result<Tally, Fail> {
    let db = place.store()?;
    let (people, papers, audit) = db.read(|tx| {
        Ok::<_, db::DbError>((tx.rows(PEOPLE, &[])?, tx.rows(PAPERS, &[])?, tx.rows(AUDIT, &[])?))
    })?;
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for r in people {
        names.entry(r.get(1)?).or_default().push(r.get(0)?);
    }
    let mut titles: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for r in papers {
        titles.entry(r.get(2)?).or_default().push((r.get(0)?, r.get(1)?));
    }
    let mut rows: BTreeMap<(String, String), i64> = BTreeMap::new();
    for r in audit {
        rows.insert((r.get(0)?, r.get(1)?), r.get(2)?);
    }
    let count =
        |id: &String, act: &str| rows.get(&(id.clone(), act.to_string())).copied().unwrap_or(0);
    let ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
    let mut t = Tally { acked: ledger.acked.len(), ..Tally::default() };
    for (act, went) in ledger.acked.values() {
        let there = match &act.what {
            What::Person(name) => {
                names.get(name).is_some_and(|ids| ids.iter().any(|i| went.ends_with(i.as_str())))
            }
            What::Paper { person, title } => {
                titles.get(title).is_some_and(|all| all.iter().any(|(_, of)| of == person))
            }
        };
        if !there {
            t.lost += 1;
            if t.lost <= 3 {
                t.first_lost(act, went);
            }
        }
    }
    for ids in names.values() {
        t.duplicates += ids.len() - 1;
        t.without_audit += ids.iter().filter(|i| count(i, "people.resident.register") == 0).count();
    }
    let mut papers_of: BTreeMap<String, i64> = BTreeMap::new();
    for all in titles.values() {
        t.duplicates += all.len() - 1;
        for (_, person) in all {
            *papers_of.entry(person.clone()).or_default() += 1;
        }
    }
    t.without_audit +=
        papers_of.iter().filter(|(p, n)| count(p, "people.attachment.write") < **n).count();
    t.without_audit += ledger
        .shown
        .iter()
        .filter(|(p, n)| count(p, "people.resident.read") < i64::try_from(**n).unwrap_or(i64::MAX))
        .count();
    let known: BTreeSet<&String> = ledger
        .acked
        .values()
        .map(|(a, _)| a)
        .chain(ledger.open.values())
        .filter_map(|a| match &a.what {
            What::Person(n) => Some(n),
            What::Paper { .. } => None,
        })
        .collect();
    if let Some(strange) = names.keys().find(|n| !known.contains(n)) {
        return Err(Fail::Text(format!("{strange} is there, but nobody sent it")));
    }
    let newest: Vec<(String, String)> = ledger
        .acked
        .values()
        .rev()
        .filter_map(|(a, _)| match &a.what {
            What::Paper { title, .. } => titles.get(title).and_then(|all| all.first()).cloned(),
            What::Person(_) => None,
        })
        .take(whole.map_or(0, |(_, _, papers)| papers))
        .collect();
    drop(ledger);
    if let Some((address, session, _)) = whole {
        log(&db)?;
        let mut client = Client::new(address, session);
        for (id, person) in newest {
            let a = client.get(&format!("/{REGION}/people/{person}/files/{id}/content"))?;
            t.lost += usize::from(a.status != 200 || !a.body.starts_with(b"%PDF-"));
        }
    }
    Ok(t)
}

/// The audit log verifies without a gap, and the file is content with itself.
fn log(db: &Db) -> Result<(), Fail> {
    if db.dialect() == Dialect::Sqlite {
        let found = db.read(|tx| tx.rows(INTEGRITY, &[]))?;
        let text: String = found.first().ok_or(db::DbError::NoRow)?.get(0)?;
        if text != "ok" {
            return Err(Fail::Text(format!("integrity_check: {text}")));
        }
    }
    let v = db.read(sequencer::verify)?;
    if let Some(fault) = v.faults.first() {
        return Err(Fail::Text(format!("the log: {fault}")));
    }
    let r = db.read(|tx| tx.one(GAPS, &[]))?;
    let (n, first, last): (i64, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
    if (first, last) != (1, n) {
        return Err(Fail::Text(format!("{n} audit rows at positions {first}–{last}: a gap")));
    }
    Ok(())
}

impl Tally {
    #[expect(clippy::disallowed_macros, reason = "a harness for the terminal")]
    fn first_lost(&self, act: &super::ledger::Act, went: &str) {
        eprintln!("faults: not there: {:?} → {went}", act.what);
    }
}
