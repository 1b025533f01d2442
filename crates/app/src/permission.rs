//! What a hat may do at all. About one resident, `people::authz` decides further; this is the outer door.
use kernel::Hat;

use crate::audit::AuditEntry;
use crate::settings;
use crate::{Cx, Error, Result};

/// One line of the permission table: an act, the hats that may do it and the capability it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub struct Permission {
    /// `slice.thing.verb`; written into audit rows and `docs/generated/permissions.txt`.
    pub code: &'static str,
    /// What it is, in Japanese, for the pages that explain rights.
    pub label: &'static str,
    /// The capability a region can switch off.
    pub capability: &'static str,
    /// Who may.
    pub hats: &'static [Hat],
}

/// In [`Error::Forbidden`] instead of a permission's code: the role would be right, the region has switched it off.
pub const OFF: &str = "capability.off";

/// May this actor do it here, now? Without an audit row: for offering or hiding a button.
pub fn may(cx: &Cx<'_>, p: &Permission) -> Result<bool> {
    Ok(p.hats.contains(&cx.actor().hat) && settings::capability_on(cx, p.capability)?)
}

/// The door of every act without a resident: hat, capability, audit row. A refusal is audited too.
pub fn authorise(cx: &Cx<'_>, p: &'static Permission) -> Result<()> {
    if may(cx, p)? {
        cx.audit(AuditEntry::act(p.code));
        Ok(())
    } else {
        cx.audit(AuditEntry::act(p.code).denied());
        Err(Error::Forbidden(p.code))
    }
}
