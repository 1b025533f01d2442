//! The columns of a stay that repeat what its acts say (they are there for lists). Everything here is read off the acts
//! alone, so that a column can be put right after an act was taken back, and looked at in tests (ADR 0009).
use kernel::Date;

use super::{Act, ActKind, EndKind};

/// What the acts say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Columns {
    /// 退院(予定)日: of the newest 退院予定日 or 退院日の連絡. What is written down after the end moves it no more.
    pub planned_on: Option<Date>,
    /// The day on which the person left.
    pub ended_on: Option<Date>,
    /// How.
    pub end: Option<EndKind>,
    /// Nothing is left to do.
    pub closed: bool,
}

impl Columns {
    /// Of the acts of one stay in the order of recording; cancelled ones are passed over.
    pub fn of<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Columns {
        let mut out = Columns::default();
        let mut record = false;
        for a in acts.into_iter().filter(|a| !a.cancelled) {
            match a.kind {
                ActKind::PlannedDate | ActKind::DischargeNotice if out.end.is_none() => {
                    out.planned_on = a.detail.day();
                }
                ActKind::Ended => {
                    out.ended_on = a.day;
                    out.end = a.detail.codes.first().and_then(|c| EndKind::from_code(c));
                }
                ActKind::RecordConfirmed => record = true,
                _ => {}
            }
        }
        out.closed = out.end.is_some_and(|kind| closes(kind, record));
        out
    }
}

/// Does an end of this kind leave nothing to do? A transfer and a death do; any other when the office's record stands.
pub const fn closes(kind: EndKind, record: bool) -> bool {
    kind.excluded() || record
}
