//! Legal hold: while it stands, nothing of the person is purged, and no key of theirs is deleted.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::super::model;
use super::super::permissions::RETENTION;
use super::super::store::{self, Hold};
use crate::ResidentId;

/// Longest reason, characters.
const REASON: usize = 300;

fn reason(text: &str) -> Result<&str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Error::field("reason", "理由を入力してください（例 裁判所からの照会のため）")),
        n if n > REASON => {
            Err(Error::field("reason", format!("{REASON}文字以内で入力してください")))
        }
        _ => Ok(text),
    }
}

/// Is there a hold? For whoever is about to delete something of the person.
pub fn held(cx: &Cx<'_>, resident: ResidentId) -> Result<bool> {
    store::held(cx, resident)
}

/// Sets one, by the 整理番号 of the person.
pub fn set(cx: &Cx<'_>, number: &str, why: &str) -> Result<Id> {
    authorise(cx, &RETENTION)?;
    let end = model::number_end(number)
        .ok_or_else(|| Error::field("number", "整理番号を、10けたで入力してください"))?;
    let why = reason(why)?;
    let resident = store::by_end(cx, &end)?.ok_or_else(|| {
        Error::field("number", "この整理番号の記録はありません。番号をたしかめてください")
    })?;
    if store::held(cx, resident)? {
        return Err(Error::field("number", "この方の記録は、もう保留になっています"));
    }
    let id = store::add_hold(cx, resident, why)?;
    cx.audit(
        AuditEntry::act(RETENTION.code).about(resident).object(format!("hold:{id}")).detail("set"),
    );
    Ok(id)
}

/// Lifts one, with a reason.
pub fn lift(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    authorise(cx, &RETENTION)?;
    let why = reason(why)?;
    let hold = store::holds(cx)?.into_iter().find(|h| h.id == id).ok_or(Error::NotFound)?;
    if !store::lift_hold(cx, id, why)? {
        return Err(Error::Rule("この保留は、もう解かれています".into()));
    }
    let entry = AuditEntry::act(RETENTION.code).about(hold.resident);
    cx.audit(entry.object(format!("hold:{id}")).detail("lift"));
    Ok(())
}

/// The newest holds.
pub fn holds(cx: &Cx<'_>) -> Result<Vec<Hold>> {
    authorise(cx, &RETENTION)?;
    store::holds(cx)
}
