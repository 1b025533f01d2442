//! 紙・FAX to a hospital without accounts: the paper carries a number, and an answer given with it stands on the stay as
//! the reply that the office would have keyed in.
use app::{Cx, Error, Result};
use bridge::use_cases::issue::{Issued, issue};
use bridge::{Chance, Line, NewLetter, Receiver, Who};
use kernel::{time, wareki};
use slice::{Answer, AnswerSource, LetterKind};

use super::reply::{Reply, answerable, reply, undo};
use super::view::{View, view};
use super::{Open, open};
use crate::model::reply::{Content, NAME};
use crate::model::{Act, ActKind, Doing, Method, Progress, StayId};
use crate::{permissions, store};

/// Code of the letters of a stay.
pub const KIND: &str = "transitions.paper";
/// Days in which an answer is asked for.
const DUE_DAYS: i64 = 3;

/// What transitions sends to receivers without an account.
pub(crate) fn kinds() -> Vec<LetterKind> {
    vec![LetterKind {
        code: KIND,
        label: "入院時の連絡・情報提供書",
        answers: slice::in_charge,
        on_answer: answered,
    }]
}

/// Where the hospital is reached; none when no telephone of it is known, because its last digits are the proof.
fn receiver(cx: &Cx<'_>, v: &View) -> Result<Option<Receiver>> {
    if let Some(h) = &v.hospital {
        return Ok(bridge::can_reach(&h.phone).then_some(Receiver::Organisation(h.id)));
    }
    let name = v.stay.hospital_name.trim();
    // a hospital outside is on the list of organisations, or on that of receivers without an account
    let known = accounts::organisations(cx)?;
    if let Some(o) =
        known.iter().find(|o| o.outside && o.name == name && bridge::can_reach(&o.phone))
    {
        return Ok(Some(Receiver::Organisation(o.id)));
    }
    let light = directory::use_cases::light::list(cx)?;
    let same =
        light.into_iter().find(|l| l.data.name.trim() == name && bridge::can_reach(&l.data.phone));
    Ok(same.map(|l| Receiver::Light(l.id)))
}

/// The newest act of the office that a hospital can answer.
fn to_answer(v: &View) -> Option<&Act> {
    v.acts.iter().rev().find(|a| answerable(a) && a.organisation == Some(v.stay.office))
}

/// A paper with its number for the newest contact or sheet of a stay; the same letter when it is printed again. None when
/// nothing was told yet, the hospital's telephone is not known, or the actor is not of the stay's office.
pub fn paper(cx: &Cx<'_>, id: StayId, chance: &Chance) -> Result<Option<Issued>> {
    let v = view(cx, id)?;
    let (Some(act), Some(to)) = (to_answer(&v), receiver(cx, &v)?) else { return Ok(None) };
    if cx.actor().organisation != Some(v.stay.office.0) {
        return Ok(None);
    }
    let title = match act.kind {
        ActKind::SheetSent => "入院時情報提供書",
        _ => "入院の連絡",
    };
    let new = NewLetter {
        kind: KIND.into(),
        title: title.into(),
        to,
        about: Some(Who::of(&v.resident, cx.today())),
        lines: vec![Line::new("入院日", wareki::month_day(v.stay.admitted_on))],
        answers: Vec::new(),
        record: Some(act.id),
        link: format!("/transitions/{id}/paper"),
        due: time::add_days(cx.today(), DUE_DAYS),
        expires: None,
        batch: None,
    };
    let letter = bridge::send_once(cx, act.id, &new)?;
    issue(cx, letter, chance).map(Some)
}

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// What the answer says, as a reply of a hospital is kept.
fn content(a: &Answer) -> Content {
    let mut note: Vec<String> = Vec::new();
    match a.code.as_str() {
        "ours" => note.push("担当です".into()),
        "not_ours" if a.beside.is_empty() => note.push("担当ではありません".into()),
        "not_ours" => note.push(format!("担当ではありません（担当：{}）", a.beside)),
        _ => {}
    }
    if !a.note.is_empty() {
        note.push(a.note.clone());
    }
    Content {
        // 「担当ではありません」 was read too, and says that nobody there has taken it up
        got_it: matches!(a.code.as_str(), "got" | "ours"),
        in_charge: if a.code == "ours" { cut(&a.person, NAME) } else { String::new() },
        phone: String::new(),
        planned_on: None,
        note: cut(&note.join("。"), 300),
    }
}

/// An answer to a paper. Where the stay takes no more replies (it was cancelled, or is over), the answer stays with the
/// letter, where its sender reads it.
fn answered(cx: &Cx<'_>, a: &Answer) -> Result<()> {
    let Some(record) = a.record else { return Ok(()) };
    let act = match store::act(cx, record) {
        Err(Error::NotFound) => return Ok(()),
        other => other?,
    };
    let o = match open(cx, &permissions::HEAR, act.stay) {
        Err(Error::NotFound | Error::Rule(_)) => return Ok(()),
        other => other?,
    };
    if act.cancelled
        || Progress::new(&o.stay, &o.acts).may(Doing::Act(ActKind::Reply), cx.today()).is_err()
    {
        return Ok(());
    }
    if a.corrects {
        take_back(cx, &o, record)?;
    }
    let from = if a.person.is_empty() { &a.from } else { &a.person };
    reply(
        cx,
        &Reply {
            stay: act.stay,
            answers: Some(record),
            day: Some(cx.today()),
            method: match a.source {
                AnswerSource::Page => Method::Ict,
                AnswerSource::Phone => Method::Phone,
                AnswerSource::Fax => Method::Fax,
            },
            from: cut(from, NAME),
            content: content(a),
            scan: Vec::new(),
            again: true,
        },
    )
    .map(|_| ())
}

/// The reply that the same paper gave within the last minutes goes back.
fn take_back(cx: &Cx<'_>, o: &Open<'_>, record: kernel::Id) -> Result<()> {
    let mine = |a: &&Act| {
        a.kind == ActKind::Reply
            && !a.cancelled
            && a.record == Some(record)
            && a.name == cx.actor().name
            && cx.now().minutes_since(a.at) <= bridge::model::limits::CORRECT_MINUTES
    };
    match o.acts.iter().rev().find(mine) {
        Some(a) => undo(cx, o, a),
        None => Ok(()),
    }
}
