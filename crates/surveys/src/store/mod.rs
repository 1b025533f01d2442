//! The only SQL of this slice.
pub(crate) mod answer;
pub(crate) mod asked;
pub(crate) mod batch;
pub(crate) mod link;
pub(crate) mod survey;

/// All statements.
pub(crate) const STATEMENTS: &[&[db::Stmt]] = &[
    answer::STATEMENTS,
    asked::STATEMENTS,
    batch::STATEMENTS,
    link::STATEMENTS,
    survey::STATEMENTS,
];

/// What a page typed, as a part of a LIKE: signs with a meaning there are dropped.
pub(crate) fn like(typed: &str) -> String {
    let plain: String = typed.trim().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    format!("%{plain}%")
}

/// Text of a JSON value that this slice keeps.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> app::Result<String> {
    serde_json::to_string(value)
        .map_err(|e| app::Error::Inconsistent(format!("surveys: to be kept: {e}")))
}

/// The other way round.
pub(crate) fn of_json<T: serde::de::DeserializeOwned>(
    column: usize,
    text: &str,
) -> std::result::Result<T, db::DbError> {
    serde_json::from_str(text).map_err(|e| db::DbError::Decode { column, what: e.to_string() })
}
