//! Types, states and rules of this slice. Pure: no database, no clock, no request; what a rule needs comes in as an
//! argument, and the test of a rule stands below it.
mod act;
pub mod board;
mod codes;
pub mod counts;
pub mod draft;
pub mod fiscal;
mod issue;
mod rules;
pub mod solutions;
pub mod steps;

pub use act::{Act, Level, NewAct, Said};
pub use codes::{
    By, Form, Funding, How, Kind, OwnerKind, Profession, Scene, Sort, Stage, State, short_words,
};
pub use issue::{Cited, Issue, NewIssue, Owner, Party, letter};
pub use rules::{Rules, rules};
