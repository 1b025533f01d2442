//! The look-up. What is kept of it is by which kinds of words somebody was looked for, never the words.
use app::{Cx, Error, Result};
use kernel::Id;

use crate::model::call::{NewLookup, incident};
use crate::model::lookup::pick::{Answer, codes, pick};
use crate::model::lookup::query::{Kind, Query};
use crate::{permissions, store};

/// What was typed.
#[derive(Debug, Clone)]
pub struct LookUp {
    /// 事案番号.
    pub incident: String,
    /// The box.
    pub typed: String,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The look-up as kept; none when the words were too few.
    pub lookup: Option<Id>,
    /// 事案番号 as kept.
    pub incident: String,
    /// 読み取り.
    pub read: Vec<(Kind, String)>,
    /// Not understood.
    pub unread: Vec<String>,
    /// Candidates.
    pub answer: Answer,
}

/// Said when there are too few words.
pub const TOO_FEW: &str =
    "手がかりが2つ要ります。住所・電話・名前のどれかに、年代や性別などを足してください";
/// Said without an incident number.
pub const NO_INCIDENT: &str = "事案番号を入力してください（英字・数字・ハイフン、20文字まで）";

/// Looks among people with a card.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with `incident` or `q`.
pub fn look_up(cx: &Cx<'_>, cmd: &LookUp) -> Result<Found> {
    app::authorise(cx, &permissions::LOOKUP)?;
    search(cx, cmd, true, &permissions::LOOKUP)
}

pub(super) fn search(
    cx: &Cx<'_>,
    cmd: &LookUp,
    open: bool,
    permission: &'static app::Permission,
) -> Result<Found> {
    let number = incident(&cmd.incident).ok_or_else(|| Error::field("incident", NO_INCIDENT))?;
    let towns = store::index::towns(cx)?;
    let q = Query::read(&cmd.typed, &towns, &cx.region().name, cx.today());
    if !q.enough() {
        return Err(Error::field("q", TOO_FEW));
    }
    let answer = pick(&store::index::Kept { cx, open }, &q, cx.today())?;
    let ids: Vec<Id> = answer.candidates.iter().map(|c| c.resident).collect();
    let kinds = codes(&q.kinds());
    people::authz::audit_list(cx, permission, &format!("kinds={kinds}"), &ids);
    let new = NewLookup {
        at: cx.now(),
        incident: number.clone(),
        kinds,
        town: area(&q, &answer),
        found: answer.candidates.len(),
        matched: answer.candidates.iter().any(|c| c.matches),
        later: false,
    };
    let lookup = store::call::looked_up(cx, &new)?;
    Ok(Found { lookup: Some(lookup), incident: number, read: q.read, unread: q.unread, answer })
}

/// The 町名 that was asked for: as the register writes it where somebody was found, else as it was read; never a number.
fn area(q: &Query, answer: &Answer) -> String {
    let Some(place) = &q.place else { return String::new() };
    let same = |town: &str| {
        let read = crate::model::lookup::Place::read(town, "");
        read.base == place.base && (!place.chome || place.numbers.first() == read.numbers.first())
    };
    match answer.candidates.iter().find(|c| same(&c.town.text)) {
        Some(c) => c.town.text.clone(),
        None if crate::model::lookup::sound::is_reading(&place.town) => String::new(),
        None => place.town.chars().take(30).collect(),
    }
}
