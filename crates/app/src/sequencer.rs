//! The one place that numbers: audit rows and events get their position `pos` after (PostgreSQL) or in
//! (SQLite) the COMMIT that made them, gapless, and audit rows are sealed in blocks.
//!
//! Why order by `ord`: on PostgreSQL it is the transaction id, and an act acknowledged before another began has
//! the smaller one; so pos(A) < pos(B). A head row updated inside the writers' transactions would cut
//! PostgreSQL's throughput to a sixth (reference/storage.md §8 S1).
use db::{DbError, FromRow, Tx, params};
use kernel::{At, sha256_hex};

/// Rows that get their position in one step; a block is never longer.
const STEP: usize = 5000;

db::statements! { pub STATEMENTS;
    AUDIT_NEW = "SELECT hash, ord FROM app_audit WHERE pos IS NULL ORDER BY ord, id LIMIT 5000";
    AUDIT_POS = "UPDATE app_audit SET pos = n.pos FROM (SELECT id, $1 + ROW_NUMBER() OVER (ORDER BY ord, id) AS pos FROM app_audit WHERE pos IS NULL ORDER BY ord, id LIMIT 5000) AS n WHERE app_audit.id = n.id";
    OUTBOX_ANY = "SELECT 1 FROM app_outbox WHERE pos IS NULL LIMIT 1";
    OUTBOX_POS = "UPDATE app_outbox SET pos = n.pos FROM (SELECT id, $1 + ROW_NUMBER() OVER (ORDER BY ord, id) AS pos FROM app_outbox WHERE pos IS NULL ORDER BY ord, id LIMIT 5000) AS n WHERE app_outbox.id = n.id";
    OUTBOX_LAST = "SELECT COALESCE(MAX(pos), 0) FROM app_outbox";
    LAST_BLOCK = "SELECT first, n, hash FROM app_block ORDER BY first DESC LIMIT 1";
    NEW_BLOCK = "INSERT INTO app_block(first, n, root, previous, hash, at) VALUES ($1, $2, $3, $4, $5, $6)";
    BLOCKS = "SELECT first, n, root, previous, hash, at FROM app_block ORDER BY first";
    SEALED = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos, ord FROM app_audit WHERE pos >= $1 AND pos < $2 ORDER BY pos";
    UNSEALED = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE pos IS NULL ORDER BY ord, id";
    BEYOND = "SELECT COUNT(*) FROM app_audit WHERE pos < 1 OR pos >= $1";
}

/// Numbers and seals everything that has no position yet; how many rows got one. Nothing may stay behind: on
/// SQLite `ord` counts within one run of the program, so a rest would be ordered wrongly after a restart.
pub fn run(tx: &Tx<'_>, now: At) -> Result<usize, DbError> {
    let mut all = 0;
    loop {
        let n = audit_step(tx, now)?;
        all += n;
        if n < STEP {
            break;
        }
    }
    while tx.first(OUTBOX_ANY, &[])?.is_some() {
        let last: i64 = tx.one(OUTBOX_LAST, &[])?.get(0)?;
        all += tx.exec(OUTBOX_POS, params![last])? as usize;
    }
    crate::cx::fold_epoch(tx)?;
    Ok(all)
}

fn audit_step(tx: &Tx<'_>, now: At) -> Result<usize, DbError> {
    let new = tx.rows(AUDIT_NEW, &[])?;
    if new.is_empty() {
        return Ok(0);
    }
    let (first, previous) = match tx.first(LAST_BLOCK, &[])? {
        Some(r) => (r.get::<i64>(0)? + r.get::<i64>(1)?, r.get::<String>(2)?),
        None => (1, String::new()),
    };
    let leaves = new
        .iter()
        .map(|r| Ok(leaf(&r.get::<String>(0)?, r.get(1)?)))
        .collect::<Result<Vec<_>, DbError>>()?;
    let root = merkle(leaves);
    // One statement for all rows: a round trip each would cost PostgreSQL as much as the acts themselves. It comes
    // first: a sequencer whose snapshot is older than another's COMMIT collides here and is run again.
    let numbered = tx.exec(AUDIT_POS, params![first - 1])?;
    if numbered != new.len() as u64 {
        return Err(DbError::CommitFailed("the sequencer saw two different logs".into()));
    }
    let seal = seal(first, new.len() as i64, &root, &previous, now);
    tx.exec(NEW_BLOCK, params![first, new.len(), root, previous, seal, now])?;
    Ok(new.len())
}

/// What a row adds to its block: its content and its order.
fn leaf(hash: &str, ord: i64) -> String {
    sha256_hex(format!("{ord}\n{hash}").as_bytes())
}

fn seal(first: i64, n: i64, root: &str, previous: &str, at: At) -> String {
    sha256_hex(format!("{first}\n{n}\n{root}\n{previous}\n{}", at.text()).as_bytes())
}

/// Root of the binary hash tree over row hashes; an odd one out is paired with itself.
fn merkle(mut level: Vec<String>) -> String {
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

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Rows under a seal.
    pub rows: i64,
    /// Blocks.
    pub blocks: usize,
    /// What does not fit, in order of position; empty = the log is whole.
    pub faults: Vec<String>,
}

/// Recomputes every row hash, root and seal from what is stored. It cannot know of blocks cut off at the end
/// (that takes a seal kept elsewhere), nor of rows taken away before they were sealed; see
/// [`crate::audit::unsealed_since`] for how long that is.
pub fn verify(tx: &Tx<'_>) -> Result<Verified, DbError> {
    let mut out = Verified { rows: 0, blocks: 0, faults: Vec::new() };
    let mut next = 1;
    let mut previous = String::new();
    for b in tx.rows(BLOCKS, &[])? {
        let (first, n): (i64, i64) = (b.get(0)?, b.get(1)?);
        let (root, prev, hash): (String, String, String) = (b.get(2)?, b.get(3)?, b.get(4)?);
        if first != next || prev != previous {
            out.faults.push(format!("block at {first} does not follow {}", next - 1));
        }
        // Stored numbers may be anything; what overflows does not fit.
        let end = first.saturating_add(n);
        let found = tx.rows(SEALED, params![first, end])?;
        let mut leaves = Vec::with_capacity(found.len());
        for r in &found {
            let pos = r.get::<i64>(12)?;
            match crate::audit::AuditRow::from_row(r) {
                Ok(row) if row.content_hash() == row.hash => {}
                Ok(_) => out.faults.push(format!("row {pos} was changed")),
                Err(e) => out.faults.push(format!("row {pos} cannot be read: {e}")),
            }
            leaves.push(leaf(&r.get::<String>(11)?, r.get(13)?));
        }
        let whole = found.len() as i64 == n
            && merkle(leaves) == root
            && b.get::<At>(5).is_ok_and(|at| seal(first, n, &root, &prev, at) == hash);
        if !whole {
            out.faults
                .push(format!("block {first}–{} does not fit its seal", end.saturating_sub(1)));
        }
        out.rows = out.rows.saturating_add(n);
        out.blocks += 1;
        next = end;
        previous = hash;
    }
    let beyond: i64 = tx.one(BEYOND, params![next])?.get(0)?;
    if beyond > 0 {
        out.faults.push(format!("{beyond} numbered rows outside the blocks"));
    }
    for r in tx.rows(UNSEALED, &[])? {
        let row = crate::audit::AuditRow::from_row(&r);
        if !row.is_ok_and(|row| row.content_hash() == row.hash) {
            out.faults.push("a row was changed before it was sealed".into());
        }
    }
    Ok(out)
}
