//! サービス事業所への連絡: all services of the care team told in one press, each with its own state. Those with accounts get
//! it in their notices (without a name), the others stand on a list to call or to send a FAX.
use accounts::OrganisationId;
use app::{Cx, Error, Result, notices as inbox, outbox};
use kernel::{Date, Hat, Id};
use people::authz::{Read, Stay as StayKind, decide};
use people::model::TeamRole;
use people::{Resident, TeamMember};

use super::{open, short};
use crate::model::reply::{Tidings, Told};
use crate::model::{Act, ActKind, Method, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Days for which a service finds in its list what it was told.
const SHOWN_DAYS: i64 = 60;

/// One of the care team that can be told.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The member.
    pub member: TeamMember,
    /// Has an organisation here with somebody who can log in.
    pub inside: bool,
    /// What it was told last in this stay.
    pub last: Option<Act>,
}

/// Who can be told about a stay.
pub fn recipients(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Recipient>> {
    let s = store::stay(cx, stay)?;
    let permit = decide::<Read, StayKind>(cx, &permissions::SERVICES, s.resident, None)?;
    let acts = store::acts(cx, stay)?;
    let mut out = Vec::new();
    for member in people::use_cases::view::team(cx, &permit)? {
        // the office itself and the hospital are told by acts of their own
        let own = member.organisation == Some(s.office.0);
        let hospital =
            member.organisation.is_some() && member.organisation == s.hospital.map(|h| h.0);
        if own || hospital || member.role == TeamRole::CareManager {
            continue;
        }
        let inside = match member.organisation {
            Some(o) => accounts::accounts_of(cx, OrganisationId(o))?
                .iter()
                .any(|a| matches!(a.hat, Hat::Provider | Hat::Hokatsu | Hat::Doctor)),
            None => false,
        };
        let last = acts
            .iter()
            .rev()
            .filter(|a| !a.cancelled)
            .find(|a| Told::of(a).is_some_and(|t| t.member == Some(member.id)));
        out.push(Recipient { last: last.cloned(), inside, member });
    }
    Ok(out)
}

/// Services to tell.
#[derive(Debug, Clone)]
pub struct Tell {
    /// Which stay.
    pub stay: StayId,
    /// Of what.
    pub tidings: Tidings,
    /// Which members of the care team.
    pub members: Vec<Id>,
    /// How those without accounts are told.
    pub by_hand: Method,
    /// A few words for all of them.
    pub note: String,
    /// Tell them although they were told the same.
    pub again: bool,
}

/// What one press did, by recipient in the order of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The act.
    pub act: Id,
    /// Name of the service.
    pub label: String,
    /// Stands on the list to call.
    pub by_hand: bool,
}

/// The day that the tidings speak of.
fn spoken_of(s: &Stay, t: Tidings) -> Result<Option<Date>> {
    match t {
        Tidings::Admitted => Ok(Some(s.admitted_on)),
        Tidings::Planned => s.planned_on.map(Some).ok_or_else(|| {
            Error::field(
                "tidings",
                "退院予定日がまだ決まっていません。決まってから知らせてください",
            )
        }),
        Tidings::Ended => s.ended_on.map(Some).ok_or_else(|| {
            Error::field(
                "tidings",
                "退院がまだ登録されていません。退院を登録してから知らせてください",
            )
        }),
    }
}

/// Where a service reads what it was told: its list, at this act.
pub(crate) fn link(act: Id) -> String {
    format!("/transitions/told#{act}")
}

