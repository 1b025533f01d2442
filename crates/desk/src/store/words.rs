//! Pairs of letters by which consultations and callers are found.
use std::collections::BTreeSet;

use app::{Cx, Result};
use db::params;
use kernel::Id;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO desk_gram(kind, case_id, gram) VALUES ($1, $2, $3), ($1, $2, $4), ($1, $2, $5), ($1, $2, $6), ($1, $2, $7), ($1, $2, $8), ($1, $2, $9), ($1, $2, $10), ($1, $2, $11), ($1, $2, $12), ($1, $2, $13), ($1, $2, $14) ON CONFLICT DO NOTHING";
    CLEAR = "DELETE FROM desk_gram WHERE case_id = $1";
    NEAR = "SELECT gram, case_id FROM desk_gram WHERE kind = 'text' AND gram IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) ORDER BY case_id DESC LIMIT 4000";
    HAS = "SELECT case_id FROM desk_gram WHERE kind = $1 AND gram = $2 ORDER BY case_id DESC LIMIT $3";
}

/// Pairs of one statement.
const AT_ONCE: usize = 12;
/// Pairs of a typed text that are looked up.
const ASKED: usize = 24;

fn put(cx: &Cx<'_>, kind: &str, id: Id, grams: &BTreeSet<String>) -> Result<()> {
    let all: Vec<&String> = grams.iter().collect();
    for some in all.chunks(AT_ONCE) {
        let mut values = params![kind, id].to_vec();
        // the last one again where the statement has more places
        let last = some.last().copied();
        values.extend(
            (0..AT_ONCE).filter_map(|n| some.get(n).copied().or(last)).map(db::Value::from),
        );
        cx.tx().exec(ADD, &values)?;
    }
    Ok(())
}

/// Keeps the pairs of a consultation's text and of its caller in place of those before.
pub(crate) fn keep(
    cx: &Cx<'_>,
    id: Id,
    text: &BTreeSet<String>,
    caller: &BTreeSet<String>,
) -> Result<()> {
    put(cx, "text", id, text)?;
    put(cx, "caller", id, caller)
}

/// Forgets them.
pub(crate) fn clear(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(CLEAR, params![id])?;
    Ok(())
}

/// Which consultations share which of these pairs; of a long text the pairs at even distances.
pub(crate) fn near(cx: &Cx<'_>, grams: &BTreeSet<String>) -> Result<Vec<(String, Id)>> {
    if grams.is_empty() {
        return Ok(Vec::new());
    }
    let step = grams.len().div_ceil(ASKED);
    let some: Vec<&String> = grams.iter().step_by(step).collect();
    let last = some.last().copied();
    let values: Vec<db::Value> =
        (0..ASKED).filter_map(|n| some.get(n).copied().or(last)).map(db::Value::from).collect();
    let rows = cx.tx().rows(NEAR, &values)?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The newest consultations whose text or caller has this pair.
pub(crate) fn having(cx: &Cx<'_>, kind: &str, gram: &str, most: i64) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(HAS, params![kind, gram, most])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}
