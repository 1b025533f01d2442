//! Names go after the days that were promised on the sign-up page; counts stay. Requests lose their names 180 days after they
//! were settled. Noted networks are forgotten after two days.
use app::{Cx, Result};
use kernel::time::add_days;

use super::requests::Wish;
use crate::store;

/// Days after which a settled request loses its names.
pub const REQUEST_DAYS: i64 = 180;
const TRY_MINUTES: i64 = 48 * 60;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Sign-ups without names from now on.
    pub entries: u64,
    /// Requests without names from now on.
    pub requests: u64,
}

/// One round; run daily by the job, as the system.
pub fn erase(cx: &Cx<'_>) -> Result<Erased> {
    let today = cx.today();
    let mut out = Erased::default();
    for (event, last, days) in store::entry::with_names(cx, today)? {
        if add_days(last, days) <= today {
            out.entries += store::entry::erase(cx, event)?;
        }
    }
    let before = cx.now().plus_minutes(-REQUEST_DAYS * 24 * 60);
    for (id, wish) in store::more::settled_before(cx, before)? {
        let left = Wish { name: String::new(), contact: String::new(), ..wish };
        store::more::erase_request(cx, id, &left)?;
        out.requests += 1;
    }
    store::entry::forget(cx, cx.now().plus_minutes(-TRY_MINUTES))?;
    Ok(out)
}
