//! Two different acts of the hospital: 退院調整開始の連絡 and 退院日の連絡. Never under one button.
use app::{Cx, Error, Result, outbox};
use kernel::{Date, Id, wareki};

use super::rejudge::rejudge;
use super::{Open, Wrong, day_between, open_for, short, standing, tell};
use crate::model::act::LATE;
use crate::model::judgement::Cause;
use crate::model::{ActKind, Deadlines, Method, StayId, codes};
use crate::permissions;
use crate::store::{self, NewAct};

/// Something told to the office.
#[derive(Debug, Clone)]
pub struct Tell {
    /// Which stay.
    pub stay: StayId,
    /// On which day it was told; none = 不明.
    pub day: Option<Date>,
    /// How.
    pub method: Method,
    /// To whom, in words.
    pub to: String,
    /// Remark.
    pub note: String,
    /// Entered for somebody else: who said it.
    pub said_by: String,
    /// Record it although the same notice stands.
    pub again: bool,
}

fn check(cx: &Cx<'_>, o: &Open<'_>, t: &Tell) -> Result<()> {
    if let Some(day) = t.day {
        day_between(cx, "day", "連絡した日", day, Some((o.stay.admitted_on, "入院日")), true)?;
    }
    short("to", &t.to, 60)?;
    short("note", &t.note, 300)?;
    short("said_by", &t.said_by, 60)
}

fn act(o: &Open<'_>, t: &Tell) -> NewAct {
    let mut act = NewAct {
        day: t.day,
        method: Some(t.method),
        to_org: Some(o.stay.office),
        to_name: t.to.trim().to_string(),
        said_by: t.said_by.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.note = t.note.trim().to_string();
    act
}

/// 退院調整開始の連絡: to the care manager, or the 包括 that follows the person.
pub fn tell_planning(cx: &Cx<'_>, t: &Tell) -> Result<Id> {
    let o = open_for(cx, &permissions::PLAN, t.stay, ActKind::PlanningNotice)?;
    check(cx, &o, t)?;
    let kind = ActKind::PlanningNotice;
    standing::ask(cx, &o, t.again, kind, |a| {
        standing::same_name(&a.to_name, &t.to) || standing::just_now(cx, a)
    })?;
    standing::take_over(cx, &o, kind, t.day, None)?;
    let id = store::add_act(cx, t.stay, kind, &act(&o, t))?;
    tell(cx, o.stay.office, "transitions.planning", "退院調整開始の連絡が届きました", t.stay)?;
    outbox::publish(cx, "transitions.planning.told", &serde_json::json!({ "stay": t.stay.0 }))?;
    Ok(id)
}

/// A planned discharge day with its reason.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Which stay.
    pub stay: StayId,
    /// The day.
    pub on: Date,
    /// Why it was set or changed.
    pub reason: String,
    /// Who said so (主治医).
    pub said_by: String,
}

