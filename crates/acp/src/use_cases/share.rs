//! To whom the person shows the note, and taking it back: one press, from the next request on. Nothing is shown by default.
use accounts::{OrganisationId, OrganisationKind};
use app::{Cx, Error, Result, notices, outbox};
use kernel::{Date, Id};
use people::authz::{
    Addressee, Basic, Basis, Grant, Party, Read, What, Wish, Write, could, decide, grant,
    revoke_kind,
};
use people::release::{self, NewRelease, Parts};
use people::use_cases::{cards, view};
use people::{ResidentId, TeamRole};

use super::save;
use crate::{permissions, store};

/// How the note is shown: which parts, and the last day on which it is.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Which parts.
    pub parts: Parts,
    /// Last day; none = until it is taken back.
    pub until: Option<Date>,
}

/// Shows the whole note to one of the addressees. By the person, or by staff who heard it (`heard_by`).
pub fn show(cx: &Cx<'_>, id: ResidentId, to: Addressee, heard_by: &str) -> Result<()> {
    show_in(cx, id, to, heard_by, &How::default())
}

/// The same in parts, or until a day.
///
/// # Errors
/// [`Error::Invalid`] with `heard_by`, `parts`, `until`; [`Error::NotFound`] without the right.
pub fn show_in(
    cx: &Cx<'_>,
    id: ResidentId,
    to: Addressee,
    heard_by: &str,
    how: &How,
) -> Result<()> {
    let n = NewRelease {
        kind: What::Wish,
        to,
        from: cx.today(),
        until: how.until,
        parts: how.parts.clone(),
        heard_by: heard_by.into(),
    };
    release::set(cx, id, &n)?;
    // the card of an emergency is as new as the note
    if could(cx, people::authz::Act::Write, What::Wish, id)? {
        let permit = decide::<Write, Wish>(cx, save::writing(cx), id, None)?;
        save::point(cx, &permit)?;
    }
    Ok(())
}

/// No longer to this addressee.
pub fn hide(cx: &Cx<'_>, id: ResidentId, to: Addressee) -> Result<()> {
    release::withdraw(cx, id, What::Wish, Some(to), "")?;
    Ok(())
}

/// Names a relative for the note, or takes that back. 「家族」 is not one reader.
pub fn name(cx: &Cx<'_>, id: ResidentId, account: Id, open: bool) -> Result<()> {
    cards::name_for(cx, id, account, What::Wish, open)
}

/// Names a relative for parts of the note, or until a day.
pub fn name_in(cx: &Cx<'_>, id: ResidentId, account: Id, how: &How) -> Result<()> {
    cards::name_in(cx, id, account, What::Wish, (&how.parts, how.until))
}

/// 撤回: to nobody any more, in every record of the person. What was stays in the log, and with the person.
pub fn withdraw(cx: &Cx<'_>, id: ResidentId, reason: &str) -> Result<()> {
    let told = followers(cx, id)?;
    let releases = release::withdraw(cx, id, What::Wish, None, reason)?;
    let relatives = cards::unname_all(cx, id, What::Wish)?;
    store::around::withdrawn(cx, id, (releases, relatives), reason)?;
    for organisation in told {
        let to = notices::To { organisation, account: None };
        let text = "きぼうノートを見せるのを、ご本人がやめました";
        notices::send(cx, to, "acp.withdrawn", text, &format!("/people/{id}/wish/sharing"))?;
    }
    outbox::publish(cx, "acp.note.withdrawn", &serde_json::json!({ "releases": releases }))?;
    Ok(())
}

/// The offices that follow the person, when somebody at home takes it back: they hear of it without a name.
fn followers(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Id>> {
    let mut out: Vec<Id> = Vec::new();
    if !cx.actor().hat.at_home() {
        return Ok(out);
    }
    let permit = decide::<Read, Wish>(cx, &permissions::MY, id, None)?;
    for m in view::team(cx, &permit)? {
        let follows = matches!(m.role, TeamRole::CareManager | TeamRole::Hokatsu);
        if let Some(o) = m.organisation.filter(|o| follows && !out.contains(o)) {
            out.push(o);
        }
    }
    Ok(out)
}

/// Somebody moves into a facility: from that day it is an 入所先, and sees the note as long as it is released to 入院先・入所先.
pub fn enter(cx: &Cx<'_>, id: ResidentId, facility: OrganisationId, from: Date) -> Result<Id> {
    decide::<Write, Basic>(cx, &permissions::SHARE, id, None)?;
    let known = accounts::organisations_of_kind(cx, OrganisationKind::Facility)?;
    if !known.iter().any(|o| o.id == facility) {
        return Err(Error::field("facility", "施設を選んでください"));
    }
    if from > cx.today() {
        return Err(Error::field("entered_on", "きょうまでの日を入力してください"));
    }
    let open = store::around::open_stays(cx, id)?;
    if open.iter().any(|s| s.1 == facility.0) {
        return Err(Error::field("facility", "この施設は、もう記録されています"));
    }
    let g = Grant {
        resident: id,
        party: Party::Organisation(facility.0),
        basis: Basis::HospitalConcerned,
        kind: Some(What::Wish),
        record: None,
        from,
        to: None,
    };
    grant(cx, &g)?;
    store::around::add_stay(cx, id, facility.0, from)
}

/// They leave it; that day still counts.
pub fn leave(cx: &Cx<'_>, id: ResidentId, stay: Id, last: Date) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::SHARE, id, None)?;
    let open = store::around::open_stays(cx, id)?;
    let s = open.iter().find(|s| s.0 == stay).ok_or(Error::NotFound)?;
    if last < s.2 || last > cx.today() {
        return Err(Error::field("left_on", "入った日からきょうまでの日を入力してください"));
    }
    store::around::end_stay(cx, id, stay, last)?;
    let party = Party::Organisation(s.1);
    revoke_kind(cx, id, party, Basis::HospitalConcerned, What::Wish, last)
}
