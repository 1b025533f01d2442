//! Who acts in these tests, and what they look at.
use app::audit::{AuditEntry, AuditRow, Filter};
use app::{App, Permission, audit, sequencer};
use kernel::{Actor, Hat, Id};

/// 介護支援専門員 of office 10.
pub fn cm() -> Actor {
    testkit::staff(Hat::CareManager, testkit::id(10))
}

/// 地域連携室 of hospital 20.
pub fn liaison() -> Actor {
    testkit::staff(Hat::Liaison, testkit::id(20))
}

/// A resident.
pub fn resident() -> Id {
    testkit::id(500)
}

/// What only a care manager may do.
pub static SEE: Permission = Permission {
    code: "test.thing.see",
    label: "見る",
    capability: "test",
    hats: &[Hat::CareManager],
};

/// An audit entry about the resident.
pub fn about(code: &str) -> AuditEntry {
    AuditEntry::act(code).about(resident())
}

/// The newest audit rows, newest first.
pub fn log(app: &App) -> Vec<AuditRow> {
    app.read(&Actor::system(), |cx| audit::page(cx, &Filter::default())).unwrap()
}

/// What verification finds; empty = whole.
pub fn faults(app: &App) -> Vec<app::verify::Fault> {
    app.db().read(sequencer::verify).unwrap().faults
}

/// A use case that leaves one audit row and nothing else.
pub fn noted(cx: &app::Cx<'_>) -> app::Result<()> {
    cx.audit(about("test.a"));
    Ok(())
}
