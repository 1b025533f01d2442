//! A person goes over from one care manager or office to another on one day: the team, and the rights that go with
//! it. What an office wrote itself it may go on reading (its copy of its own records, 運営基準の記録の保存); the
//! person's page and everything else end for it on the day before. Done within another slice's act, which holds the
//! permit and keeps [`Before`] to undo it.
use app::{Cx, Result, records};
use kernel::time::add_days;
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};

use crate::authz::{
    Basis, Document, Grant, Held, Kind, Party, Scope, What, all_of, covers, grant, revoke, scope,
};
use crate::model::{NewTeamMember, Resident, TeamRole};
use crate::{ResidentId, permissions, store};

/// One person's going over.
#[derive(Debug, Clone)]
pub struct Over {
    /// Who.
    pub resident: ResidentId,
    /// The office that followed.
    pub from_org: Id,
    /// Only when this account followed; none = whoever did there.
    pub from_account: Option<Id>,
    /// Who follows from now on; its organisation must be named.
    pub to: NewTeamMember,
}

/// Why a person did not go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stayed {
    /// The team does not name the old care manager (any more).
    NotFollowed,
    /// No consent is in force: another office could not see the person.
    NoConsent,
}

impl Stayed {
    /// In words for the list.
    pub const fn words(self) -> &'static str {
        match self {
            Stayed::NotFollowed => "担当がもう変わっています",
            Stayed::NoConsent => "同意の記録がないため、ほかの事業所には引き継げません",
        }
    }
}

/// A right as it stood, to be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Right {
    account: bool,
    party: Id,
    basis: String,
    kind: String,
    record: Option<Id>,
    from: String,
    to: Option<String>,
}

/// What was before; kept by the caller.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Before {
    left: Vec<Id>,
    joined: Id,
    parties: Vec<Id>,
    rights: Vec<Right>,
}

fn right(h: &Held) -> Right {
    Right {
        account: matches!(h.party, Party::Account(_)),
        party: h.party.id(),
        basis: h.basis.code().into(),
        kind: h.kind.map_or("", What::code).into(),
        record: h.record,
        from: h.from.to_string(),
        to: h.to.map(|d| d.to_string()),
    }
}

/// Living residents in the actor's reach whom this account follows, by kana; for choosing whom to hand over.
pub fn caseload(cx: &Cx<'_>, account: Id) -> Result<Vec<Resident>> {
    let reach: Scope<'_> = scope(cx, &permissions::LIST, What::Basic)?;
    let rows = store::hand_over::caseload(cx, &reach, account)?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id.0).collect();
    crate::authz::audit_list(cx, &permissions::LIST, "caseload", &ids);
    Ok(rows)
}

/// Whom an office follows, and by which account: ids only, for closing the office.
pub fn followed_by(cx: &Cx<'_>, office: Id) -> Result<Vec<(ResidentId, Option<Id>)>> {
    store::hand_over::of_office(cx, office)
}

/// The address, for the 包括 that serves it; it leaves this crate only to be matched.
pub fn address_of(cx: &Cx<'_>, id: ResidentId) -> Result<String> {
    store::hand_over::address(cx, id)
}

/// Hands one person over, from today. The caller holds the permit. Within one office only the name in the team changes;
/// to another office the old one's rights end yesterday, but for the records it wrote, and the new one's begin today.
pub fn hand_over(cx: &Cx<'_>, o: &Over) -> Result<std::result::Result<Before, Stayed>> {
    let (id, today) = (o.resident, cx.today());
    let team = store::details::team(cx, id)?;
    let follows = |m: &&crate::model::TeamMember| {
        m.organisation == Some(o.from_org)
            && matches!(m.role, TeamRole::CareManager | TeamRole::Hokatsu)
            && (o.from_account.is_none() || m.account == o.from_account)
    };
    let left: Vec<Id> = team.iter().filter(follows).map(|m| m.id).collect();
    if left.is_empty() {
        return Ok(Err(Stayed::NotFollowed));
    }
    let Some(to_org) = o.to.organisation else {
        return Err(app::Error::Inconsistent("a person was handed over to nobody".into()));
    };
    let another = to_org != o.from_org;
    let reaches = |c: &crate::authz::Covers| c.reaches;
    if another && !covers(cx, id, (&to_org.to_string(), ""))?.iter().any(reaches) {
        return Ok(Err(Stayed::NoConsent));
    }
    let held = all_of(cx, id)?;
    let parties: Vec<Id> = if another { vec![o.from_org, to_org] } else { Vec::new() };
    let rights = held.iter().filter(|h| parties.contains(&h.party.id())).map(right).collect();
    for member in &left {
        store::details::leave_team(cx, id, *member, today)?;
    }
    let joined = store::details::add_member(cx, id, &o.to)?;
    if another {
        let still =
            team.iter().any(|m| m.organisation == Some(o.from_org) && !left.contains(&m.id));
        for h in &held {
            let team_goes_on = still && h.basis == Basis::Team;
            if h.party == Party::Organisation(o.from_org) && h.record.is_none() && !team_goes_on {
                revoke(cx, id, h.party, h.basis, None, add_days(today, -1))?;
            }
        }
        for head in records::of_resident(cx, id.0)? {
            if head.organisation == Some(o.from_org) {
                grant(cx, &own_record(id, o.from_org, head.id, today))?;
            }
        }
        let team_right = Grant {
            resident: id,
            party: Party::Organisation(to_org),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: today,
            to: None,
        };
        grant(cx, &team_right)?;
    }
    Ok(Ok(Before { left, joined, parties, rights }))
}

fn own_record(id: ResidentId, org: Id, record: Id, from: Date) -> Grant {
    Grant {
        resident: id,
        party: Party::Organisation(org),
        basis: Basis::Author,
        kind: Some(Document::WHAT),
        record: Some(record),
        from,
        to: None,
    }
}

/// Puts everything back as it was. The caller has decided that it may.
pub fn give_back(cx: &Cx<'_>, id: ResidentId, b: &Before) -> Result<()> {
    let yesterday = add_days(cx.today(), -1);
    store::details::leave_team(cx, id, b.joined, cx.today())?;
    for member in &b.left {
        store::hand_over::back(cx, id, *member)?;
    }
    for h in all_of(cx, id)?.iter().filter(|h| b.parties.contains(&h.party.id())) {
        let now = right(h);
        if !b.rights.contains(&now) {
            revoke(cx, id, h.party, h.basis, h.record, yesterday)?;
        }
    }
    for r in &b.rights {
        let bad = || app::Error::Inconsistent("a right kept for undoing cannot be read".into());
        let to = r.to.as_deref().map(str::parse).transpose().map_err(|_| bad())?;
        let party = if r.account { Party::Account(r.party) } else { Party::Organisation(r.party) };
        let g = Grant {
            resident: id,
            party,
            basis: Basis::from_code(&r.basis).ok_or_else(bad)?,
            kind: What::from_code(&r.kind),
            record: r.record,
            from: r.from.parse().map_err(|_| bad())?,
            to,
        };
        grant(cx, &g)?;
    }
    Ok(())
}
