//! What a store can answer instead of rows.

use std::sync::atomic::{AtomicBool, Ordering};

/// An error of the store. Its text names no values, so it can be logged.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A UNIQUE or PRIMARY KEY constraint.
    #[error("unique constraint: {0}")]
    Unique(String),
    /// A foreign key, NOT NULL or CHECK constraint.
    #[error("constraint: {0}")]
    Constraint(String),
    /// Another transaction was in the way; the layer has already retried.
    #[error("busy: gave up after retries")]
    Busy,
    /// COMMIT did not succeed: nothing of it may be reported as done.
    #[error("commit failed: {0}")]
    CommitFailed(String),
    /// After a failed fsync the store only reads until the program is started again.
    #[error("read-only after a storage fault; restart needed")]
    ReadOnly,
    /// The disk is full.
    #[error("disk full")]
    Full,
    /// The use case panicked; its changes were rolled back.
    #[error("use case panicked")]
    Panicked,
    /// A stored value is not of the type the code reads.
    #[error("column {column}: {what}")]
    Decode {
        /// Column index, from 0.
        column: usize,
        /// What was found.
        what: String,
    },
    /// `query_one` found no row.
    #[error("no row")]
    NoRow,
    /// An applied migration differs from the program's, or one is missing in between.
    #[error("migrations: {0}")]
    Migration(String),
    /// Not possible on this engine.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
    /// The engine says that what it reads is damaged: only a copy helps.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A store that was there once is not there: the name of its region.
    #[error(
        "{0}のデータが、あるはずの場所にありません。ディスクがつながっているかを確かめてください"
    )]
    Gone(String),
    /// The store could not be opened, or a driver error of no other kind.
    #[error("store: {0}")]
    Driver(String),
}

static DAMAGE: AtomicBool = AtomicBool::new(false);

fn damaged(text: String) -> DbError {
    DAMAGE.store(true, Ordering::Relaxed);
    DbError::Damaged(text)
}

/// Has any store of this process been found damaged since it was started? For who watches the program from outside.
pub fn damage_met() -> bool {
    DAMAGE.load(Ordering::Relaxed)
}

impl From<rusqlite::Error> for DbError {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        match &e {
            rusqlite::Error::SqliteFailure(f, msg) => {
                let text = msg.clone().unwrap_or_else(|| f.to_string());
                match f.code {
                    C::ConstraintViolation if matches!(f.extended_code, 1555 | 2067) => {
                        DbError::Unique(text)
                    }
                    C::ConstraintViolation => DbError::Constraint(text),
                    C::DatabaseBusy | C::DatabaseLocked => DbError::Busy,
                    C::DiskFull => DbError::Full,
                    C::DatabaseCorrupt | C::NotADatabase => damaged(text),
                    _ => DbError::Driver(text),
                }
            }
            other => DbError::Driver(other.to_string()),
        }
    }
}

fn collided(e: &tokio_postgres::Error) -> bool {
    use tokio_postgres::error::SqlState as S;
    let code = e.code();
    code == Some(&S::T_R_SERIALIZATION_FAILURE) || code == Some(&S::T_R_DEADLOCK_DETECTED)
}

/// The connection broke, or the server is stopping, starting or recovering (SQLSTATE classes 08 and 57P).
fn lost(e: &tokio_postgres::Error) -> bool {
    e.is_closed()
        || match e.code() {
            Some(code) => code.code().starts_with("08") || code.code().starts_with("57P"),
            None => std::error::Error::source(e).is_some_and(|s| s.is::<std::io::Error>()),
        }
}

impl DbError {
    /// Is this failed COMMIT certain to have committed nothing, so that the act may be run again?
    pub(crate) fn may_run_again(e: &tokio_postgres::Error) -> bool {
        collided(e)
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(e: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as S;
        // Before COMMIT nothing is stored, so a lost connection is a reason to run the act again.
        if collided(&e) || lost(&e) {
            return DbError::Busy;
        }
        let Some(db) = e.as_db_error() else { return DbError::Driver(e.to_string()) };
        let text = db.message().to_string();
        let code = db.code();
        if *code == S::UNIQUE_VIOLATION {
            DbError::Unique(text)
        } else if [S::FOREIGN_KEY_VIOLATION, S::NOT_NULL_VIOLATION, S::CHECK_VIOLATION]
            .contains(code)
        {
            DbError::Constraint(text)
        } else if *code == S::DISK_FULL {
            DbError::Full
        } else if [S::DATA_CORRUPTED, S::INDEX_CORRUPTED].contains(code) {
            damaged(text)
        } else if code.code().starts_with("53") || code.code().starts_with("58") {
            // The server lacks something or its disk answers with errors: of this act nothing is stored.
            DbError::CommitFailed(format!("{}: {text}", code.code()))
        } else {
            DbError::Driver(format!("{}: {text}", code.code()))
        }
    }
}
