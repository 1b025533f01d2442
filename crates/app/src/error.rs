//! What a use case can answer instead of its result. HTML shows it beside the field, the API as a status.
use db::DbError;
use kernel::ErrorKind;

/// `Result` of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// A sentence about one field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the input.
    pub field: String,
    /// What to do, in Japanese.
    pub message: String,
}

/// The refusals of use cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input that does not fit, by field.
    #[error("{} fields do not fit", .0.len())]
    Invalid(Vec<FieldError>),
    /// A rule of the work says no; the Japanese sentence says what to do instead.
    #[error("rule: {0}")]
    Rule(String),
    /// Nothing there, or nothing for this reader (existence is private).
    #[error("not found")]
    NotFound,
    /// This hat may not do this. The audit row has been kept.
    #[error("not permitted: {0}")]
    Forbidden(&'static str),
    /// Somebody changed the record after this form was opened.
    #[error("stale: version {theirs} is newer than {mine}")]
    Stale {
        /// The version the form was opened with.
        mine: i64,
        /// The version that is there now.
        theirs: i64,
    },
    /// The same key came before with other content.
    #[error("same key, other content")]
    KeyReused {
        /// Where the first one led.
        earlier: String,
    },
    /// The store.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Stored content does not fit its hash. Names the thing (`kind:id@version`), never what stands in it; the audit row
    /// has been kept.
    #[error("altered: {0}")]
    Altered(String),
    /// A defect: stored data contradicts itself. The text names no person.
    #[error("inconsistent: {0}")]
    Inconsistent(String),
}

impl Error {
    /// One field and its sentence.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Invalid(_) | Error::Rule(_) => ErrorKind::Invalid,
            Error::NotFound => ErrorKind::NotFound,
            Error::Forbidden(_) => ErrorKind::Forbidden,
            Error::Stale { .. } | Error::KeyReused { .. } => ErrorKind::Conflict,
            Error::Db(
                DbError::Busy
                | DbError::ReadOnly
                | DbError::Full
                | DbError::CommitFailed(_)
                | DbError::Damaged(_),
            ) => ErrorKind::Unavailable,
            Error::Altered(_) => ErrorKind::Altered,
            Error::Db(_) | Error::Inconsistent(_) => ErrorKind::Internal,
        }
    }
}