/// Tells them: one act for each.
pub fn tell(cx: &Cx<'_>, t: &Tell) -> Result<Vec<Row>> {
    let o = open(cx, &permissions::SERVICES, t.stay)?;
    short("note", &t.note, 200)?;
    let date = spoken_of(&o.stay, t.tidings)?;
    let all = recipients(cx, t.stay)?;
    let chosen: Vec<&Recipient> = all.iter().filter(|r| t.members.contains(&r.member.id)).collect();
    if chosen.is_empty() {
        return Err(Error::field("members", "知らせる事業所を1つ以上選んでください"));
    }
    if !matches!(t.by_hand, Method::Phone | Method::Fax) {
        return Err(Error::field("by_hand", "電話かFAXを選んでください"));
    }
    let told = |r: &Recipient| {
        r.last.as_ref().is_some_and(|a| {
            a.detail.day() == date && Told::of(a).is_some_and(|x| x.tidings == t.tidings)
        })
    };
    let repeated: Vec<&str> =
        chosen.iter().filter(|r| told(r)).map(|r| r.member.label.as_str()).collect();
    if !t.again && !repeated.is_empty() {
        return Err(Error::field(
            super::standing::AGAIN,
            format!("同じお知らせを、もう伝えています（{}）", repeated.join("、")),
        ));
    }
    let mut out = Vec::new();
    for r in chosen {
        let content = Told {
            tidings: t.tidings,
            by_hand: !r.inside,
            member: Some(r.member.id),
            phone: r.member.phone.clone(),
            role: r.member.role.label().to_string(),
        };
        let org = r.member.organisation.map(OrganisationId);
        let act = NewAct {
            day: Some(cx.today()),
            method: Some(if r.inside { Method::Ict } else { t.by_hand }),
            to_org: org.filter(|_| r.inside),
            to_name: r.member.label.clone(),
            detail: content.detail(date, t.note.trim()),
            ..NewAct::default()
        };
        let id = store::add_act(cx, t.stay, ActKind::ServicesTold, &act)?;
        if let Some(org) = org.filter(|_| r.inside) {
            let text = format!("「{}」が届きました", t.tidings.label());
            let to = inbox::To { organisation: org.0, account: None };
            inbox::send(cx, to, "transitions.told", &text, &link(id))?;
        }
        out.push(Row { act: id, label: r.member.label.clone(), by_hand: !r.inside });
    }
    outbox::publish(
        cx,
        "transitions.services.told",
        &serde_json::json!({ "stay": t.stay.0, "n": out.len() }),
    )?;
    Ok(out)
}

/// 「伝えました」: the office has called, or sent the FAX to, one that has no accounts.
pub fn told_by_hand(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    let o = open(cx, &permissions::SERVICES, a.stay)?;
    let listed = Told::of(&a).is_some_and(|t| t.by_hand);
    if !listed || a.cancelled || a.organisation != Some(o.stay.office) {
        return Err(Error::NotFound);
    }
    store::received(cx, act)?;
    Ok(a.stay)
}

/// Something a service was told, as it sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The act.
    pub act: Act,
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// Name and telephone of the office that told it.
    pub office: accounts::Organisation,
}

/// What the actor's own organisation was told in the last sixty days, newest first; only about persons it may see.
pub fn for_me(cx: &Cx<'_>) -> Result<Vec<Seen>> {
    let scope = people::authz::scope(cx, &permissions::TOLD, people::authz::What::Stay)?;
    drop(scope);
    let Some(me) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let since = cx.now().plus_minutes(-60 * 24 * SHOWN_DAYS);
    let mut out = Vec::new();
    for act in store::admission::told_of(cx, me, since)? {
        let stay = store::stay(cx, act.stay)?;
        let found =
            people::use_cases::view::of_list(cx, &[stay.resident.0], people::authz::What::Stay)?;
        // who left the care team no longer sees the person
        let Some(resident) = found.into_iter().next() else { continue };
        let office = accounts::organisation(cx, stay.office)?;
        out.push(Seen { act, stay, resident, office });
    }
    let ids: Vec<Id> = out.iter().map(|s| s.resident.id.0).collect();
    people::authz::audit_list(cx, &permissions::TOLD, "told", &ids);
    Ok(out)
}

/// 「受け取りました」 by the service itself.
pub fn receive(cx: &Cx<'_>, act: Id) -> Result<()> {
    let a = store::act(cx, act)?;
    let stay = store::stay(cx, a.stay)?;
    decide::<Read, StayKind>(cx, &permissions::TOLD, stay.resident, None)?;
    let to_me = a.to_org.is_some() && a.to_org.map(|o| o.0) == cx.actor().organisation;
    if !to_me || Told::of(&a).is_none() || a.cancelled || stay.cancelled {
        return Err(Error::NotFound);
    }
    store::received(cx, act)?;
    Ok(())
}
