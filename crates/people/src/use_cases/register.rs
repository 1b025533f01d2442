//! Registering a resident with the consent made at contract (契約時の包括同意).
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise, notices};
use kernel::{Date, Hat, Id};

use super::{consent, members};
use crate::authz::{Basis, Grant, Party, Shield, What, grant, shield_for_me};
use crate::model::consent::{Mode, NewConsent, check};
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

/// How far the consent reaches, as its form showed it: the region's way of asking, or less.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The mode that was shown; one that the region no longer uses is refused, so that nothing is recorded unread.
    pub mode: Mode,
    /// With [`Mode::Bulk`] those left out, with [`Mode::List`] those kept of the region's list. The other modes name who
    /// registers, and nobody else.
    pub parties: Vec<Id>,
    /// Only these kinds; empty = all.
    pub kinds: Vec<What>,
    /// Only these roles; empty = all.
    pub hats: Vec<Hat>,
    /// Last day; none = until it is taken back.
    pub to: Option<Date>,
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

/// Registers, with the consent that the region's way asks for.
pub fn register(cx: &Cx<'_>, cmd: &Register) -> Result<Registered> {
    register_agreed(cx, cmd, None)
}

/// Registers, with the consent as far as its form showed it.
pub fn register_agreed(cx: &Cx<'_>, cmd: &Register, scope: Option<&Scope>) -> Result<Registered> {
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
    let agreed = scope.map(|s| agreed(cx, &cmd.consent, s, &mut errors)).transpose()?;
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
    match agreed {
        Some(c) => drop(store::consent::add(cx, id, &c)?),
        None => consent::at_contract(cx, id, &cmd.consent)?,
    }
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

/// The consent to keep: never wider than the region's way. What is wrong with it goes to the other errors.
fn agreed(
    cx: &Cx<'_>,
    c: &Consent,
    scope: &Scope,
    errors: &mut Vec<FieldError>,
) -> Result<NewConsent> {
    let way = consent::way(cx)?;
    let own = match way.mode {
        Mode::Person => cx.actor().account,
        _ => cx.actor().organisation,
    };
    let whole = NewConsent::at_contract(c, way.mode, own, &way.listed);
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let gone = way.mode == Mode::List && !scope.parties.iter().all(|p| way.listed.contains(p));
    if scope.mode != way.mode || gone {
        refuse(
            "consent_method",
            "この地域の同意の取り方が変わりました。記録する範囲を、もう一度たしかめてください",
        );
    }
    let parties = match way.mode {
        Mode::Bulk | Mode::List => scope.parties.clone(),
        Mode::Facility | Mode::Person => whole.parties.clone(),
    };
    if way.mode == Mode::Bulk && !parties.is_empty() {
        let known = members::list(cx)?;
        if !parties.iter().all(|p| known.iter().any(|o| o.id.0 == *p)) {
            refuse("parties", "除く事業所を選び直してください");
        }
    }
    let (kinds, hats) = (scope.kinds.clone(), scope.hats.clone());
    let new = NewConsent { parties, kinds, hats, to: scope.to, ..whole };
    for mut e in check(&new, cx.today()) {
        if e.field == "given_on" {
            e.field = "consent_on".into();
        }
        if !errors.iter().any(|had| had.field == e.field) {
            errors.push(e);
        }
    }
    Ok(new)
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
