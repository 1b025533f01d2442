//! サービス事業所への連絡: all services of the care team told in one press, each with its own state. Those with accounts get
//! it in their notices (without a name), the others stand on a list to call or to send a FAX.
use std::collections::{BTreeMap, BTreeSet};

use accounts::OrganisationId;
use app::{Cx, Error, Result, notices as inbox, outbox};
use kernel::{Date, Hat, Id, wareki};
use people::authz::{Read, Stay as StayKind, What, audit_list, decide, scope};
use people::model::TeamRole;
use people::{Resident, TeamMember};

use super::{open, open_for, short};
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
    if let (Tidings::Admitted | Tidings::Planned, Some(on)) = (t, s.ended_on) {
        return Err(Error::field(
            "tidings",
            format!(
                "{}に退院しています。知らせるときは「{}」を選んでください",
                wareki::month_day(on),
                Tidings::Ended.label()
            ),
        ));
    }
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
    let o = open_for(cx, &permissions::SERVICES, t.stay, ActKind::ServicesTold)?;
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
    let scope = scope(cx, &permissions::TOLD, What::Stay)?;
    let Some(me) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let since = cx.now().plus_minutes(-60 * 24 * SHOWN_DAYS);
    let acts = store::admission::told_of(cx, me, since)?;
    let ids: Vec<Id> = acts.iter().map(|a| a.stay.0).collect();
    // who left the care team no longer sees the person: the scope leaves those stays out
    let stays: BTreeMap<StayId, Stay> =
        store::lists::of_ids(cx, &scope, &ids)?.into_iter().map(|s| (s.id, s)).collect();
    let whose: BTreeSet<Id> = stays.values().map(|s| s.resident.0).collect();
    let whose: Vec<Id> = whose.into_iter().collect();
    let people: BTreeMap<Id, Resident> = people::use_cases::view::of_list(cx, &whose, What::Stay)?
        .into_iter()
        .map(|r| (r.id.0, r))
        .collect();
    let offices: BTreeMap<OrganisationId, accounts::Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id, o)).collect();
    let mut out = Vec::new();
    for act in acts {
        let Some(stay) = stays.get(&act.stay) else { continue };
        let Some(resident) = people.get(&stay.resident.0) else { continue };
        let Some(office) = offices.get(&stay.office) else { continue };
        out.push(Seen {
            act,
            stay: stay.clone(),
            resident: resident.clone(),
            office: office.clone(),
        });
    }
    let ids: Vec<Id> = out.iter().map(|s| s.resident.id.0).collect();
    audit_list(cx, &permissions::TOLD, "told", &ids);
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