/// Sets or changes 退院(予定)日; the history stays. Tells nobody: that is 退院日の連絡. None = nothing has changed: the
/// same day, and neither a new reason nor somebody new who said so.
pub fn set_planned(cx: &Cx<'_>, p: &Planned) -> Result<Option<Id>> {
    let o = open_for(cx, &permissions::PLANNED_DATE, p.stay, ActKind::PlannedDate)?;
    let mut wrong = Wrong::default();
    let admitted = Some((o.stay.admitted_on, "入院日"));
    let day = day_between(cx, "on", "退院予定日", p.on, admitted, false);
    wrong.note(day.and_then(|()| far(cx, "on", p.on)))?;
    wrong.note(short("reason", &p.reason, 200))?;
    wrong.note(short("said_by", &p.said_by, 60))?;
    if o.stay.planned_on.is_some_and(|d| d != p.on) && p.reason.trim().is_empty() {
        wrong.note(Err(Error::field("reason", "予定日を変える理由を入力してください")))?;
    }
    wrong.told()?;
    if o.stay.planned_on == Some(p.on) {
        let last = standing::last(&o, ActKind::PlannedDate);
        let told = |text: &str, before: Option<&String>| {
            text.trim().is_empty() || before.is_some_and(|b| b == text.trim())
        };
        if told(&p.reason, last.map(|a| &a.detail.reason))
            && told(&p.said_by, last.map(|a| &a.said_by))
        {
            return Ok(None);
        }
    }
    let mut act = NewAct {
        day: Some(cx.today()),
        said_by: p.said_by.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.date = Some(p.on.to_string());
    act.detail.reason = p.reason.trim().to_string();
    store::set_planned(cx, p.stay, Some(p.on))?;
    let id = store::add_act(cx, p.stay, ActKind::PlannedDate, &act)?;
    rejudge(cx, p.stay, Cause::Planned, Some(id))?;
    Ok(Some(id))
}

/// 退院日の連絡: the day on which the person leaves is told to the office. Told late, or entered later with an
/// unknown day, it is counted as such.
pub fn tell_discharge(cx: &Cx<'_>, t: &Tell, leaves_on: Date) -> Result<Id> {
    tell_discharge_because(cx, t, leaves_on, None)
}

/// Why 退院日の連絡 came late.
#[derive(Debug, Clone, Default)]
pub struct Late {
    /// Code of `model::codes::late_notice`.
    pub code: String,
    /// In words, for そのほか.
    pub words: String,
}

/// Is a telling of this day asked for its reason: fewer than five days before, by the region's deadlines? One of an
/// unknown day is not judged.
pub fn is_late(told: Option<Date>, leaves_on: Date, d: &Deadlines) -> bool {
    let by = kernel::time::add_days(leaves_on, -d.discharge_notice_days_before);
    told.is_some_and(|day| day > by)
}

/// [`tell_discharge`] as the page asks for it: with the reason when it is late. `None` leaves the reason open (what an
/// importer cannot know); `Some` with an empty code is refused when one is due.
pub fn tell_discharge_because(
    cx: &Cx<'_>,
    t: &Tell,
    leaves_on: Date,
    late: Option<&Late>,
) -> Result<Id> {
    let o = open_for(cx, &permissions::DISCHARGE_NOTICE, t.stay, ActKind::DischargeNotice)?;
    check(cx, &o, t)?;
    day_between(cx, "leaves_on", "退院日", leaves_on, Some((o.stay.admitted_on, "入院日")), false)?;
    far(cx, "leaves_on", leaves_on)?;
    let due = is_late(t.day, leaves_on, &Deadlines::shipped()?);
    if let Some(l) = late.filter(|_| due) {
        let Some(code) = codes::late_notice().get(&l.code) else {
            return Err(Error::field("late", "5日より前に伝えられなかった理由を選んでください"));
        };
        short("late_words", &l.words, 200)?;
        if code.open && l.words.trim().is_empty() {
            return Err(Error::field("late_words", "「そのほか」の理由を入力してください"));
        }
    }
    let kind = ActKind::DischargeNotice;
    // another day of leaving is another notice, also when it is the day that was told before the last one
    let same = |a: &&crate::model::Act| {
        a.detail.day() == Some(leaves_on)
            && (standing::same_name(&a.to_name, &t.to) || standing::just_now(cx, a))
    };
    let last = standing::last_own(cx, &o, kind).filter(same);
    standing::refuse(t.again, last)?;
    standing::take_over(cx, &o, kind, t.day, Some(leaves_on))?;
    let mut a = act(&o, t);
    a.detail.date = Some(leaves_on.to_string());
    if let Some(l) = late.filter(|_| due) {
        a.detail.codes.push(format!("{LATE}{}", l.code));
        a.detail.reason = l.words.trim().to_string();
    }
    let id = store::add_act(cx, t.stay, kind, &a)?;
    if o.stay.ended_on.is_none() {
        store::set_planned(cx, t.stay, Some(leaves_on))?;
    }
    tell(
        cx,
        o.stay.office,
        "transitions.discharge",
        &format!("退院日の連絡が届きました（{}）", wareki::month_day(leaves_on)),
        t.stay,
    )?;
    outbox::publish(cx, "transitions.discharge.told", &serde_json::json!({ "stay": t.stay.0 }))?;
    Ok(id)
}

/// A day more than two years away is a typing error.
pub(crate) fn far(cx: &Cx<'_>, field: &str, day: Date) -> Result<()> {
    if kernel::time::days_between(cx.today(), day) > 730 {
        return Err(Error::field(field, "退院日の年をたしかめてください（2年より先の日です）"));
    }
    Ok(())
}
