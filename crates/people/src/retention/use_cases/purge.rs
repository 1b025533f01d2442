//! The purge: one proposes a list, another confirms it. What was on the list is looked at again at that moment; then
//! everything about these persons goes in one transaction, their keys too, and cannot be had back. The log stays.
use std::collections::BTreeMap;

use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{Date, Id};

use super::super::model::{Due, Rules, list_hash};
use super::super::permissions::RETENTION;
use super::super::sources::sources;
use super::super::store::{self, Purge, PurgeItem, State};
use super::{AT_ONCE, due};

/// A proposal.
#[derive(Debug, Clone)]
pub struct Propose {
    /// Persons due on this day or before.
    pub until: Date,
    /// Why now.
    pub reason: String,
}

/// Proposes to purge who is due, at most [`AT_ONCE`]. Only one proposal stands at a time.
pub fn propose(cx: &Cx<'_>, cmd: &Propose) -> Result<Id> {
    authorise(cx, &RETENTION)?;
    let by = cx.actor().account.ok_or(Error::Forbidden(RETENTION.code))?;
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "理由を入力してください（例 年に1回の見直しのため）"));
    }
    if reason.chars().count() > 300 {
        return Err(Error::field("reason", "300文字以内で入力してください"));
    }
    if cmd.until > cx.today() {
        return Err(Error::field("until", "今日以前の日を入力してください"));
    }
    if store::purges(cx)?.iter().any(|p| p.state == State::Proposed) {
        return Err(Error::Rule(
            "確認を待っている消去の案があります。先に、確かめるか取り下げてください".into(),
        ));
    }
    let mut list: Vec<Due> = due(cx)?.into_iter().filter(|d| d.due_on <= cmd.until).collect();
    list.truncate(AT_ONCE);
    if list.is_empty() {
        return Err(Error::field("until", "この日までに保存期間がすぎた方は、いません"));
    }
    let rule = &Rules::shipped()?.version;
    let id = store::add_purge(cx, rule, &list, &list_hash(&list), reason, by)?;
    let entry = AuditEntry::act(RETENTION.code).object(format!("purge:{id}"));
    cx.audit(entry.detail(format!("propose;n={}", list.len())));
    Ok(id)
}

/// A purge and its list.
pub fn open(cx: &Cx<'_>, id: Id) -> Result<(Purge, Vec<PurgeItem>)> {
    authorise(cx, &RETENTION)?;
    let p = store::purge(cx, id)?.ok_or(Error::NotFound)?;
    Ok((p, store::items(cx, id)?))
}

/// The newest purges.
pub fn purges(cx: &Cx<'_>) -> Result<Vec<Purge>> {
    authorise(cx, &RETENTION)?;
    store::purges(cx)
}

/// Takes a proposal back. Whoever looks after retention may, the one who made it too.
pub fn refuse(cx: &Cx<'_>, id: Id) -> Result<()> {
    let (p, _) = open(cx, id)?;
    if p.state != State::Proposed || !store::decide(cx, id, State::Refused, "")? {
        return Err(Error::Rule("この案は、もう決まっています".into()));
    }
    let entry = AuditEntry::act(RETENTION.code).object(format!("purge:{id}"));
    cx.audit(entry.detail("refuse"));
    Ok(())
}

/// Confirms: another person than the one who proposed it, on exactly the list that was proposed. Refused when one of the
/// list is held, is active again, or is not due any more. `own`: all accounts of the human who confirms; two hats of one
/// human are not two persons.
pub fn confirm(cx: &Cx<'_>, id: Id, hash: &str, sure: bool, own: &[Id]) -> Result<()> {
    let (p, list) = open(cx, id)?;
    let me = cx.actor().account.ok_or(Error::Forbidden(RETENTION.code))?;
    if p.state != State::Proposed {
        return Err(Error::Rule("この案は、もう決まっています".into()));
    }
    if me == p.by_account || own.contains(&p.by_account) {
        return Err(Error::Rule(
            "あなたは1人目（案を出した人）です。2人目は、別の人が確かめてください".into(),
        ));
    }
    if !sure {
        return Err(Error::field("sure", "元にもどせないことを確かめて、印をつけてください"));
    }
    if hash != p.hash || list_hash(&list) != p.hash {
        return Err(Error::Rule(
            "一覧が、出されたときと違います。取り下げて、作り直してください".into(),
        ));
    }
    let now = due(cx)?;
    let missing = list.iter().filter(|d| !now.contains(d)).count();
    if missing > 0 {
        return Err(Error::Rule(format!(
            "一覧のうち{missing}人は、保留になったか、また支援が始まっています。取り下げて、作り直してください"
        )));
    }
    let mut erased: BTreeMap<&'static str, i64> = BTreeMap::new();
    for d in &list {
        // the others first: they refer to the resident, who goes last
        for s in sources()?.iter().rev() {
            for (kind, n) in (s.erase)(cx, d.resident.0)? {
                *erased.entry(kind).or_default() += n;
            }
        }
        let entry = AuditEntry::act(RETENTION.code).about(d.resident);
        cx.audit(entry.object(format!("purge:{id}")).detail("erased"));
    }
    let text = serde_json::to_string(&erased.iter().collect::<Vec<_>>())
        .map_err(|e| Error::Inconsistent(format!("purge: {e}")))?;
    if !store::decide(cx, id, State::Done, &text)? {
        return Err(Error::Rule("この案は、もう決まっています".into()));
    }
    cx.rights_changed()?;
    let entry = AuditEntry::act(RETENTION.code).object(format!("purge:{id}"));
    cx.audit(entry.detail(format!("confirm;n={};list={}", list.len(), p.hash)));
    Ok(())
}
