//! What people do with the desk: one file per verb.
pub mod cancel;
pub mod correct;
pub mod figures;
pub mod hand_over;
pub mod issue;
pub mod list;
pub mod recall;
pub mod record;
pub mod view;

use app::measures::measure;
use app::{Cx, Error, Result, records};
use kernel::Id;

use crate::model::case::Case;
use crate::model::lists::lists;
use crate::model::words;
use crate::store;

/// Kind of the records.
pub const KIND: &str = "desk.case";
/// Consultations by 年度, 所在 and 所属: `year=2026;place=in;by=hospital`.
pub const CASES: &str = "desk.cases";
/// By 年度 and 方法: `year=2026;method=phone`.
pub const METHODS: &str = "desk.methods";
/// By 年度, 所在 and 内容, one for each content: `year=2026;place=in;content=stay`.
pub const CONTENTS: &str = "desk.contents";
/// By 年度 of asking and of the solution: `asked=2026;solved=2027`.
pub const SOLVED: &str = "desk.solved";
/// By 年度 alone: `year=2026`.
pub const YEARS: &str = "desk.years";

/// Counts a consultation in (1) or out (-1) of every figure.
pub(crate) fn count(cx: &Cx<'_>, id: Id, case: &Case, n: i64) -> Result<()> {
    let year =
        case.year().ok_or_else(|| Error::Inconsistent("desk: a case without a day".into()))?;
    let (place, by) = (&case.place, &case.affiliation);
    measure(cx, YEARS, &format!("year={year}"), n, id)?;
    measure(cx, CASES, &format!("year={year};place={place};by={by}"), n, id)?;
    measure(cx, METHODS, &format!("year={year};method={}", case.method), n, id)?;
    for c in &case.contents {
        measure(cx, CONTENTS, &format!("year={year};place={place};content={c}"), n, id)?;
    }
    if let Some(solved) = case.solved_year {
        measure(cx, SOLVED, &format!("asked={year};solved={solved}"), n, id)?;
    }
    Ok(())
}

/// Keeps the pairs of letters by which it is found.
pub(crate) fn index(cx: &Cx<'_>, id: Id, case: &Case) -> Result<()> {
    let text = words::grams(&format!("{} {} {}", case.asked, case.answered, case.solution));
    let caller = words::caller_grams(&format!("{} {}", case.office, case.profession));
    store::words::keep(cx, id, &text, &caller)
}

/// The version's content for the record.
pub(crate) fn content(case: &Case, source: records::Source) -> Result<records::Content> {
    let body = serde_json::to_string(case)
        .map_err(|e| Error::Inconsistent(format!("desk: content: {e}")))?;
    Ok(records::Content { form: KIND.into(), form_version: lists().version.clone(), body, source })
}

/// Why a reason cannot stay as it is.
pub(crate) fn reason(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    match text.is_empty() || text.chars().count() > 200 {
        true => Err(Error::field(field, "理由を、200字までで入力してください")),
        false => Ok(text.to_string()),
    }
}

#[cfg(test)]
mod tests;
