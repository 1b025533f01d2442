//! The only SQL of this slice. Its tables begin with `issues_`.
//! One text for both engines, parameters as `$1…`; every statement stands in a registry, so that one test prepares all of
//! them on SQLite and on PostgreSQL.
pub(crate) mod acts;
pub(crate) mod counting;
pub(crate) mod evidence;
pub(crate) mod feedback;
pub(crate) mod issues;
pub(crate) mod parties;

use db::DbError;

/// Every statement.
pub(crate) const ALL: &[&[db::Stmt]] = &[
    acts::STATEMENTS,
    counting::STATEMENTS,
    evidence::STATEMENTS,
    feedback::STATEMENTS,
    issues::STATEMENTS,
    parties::STATEMENTS,
];

/// A stored code that this program does not know.
fn unknown(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

/// A code of a closed list.
fn code<T>(
    r: &db::Row,
    column: usize,
    read: fn(&str) -> Option<T>,
) -> std::result::Result<T, DbError> {
    read(&r.get::<String>(column)?).ok_or_else(|| unknown(column))
}

/// A code or NULL.
fn opt_code<T>(
    r: &db::Row,
    column: usize,
    read: fn(&str) -> Option<T>,
) -> std::result::Result<Option<T>, DbError> {
    match r.get::<Option<String>>(column)? {
        Some(text) => read(&text).map(Some).ok_or_else(|| unknown(column)),
        None => Ok(None),
    }
}

/// A fiscal year.
fn year(r: &db::Row, column: usize) -> std::result::Result<i16, DbError> {
    i16::try_from(r.get::<i64>(column)?).map_err(|_| unknown(column))
}

/// `LIKE` over a search key: keys hold no `%` or `_` (letters and digits only).
fn like(key: &str) -> String {
    format!("%{key}%")
}
