//! Registering a resident with the consent made at contract (契約時の包括同意).
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise, notices};

use crate::authz::{Basis, Grant, Party, Shield, grant, shield_for_me};
use crate::model::{Consent, ConsentMethod, NewResident, NewTeamMember, TeamRole, validate};
use crate::{ResidentId, permissions, store};

/// What to register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The person.
    pub resident: NewResident,
    /// The consent.
    pub consent: Consent,
    /// The clerk has seen the warning and says it is another person.
    pub not_the_same: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// Registered.
    Done(ResidentId),
    /// Somebody with the same birth date and kana, or the same insured number, is there. `mine` = those the
    /// actor may open; others are not named: that they exist at all is all that is said.
    MaybeThere {
        /// May be opened by the actor.
        mine: Vec<ResidentId>,
        /// How many others.
        others: usize,
    },
}

/// Registers.
pub fn register(cx: &Cx<'_>, cmd: &Register) -> Result<Registered> {
    authorise(cx, &permissions::REGISTER)?;
    let resident = cmd.resident.clone().tidied();
    let mut errors = validate(&resident, cx.now());
    if cmd.consent.given_on > cx.today() {
        errors.push(FieldError {
            field: "consent_on".into(),
            message: "同意の日は、今日までの日にしてください".into(),
        });
    }
    if cmd.consent.method == ConsentMethod::Oral && cmd.consent.heard_by.trim().is_empty() {
        errors.push(FieldError {
            field: "heard_by".into(),
            message: "口頭の同意は、聞いた人の名前を入力してください".into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let (same, hidden) = alike(cx, &resident)?;
    if !same.is_empty() && !cmd.not_the_same {
        let mut mine = Vec::new();
        for id in &same {
            if store::in_scope(cx, *id)? {
                mine.push(*id);
            }
        }
        return Ok(Registered::MaybeThere { others: same.len() - mine.len(), mine });
    }
    let id = store::add(cx, &resident)?;
    super::consent::at_contract(cx, id, &cmd.consent)?;
    if let Some(org) = cx.actor().organisation {
        grant(
            cx,
            &Grant {
                resident: id,
                party: Party::Organisation(org),
                basis: Basis::Author,
                kind: None,
                record: None,
                from: cx.today(),
                to: None,
            },
        )?;
        let role = match cx.actor().hat {
            kernel::Hat::Hokatsu => TeamRole::Hokatsu,
            _ => TeamRole::CareManager,
        };
        let office = accounts::organisation(cx, accounts::OrganisationId(org))?;
        join_team(
            cx,
            id,
            &NewTeamMember {
                role,
                organisation: Some(org),
                account: cx.actor().account,
                label: format!("{} {}", office.name, cx.actor().name),
                person: cx.actor().name.clone(),
                phone: office.phone,
                from: cx.today(),
            },
        )?;
    }
    crate::changed::tell(cx, id)?;
    for other in hidden {
        tell_keeper(cx, other)?;
    }
    cx.audit(AuditEntry::act(permissions::REGISTER.code).about(id));
    Ok(Registered::Done(id))
}

/// Who may be the same person: those of whom the clerk may learn that they are there, and those whom a shield hides from
/// them. A warning about the latter would say that the person whom somebody looks for is in this region.
pub(crate) fn alike(cx: &Cx<'_>, r: &NewResident) -> Result<(Vec<ResidentId>, Vec<ResidentId>)> {
    let (mut known, mut hidden) = (Vec::new(), Vec::new());
    for id in store::same_person(cx, r)? {
        match shield_for_me(cx, id)? == Shield::Hidden && !store::in_scope(cx, id)? {
            true => hidden.push(id),
            false => known.push(id),
        }
    }
    Ok((known, hidden))
}

/// Tells the organisation that set a shield that somebody alike was registered; it alone can find out whether that is
/// right. Names neither the person nor who registered.
pub(crate) fn tell_keeper(cx: &Cx<'_>, hidden: ResidentId) -> Result<()> {
    if let Some(organisation) = store::access::keeper(cx, hidden)? {
        notices::send(
            cx,
            notices::To { organisation, account: None },
            "people.alike",
            "同じ方かもしれない登録がありました。ご確認ください",
            &format!("/people/{hidden}"),
        )?;
    }
    Ok(())
}

/// Puts somebody into the support team and gives the right that goes with it.
pub(crate) fn join_team(cx: &Cx<'_>, id: ResidentId, m: &NewTeamMember) -> Result<()> {
    store::details::add_member(cx, id, m)?;
    if let Some(org) = m.organisation {
        grant(
            cx,
            &Grant {
                resident: id,
                party: Party::Organisation(org),
                basis: Basis::Team,
                kind: None,
                record: None,
                from: m.from,
                to: None,
            },
        )?;
    }
    Ok(())
}
