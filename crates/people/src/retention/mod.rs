//! Retention: how long what is kept about a person must be kept, what is due, legal hold, and the purge that takes two
//! persons. The unit is the person: everything goes at once, when the longest of its kinds is over, because a record
//! without its person, or a person without the consent, says nothing. The audit log stays. See docs/adr/0027-records.md.
mod certificate;
mod html;
mod model;
pub(crate) mod permissions;
mod sources;
mod store;
mod use_cases;

pub use model::{Due, KindRule, Rules, due_on, list_hash};
pub use sources::set_sources;
pub use store::{Hold, Purge, PurgeItem, State};
pub use use_cases::hold::{held, holds, lift, set as hold};
pub use use_cases::purge::{Propose, confirm, open, propose, purges, refuse};
pub use use_cases::{AT_ONCE, Overview, due, overview};

pub(crate) use html::{nav, routes};
pub(crate) use store::STATEMENTS;
pub(crate) use use_cases::OWN;

/// Setting with the number of persons that were due when it was last counted: `n`.
pub const DUE_SETTING: &str = "people.retention.due";

/// The job: counts once a day what is due, for `yui doctor`. It purges nothing.
pub(crate) fn jobs() -> Vec<slice::JobKind> {
    vec![slice::JobKind {
        kind: "people.retention-count",
        run: |app, _| {
            let count = |cx: &app::Cx<'_>| {
                let n = due(cx)?.len();
                app::settings::set(cx, DUE_SETTING, &n.to_string())
            };
            app.write(&kernel::Actor::system(), count).map_err(|e| e.to_string())
        },
        every_minutes: Some(24 * 60),
    }]
}
