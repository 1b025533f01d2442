//! Stored content that is no longer what was written: a disk can change bytes silently (reference/trust.md M6), and so can
//! whoever reaches the store past the program. It is never shown; that it was found is an audit row and an alarm line.
use crate::audit::AuditEntry;
use crate::{App, Cx, Error, Result};
use kernel::{Actor, Id};

/// The act under which a finding stands in the audit log.
pub const ACT: &str = "app.content.altered";

/// The entry of a finding: refused, so that it stays when the use case that met it is rolled back.
fn entry(what: &str) -> AuditEntry {
    AuditEntry::act(ACT).object(what).detail("the stored content does not fit its hash").denied()
}

/// The alarm line for whoever watches the log of the program. Names the thing by its id, never what stands in it.
fn alarm(what: &str) {
    tracing::error!(
        alarm = ACT,
        object = what,
        "ALARM: stored content does not fit its hash; it was not shown"
    );
}

/// Inside a use case: keeps the row, raises the alarm, and gives the refusal. `what` = `kind:id@version`.
pub(crate) fn found(cx: &Cx<'_>, what: &str, resident: Option<Id>) -> Error {
    let e = entry(what);
    cx.audit(match resident {
        Some(r) => e.about(r),
        None => e,
    });
    alarm(what);
    Error::Altered(what.to_string())
}

/// Outside a use case, after files were read: the same for each, in a transaction of its own. By the program itself: who
/// asked for the file stands in the row of the asking.
pub fn report(app: &App, what: &[String]) -> Result<()> {
    if what.is_empty() {
        return Ok(());
    }
    what.iter().for_each(|w| alarm(w));
    let rows = what.to_vec();
    app.write(&Actor::system(), move |cx| {
        rows.iter().for_each(|w| cx.audit(entry(w)));
        Ok(())
    })
}
