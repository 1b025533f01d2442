//! The list of consultations.
use app::audit::AuditEntry;
use app::{Cx, Result, authorise};
use kernel::{Date, Id};

use crate::permissions;
use crate::store::cases::Kept;
use crate::store::lists as store;
pub use crate::store::lists::Filter;

/// Rows of a page.
pub const PAGE: usize = 50;
/// Rows of a file.
const FILE: i64 = 20_000;

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The rows, newest day first.
    pub rows: Vec<Kept>,
    /// The key after which the next page begins.
    pub next: Option<(String, Id)>,
    /// How many in all, and their minutes together.
    pub all: (i64, i64),
    /// The years that have a consultation, newest first.
    pub years: Vec<i64>,
}

/// A page.
pub fn list(cx: &Cx<'_>, f: &Filter, after: Option<&(String, Id)>) -> Result<Listed> {
    authorise(cx, &permissions::READ)?;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::list(cx, f, after, most)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|k| (k.case.day.clone(), k.id));
    Ok(Listed { rows, next, all: store::count(cx, f)?, years: store::years(cx)? })
}

/// The whole list for a file or paper.
pub fn whole(cx: &Cx<'_>, f: &Filter) -> Result<Vec<Kept>> {
    authorise(cx, &permissions::EXPORT)?;
    let rows = store::list(cx, f, None, FILE)?;
    cx.audit(AuditEntry::act("desk.list.exported").detail(format!("rows {}", rows.len())));
    Ok(rows)
}

/// Those to be asked again by today, and how many are 対応中.
pub fn waiting(cx: &Cx<'_>, by: Date) -> Result<(Vec<Kept>, i64)> {
    Ok((store::waiting(cx, by)?, store::open(cx)?))
}

/// Those with a solution, by the year in which they came.
pub fn solved(cx: &Cx<'_>) -> Result<Vec<Kept>> {
    authorise(cx, &permissions::READ)?;
    store::solved(cx)
}
