//! The look-up. What is kept of it is by which kinds of words somebody was looked for, never the words.
use app::{Cx, Error, FieldError, Result};
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
    /// Which further words would help, when nobody was found by a name.
    pub hint: Option<String>,
}

/// What the box is read as, by what kind each word, and what was not understood: said back also where the words are too few.
pub type Reading = (Vec<(Kind, String)>, Vec<String>);

/// 読み取り without looking anybody up.
pub fn reading(cx: &Cx<'_>, typed: &str) -> Result<Reading> {
    if !app::may(cx, &permissions::LOOKUP)? {
        return Err(Error::Forbidden(permissions::LOOKUP.code));
    }
    let q = query(cx, typed)?;
    Ok((q.read, q.unread))
}

fn query(cx: &Cx<'_>, typed: &str) -> Result<Query> {
    Ok(Query::read(typed, &store::index::towns(cx)?, &cx.region().name, cx.today()))
}

/// A name that was misheard is found beside a year or a town, never beside 性別 alone: the index has no such key.
fn hint(q: &Query, answer: &Answer) -> Option<String> {
    let kinds = q.kinds();
    let has = |all: &[Kind]| all.iter().any(|k| kinds.contains(k));
    if !answer.candidates.is_empty() || !has(&[Kind::Kana, Kind::Kanji]) {
        return None;
    }
    let mut further = Vec::new();
    if !has(&[Kind::Age, Kind::Birth]) {
        further.push("年齢");
    }
    if !has(&[Kind::Address]) {
        further.push("町名");
    }
    (!further.is_empty()).then(|| format!("{}を足すと、見つかりやすくなります", further.join("か")))
}

/// Said when there are too few words.
pub const TOO_FEW: &str =
    "手がかりが2つ要ります。住所・電話・名前のどれかに、年代や性別などを足してください";
/// Said without an incident number.
pub const NO_INCIDENT: &str = "事案番号を入力してください（英字・数字・ハイフン、2〜20文字）";

/// Looks among people with a card.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with `incident` or `q`.
pub fn look_up(cx: &Cx<'_>, cmd: &LookUp) -> Result<Found> {
    app::authorise(cx, &permissions::LOOKUP)?;
    search(cx, cmd, true, &permissions::LOOKUP, Vec::new())
}

/// `wrong` is what the form has wrong already: all of it is said at once.
pub(super) fn search(
    cx: &Cx<'_>,
    cmd: &LookUp,
    open: bool,
    permission: &'static app::Permission,
    mut wrong: Vec<FieldError>,
) -> Result<Found> {
    let mut refuse = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.into(), message: message.into() });
    };
    let number = incident(&cmd.incident).unwrap_or_default();
    if number.is_empty() {
        refuse("incident", NO_INCIDENT);
    }
    let q = query(cx, &cmd.typed)?;
    if !q.enough() {
        refuse("q", TOO_FEW);
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
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
    Ok(Found {
        lookup: Some(lookup),
        incident: number,
        hint: hint(&q, &answer),
        read: q.read,
        unread: q.unread,
        answer,
    })
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
