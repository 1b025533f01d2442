//! きょう: what waits for this office or this hospital, oldest risk first. Overdue goes to who has to send; two
//! business days later it also shows at who waits for it.
use app::{Cx, Result};
use kernel::{Hat, Holidays, wareki};
use slice::{Chip, Todo, Who};

use crate::model::progress::Next;
use crate::model::{Act, ActKind, Deadlines, FeeGrade, Mover};
use crate::use_cases::lists::{Line, Which, lines};
use crate::{permissions, words};

/// The lines of the actor's own side.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::READ)? || matches!(cx.actor().hat, Hat::Ward | Hat::Doctor) {
        return crate::waiting::lines(cx);
    }
    let hospital = cx.actor().hat == Hat::Liaison;
    let deadlines = Deadlines::shipped()?;
    let mut out = crate::waiting::lines(cx)?;
    let standing = accounts::standing_for(cx)?;
    for l in lines(cx, Which::default())? {
        let who = Who {
            id: l.resident.id.0,
            name: l.resident.name.clone(),
            kana: l.resident.kana.clone(),
            age: l.resident.age(cx.today()),
        };
        for a in to_receive(cx, &l) {
            out.push(received(cx, &l, who.clone(), a));
        }
        if let Some(own) = record_beside(cx, &l, hospital, &deadlines)? {
            out.push(step(cx, &own, who.clone()));
        }
        let mine = match l.mover {
            Mover::Hospital => hospital,
            Mover::Office => !hospital || (l.next != Next::Sheet && l.next != Next::Nothing),
            Mover::Nobody => false,
        };
        // at a hospital outside nobody tells: going home is asked for from the planned day on, not every day before
        let quiet = l.next == Next::End && !hospital && l.due.is_none_or(|d| d > cx.today());
        if mine && l.next != Next::Nothing && !quiet {
            let mut t = step(cx, &l, who);
            t.chips.extend(no_consent(cx, &l, hospital)?);
            t.chips.extend(crate::waiting::deputy_chip(&standing, &l, hospital));
            out.push(t);
        } else if let Some(t) = waiting(cx, &l, who, &deadlines)? {
            out.push(t);
        }
    }
    out.sort_by_key(|t| t.rank);
    Ok(out)
}

/// The record the office writes from the day of leaving on, while the hospital still owes its papers: a line of its own.
fn record_beside(cx: &Cx<'_>, l: &Line, hospital: bool, d: &Deadlines) -> Result<Option<Line>> {
    let next = l.progress().office_beside();
    if hospital || next == Next::Nothing {
        return Ok(None);
    }
    let office = accounts::organisation(cx, l.stay.office)?;
    let due = l.progress().due(next, d, &office.calendar, Holidays::shipped());
    Ok(Some(Line { next, due, ..l.clone() }))
}

/// Was the day of leaving told to this organisation, and not acknowledged before the person left?
fn unread_day(cx: &Cx<'_>, l: &Line) -> bool {
    l.acts.iter().any(|a| {
        a.kind == ActKind::DischargeNotice
            && !a.cancelled
            && !a.heard()
            && a.received_at.is_none()
            && crate::model::handover::addressed(a, cx.actor().organisation, &l.stay, &l.acts)
    })
}

/// Notices to this organisation that it has not acknowledged.
fn to_receive<'a>(cx: &Cx<'_>, l: &'a Line) -> Vec<&'a Act> {
    let mine = cx.actor().organisation;
    l.acts
        .iter()
        .filter(|a| {
            // who is home already needs no notice of going home
            (l.stay.ended_on.is_none() || a.kind == ActKind::SheetSent)
                && crate::model::handover::addressed(a, mine, &l.stay, &l.acts)
                && a.received_at.is_none()
                && matches!(
                    a.kind,
                    ActKind::PlanningNotice | ActKind::DischargeNotice | ActKind::SheetSent
                )
        })
        .collect()
}

fn received(cx: &Cx<'_>, l: &Line, who: Who, a: &Act) -> Todo {
    let told = a.detail.day().map(wareki::month_day);
    let (why, action) = match a.kind {
        ActKind::DischargeNotice => (
            format!(
                "退院日の連絡が届きました。{}に、{}から退院の予定です",
                told.unwrap_or_default(),
                l.stay.hospital_name
            ),
            "退院日の連絡を読む",
        ),
        ActKind::PlanningNotice => {
            (format!("{}から、退院調整開始の連絡が届きました", l.stay.hospital_name), "連絡を読む")
        }
        _ => (format!("{}から、入院時情報提供書が届きました", l.office), "提供書を読む"),
    };
    let mut chips = vec![Chip { kind: "", icon: "clock", text: since(cx, a) }];
    if let (ActKind::DischargeNotice, Some(day)) = (a.kind, a.detail.day()) {
        let left = kernel::time::days_between(cx.today(), day);
        if left >= 0 {
            chips.push(Chip {
                kind: "", icon: "home", text: format!("退院まで あと{left}日")
            });
        }
    }
    let href = match (a.kind, a.record) {
        (ActKind::SheetSent, Some(r)) => format!("/transitions/{}/documents/{r}", l.stay.id),
        _ => format!("/transitions/{}", l.stay.id),
    };
    Todo {
        rank: 3_000 - kernel::time::days_between(a.at.date(), cx.today()),
        who: Some(who),
        title: String::new(),
        why,
        chips,
        action: action.into(),
        href,
        due: None,
    }
}

