//! The only SQL of this slice.
pub(crate) mod body;
pub(crate) mod case;
pub(crate) mod chronicle;
pub(crate) mod lines;
pub(crate) mod meeting;
pub(crate) mod minutes;
pub(crate) mod poll;

/// All statements.
pub(crate) const STATEMENTS: &[&[db::Stmt]] = &[
    body::STATEMENTS,
    case::STATEMENTS,
    chronicle::STATEMENTS,
    lines::STATEMENTS,
    meeting::STATEMENTS,
    minutes::STATEMENTS,
    poll::STATEMENTS,
];

/// What a page typed, as a part of a LIKE: signs with a meaning there are dropped.
pub(crate) fn like(typed: &str) -> String {
    let plain: String = typed.trim().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    format!("%{plain}%")
}
