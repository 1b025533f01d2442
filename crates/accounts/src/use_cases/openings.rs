//! The vendor's door: shut, unless the region's administrator opens it for hours and says why. It shuts by itself.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{Hat, Id};

use crate::store::openings as store;
use crate::{AccountId, OrganisationId, permissions};

pub use crate::store::openings::Opening;

/// Longest opening in hours.
pub const LONGEST_HOURS: i64 = 8;

/// Opens the door for a vendor's accounts.
pub fn open(cx: &Cx<'_>, vendor: OrganisationId, hours: i64, reason: &str) -> Result<Id> {
    authorise(cx, &permissions::OPENINGS)?;
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    if !store::is_vendor(cx, vendor)? {
        wrong("vendor", "保守の業者を選んでください");
    }
    if !(1..=LONGEST_HOURS).contains(&hours) {
        wrong("hours", "1〜8時間から選んでください");
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        wrong("reason", "理由を200文字以内で入力してください");
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if store::is_open(cx, vendor)? {
        return Err(Error::Rule(
            "この業者には、もう開いています。閉じてから開きなおしてください".into(),
        ));
    }
    let id = store::add(cx, vendor, reason, cx.now().plus_minutes(hours * 60))?;
    cx.audit(
        AuditEntry::act("accounts.opening.open")
            .object(format!("organisation:{vendor}"))
            .detail(format!("{hours}h")),
    );
    Ok(id)
}

/// Shuts it before its time.
pub fn close(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::OPENINGS)?;
    if !store::close(cx, id)? {
        return Err(Error::Rule("もう閉じています".into()));
    }
    cx.audit(AuditEntry::act("accounts.opening.close").object(format!("opening:{id}")));
    Ok(())
}

/// All openings, newest first, at most 200.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Opening>> {
    authorise(cx, &permissions::OPENINGS)?;
    store::list(cx)
}

/// The vendors for whom the door could be opened: id and name.
pub fn vendors(cx: &Cx<'_>) -> Result<Vec<(OrganisationId, String)>> {
    authorise(cx, &permissions::OPENINGS)?;
    store::vendors(cx)
}

/// Said to a vendor's person who comes while the door is shut.
pub(crate) const SHUT: &str = "いまは閉じています。開いてもらってから、もう一度お使いください";

/// Must somebody with this role at this organisation wait, because the door is shut? A code is not used up by that.
pub(crate) fn shut(cx: &Cx<'_>, hat: Hat, org: OrganisationId) -> Result<bool> {
    Ok(hat == Hat::Vendor && !store::is_open(cx, org)?)
}

/// The opening by which this account can be in now; asked at each request, so that time alone shuts the door.
pub fn now_open(cx: &Cx<'_>, account: AccountId) -> Result<Option<Opening>> {
    store::now_open(cx, account)
}
