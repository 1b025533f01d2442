//! Supervised temporary access: somebody whose device is at home today is let in by a person who knows them, for hours.
//! One code, one use, an end, a reason in the log. Only the administrator of their own organisation gives it; whoever it
//! is for is told at once, because a code can be typed by whoever holds it.
use app::audit::AuditEntry;
use app::notices::{self, To};
use app::{Cx, Error, Result};
use kernel::{At, Id, sha256_hex};

use crate::model::{Account, code_from_bytes, normalise_code};
use crate::store::temporary as store;
use crate::{AccountId, sessions};

/// Longest access (trust.md R1).
pub const LONGEST_HOURS: i64 = 24;

/// Told to the person for whom a code was made.
const FOR_YOU: &str = "あなたの「きょうだけ使えるコード」が出ました。頼んでいないときは、「ログインと端末」ですべてログアウトし、事業所の管理者に知らせてください";
/// Told to the other administrators.
const FOR_ADMINS: &str =
    "職員に「きょうだけ使えるコード」が出ました。だれが、なぜ出したかは、記録で見られます";

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
    let Some(found) = crate::store::account(cx, account)? else { return Err(Error::NotFound) };
    super::staff::may_look_after_what_is_named(cx, found.organisation)?;
    if cx.actor().account == Some(account.0) {
        return Err(Error::Rule(
            "自分には出せません。ほかの管理者に頼んでください。いないときは、回復コードで入りなおしてください".into(),
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
    let to = To { organisation: found.organisation.0, account: Some(account.0) };
    notices::send(cx, to, "accounts.temporary", FOR_YOU, "/me/access")?;
    let link = format!("/staff/{account}");
    let told = ("accounts.temporary", FOR_ADMINS, link.as_str());
    super::staff::tell_administrators(cx, found.organisation, account, told)?;
    cx.audit(
        AuditEntry::act("accounts.temporary.allow")
            .object(format!("account:{account}"))
            .detail(format!("{hours}h")),
    );
    Ok((id, code))
}

/// A code that was used.
#[derive(Debug, Clone)]
pub struct Used {
    /// Whom it lets in.
    pub account: Account,
    /// Until when.
    pub until: At,
    /// Name of who gave it.
    pub given_by: String,
}

/// Uses a code. None when it is no such code, used, or over. The audit row names whom it lets in and who gave it: who
/// has typed it, nobody knows.
pub fn use_code(cx: &Cx<'_>, typed: &str) -> Result<Option<Used>> {
    let Some(hash) = hash(typed) else { return Ok(None) };
    let Some(found) = store::find(cx, &hash)? else { return Ok(None) };
    if cx.now() >= found.until {
        return Ok(None);
    }
    let Some(account) = crate::store::account(cx, found.account)? else { return Ok(None) };
    if super::openings::shut(cx, account.hat, account.organisation)? {
        return Err(Error::field("code", super::openings::SHUT));
    }
    if !store::use_up(cx, found.id)? {
        return Ok(None);
    }
    let who = sessions::actor(&account, Some(&found.given_by));
    cx.acting_as(&who, cx.now(), |cx| {
        cx.audit(
            AuditEntry::act("accounts.temporary.use")
                .object(format!("account:{}", account.id))
                .detail(format!("code {}", found.id)),
        );
        Ok(())
    })?;
    Ok(Some(Used { account, until: found.until, given_by: found.given_by }))
}
