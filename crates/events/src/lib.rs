//! 研修・啓発: what is held for professionals and residents, from the first call to the report. Knows events, their tasks
//! (棚卸表), who signed up and came, what they answered, and the figures of the plan. Participants are not residents of
//! the person slices: their names stand here alone and are erased after the days that the sign-up page promised.
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
    /// An event.
    EventId
);
kernel::id_type!(
    /// One who signed up.
    EntryId
);
kernel::id_type!(
    /// One task of a 棚卸表.
    TaskId
);
kernel::id_type!(
    /// A request for a 出前講座.
    RequestId
);
kernel::id_type!(
    /// A helper on a roll.
    HelperId
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
values!(EventId, EntryId, TaskId, RequestId, HelperId);

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("events", "研修・啓発", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.acts = &[
        ("events.entry.made", "公開ページから催しに申し込む"),
        ("events.entry.cancelled", "公開ページから申し込みを取り消す"),
        ("events.entry.here", "会場で自分の電話から受け付ける"),
        ("events.answer.made", "公開ページからアンケートに答える"),
        ("events.request.made", "公開ページから出前講座を申し込む"),
    ];
    s.statements = store::STATEMENTS;
    s.jobs = jobs::jobs();
    s.todo = Some(todo::todo);
    s.search = Some(use_cases::read::search);
    s.evidence = vec![use_cases::evidence::SOURCE];
    s.years = vec![use_cases::years::SOURCE];
    s.facts = Some(use_cases::facts::SOURCE);
    s.deeds = Some(use_cases::years::deeds);
    s
}
