//! Changing what is held about a resident.
use app::{Cx, Error, FieldError, Result};
use kernel::{Date, Id};

use crate::authz::{Act, Basic, Basis, Health, Party, What, Write, could, decide, revoke};
use crate::model::{NewContact, NewFact, NewResident, NewTeamMember, validate};
use crate::{ResidentId, changed, permissions, store};

/// Changes the basic facts; [`Error::Stale`] when somebody was faster.
pub fn change_basics(cx: &Cx<'_>, id: ResidentId, r: &NewResident, version: i64) -> Result<()> {
    let permit = decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    let r = r.clone().tidied();
    let errors = validate(&r, cx.now());
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if store::change(cx, &permit, &r, version)? {
        changed::tell(cx, id)
    } else {
        Err(Error::Stale { mine: version, theirs: version + 1 })
    }
}

fn too_long(fields: &[(&str, &str, usize)]) -> Result<()> {
    let wrong = |text: &str, max: usize| {
        if text.chars().any(kernel::text::is_hidden_in_lines) {
            return Some("見えない文字が入っています。消して入れ直してください".to_owned());
        }
        (text.chars().count() > max).then(|| format!("{max}文字以内で入力してください"))
    };
    let errors: Vec<FieldError> = fields
        .iter()
        .filter_map(|(field, text, max)| {
            Some(FieldError { field: (*field).into(), message: wrong(text, *max)? })
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// Adds a relative or other contact.
pub fn add_contact(cx: &Cx<'_>, id: ResidentId, c: &NewContact) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    if c.name.trim().is_empty() {
        return Err(Error::field("name", "お名前を入力してください"));
    }
    too_long(&[("name", &c.name, 60), ("relation", &c.relation, 20), ("phone", &c.phone, 30)])?;
    store::details::add_contact(cx, id, c)?;
    changed::tell(cx, id)
}

/// Takes a contact away.
pub fn remove_contact(cx: &Cx<'_>, id: ResidentId, contact: Id) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    for record in super::merge::same(cx, id)? {
        if could(cx, Act::Write, What::Basic, record)?
            && store::details::drop_contact(cx, record, contact)?
        {
            return changed::tell(cx, record);
        }
    }
    Err(Error::NotFound)
}

/// Adds a health fact with its source and date.
pub fn add_fact(cx: &Cx<'_>, id: ResidentId, f: &NewFact) -> Result<()> {
    decide::<Write, Health>(cx, &permissions::CHANGE, id, None)?;
    if f.text.trim().is_empty() {
        return Err(Error::field("text", "内容を入力してください"));
    }
    if f.as_of > cx.today() {
        return Err(Error::field("as_of", "日付は、今日までの日にしてください"));
    }
    too_long(&[("text", &f.text, 200), ("source", &f.source, 60)])?;
    store::details::add_fact(cx, id, f)
}

/// Says that a health fact no longer holds; it stays in the record.
pub fn end_fact(cx: &Cx<'_>, id: ResidentId, fact: Id) -> Result<()> {
    decide::<Write, Health>(cx, &permissions::CHANGE, id, None)?;
    for record in super::merge::same(cx, id)? {
        if could(cx, Act::Write, What::Health, record)?
            && store::details::end_fact(cx, record, fact)?
        {
            return Ok(());
        }
    }
    Err(Error::NotFound)
}

/// Adds a member of the support team; its organisation may see the resident from that day.
pub fn add_member(cx: &Cx<'_>, id: ResidentId, m: &NewTeamMember) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    too_long(&[
        ("label", &m.label, 100),
        ("member_person", &m.person, 60),
        ("phone", &m.phone, 30),
    ])?;
    super::register::join_team(cx, id, m)
}

/// Ends a membership; the organisation's right ends with it at once when it has no other member there: yesterday was its
/// last day, and a right that began today never was one.
pub fn remove_member(cx: &Cx<'_>, id: ResidentId, member: Id) -> Result<()> {
    decide::<Write, Basic>(cx, &permissions::CHANGE, id, None)?;
    let mut of = (id, store::details::team(cx, id)?);
    for record in super::merge::same(cx, id)?.into_iter().skip(1) {
        let team = store::details::team(cx, record)?;
        if could(cx, Act::Write, What::Basic, record)? && team.iter().any(|m| m.id == member) {
            of = (record, team);
        }
    }
    let (id, team) = of;
    let Some(leaving) = team.iter().find(|m| m.id == member) else { return Err(Error::NotFound) };
    store::details::leave_team(cx, id, member, cx.today())?;
    if let Some(org) = leaving.organisation
        && !team.iter().any(|m| m.id != member && m.organisation == Some(org))
    {
        let last = kernel::time::add_days(cx.today(), -1);
        revoke(cx, id, Party::Organisation(org), Basis::Team, None, last)?;
    }
    Ok(())
}

/// Notes the day of death, told by the slice in which it was learned; that slice holds the permit for the stay.
pub fn note_death(cx: &Cx<'_>, id: ResidentId, on: Date) -> Result<()> {
    store::died(cx, id, on)?;
    changed::tell(cx, id)
}

/// Takes back a day of death noted by mistake ([`note_death`]), for the slice that had noted it.
pub fn withdraw_death(cx: &Cx<'_>, id: ResidentId) -> Result<()> {
    store::lives(cx, id)?;
    changed::tell(cx, id)
}
