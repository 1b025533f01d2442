//! Rooms of one person whose records were joined. Joining is a pointer (people::merge): each record keeps its room, and who may open
//! both reads them as one; who may open one reads that one as before. Taken apart, everything is as it was, and what was written
//! since stays in the room in which it was written.
use app::{Cx, Result};
use kernel::Id;
use people::ResidentId;
use people::authz::{Act, could};
use people::use_cases::merge;

use super::WHAT;
use crate::model::Room;
use crate::store;

/// The rooms of the person that the actor may read, that of the record in front first: in it they write. The caller holds a permit
/// for the record that it names.
pub(crate) fn rooms_of(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<Room>> {
    let front = merge::main_of(cx, resident)?.unwrap_or(resident);
    let mut records = merge::same(cx, front)?;
    if !records.contains(&resident) {
        records.push(resident);
    }
    let mut out = Vec::new();
    for record in records {
        if record != resident && !could(cx, Act::Read, WHAT, record)? {
            continue;
        }
        out.extend(store::room_of(cx, record.0)?);
    }
    Ok(out)
}

/// The first of them: the way in.
pub(crate) fn head(cx: &Cx<'_>, resident: ResidentId) -> Result<Option<Id>> {
    Ok(rooms_of(cx, resident)?.first().map(|r| r.id))
}
