//! 緊急閲覧: somebody without a card, in danger of life. With reason and incident number, for an hour, this person only, and
//! judged afterwards by others. A registered card is never behind this.
use accounts::{OrganisationId, OrganisationKind};
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, notices, settings};
use kernel::{Id, time};
use people::ResidentId;
use people::authz::{Basis, Emergency, Grant, Party, Read, What, decide, grant, revoke_kind};

use super::look_up::{Found, LookUp, search};
use crate::model::glass::{MANY_A_DAY, MINUTES, REASONS, paused, review_by};
use crate::{permissions, store};

/// Organisations that judge beside 消防 (MC): ids, parted by commas.
pub(super) const REVIEWERS: &str = "emergency.review.organisations";
/// The telephone that stands on the page when the right is paused.
pub(super) const PHONE: &str = "emergency.review.phone";

/// Why it is done.
#[derive(Debug, Clone)]
pub struct Why {
    /// Code of [`REASONS`].
    pub reason: String,
    /// In words; needed with `other`.
    pub note: String,
}

impl Why {
    fn wrong(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, message: &str| {
            wrong.push(FieldError { field: field.into(), message: message.into() });
        };
        if !REASONS.iter().any(|(c, _)| *c == self.reason) {
            refuse("reason", "理由を選んでください");
        }
        match self.note.trim().chars().count() {
            0 if self.reason == "other" => refuse("note", "理由を書いてください"),
            0..=200 => {}
            _ => refuse("note", "200文字以内で入力してください"),
        }
        wrong
    }
}

/// Those about a person that run now, for 「誰に見えるか」.
pub fn running(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<people::glass::Glass>> {
    let all = store::glass::running(cx, id.0)?;
    Ok(all
        .into_iter()
        .map(|g| people::glass::Glass { account: g.account, reason: g.why(), until: g.until })
        .collect())
}

/// Is the right of the actor's organisation paused? Then the words with a telephone number.
pub fn pause(cx: &Cx<'_>) -> Result<Option<String>> {
    let Some(org) = cx.actor().organisation else { return Ok(None) };
    if !paused(store::glass::oldest_waiting(cx, org)?, cx.now()) {
        return Ok(None);
    }
    let phone = settings::get(cx, PHONE)?.filter(|p| !p.is_empty());
    let phone = match phone {
        Some(p) => p,
        None => accounts::organisation(cx, OrganisationId(org))?.phone,
    };
    Ok(Some(format!(
        "緊急閲覧の利用を停止しています。確認が7日をこえて済んでいません（連絡先 {phone}）。登録のある方の救急医療情報は、これまでどおり開けます"
    )))
}

fn door(cx: &Cx<'_>) -> Result<()> {
    app::authorise(cx, &permissions::GLASS)?;
    match pause(cx)? {
        Some(words) => {
            cx.audit(AuditEntry::act(permissions::GLASS.code).denied());
            Err(Error::Rule(words))
        }
        None => Ok(()),
    }
}

/// Looks among people without a card.
pub fn find(cx: &Cx<'_>, cmd: &LookUp, why: &Why) -> Result<Found> {
    door(cx)?;
    search(cx, cmd, false, &permissions::GLASS, why.wrong())
}

/// Opens; the answer is the id under which the summary is read.
pub fn open(cx: &Cx<'_>, lookup: Id, resident: ResidentId, why: &Why) -> Result<Id> {
    door(cx)?;
    let wrong = why.wrong();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let incident = store::call::my_lookup(cx, lookup)?.ok_or(Error::NotFound)?;
    let a = cx.actor();
    let (Some(account), Some(organisation)) = (a.account, a.organisation) else {
        return Err(Error::Forbidden(permissions::GLASS.code));
    };
    if people::use_cases::card_facts::index_facts(cx, resident)?.is_none() {
        return Err(Error::NotFound);
    }
    let right = Grant {
        resident,
        party: Party::Account(account),
        basis: Basis::Emergency,
        kind: Some(What::Emergency),
        record: None,
        from: cx.today(),
        to: Some(time::add_days(cx.today(), 1)),
    };
    grant(cx, &right)?;
    decide::<Read, Emergency>(cx, &permissions::GLASS, resident, None)?;
    let new = store::glass::New {
        resident: resident.0,
        account,
        organisation,
        incident: &incident,
        reason: &why.reason,
        note: why.note.trim(),
        until: cx.now().plus_minutes(MINUTES),
        review_by: review_by(cx.now()),
    };
    let many = store::glass::since(cx, account, cx.now().plus_minutes(-24 * 60))? >= MANY_A_DAY;
    let glass = store::glass::add(cx, &new)?;
    tell(cx, organisation, many)?;
    store::call::open(cx, resident.0, Some(lookup), Some(glass), &incident)
}

/// Tells who judges, in the same transaction: of each organisation those whose hat may open the page.
fn tell(cx: &Cx<'_>, asker: Id, many: bool) -> Result<()> {
    let text = match many {
        true => "緊急閲覧がありました。同じ職員が1日に5件をこえています。すぐにたしかめてください",
        false => "緊急閲覧がありました。3営業日のうちにたしかめてください",
    };
    for org in reviewers(cx)?.into_iter().filter(|o| *o != asker) {
        let staff = accounts::accounts_of(cx, OrganisationId(org))?;
        for a in staff.iter().filter(|a| permissions::REVIEW.hats.contains(&a.hat)) {
            let to = notices::To { organisation: org, account: Some(a.id.0) };
            notices::send(cx, to, "emergency.glass", text, "/emergency/reviews")?;
        }
    }
    Ok(())
}

/// Who judges: every 消防, and the organisations that the city named (MC). Never the centre.
pub fn reviewers(cx: &Cx<'_>) -> Result<Vec<Id>> {
    let mut all: Vec<Id> = accounts::organisations_of_kind(cx, OrganisationKind::Fire)?
        .iter()
        .map(|o| o.id.0)
        .collect();
    let named = settings::get(cx, REVIEWERS)?.unwrap_or_default();
    for id in named.split(',').filter_map(|t| t.parse::<Id>().ok()) {
        let kind = accounts::organisation(cx, OrganisationId(id))?.kind;
        let fits = matches!(kind, OrganisationKind::Hospital | OrganisationKind::Clinic);
        if fits && !all.contains(&id) {
            all.push(id);
        }
    }
    Ok(all)
}

/// Takes back what has run out; done by a job. The page itself refuses at the minute.
pub(crate) fn close_old(cx: &Cx<'_>) -> Result<usize> {
    let old = store::glass::run_out(cx)?;
    for g in &old {
        store::glass::close(cx, g.id)?;
        if !store::glass::still(cx, g.resident, g.account)? {
            let yesterday = time::add_days(cx.today(), -1);
            let party = Party::Account(g.account);
            revoke_kind(
                cx,
                ResidentId(g.resident),
                party,
                Basis::Emergency,
                What::Emergency,
                yesterday,
            )?;
        }
    }
    Ok(old.len())
}
