//! 会議体: who meets with whom, when, about what, and what came of it. Knows bodies and their members, meetings with agenda,
//! attendance, minutes and decisions, the search for a day that suits (○△×), the centre's chronicle, and cases of
//! 地域ケア個別会議 under a sign (A, B …). No resident stands here; members stand here with their office and profession.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
mod intake;
mod jobs;
pub mod model;
pub mod permissions;
mod store;
mod todo;
pub mod use_cases;

kernel::id_type!(
    /// A body (会議体).
    BodyId
);
kernel::id_type!(
    /// A member of a body.
    MemberId
);
kernel::id_type!(
    /// A meeting.
    MeetingId
);
kernel::id_type!(
    /// A line of the agenda.
    ItemId
);
kernel::id_type!(
    /// An action that follows from a decision.
    ActionId
);
kernel::id_type!(
    /// A proposed date.
    SlotId
);
kernel::id_type!(
    /// A case of 地域ケア個別会議, under a sign.
    CaseId
);

macro_rules! values {
    ($($t:ident),*) => {$(
        impl From<$t> for db::Value {
            fn from(id: $t) -> db::Value {
                db::Value::from(id.0)
            }
        }
    )*};
}
values!(BodyId, MemberId, MeetingId, ItemId, ActionId, SlotId, CaseId);

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("meetings", "会議体", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.acts = &[("meetings.answer.made", "公開ページから日程の都合に答える")];
    s.statements = store::STATEMENTS;
    s.jobs = jobs::jobs();
    s.todo = Some(todo::todo);
    s.search = Some(use_cases::read::search);
    s.evidence = vec![use_cases::evidence::DECISION, use_cases::evidence::LOCAL_ISSUE];
    s.years = vec![use_cases::years::SOURCE];
    s.facts = Some(use_cases::facts::SOURCE);
    s.deeds = Some(use_cases::years::deeds);
    s.decided = Some(use_cases::decided::SOURCE);
    s.agenda = Some(slice::AgendaDoor { permission: &permissions::WRITE, path: "/meetings/bring" });
    s
}
