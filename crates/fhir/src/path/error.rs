//! Why an expression was refused or could not be evaluated.

use std::fmt;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not an expression.
    Syntax,
    /// An expression of FHIRPath, but outside our subset (`docs/fhirpath.md`): unknown function, type, or a too large literal.
    NotInSubset,
    /// The expression names an element the resource does not have, or calls a function on a type it is not for.
    Semantic,
    /// The values met do not fit (two items where one is needed, `1 + 'a'`, an unknown `%variable`).
    Evaluation,
    /// Too deep, too long or too many steps.
    TooComplex,
}

/// A refusal: what kind, where in the text, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PathError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// Place in the text, in characters from 0.
    pub at: usize,
    /// Reason in plain English, for the author of the form definition.
    pub reason: String,
}

impl PathError {
    pub(super) fn new(kind: ErrorKind, at: usize, reason: impl Into<String>) -> PathError {
        PathError { kind, at, reason: reason.into() }
    }

    pub(super) fn eval(at: usize, reason: impl Into<String>) -> PathError {
        PathError::new(ErrorKind::Evaluation, at, reason)
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ErrorKind::Syntax => "not an expression",
            ErrorKind::NotInSubset => "outside the supported subset",
            ErrorKind::Semantic => "does not fit the resource",
            ErrorKind::Evaluation => "cannot be evaluated",
            ErrorKind::TooComplex => "too complex",
        };
        write!(f, "character {}: {} ({kind})", self.at + 1, self.reason)
    }
}
