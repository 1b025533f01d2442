//! Readings of the audit log for its pages: a span of time, a month's seal, refusals by kind, what was sealed since, and
//! who looked at a person. Every reading is of sealed rows or says that it is not.
use std::collections::BTreeSet;

use db::{FromRow, Row, Where, params};
use kernel::{At, Date, Id};

use crate::audit::AuditRow;
use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    SPAN = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE 1 = 1";
    FIRST_AT = "SELECT at FROM app_audit ORDER BY at LIMIT 1";
    LAST_OF = "SELECT pos FROM app_audit WHERE at >= $1 AND at < $2 AND pos IS NOT NULL ORDER BY pos DESC LIMIT 1";
    SEAL_OF = "SELECT hash FROM app_block WHERE first <= $1 AND first + n > $1 ORDER BY first DESC LIMIT 1";
    STAFF_POS = "SELECT pos FROM app_audit WHERE at >= $1 AND at < $2 AND pos <= $3 AND account IS NOT NULL AND denied = 0";
    DENIALS = "SELECT act, hat, organisation, COUNT(*) FROM app_audit WHERE at >= $1 AND at < $2 AND pos <= $3 AND denied = 1 GROUP BY act, hat, organisation ORDER BY act, hat, organisation";
    COUNTS = "SELECT COUNT(*), COUNT(resident), CAST(COALESCE(SUM(denied), 0) AS BIGINT) FROM app_audit WHERE at >= $1 AND at < $2 AND pos <= $3";
    LAST_POS = "SELECT COALESCE(MAX(first + n - 1), 0) FROM app_block";
    LOOKS = "SELECT at, id, account, act FROM app_audit WHERE resident = $1 AND (at < $2 OR (at = $2 AND id < $3)) AND account IS NOT NULL AND denied = 0 ORDER BY at DESC, id DESC LIMIT 1000";
    BY_OPERATOR = "SELECT at, hat, act FROM app_audit WHERE resident = $1 AND account IS NULL AND denied = 0 AND hat = 'operator' ORDER BY at DESC LIMIT 100";
}

/// How many rows the store gives at most, by how many are wanted: the text of a statement is the program's own.
const TAILS: [(usize, &str); 3] = [
    (300, "ORDER BY pos IS NULL, pos, at, id LIMIT 300"),
    (2001, "ORDER BY pos IS NULL, pos, at, id LIMIT 2001"),
    (5000, "ORDER BY pos IS NULL, pos, at, id LIMIT 5000"),
];
/// However many are wanted: a million, and one that says that there are more.
const MOST: &str = "ORDER BY pos IS NULL, pos, at, id LIMIT 1000001";

/// Which rows of a span of time; newest last.
#[derive(Debug, Clone, Default)]
pub struct Span {
    /// From this moment.
    pub from: Option<At>,
    /// Before this moment.
    pub to: Option<At>,
    /// Only after this position.
    pub after: Option<i64>,
    /// Only up to this position.
    pub upto: Option<i64>,
    /// Only of this organisation.
    pub organisation: Option<Id>,
    /// Only actors whose name holds this.
    pub name: String,
    /// Only about a resident whose id ends so, rows of lists that showed one included.
    pub resident_end: String,
    /// Only acts whose code begins so.
    pub act: String,
    /// Only these positions.
    pub at_pos: Option<Vec<i64>>,
    /// Only rows of accounts.
    pub staff: bool,
}

/// A pattern of LIKE for text that is no pattern.
fn within(text: &str) -> String {
    let plain: String =
        text.chars().flat_map(|c| if "%_!".contains(c) { vec!['!', c] } else { vec![c] }).collect();
    format!("%{plain}%")
}

/// Rows of a span, at most `limit`, in the order of their positions; what is not sealed yet comes last.
pub fn span(cx: &Cx<'_>, s: &Span, limit: usize) -> Result<Vec<AuditRow>> {
    let mut w = Where::new();
    if let Some(t) = s.from {
        w = w.and("at >= ?", params![t]);
    }
    if let Some(t) = s.to {
        w = w.and("at < ?", params![t]);
    }
    if let Some(p) = s.after {
        w = w.and("pos > ?", params![p]);
    }
    if let Some(p) = s.upto {
        w = w.and("pos <= ?", params![p]);
    }
    if let Some(o) = s.organisation {
        w = w.and("organisation = ?", params![o]);
    }
    if !s.name.is_empty() {
        w = w.and("name LIKE ? ESCAPE '!'", params![within(&s.name)]);
    }
    if !s.resident_end.is_empty() {
        let end = within(&s.resident_end);
        w = w.and("resident LIKE ? ESCAPE '!' OR detail LIKE ? ESCAPE '!'", params![&end, &end]);
    }
    if !s.act.is_empty() {
        w = w.and("substr(act, 1, ?) = ?", params![s.act.chars().count(), &s.act]);
    }
    if let Some(all) = &s.at_pos {
        w = w.and_in("pos", all.iter().map(|p| (*p).into()).collect());
    }
    if s.staff {
        w = w.and("account IS NOT NULL", &[]);
    }
    let tail = TAILS.iter().find(|(n, _)| limit <= *n).map_or(MOST, |(_, tail)| *tail);
    let rows = cx.tx().list(SPAN, &w, tail)?;
    let all = rows.iter().map(AuditRow::from_row).collect::<std::result::Result<Vec<_>, _>>()?;
    let end = &s.resident_end;
    // What LIKE found in the middle of another id is passed over.
    let about = |r: &AuditRow| {
        end.is_empty()
            || r.resident.is_some_and(|i| i.to_string().ends_with(end))
            || listed(&r.detail).iter().any(|i| i.to_string().ends_with(end))
    };
    Ok(all.into_iter().filter(about).take(limit).collect())
}

