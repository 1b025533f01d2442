//! Forms as data: FHIR R4 Questionnaire definitions become fields, checks, drafts, read views, paper, Excel rows, FHIR responses and
//! differences; rule sets become judgements in three values. Pure: no clock, no database, no HTTP. README.md is the guide.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod answers;
mod as_text;
pub mod ask;
pub mod canon;
pub mod codes;
pub mod diff;
pub mod enable;
pub mod excel;
pub mod ext;
pub mod html;
pub mod input;
mod load;
mod load_item;
mod load_kind;
pub mod model;
pub mod prefill;
mod raw;
pub mod read;
pub mod response;
pub mod rules;
mod rules_load;
pub mod set;
pub mod sheet;
pub mod validate;
pub mod vars;
pub mod verdict;
pub mod words;

pub use answers::{Answer, Answers, Given, Key, Pick, Source, Value, Wrong};
pub use html::Draw;
pub use input::Posted;
pub use load::LoadError;
pub use model::{Confidential, Form};
pub use prefill::{Last, calculate, prefill};
pub use rules::RuleSet;
pub use set::{FormSet, Shipped, shipped};
pub use validate::{Checked, Stage, validate};
pub use vars::Vars;
pub use verdict::{Facts, Filled, Verdict, judge, judge_all};
