//! 退院前カンファ: plan, invite, write down, close, change; who has read a change; words written back (ADR 0012).
//! One file a verb; what they share is here: how one gets in, who is told, whose right it is.
pub mod read;
pub mod remind;
pub mod rights;
pub mod save;
pub mod seen;
pub mod talk;

use accounts::{Account, Organisation, OrganisationId};
use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, notices as inbox, records};
use kernel::{At, BusinessCalendar, Hat, Holidays, Id};
use people::Resident;
use people::authz::{Document, Read, Stay as StayKind, What, could, could_open, decide};

use crate::model::conference::Content;
use crate::model::{ConferenceId, Stay};
use crate::permissions;
use crate::store::{self, conference as rows};

pub use crate::store::conference::{Ask, Done, Head, Seat, Word};

/// Kind of the records that keep the versions.
pub const RECORD: &str = "transitions.conference";
/// Form code of the versions.
const FORM: &str = "conference";
/// Kind of the notices.
const NOTICE: &str = "transitions.conference";

/// A conference that the actor may read, and how far they may go.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The conference.
    pub head: Head,
    /// Its stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// May plan, write and change.
    pub may_edit: bool,
}

/// Path of a conference's page within the region.
pub fn path(id: ConferenceId) -> String {
    format!("/transitions/conferences/{id}")
}

/// Does the actor read this stay by itself (not only as who was invited)? A hospital only its own stays; a provider
/// reads a conference as who was invited, never by being in the team.
fn by_stay(cx: &Cx<'_>, stay: &Stay) -> Result<bool> {
    let a = cx.actor();
    let side = match a.hat {
        Hat::CareManager | Hat::Hokatsu => true,
        Hat::Liaison | Hat::Ward | Hat::Doctor => stay.hospital.map(|h| h.0) == a.organisation,
        _ => false,
    };
    Ok(side && could(cx, people::authz::Act::Read, What::Stay, stay.resident)?)
}

/// May the actor's organisation hold conferences of this stay? The hospital; the stay's office where the hospital has
/// no accounts here.
fn holds(cx: &Cx<'_>, stay: &Stay) -> Result<bool> {
    let a = cx.actor();
    if !app::may(cx, &permissions::CONFERENCE_HOLD)? || a.organisation.is_none() {
        return Ok(false);
    }
    if matches!(a.hat, Hat::Liaison | Hat::Ward | Hat::Doctor) {
        return Ok(stay.hospital.map(|h| h.0) == a.organisation);
    }
    let silent = match stay.hospital {
        None => true,
        Some(h) => accounts::organisation(cx, h)?.outside,
    };
    Ok(silent && Some(stay.office.0) == a.organisation)
}

/// Opens a conference for reading: by the stay, or as an addressee of this conference.
pub(crate) fn enter(cx: &Cx<'_>, p: &'static Permission, id: ConferenceId) -> Result<Entered> {
    let head = rows::head(cx, id)?;
    let stay = store::stay(cx, head.stay)?;
    let (resident, may_edit) = if by_stay(cx, &stay)? {
        let permit = decide::<Read, StayKind>(cx, p, stay.resident, None)?;
        let edit =
            holds(cx, &stay)? && could(cx, people::authz::Act::Write, What::Stay, stay.resident)?;
        (people::use_cases::view::resident(cx, &permit)?, edit)
    } else {
        let permit = decide::<Read, Document>(cx, p, stay.resident, Some(id.0))?;
        (people::use_cases::view::resident(cx, &permit)?, false)
    };
    if stay.cancelled {
        return Err(Error::NotFound);
    }
    Ok(Entered { head, stay, resident, may_edit })
}

/// Would [`enter`] open it? Without an audit row: for lists, which leave out what the actor may no longer see.
pub(crate) fn may_enter(cx: &Cx<'_>, id: ConferenceId) -> Result<bool> {
    let stay = store::stay(cx, rows::head(cx, id)?.stay)?;
    Ok(by_stay(cx, &stay)? || could_open(cx, What::Document, stay.resident, id.0)?)
}

/// Opens a stay for holding a conference; a refusal is audited like any other.
pub(crate) fn to_hold<'t>(cx: &'t Cx<'_>, stay: crate::model::StayId) -> Result<super::Open<'t>> {
    let o = super::open(cx, &permissions::CONFERENCE_HOLD, stay)?;
    if !holds(cx, &o.stay)? {
        cx.audit(
            AuditEntry::act(permissions::CONFERENCE_HOLD.code)
                .about(o.stay.resident)
                .object(format!("stay:{stay}"))
                .denied(),
        );
        return Err(Error::NotFound);
    }
    Ok(o)
}

/// The content of one version and that version's head line.
pub(crate) fn content(
    cx: &Cx<'_>,
    id: ConferenceId,
    version: i64,
) -> Result<(Content, records::Version)> {
    let v = records::version(cx, id.0, version)?;
    Ok((Content::read(&v.body)?, v))
}

/// Hats that read a conference here.
fn reads(a: &Account) -> bool {
    permissions::CONFERENCE_READ.hats.contains(&a.hat)
}

/// The staff of an organisation that can read a conference here.
pub(crate) fn readers(cx: &Cx<'_>, organisation: Id) -> Result<Vec<Account>> {
    let all = accounts::accounts_of(cx, OrganisationId(organisation))?;
    Ok(all.into_iter().filter(reads).collect())
}

/// A sentence without names to one seat's organisation, with the conference's address.
fn notice(
    cx: &Cx<'_>,
    organisation: OrganisationId,
    account: Option<accounts::AccountId>,
    text: &str,
    id: ConferenceId,
) -> Result<()> {
    let to = inbox::To { organisation: organisation.0, account: account.map(|a| a.0) };
    inbox::send(cx, to, NOTICE, text, &path(id))
}

/// The next time this organisation opens after `now`: nobody is reminded at night or on a closed day.
pub fn next_opening(calendar: &BusinessCalendar, now: At) -> At {
    let holidays = Holidays::shipped();
    let day = calendar.business_days_after(now.date(), 1, holidays);
    let time = calendar.hours(day, holidays).map_or(kernel::Time::constant(9, 0, 0, 0), |h| h.open);
    At::jst(day, time)
}

/// Calendar of who is to be reminded: the attendee's organisation, else that of who has to tell them.
fn calendar(cx: &Cx<'_>, organisation: Option<OrganisationId>) -> Result<BusinessCalendar> {
    let own = cx.actor().organisation.map(OrganisationId);
    match organisation.or(own) {
        Some(o) => accounts::calendar_of(cx, o),
        None => {
            let t = |h| kernel::Time::constant(h, 0, 0, 0);
            Ok(BusinessCalendar::weekdays(t(9), t(17)))
        }
    }
}

/// The organisation of a stay's hospital, when it has an entry here.
pub(crate) fn hospital(cx: &Cx<'_>, stay: &Stay) -> Result<Option<Organisation>> {
    stay.hospital.map(|h| accounts::organisation(cx, h)).transpose()
}
