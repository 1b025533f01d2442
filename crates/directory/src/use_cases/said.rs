//! A facility says itself what it can take; whoever reads the facility's page sees it with the day and who said it.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::At;

use super::{limit, refuse, windows};
use crate::model::abilities::{self, Says};
use crate::model::window::Party;
use crate::store::{facilities, said as store};
use crate::{FacilityId, permissions};

/// What a facility says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Code of the ability, and the answer.
    pub answers: Vec<(String, Says)>,
    /// In addition; may be empty.
    pub words: String,
    /// Office of who answered.
    pub office: String,
    /// Who answered.
    pub name: String,
    /// When.
    pub at: At,
}

/// The answers of a facility; none when it never answered. A fact everybody may read.
pub fn of(cx: &Cx<'_>, id: FacilityId) -> Result<Option<Said>> {
    let rows = store::of(cx, id)?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (office, name, at) = (first.office.clone(), first.name.clone(), first.at);
    let words = rows.iter().find(|r| r.question.is_empty()).map(|r| r.words.clone());
    let place = |code: &str| abilities::all().iter().position(|a| a.code == code);
    let mut answers: Vec<(String, Says)> = rows
        .into_iter()
        .filter_map(|r| Says::from_code(&r.answer).map(|s| (r.question, s)))
        .collect();
    answers.sort_by_key(|(code, _)| place(code).unwrap_or(usize::MAX));
    Ok(Some(Said { answers, words: words.unwrap_or_default(), office, name, at }))
}

/// The door: the hat, then whose facility it is. A refusal is logged.
pub fn door(cx: &Cx<'_>, id: FacilityId) -> Result<facilities::Facility> {
    authorise(cx, &permissions::OWN_WINDOWS)?;
    let f = facilities::find(cx, id)?.ok_or(Error::NotFound)?;
    if windows::is_own(cx, Party::Facility(id))? {
        return Ok(f);
    }
    let code = permissions::OWN_WINDOWS.code;
    cx.audit(AuditEntry::act(code).denied());
    Err(Error::Forbidden(code))
}

/// Answers anew: codes of abilities with answers; what is not among them is not answered.
pub fn say(cx: &Cx<'_>, id: FacilityId, answers: &[(String, Says)], words: &str) -> Result<()> {
    door(cx, id)?;
    let words = words.trim();
    let mut e = Vec::new();
    limit(&mut e, "words", words, 300, "条件など");
    if answers.is_empty() && words.is_empty() {
        let message = "1つ以上、答えてください".into();
        e.push(app::FieldError { field: "words".into(), message });
    }
    refuse(e)?;
    let mut rows: Vec<(String, String, String)> = Vec::new();
    for a in abilities::all() {
        if let Some((code, says)) = answers.iter().find(|(c, _)| *c == a.code) {
            rows.push((code.clone(), says.code().into(), String::new()));
        }
    }
    if !words.is_empty() {
        rows.push((String::new(), String::new(), words.into()));
    }
    store::replace(cx, id, &super::reports::office(cx)?, &rows)
}