/// The ids a row of a list names in its detail (`mine;n=2;ids=…,…`).
pub fn listed(detail: &str) -> Vec<Id> {
    let ids = detail.split(';').find_map(|p| p.strip_prefix("ids="));
    ids.into_iter().flat_map(|t| t.split(',')).filter_map(|t| t.parse().ok()).collect()
}

/// The day on which the log begins; none while it is empty.
pub fn first_day(cx: &Cx<'_>) -> Result<Option<Date>> {
    let row = cx.tx().first(FIRST_AT, &[])?;
    Ok(row.map(|r| r.get::<At>(0)).transpose()?.map(|at| at.date()))
}

/// The last sealed row of a span and the seal of its block.
pub fn seal_of(cx: &Cx<'_>, from: At, to: At) -> Result<Option<(i64, String)>> {
    let Some(last) = cx.tx().first(LAST_OF, params![from, to])? else { return Ok(None) };
    let pos: i64 = last.get(0)?;
    Ok(cx
        .tx()
        .first(SEAL_OF, params![pos])?
        .map(|r| Ok::<_, db::DbError>((pos, r.get(0)?)))
        .transpose()?)
}

/// The seal of the block that holds this position.
pub fn seal_at(cx: &Cx<'_>, pos: i64) -> Result<Option<String>> {
    Ok(cx.tx().first(SEAL_OF, params![pos])?.map(|r| r.get(0)).transpose()?)
}

/// Positions of what accounts did and were not refused, in a span, up to a position.
pub fn staff_positions(cx: &Cx<'_>, from: At, to: At, upto: i64) -> Result<Vec<i64>> {
    let rows = cx.tx().rows(STAFF_POS, params![from, to, upto])?;
    Ok(rows.iter().map(|r| r.get(0)).collect::<std::result::Result<_, _>>()?)
}

/// Refusals of a span that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denials {
    /// What was refused.
    pub act: String,
    /// To which hat.
    pub hat: String,
    /// Of which organisation.
    pub organisation: Option<Id>,
    /// How often.
    pub n: i64,
}

/// All refusals of a span up to a position, counted by act, hat and organisation.
pub fn denials(cx: &Cx<'_>, from: At, to: At, upto: i64) -> Result<Vec<Denials>> {
    let read = |r: &Row| {
        Ok(Denials { act: r.get(0)?, hat: r.get(1)?, organisation: r.get(2)?, n: r.get(3)? })
    };
    cx.tx().rows(DENIALS, params![from, to, upto])?.iter().map(read).collect()
}

/// Rows of a span up to a position: all, about one resident, refused.
pub fn counts(cx: &Cx<'_>, from: At, to: At, upto: i64) -> Result<(i64, i64, i64)> {
    let r = cx.tx().one(COUNTS, params![from, to, upto])?;
    Ok((r.get(0)?, r.get(1)?, r.get(2)?))
}

/// The last sealed position; 0 = none.
pub fn last_position(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(LAST_POS, &[])?.get(0)?)
}

/// One who looked at a person on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The day.
    pub day: Date,
    /// Whose account; none for the operator at the command line.
    pub account: Option<Id>,
    /// What was done.
    pub act: String,
}

/// Lines of accounts that one reading gives.
const LINES: usize = 300;

/// Who looked at a person, newest day first: at most 300 lines of accounts before a day, and the operator's.
pub fn looks(cx: &Cx<'_>, resident: Id, before: Date) -> Result<Vec<Look>> {
    let mut out = Vec::new();
    let mut known: BTreeSet<(Date, Id, String)> = BTreeSet::new();
    let mut next = (At::jst(before, kernel::Time::midnight()), String::new());
    'log: loop {
        let rows = cx.tx().rows(LOOKS, params![resident, next.0, &next.1])?;
        for r in &rows {
            let (at, account, act): (At, Id, String) = (r.get(0)?, r.get(2)?, r.get(3)?);
            if known.len() == LINES && !known.contains(&(at.date(), account, act.clone())) {
                break 'log;
            }
            known.insert((at.date(), account, act));
            next = (at, r.get(1)?);
        }
        if rows.len() < 1000 {
            break;
        }
    }
    let mut lines: Vec<_> = known.into_iter().collect();
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
    for (day, account, act) in lines {
        out.push(Look { day, account: Some(account), act });
    }
    for r in cx.tx().rows(BY_OPERATOR, params![resident])? {
        let at: At = r.get(0)?;
        if at.date() < before {
            out.push(Look { day: at.date(), account: None, act: r.get(2)? });
        }
    }
    Ok(out)
}
