//! After a transfer: the office starts the stay in the next hospital from what is known of this one.
use app::{Cx, Error, Result};

use super::open;
use super::report::{Report, Where, report};
use crate::model::destination::{Destination, destination};
use crate::model::{EndKind, Learned, Stay, StayId};
use crate::permissions;

/// The stay that ended by a transfer, and where to.
#[derive(Debug, Clone)]
pub struct Onward {
    /// The stay before.
    pub stay: Stay,
    /// Where to, as entered.
    pub to: Option<Destination>,
}

/// What the form of the next stay begins with.
pub fn onward(cx: &Cx<'_>, stay: StayId) -> Result<Onward> {
    let o = open(cx, &permissions::REPORT, stay)?;
    if o.stay.end != Some(EndKind::Transfer) {
        return Err(Error::NotFound);
    }
    Ok(Onward { to: destination(o.acts.iter()), stay: o.stay })
}

/// Starts the next stay on the day of the transfer, or later.
pub fn start(cx: &Cx<'_>, stay: StayId, on: kernel::Date, to: Where, ward: &str) -> Result<StayId> {
    let before = onward(cx, stay)?.stay;
    report(
        cx,
        &Report {
            resident: before.resident,
            hospital: to,
            admitted_on: on,
            admitted_time: None,
            planned: true,
            reason: before.reason,
            learned: Learned::Hospital,
            ward: ward.trim().to_string(),
            care_level: None,
        },
    )
}
