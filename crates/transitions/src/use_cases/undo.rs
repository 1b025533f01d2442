//! Taking back what was entered by mistake: it is marked and kept, and counted nowhere.
use accounts::OrganisationId;
use app::audit::AuditEntry;
use app::{Cx, Error, Result, measures};
use kernel::time::add_days;
use kernel::{Date, Id, wareki};
use people::authz::{Basis, Grant, Party, grant, revoke};

use super::{allowed, open, own_office, short};
use crate::model::{
    Act, ActKind, Columns, Deadlines, Doing, EndKind, Progress, Refusal, Stay, StayId,
};
use crate::{permissions, store};

/// Takes back 「受け取りました」 within five minutes. Of what the office wrote down itself there is nothing to take back
/// but the line ([`unhear`]).
pub fn unreceive(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    if a.heard() {
        return unhear(cx, act);
    }
    open(cx, &permissions::RECEIVE, a.stay)?;
    let mine = a.to_org.map(|o| o.0) == cx.actor().organisation;
    let Some(at) = a.received_at.filter(|_| mine) else { return Err(Error::NotFound) };
    if !Act::fresh(at, cx.now()) {
        return Err(Error::Rule("5分をすぎたため、取り消せません".into()));
    }
    store::unreceived(cx, act)?;
    Ok(a.stay)
}

/// Takes back what one wrote down a moment ago of the hospital's words (「居宅が記録」): within five minutes, by who
/// wrote it. The planned day goes back to the one that stood before.
pub fn unhear(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    let o = open(cx, &permissions::HEAR, a.stay)?;
    if !a.heard() || a.cancelled || a.account.map(|x| x.0) != cx.actor().account {
        return Err(Error::NotFound);
    }
    if !Act::fresh(a.at, cx.now()) {
        return Err(Error::Rule("5分をすぎたため、取り消せません".into()));
    }
    if a.kind == ActKind::Reply {
        super::reply::undo(cx, &o, &a)?;
        return Ok(a.stay);
    }
    if !store::cancel_heard(cx, act)? {
        return Err(Error::NotFound);
    }
    if a.kind == ActKind::DischargeNotice {
        let before = Columns::of(o.acts.iter().filter(|x| x.id != act));
        store::set_planned(cx, a.stay, before.planned_on)?;
    }
    Ok(a.stay)
}

/// Takes back an end entered by mistake. A death, which also stands elsewhere, only by the side that entered it and
/// within five minutes; later an operator does it ([`correct_end`]).
pub fn undo_end(cx: &Cx<'_>, stay: StayId) -> Result<EndKind> {
    let o = open(cx, &permissions::END, stay)?;
    let side = cx.actor().organisation;
    if Progress::new(&o.stay, &o.acts).death_just_entered(side, cx.now()).is_none() {
        allowed(cx, &o, Doing::UndoEnd)?;
    }
    reopen(cx, &o.stay, &o.acts)
}

/// What an operator is told of a stay that was opened again: nothing that names anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// Which stay.
    pub stay: StayId,
    /// The day that had been entered.
    pub was: Date,
}

/// An operator takes back a death that was entered by mistake more than five minutes ago: the stay is open again, and
/// both sides are told. Refused for any other end, which its own sides take back.
pub fn correct_end(cx: &Cx<'_>, id: StayId, reason: &str) -> Result<Corrected> {
    app::authorise(cx, &permissions::CORRECT_END)?;
    short("reason", reason, 200)?;
    let stay = store::stay(cx, id)?;
    let was = match (stay.cancelled, stay.end, stay.ended_on) {
        (true, _, _) => return Err(Error::Rule(Refusal::Cancelled.label().into())),
        (false, Some(EndKind::Death), Some(on)) => on,
        (false, None, _) => return Err(Error::Rule(Refusal::NotEnded.label().into())),
        _ => {
            return Err(Error::Rule(
                "亡くなられた記録ではありません。退院や転院の取り消しは、居宅か病院が、入退院のようすのページでできます".into(),
            ));
        }
    };
    let acts = store::acts(cx, id)?;
    reopen(cx, &stay, &acts)?;
    let text = "亡くなられたという登録が、運用担当によって取り消されました。入院中にもどっています";
    for to in [Some(stay.office), stay.hospital].into_iter().flatten() {
        super::tell(cx, to, "transitions.end-corrected", text, id)?;
    }
    cx.audit(
        AuditEntry::act(permissions::CORRECT_END.code)
            .about(stay.resident)
            .object(format!("stay:{id}"))
            .detail(reason.trim()),
    );
    Ok(Corrected { stay: id, was })
}

