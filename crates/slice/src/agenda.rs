//! The way from a record to an agenda: whoever keeps meetings registers where a record is put on one; a page of any other slice
//! asks for the address and draws the link, without knowing who keeps them.
use app::{Cx, Permission, Result};
use kernel::{Id, Region};

use crate::Migrates;

/// Where a record is put on an agenda.
#[derive(Clone, Copy)]
pub struct AgendaDoor {
    /// Who may.
    pub permission: &'static Permission,
    /// The page within the region; it takes `kind` and `of` of an [`crate::EvidenceSource`].
    pub path: &'static str,
}

static DOORS: std::sync::OnceLock<Vec<(AgendaDoor, Migrates)>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_agenda(all: &[crate::Slice]) {
    let _ = DOORS.set(all.iter().filter_map(|s| Some((s.agenda?, s.needs))).collect());
}

fn door(r: &Region) -> Option<AgendaDoor> {
    let all = DOORS.get().map_or(&[][..], Vec::as_slice);
    all.iter().find(|d| r.persons || d.1 == Migrates::Base).map(|d| d.0)
}

/// The page within the region on which the actor puts this record on an agenda; none where nobody keeps meetings here, or it is
/// not the actor's to do.
pub fn to_agenda(cx: &Cx<'_>, kind: &str, of: Id) -> Result<Option<String>> {
    let Some(d) = door(cx.region()) else { return Ok(None) };
    let on = app::settings::capability_on(cx, d.permission.capability)?;
    let path = || format!("{}?kind={kind}&of={of}", d.path);
    Ok((on && app::may(cx, d.permission)?).then(path))
}
