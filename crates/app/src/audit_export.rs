//! The audit log as lines of JSON, for a verifier that is not this program. Blocks, each followed by its rows, then what
//! is not sealed yet, then the checkpoints. Without names only what the seals are made of leaves: position, order, hash.
use db::{DbError, Row, Tx, params};
use serde_json::{Value, json};

use crate::checkpoint;

db::statements! { pub STATEMENTS;
    BLOCKS = "SELECT first, n, root, previous, hash, at FROM app_block WHERE first > $1 ORDER BY first LIMIT 1000";
    ROWS = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos, ord FROM app_audit WHERE pos >= $1 AND pos < $2 ORDER BY pos, id";
    UNSEALED = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos, ord FROM app_audit WHERE pos IS NULL ORDER BY ord, id";
}

fn row(r: &Row, whole: bool) -> Result<Value, DbError> {
    let (hash, pos, ord): (String, Option<i64>, i64) = (r.get(11)?, r.get(12)?, r.get(13)?);
    let mut line = json!({ "kind": "row", "pos": pos, "ord": ord, "hash": hash });
    if let (true, Some(o)) = (whole, line.as_object_mut()) {
        // as stored, not as understood: a row that cannot be understood must be exported too
        const NAMES: [&str; 10] = [
            "id",
            "at",
            "account",
            "organisation",
            "hat",
            "name",
            "act",
            "resident",
            "object",
            "detail",
        ];
        for (i, name) in NAMES.into_iter().enumerate() {
            o.insert(name.into(), r.get::<Option<String>>(i)?.into());
        }
        o.insert("denied".into(), r.get::<i64>(10)?.into());
    }
    Ok(line)
}

/// Hands every line to `say`. `whole`: with who, what and about whom (ids); otherwise hashes only.
pub fn export(
    tx: &Tx<'_>,
    whole: bool,
    say: &dyn Fn(&Value) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut after = i64::MIN;
    loop {
        let blocks = tx.rows(BLOCKS, params![after])?;
        for b in &blocks {
            let (first, n): (i64, i64) = (b.get(0)?, b.get(1)?);
            let text = |i| b.get::<String>(i);
            say(&json!({
                "kind": "block", "first": first, "n": n, "root": text(2)?, "previous": text(3)?,
                "hash": text(4)?, "at": text(5)?,
            }))?;
            for r in tx.rows(ROWS, params![first, first.saturating_add(n)])? {
                say(&row(&r, whole)?)?;
            }
            after = first;
        }
        if blocks.len() < 1000 {
            break;
        }
    }
    for r in tx.rows(UNSEALED, &[])? {
        say(&row(&r, whole)?)?;
    }
    let mut size = 0;
    loop {
        let notes = checkpoint::notes_after(tx, size)?;
        let Some((last, _)) = notes.last() else { return Ok(()) };
        // by where they are kept, not by what they say: that may be anything
        size = *last;
        for (_, n) in &notes {
            say(&json!({ "kind": "checkpoint", "note": n }))?;
        }
    }
}

/// What a row must say, for those who read the export: the fields of the hash in their order.
pub const HASHED: [&str; 11] = [
    "id",
    "at",
    "account",
    "organisation",
    "hat",
    "name",
    "act",
    "resident",
    "object",
    "detail",
    "denied",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_the_hash_are_those_of_a_row() {
        // a row made here and hashed by hand in the documented way has the hash the program gives it
        let row = crate::audit::AuditRow::new(
            kernel::Id::from_bytes([1; 16]),
            kernel::At::from_millis(1_795_000_000_000),
            &kernel::Actor::operator(),
            crate::audit::AuditEntry::act("test").object("a:b").detail("c"),
        );
        let at = row.at.text();
        let id = row.id.to_string();
        let text = [&id, &at, "", "", "operator", "運用担当", "test", "", "a:b", "c", "false"];
        assert_eq!(text.len(), HASHED.len());
        let mut bytes = Vec::new();
        for t in text {
            bytes.extend_from_slice(&(t.len() as u64).to_be_bytes());
            bytes.extend_from_slice(t.as_bytes());
        }
        assert_eq!(kernel::sha256_hex(&bytes), row.hash);
    }
}
