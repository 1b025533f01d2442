//! How acts of the stay's areas read in the log, on the stay's page and in the person's column of time; one file an area.
mod admission;
mod after;
mod conference;
mod fees;
pub(crate) mod planning;
mod rules;

use crate::model::Act;

/// An act in words.
pub(crate) struct Said {
    /// Heading: what happened.
    pub title: String,
    /// Sentences below it.
    pub text: Vec<String>,
    /// Shown in the person's column of time (else only on the stay's page).
    pub column: bool,
}

/// The words of an act of one of the areas; none for the acts of the thread itself.
pub(crate) fn said(a: &Act) -> Option<Said> {
    admission::said(a)
        .or_else(|| after::said(a))
        .or_else(|| conference::said(a))
        .or_else(|| fees::said(a))
        .or_else(|| planning::said(a))
        .or_else(|| rules::said(a))
}
