//! A stay that ended long ago leaves the lists by itself: nobody hands over papers after two months, and a list that
//! only grows is read by nobody. What is missing stays missing in the survey.
use app::audit::AuditEntry;
use app::{Cx, Result};
use kernel::time::add_days;

use crate::model::Deadlines;
use crate::store;

/// Closes what ended more than the region's days ago; how many.
pub fn close_old(cx: &Cx<'_>) -> Result<u64> {
    let days = Deadlines::shipped()?.closes_days_after;
    let n = store::close_old(cx, add_days(cx.today(), -days))?;
    if n > 0 {
        cx.audit(AuditEntry::act("transitions.close-old").detail(format!("n={n}")));
    }
    Ok(n)
}
