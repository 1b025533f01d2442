//! An organisation asks to join. Anybody may send the form; nothing comes of it before the centre has called back at the
//! number of the directory (whose slice holds that page).
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{BusinessCalendar, Id, Time};

use super::{invite, set_up};
use crate::model::application::{Application, Applied};
use crate::model::{NewAccount, NewOrganisation};
use crate::store::applications as store;
use crate::{OrganisationId, permissions};

/// Takes an application in. `paper` = keyed in by the centre. Whoever knows a number can send a form with it: the centre
/// sees all of them and calls the number of the directory. The very same form again is the one that is there.
pub fn apply(cx: &Cx<'_>, form: &Application, paper: bool) -> Result<Id> {
    if paper {
        authorise(cx, &permissions::INVITE)?;
    }
    let errors = form.errors();
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let waiting = store::waiting(cx, &form.number)?;
    if let Some(same) = waiting.into_iter().find(|a| a.form == *form) {
        return Ok(same.id);
    }
    let id = store::add(cx, form, paper)?;
    cx.audit(AuditEntry::act("accounts.application.send").object(format!("application:{id}")));
    Ok(id)
}

/// All, open ones first.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Applied>> {
    authorise(cx, &permissions::INVITE)?;
    store::list(cx)
}

/// Those that wait for an answer, the oldest first; none for who does not answer them.
pub fn open(cx: &Cx<'_>) -> Result<Vec<Applied>> {
    if !app::may(cx, &permissions::INVITE)? {
        return Ok(Vec::new());
    }
    let mut all = store::list(cx)?;
    all.retain(|a| a.decided_at.is_none());
    all.reverse();
    Ok(all)
}

/// One.
pub fn get(cx: &Cx<'_>, id: Id) -> Result<Applied> {
    authorise(cx, &permissions::INVITE)?;
    store::get(cx, id)?.ok_or(Error::NotFound)
}

/// What the directory says about the organisation: that, not the form, is believed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// 法人.
    pub corporation: String,
    /// Telephone, which was called.
    pub phone: String,
    /// FAX.
    pub fax: String,
}

const DECIDED: &str = "この申込みは、もう決まっています";

/// Confirms: makes the organisation as the directory knows it and invites its administrator. The organisation and the
/// code of the letter.
pub fn confirm(
    cx: &Cx<'_>,
    id: Id,
    listed: &Listed,
    random: &[u8; 12],
) -> Result<(OrganisationId, String)> {
    let a = get(cx, id)?;
    if a.decided_at.is_some() {
        return Err(Error::Rule(DECIDED.into()));
    }
    let form = &a.form;
    let organisation = set_up::add_organisation(
        cx,
        &NewOrganisation {
            name: listed.name.clone(),
            kana: listed.kana.clone(),
            kind: form.kind,
            number: Some(form.number.clone()),
            corporation: listed.corporation.clone(),
            area: String::new(),
            phone: listed.phone.clone(),
            fax: listed.fax.clone(),
            calendar: BusinessCalendar::weekdays(
                Time::constant(8, 30, 0, 0),
                Time::constant(17, 30, 0, 0),
            ),
            outside: false,
            fictitious: cx.region().fictitious,
        },
    )?;
    let hat = form.kind.hats().first().copied().ok_or(Error::NotFound)?;
    let profession = match form.profession.trim() {
        "" => hat.label(),
        text => text,
    };
    let account = NewAccount {
        organisation,
        name: form.person.clone(),
        kana: form.person_kana.clone(),
        hat,
        profession: profession.into(),
        demo_role: None,
    };
    let (_, code) = invite::invite_first(cx, &account, random)?;
    if !store::decide(cx, id, true, "", Some(&listed.phone), Some(organisation))? {
        return Err(Error::Rule(DECIDED.into()));
    }
    cx.audit(AuditEntry::act("accounts.application.confirm").object(format!("application:{id}")));
    Ok((organisation, code))
}

/// Turns it down, with a reason.
pub fn refuse(cx: &Cx<'_>, id: Id, reason: &str) -> Result<()> {
    let a = get(cx, id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(Error::field("reason", "理由を200文字以内で入力してください"));
    }
    if a.decided_at.is_some() || !store::decide(cx, id, false, reason, None, None)? {
        return Err(Error::Rule(DECIDED.into()));
    }
    cx.audit(AuditEntry::act("accounts.application.refuse").object(format!("application:{id}")));
    Ok(())
}
