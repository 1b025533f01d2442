//! What went wrong, by what the caller can do about it. One place (server) turns this into a status.

/// The kinds of refusal a use case can answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// What was typed does not fit; the message says what to write instead.
    Invalid,
    /// Nothing there, or its existence is not for this reader.
    NotFound,
    /// Allowed to know that it exists, not allowed to do this.
    Forbidden,
    /// Somebody else changed it in the meantime, or the same key came with other content.
    Conflict,
    /// Busy or read-only: the same act can succeed later.
    Unavailable,
    /// What is stored is no longer what was written; it is not shown.
    Altered,
    /// A defect or a broken store; never caused by input.
    Internal,
}
