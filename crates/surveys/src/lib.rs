//! 調査: asking offices and people the same questions, and what came of it. Knows surveys, who is asked, their links, the answers,
//! and what may be published of them. No resident stands here: who is asked is an office, and an anonymous answer carries none.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod html;
mod jobs;
pub mod model;
pub mod permissions;
mod store;
mod todo;
pub mod use_cases;

kernel::id_type!(
    /// A survey.
    SurveyId
);
kernel::id_type!(
    /// One who is asked.
    AskedId
);
kernel::id_type!(
    /// An answer.
    AnswerId
);
kernel::id_type!(
    /// A file of answers from elsewhere.
    BatchId
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
values!(SurveyId, AskedId, AnswerId, BatchId);

/// The registration: everything that the program knows of this slice.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("surveys", "調査", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.permissions = permissions::ALL;
    s.acts = &[
        ("surveys.answer.made", "公開ページから調査に答える"),
        ("surveys.answer.changed", "公開ページから調査の答えを直す"),
    ];
    s.statements = store::STATEMENTS;
    s.jobs = jobs::jobs();
    s.todo = Some(todo::todo);
    s.search = Some(use_cases::surveys::search);
    s.counts = Some(use_cases::figures::counts);
    s.facts = Some(use_cases::facts::SOURCE);
    s.figures = Some(use_cases::figures::figures);
    s.evidence = vec![use_cases::evidence::SURVEY, use_cases::evidence::ANSWER];
    s
}