fn since(cx: &Cx<'_>, a: &Act) -> String {
    match kernel::time::days_between(a.at.date(), cx.today()) {
        0 => "きょう届きました".into(),
        n => format!("{n}日前に届きました"),
    }
}

/// What the office tells and sends now does not reach the hospital's list of patients.
fn no_consent(cx: &Cx<'_>, l: &Line, hospital: bool) -> Result<Option<Chip>> {
    let sends = !hospital && matches!(l.next, Next::Contact | Next::Sheet);
    if !sends || crate::use_cases::hospital_sees(cx, &l.stay)? {
        return Ok(None);
    }
    let text = "ご本人の同意がなく、病院には見えません".into();
    Ok(Some(Chip { kind: "due", icon: "alert", text }))
}

/// The due clock in words: fee days are a guide and never red; a passed guide day is orange.
pub(crate) fn clock(cx: &Cx<'_>, l: &Line) -> Option<Chip> {
    let due = l.due?;
    let left = kernel::time::days_between(cx.today(), due);
    if l.next == Next::Sheet {
        let limits = l.limits?;
        return Some(match limits.grade(cx.today()) {
            Some(g) => {
                let last = if g == FeeGrade::First { limits.first } else { limits.second };
                let when = if last == cx.today() {
                    "きょう中".into()
                } else {
                    format!("{}まで", wareki::month_day(last))
                };
                Chip {
                    kind: "due",
                    icon: "clock",
                    text: format!("{}の期限 {when}（めやす）", g.label()),
                }
            }
            None => Chip {
                kind: "", icon: "clock", text: "加算のめやすの日は過ぎています".into()
            },
        });
    }
    Some(match left {
        ..0 => Chip {
            kind: "over",
            icon: "alert",
            text: format!("めやすの日を{}日過ぎています", -left),
        },
        0 => Chip { kind: "due", icon: "clock", text: "きょうまで".into() },
        n => Chip { kind: "", icon: "clock", text: format!("あと{n}日") },
    })
}

fn step(cx: &Cx<'_>, l: &Line, who: Who) -> Todo {
    let day = l.stay.day(cx.today());
    let why = match l.next {
        Next::Contact | Next::Sheet => {
            let time = l
                .stay
                .admitted_time
                .map(|t| format!(" {}時{:02}分", t.hour(), t.minute()))
                .unwrap_or_default();
            let verb = if day < 1 { "入院の予定です" } else { "入院しました" };
            format!(
                "{}{time}に、{}へ{verb}（{}から）",
                wareki::month_day(l.stay.admitted_on),
                l.stay.hospital_name,
                l.stay.learned.label()
            )
        }
        Next::Record => format!(
            "{}に{}から退院しました。記録書がまだです{}",
            l.stay.ended_on.map(wareki::month_day).unwrap_or_default(),
            l.stay.hospital_name,
            if unread_day(cx, l) {
                "。退院日の連絡に、まだ「受け取りました」と伝えていません"
            } else {
                ""
            }
        ),
        n if day < 1 => format!(
            "{}に{}へ入院の予定です。つぎは「{}」です",
            wareki::month_day(l.stay.admitted_on),
            l.stay.hospital_name,
            words::next(n)
        ),
        n => format!("{}（入院{day}日目）。つぎは「{}」です", l.stay.hospital_name, words::next(n)),
    };
    let rank = match l.due {
        Some(d) => 1_000 + kernel::time::days_between(cx.today(), d).clamp(-900, 900),
        None => 5_000,
    };
    Todo {
        rank,
        who: Some(who),
        title: String::new(),
        why,
        chips: clock(cx, l).into_iter().collect(),
        action: words::verb(l.next).into(),
        href: words::path(l.next, l.stay.id),
        due: None,
    }
}

/// The other side is late by more than the guide: the one who waits sees it too, and whom to call.
fn waiting(cx: &Cx<'_>, l: &Line, who: Who, d: &Deadlines) -> Result<Option<Todo>> {
    let Some(crate::model::progress::Who { next, organisation, .. }) = l.progress().who() else {
        return Ok(None);
    };
    let org = accounts::organisation(cx, organisation)?;
    let Some(due) = l.progress().due(next, d, &org.calendar, Holidays::shipped()) else {
        return Ok(None);
    };
    let n = u32::try_from(d.receiver_told_after_days).unwrap_or(0);
    let shown_from = org.calendar.business_days_after(due, n, Holidays::shipped());
    if cx.today() <= shown_from {
        return Ok(None);
    }
    Ok(Some(Todo {
        rank: 8_000,
        who: Some(who),
        title: String::new(),
        why: format!("「{}」を{}から待っています", words::next(next), org.name),
        chips: vec![Chip {
            kind: "due",
            icon: "clock",
            text: format!("{}から お返事待ち", wareki::month_day(due)),
        }],
        action: "ようすを見る".into(),
        href: format!("/transitions/{}", l.stay.id),
        due: None,
    }))
}
