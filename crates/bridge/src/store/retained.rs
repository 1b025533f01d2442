//! SQL at the end of retention: letters about a resident, with their answers and files, go.
use app::{Cx, Result};
use db::params;
use kernel::{At, Id};
use slice::KeptKind;

db::statements! { pub(crate) STATEMENTS;
    KEPT = "SELECT COUNT(*), MAX(at), MAX(answered_at) FROM bridge_letter WHERE resident = $1";
    OPEN = "SELECT COUNT(*) FROM bridge_letter WHERE resident = $1 AND answered_at IS NULL AND revoked_at IS NULL AND closed_at IS NULL AND expires >= $2";
    NO_FILE = "DELETE FROM bridge_file WHERE letter IN (SELECT id FROM bridge_letter WHERE resident = $1)";
    NO_KEY = "DELETE FROM bridge_key WHERE letter IN (SELECT id FROM bridge_letter WHERE resident = $1)";
    NO_ANSWER = "DELETE FROM bridge_answer WHERE letter IN (SELECT id FROM bridge_letter WHERE resident = $1)";
    NO_ISSUE = "DELETE FROM bridge_issue WHERE letter IN (SELECT id FROM bridge_letter WHERE resident = $1)";
    NO_TRY = "UPDATE bridge_try SET letter = NULL WHERE letter IN (SELECT id FROM bridge_letter WHERE resident = $1)";
    NO_LETTER = "DELETE FROM bridge_letter WHERE resident = $1";
}

/// Letters: open while one can still be answered.
pub(crate) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let row = cx.tx().one(KEPT, params![id])?;
    let (n, at, answered): (i64, Option<At>, Option<At>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let open: i64 = cx.tx().one(OPEN, params![id, cx.today()])?.get(0)?;
    Ok(vec![KeptKind { kind: "letter", n, last: at.max(answered).map(At::date), open: open > 0 }])
}

/// Erases them. The files become unreadable with their key; the sweep removes them.
pub(crate) fn erase(cx: &Cx<'_>, id: Id) -> Result<Vec<(&'static str, i64)>> {
    for s in [NO_FILE, NO_KEY, NO_ANSWER, NO_ISSUE, NO_TRY] {
        cx.tx().exec(s, params![id])?;
    }
    let n = cx.tx().exec(NO_LETTER, params![id])?;
    Ok(vec![("letter", i64::try_from(n).unwrap_or(i64::MAX))])
}
