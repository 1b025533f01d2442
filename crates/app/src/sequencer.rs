//! The one place that numbers: audit rows and events get their position `pos`, gapless, and audit rows are sealed in blocks,
//! after (PostgreSQL) or in (SQLite) the COMMIT that made them; there the rows of reads a moment after it (docs/adr/0048).
//!
//! Why order by `ord`: on PostgreSQL it is the transaction id, and an act acknowledged before another began has
//! the smaller one; so pos(A) < pos(B). A head row updated inside the writers' transactions would cut
//! PostgreSQL's throughput to a sixth (reference/storage.md §8 S1).
use db::{DbError, Tx, params};
use kernel::{At, sha256_hex};

pub use crate::verify::{Verified, verify};

/// Rows that get their position in one step; a block is never longer.
const STEP: usize = 5000;

db::statements! { pub STATEMENTS;
    AUDIT_NEW = "SELECT hash, ord FROM app_audit WHERE pos IS NULL ORDER BY ord, id LIMIT 5000";
    /// What there is to do and where the last block ended, asked in one: each question more is paid by every act on SQLite.
    WAITING = "SELECT EXISTS (SELECT 1 FROM app_audit WHERE pos IS NULL), EXISTS (SELECT 1 FROM app_outbox WHERE pos IS NULL), EXISTS (SELECT 1 FROM app_epoch_new), b.first, b.n, b.hash FROM (SELECT 1) AS one LEFT JOIN (SELECT first, n, hash FROM app_block ORDER BY first DESC LIMIT 1) AS b ON TRUE";
    AUDIT_POS = "UPDATE app_audit SET pos = n.pos FROM (SELECT id, $1 + ROW_NUMBER() OVER (ORDER BY ord, id) AS pos FROM app_audit WHERE pos IS NULL ORDER BY ord, id LIMIT 5000) AS n WHERE app_audit.id = n.id";
    OUTBOX_POS = "UPDATE app_outbox SET pos = n.pos FROM (SELECT id, $1 + ROW_NUMBER() OVER (ORDER BY ord, id) AS pos FROM app_outbox WHERE pos IS NULL ORDER BY ord, id LIMIT 5000) AS n WHERE app_outbox.id = n.id";
    OUTBOX_LAST = "SELECT COALESCE(MAX(pos), 0) FROM app_outbox";
    NEW_BLOCK = "INSERT INTO app_block(first, n, root, previous, hash, at) VALUES ($1, $2, $3, $4, $5, $6)";
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// Rows that got a position.
    pub numbered: usize,
    /// Changes of rights that were added up; as many rows of `app_epoch_new` are gone.
    pub folded: usize,
}

/// Numbers and seals everything that has no position yet. Nothing may stay behind when something is added: on SQLite `ord`
/// counts within one run of the program, so who takes a store into use calls [`crate::App::sequence`] first.
pub fn run(tx: &Tx<'_>, now: At) -> Result<Run, DbError> {
    let waiting = tx.one(WAITING, &[])?;
    let mut end = match waiting.get::<Option<i64>>(3)? {
        Some(first) => End { next: first + waiting.get::<i64>(4)?, seal: waiting.get(5)? },
        None => End { next: 1, seal: String::new() },
    };
    let mut done = Run::default();
    let mut rows: bool = waiting.get(0)?;
    while rows {
        let n = audit_step(tx, now, &mut end)?;
        (done.numbered, rows) = (done.numbered + n, n == STEP);
    }
    let mut events: bool = waiting.get(1)?;
    while events {
        let last: i64 = tx.one(OUTBOX_LAST, &[])?.get(0)?;
        let n = tx.exec(OUTBOX_POS, params![last])? as usize;
        (done.numbered, events) = (done.numbered + n, n == STEP);
    }
    if waiting.get(2)? {
        done.folded = crate::cx::fold_epoch(tx)?;
    }
    Ok(done)
}

/// Where the last block ended.
struct End {
    /// Position of the next row.
    next: i64,
    /// Its seal.
    seal: String,
}

fn audit_step(tx: &Tx<'_>, now: At, end: &mut End) -> Result<usize, DbError> {
    let new = tx.rows(AUDIT_NEW, &[])?;
    if new.is_empty() {
        return Ok(0);
    }
    let leaves = new
        .iter()
        .map(|r| Ok(leaf(&r.get::<String>(0)?, r.get(1)?)))
        .collect::<Result<Vec<_>, DbError>>()?;
    let root = merkle(leaves);
    // One statement for all rows: a round trip each would cost PostgreSQL as much as the acts themselves. It comes
    // first: a sequencer whose snapshot is older than another's COMMIT collides here and is run again.
    if tx.exec(AUDIT_POS, params![end.next - 1])? != new.len() as u64 {
        return Err(DbError::CommitFailed("the sequencer saw two different logs".into()));
    }
    let (first, n) = (end.next, new.len() as i64);
    let sealed = seal(first, n, &root, &end.seal, now);
    let previous = std::mem::replace(&mut end.seal, sealed.clone());
    tx.exec(NEW_BLOCK, params![first, n, root, previous, sealed, now])?;
    end.next = first + n;
    Ok(new.len())
}

/// What a row adds to its block: its content and its order.
pub(crate) fn leaf(hash: &str, ord: i64) -> String {
    sha256_hex(format!("{ord}\n{hash}").as_bytes())
}

pub(crate) fn seal(first: i64, n: i64, root: &str, previous: &str, at: At) -> String {
    sha256_hex(format!("{first}\n{n}\n{root}\n{previous}\n{}", at.text()).as_bytes())
}

/// Root of the binary hash tree over row hashes; an odd one out is paired with itself.
pub(crate) fn merkle(mut level: Vec<String>) -> String {
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| {
                let left = pair.first().map_or("", String::as_str);
                let right = pair.get(1).map_or(left, String::as_str);
                sha256_hex(format!("{left}{right}").as_bytes())
            })
            .collect();
    }
    level.pop().unwrap_or_default()
}
