//! Supervised temporary access: somebody whose device is at home today is let in by a person who knows them, for hours.
//! One code, one use, an end, a reason in the log.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{At, Id, sha256_hex};

use crate::model::{Account, code_from_bytes, normalise_code};
use crate::store::temporary as store;
use crate::{AccountId, permissions};

/// Longest access (trust.md R1).
pub const LONGEST_HOURS: i64 = 24;

fn hash(code: &str) -> Option<String> {
    normalise_code(code).map(|c| sha256_hex(format!("yui-temporary:{c}").as_bytes()))
}

/// Lets an account in for hours; the code. `random` is drawn by the caller.
pub fn allow(
    cx: &Cx<'_>,
    account: AccountId,
    hours: i64,
    reason: &str,
    random: &[u8; 12],
) -> Result<(Id, String)> {
    authorise(cx, &permissions::STAFF)?;
    let Some(found) = crate::store::account(cx, account)? else { return Err(Error::NotFound) };
    super::staff::may_look_after_what_is_named(cx, found.organisation)?;
    if cx.actor().account == Some(account.0) {
        return Err(Error::Rule(
            "自分には出せません。ほかの管理者か連携拠点に頼んでください".into(),
        ));
    }
    if !(1..=LONGEST_HOURS).contains(&hours) {
        return Err(Error::field("hours", "1〜24時間から選んでください"));
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(Error::field("reason", "理由を200文字以内で入力してください"));
    }
    let code = code_from_bytes(random);
    let hash = hash(&code).ok_or_else(|| Error::Inconsistent("code form".into()))?;
    let until = cx.now().plus_minutes(hours * 60);
    let id = store::add(cx, account, &hash, reason, until)?;
    cx.audit(
        AuditEntry::act("accounts.temporary.allow")
            .object(format!("account:{account}"))
            .detail(format!("{hours}h")),
    );
    Ok((id, code))
}

/// Uses a code; the account and the end. None when it is no such code, used, or over.
pub fn use_code(cx: &Cx<'_>, typed: &str) -> Result<Option<(Account, At)>> {
    let Some(hash) = hash(typed) else { return Ok(None) };
    let Some((id, account, until)) = store::find(cx, &hash)? else { return Ok(None) };
    if cx.now() >= until {
        return Ok(None);
    }
    let Some(account) = crate::store::account(cx, account)? else { return Ok(None) };
    if !store::use_up(cx, id)? {
        return Ok(None);
    }
    cx.audit(AuditEntry::act("accounts.temporary.use").object(format!("account:{}", account.id)));
    Ok(Some((account, until)))
}
