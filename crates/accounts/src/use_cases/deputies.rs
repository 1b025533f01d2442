//! 不在のときの代理. Rights belong to the organisation, so a deputy sees what the absent one saw; what the deputy does
//! for the absent one's persons is signed 「（…さんの代理）」, and the log keeps both names.
use app::{Cx, Error, FieldError, Result, authorise, notices};
use kernel::time::{add_days, days_between};
use kernel::{Id, wareki};

use crate::model::deputy::{Deputy, MOST_DAYS, NewDeputy};
use crate::store::deputies as store;
use crate::{AccountId, OrganisationId, permissions};

fn mine(cx: &Cx<'_>) -> Result<OrganisationId> {
    cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)
}

/// Enters a standing-in: both of the actor's own organisation and in the same role.
pub fn add(cx: &Cx<'_>, d: &NewDeputy) -> Result<Id> {
    authorise(cx, &permissions::DEPUTY)?;
    let org = mine(cx)?;
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let here = |id| Ok::<_, Error>(crate::account(cx, id)?.filter(|a| a.organisation == org));
    let (absent, deputy) = (here(d.absent)?, here(d.deputy)?);
    if absent.is_none() {
        refuse("absent", "休む人を選んでください");
    }
    match (&absent, &deputy) {
        (_, None) => refuse("deputy", "代理の人を選んでください"),
        (Some(a), Some(b)) if a.id == b.id => refuse("deputy", "休む人とは別の人を選んでください"),
        (Some(a), Some(b)) if a.hat != b.hat => refuse("deputy", "同じ役割の人を選んでください"),
        _ => {}
    }
    if d.to < d.from {
        refuse("to", "終わりの日は、はじまりの日以後にしてください");
    } else if d.to < cx.today() {
        refuse("to", "終わりの日は、今日以後の日にしてください");
    } else if days_between(d.from, d.to) >= MOST_DAYS {
        refuse("to", "代理は3か月までです。もっと長いときは、担当を引き継いでください");
    } else if d.from > add_days(cx.today(), 366) {
        refuse("from", "はじまりの年をたしかめてください");
    }
    if d.reason.chars().count() > 100 {
        refuse("reason", "100文字以内で入力してください");
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let id = store::add(cx, org, d)?;
    cx.rights_changed()?;
    for account in [d.absent, d.deputy].into_iter().filter(|a| Some(a.0) != cx.actor().account) {
        let text = format!(
            "{}から{}まで、代理が決まりました",
            wareki::month_day(d.from),
            wareki::month_day(d.to)
        );
        let to = notices::To { organisation: org.0, account: Some(account.0) };
        notices::send(cx, to, "accounts.deputy", &text, "/me/deputies")?;
    }
    Ok(id)
}

/// Ends a standing-in now.
pub fn end(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::DEPUTY)?;
    if store::one(cx, id)?.organisation != mine(cx)? {
        return Err(Error::NotFound);
    }
    store::end(cx, id)?;
    Ok(cx.rights_changed()?)
}

/// Those of the actor's organisation that run or are to come.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Deputy>> {
    authorise(cx, &permissions::DEPUTY)?;
    store::of_org(cx, mine(cx)?)
}

/// For whom the actor stands in today; empty for nearly everybody.
pub fn standing_for(cx: &Cx<'_>) -> Result<Vec<Deputy>> {
    match cx.actor().account {
        Some(me) => store::standing(cx, AccountId(me), cx.today()),
        None => Ok(Vec::new()),
    }
}

/// Sends a notice to an account, and a copy to whoever stands in for it today.
pub fn send_with_deputies(
    cx: &Cx<'_>,
    to: notices::To,
    kind: &str,
    text: &str,
    link: &str,
) -> Result<()> {
    notices::send(cx, to, kind, text, link)?;
    let Some(absent) = to.account else { return Ok(()) };
    for deputy in store::deputies_of(cx, AccountId(absent), cx.today())? {
        let copy = notices::To { account: Some(deputy.0), ..to };
        notices::send(cx, copy, kind, &format!("（代理）{text}"), link)?;
    }
    Ok(())
}
