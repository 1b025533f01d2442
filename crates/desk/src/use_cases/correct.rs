//! Changing a consultation: a new version with who, when and why; the one before stays readable.
use app::{Cx, Error, Result, authorise, outbox, records};
use kernel::Id;
use serde_json::json;

use super::{content, count, index, reason};
use crate::model::case::Case;
use crate::permissions;
use crate::store::{cases, words};

/// A change.
#[derive(Debug, Clone)]
pub struct Correct {
    /// Which.
    pub id: Id,
    /// The version that was open; [`Error::Stale`] when somebody was faster.
    pub base: i64,
    /// What it says now.
    pub case: Case,
    /// Why.
    pub why: String,
}

/// Keeps the new version. The same content again changes nothing.
pub fn correct(cx: &Cx<'_>, cmd: &Correct) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let was = cases::one(cx, cmd.id)?;
    if !was.live {
        return Err(Error::Rule("取り消された相談です。新しく記録してください".into()));
    }
    if was.version != cmd.base {
        return Err(Error::Stale { mine: cmd.base, theirs: was.version });
    }
    let case = cmd.case.clone().tidy();
    let wrong = case.check(cx.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if case == was.case {
        return Ok(());
    }
    let why = reason("why", &cmd.why)?;
    keep(cx, &was, &case, &why)
}

/// Keeps `case` as the next version of `was`, counted and findable as it is now; the caller has asked for the right.
pub(super) fn keep(cx: &Cx<'_>, was: &cases::Kept, case: &Case, why: &str) -> Result<()> {
    let content = content(case, records::Source::Own)?;
    let version = records::correct(cx, was.id, was.version, &content, why)?;
    cases::change(cx, was, case, &content.body, version)?;
    words::clear(cx, was.id)?;
    index(cx, was.id, case)?;
    count(cx, was.id, &was.case, -1)?;
    count(cx, was.id, case, 1)?;
    outbox::publish(cx, "desk.case.changed", &json!({ "case": was.id.to_string() }))?;
    Ok(())
}