/// Opens an ended stay again: the entry is marked, the columns follow the acts, the rights come back. What a death had
/// withdrawn (unread notices, drafts) stays withdrawn.
fn reopen(cx: &Cx<'_>, stay: &Stay, acts: &[Act]) -> Result<EndKind> {
    let (Some(end), Some(on)) = (stay.end, stay.ended_on) else { return Err(Error::NotFound) };
    let stays = store::of_person(cx, stay.resident)?;
    let later = |s: &&Stay| s.id != stay.id && (s.ended_on.is_none() || s.admitted_on >= on);
    if let Some(s) = stays.iter().find(later) {
        return Err(Error::Rule(format!(
            "このあとの入院（{}から）が登録されているため、退院は取り消せません。まちがいのときは、さきにそちらの登録を取り消してください",
            wareki::month_day(s.admitted_on)
        )));
    }
    for a in acts.iter().filter(|a| a.kind == ActKind::Ended && !a.cancelled) {
        store::cancel_act(cx, a.id)?;
    }
    store::reopen(cx, stay.id)?;
    // what was told after the end did not move the planned day; now it does
    let standing = acts.iter().filter(|a| a.kind != ActKind::Ended);
    store::set_planned(cx, stay.id, Columns::of(standing).planned_on)?;
    super::facility::rights_until(cx, stay, None)?;
    super::conferences::rights::stay_reopened(cx, stay)?;
    if let Some(h) = stay.hospital {
        grant(
            cx,
            &Grant {
                resident: stay.resident,
                party: Party::Organisation(h.0),
                basis: Basis::HospitalConcerned,
                kind: None,
                record: None,
                from: stay.admitted_on,
                to: None,
            },
        )?;
    }
    if end == EndKind::Death {
        people::use_cases::change::withdraw_death(cx, stay.resident)?;
        earlier_stays(cx, stay)?;
    }
    measures::measure(cx, "transitions.ends", &format!("kind={}", end.code()), -1, stay.id.0)?;
    Ok(end)
}

/// The death had closed the person's earlier stays too: where something was still to be done, it is again.
fn earlier_stays(cx: &Cx<'_>, stay: &Stay) -> Result<()> {
    let since = add_days(cx.today(), -Deadlines::shipped()?.closes_days_after);
    for s in store::of_resident(cx, stay.resident)? {
        let recent = s.ended_on.is_some_and(|on| on >= since);
        if s.id != stay.id && s.closed && recent {
            let acts = store::acts(cx, s.id)?;
            if !Columns::of(&acts).closed {
                store::planning::unclose(cx, s.id)?;
            }
        }
    }
    Ok(())
}

/// The last day on which the hospital sees the person without this stay: yesterday, or the end of the days that an
/// earlier stay there still gives it.
fn earlier_right(cx: &Cx<'_>, stay: &Stay, hospital: OrganisationId) -> Result<Date> {
    let days = Deadlines::shipped()?.hospital_access_days_after;
    let yesterday = add_days(cx.today(), -1);
    let earlier = store::of_resident(cx, stay.resident)?;
    let ends = earlier
        .iter()
        .filter(|s| s.id != stay.id && s.hospital == Some(hospital))
        .filter_map(|s| s.ended_on)
        .map(|on| add_days(on, days));
    Ok(ends.fold(yesterday, Date::max))
}

/// Takes back an admission entered by mistake. Only while the hospital has opened nothing.
pub fn cancel_stay(cx: &Cx<'_>, stay: StayId, reason: &str) -> Result<()> {
    let o = open(cx, &permissions::REPORT, stay)?;
    own_office(cx, &permissions::REPORT, &o)?;
    short("reason", reason, 200)?;
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "取り消す理由を入力してください"));
    }
    allowed(cx, &o, Doing::CancelStay)?;
    store::cancel_stay(cx, stay)?;
    super::facility::rights_until(cx, &o.stay, Some(add_days(cx.today(), -1)))?;
    super::conferences::rights::stay_cancelled(cx, &o.stay)?;
    if let Some(h) = o.stay.hospital {
        let last = earlier_right(cx, &o.stay, h)?;
        revoke(
            cx,
            o.stay.resident,
            Party::Organisation(h.0),
            Basis::HospitalConcerned,
            None,
            last,
        )?;
    }
    cx.audit(
        app::audit::AuditEntry::act("transitions.stay.cancel")
            .about(o.stay.resident)
            .object(format!("stay:{stay}")),
    );
    measures::measure(cx, "transitions.admissions", "", -1, stay.0)
}
