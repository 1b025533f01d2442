//! The same act once more: 「もどる」 of the browser and a second press must not tell an office twice without asking.
//! Who records it is asked, with what stands, and may say 「もう一度記録する」.
use app::{Cx, Error, Result};
use kernel::{Date, wareki};

use super::Open;
use crate::model::{Act, ActKind};
use crate::store;

/// Name of the button that answers the question, and of the refusal that asks it.
pub const AGAIN: &str = "again";

/// Refuses an act of this kind when the actor's own side has recorded one with the same content, unless `again`.
/// What the office wrote down of the hospital's words is not the hospital's own act.
pub(crate) fn ask(
    cx: &Cx<'_>,
    o: &Open<'_>,
    again: bool,
    kind: ActKind,
    same: impl Fn(&Act) -> bool,
) -> Result<()> {
    let mine = cx.actor().organisation;
    let own = |a: &&Act| a.organisation.map(|x| x.0) == mine && !a.heard();
    refuse(again, of_kind(o, kind).filter(own).find(|a| same(a)))
}

/// The last act of the actor's own side of this kind.
pub(crate) fn last_own<'a>(cx: &Cx<'_>, o: &'a Open<'_>, kind: ActKind) -> Option<&'a Act> {
    let mine = cx.actor().organisation;
    of_kind(o, kind).find(|a| a.organisation.map(|x| x.0) == mine && !a.heard())
}

/// The last act of a kind of whichever side.
pub(crate) fn last<'a>(o: &'a Open<'_>, kind: ActKind) -> Option<&'a Act> {
    of_kind(o, kind).next()
}

/// Newest first.
fn of_kind<'a>(o: &'a Open<'_>, kind: ActKind) -> impl Iterator<Item = &'a Act> {
    o.acts.iter().rev().filter(move |a| a.kind == kind && !a.cancelled)
}

/// Asks when something stands.
pub(crate) fn refuse(again: bool, stands: Option<&Act>) -> Result<()> {
    match stands {
        Some(a) if !again => Err(Error::field(AGAIN, words(a))),
        _ => Ok(()),
    }
}

/// Minutes in which the same act by the same person is taken for a second sending of the same form (「もどる」 of the
/// browser), whatever name was typed as the receiver's.
const SHORTLY: i64 = 60;

/// Recorded by the actor a moment ago?
pub(crate) fn just_now(cx: &Cx<'_>, a: &Act) -> bool {
    a.account.map(|x| x.0) == cx.actor().account
        && (0..SHORTLY).contains(&cx.now().minutes_since(a.at))
}

/// The same person, however it was spaced.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    kernel::kana::search_key(a) == kernel::kana::search_key(b)
}

/// 「小田島 涼さんが 11月10日（火） 9:05 に「退院日の連絡」を記録しました（11月20日（金）の退院・佐藤さんへ）」.
pub(crate) fn words(a: &Act) -> String {
    let at = a.at.local();
    let mut facts = Vec::new();
    if a.heard() {
        facts.push("居宅が記録".to_string());
    }
    if a.kind == ActKind::DischargeNotice {
        facts.extend(a.detail.day().map(|d| format!("{}の退院", wareki::month_day(d))));
    }
    match a.day {
        Some(d) if d == a.at.date() => {}
        Some(d) => facts.push(format!("{}のこと", wareki::month_day(d))),
        None => facts.push("日はわからない".into()),
    }
    facts.extend(a.method.map(|m| m.label().to_string()));
    facts.extend((!a.to_name.is_empty()).then(|| format!("{}へ", a.to_name)));
    let facts =
        if facts.is_empty() { String::new() } else { format!("（{}）", facts.join("・")) };
    format!(
        "{}さんが {} {}:{:02} に「{}」を記録しました{facts}",
        a.name,
        wareki::month_day(a.at.date()),
        at.hour(),
        at.minute(),
        a.kind.label(),
    )
}

/// The hospital now records itself what the office had written down of its words: the office's line is cancelled,
/// kept and counted nowhere, so that one telling is one line. Only when it is the same telling: of the same day (or
/// the office did not know the day), and naming the same day of leaving.
pub(crate) fn take_over(
    cx: &Cx<'_>,
    o: &Open<'_>,
    kind: ActKind,
    day: Option<Date>,
    leaves_on: Option<Date>,
) -> Result<()> {
    let same =
        |a: &&Act| a.heard() && a.detail.day() == leaves_on && (a.day.is_none() || a.day == day);
    for a in of_kind(o, kind).filter(same) {
        store::cancel_heard(cx, a.id)?;
    }
    Ok(())
}
