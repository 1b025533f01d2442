//! Which papers need approval in this region: decided by its administrators with a reason, every version kept with who
//! and when; and whether it binds the actor about one stay.
use app::{Cx, Error, Result, authorise};
use kernel::{At, sha256_hex};

use crate::model::Stay;
use crate::model::approval_rule::{Decided, Rule};
use crate::permissions::APPROVAL_EDIT;
use crate::store::rules as store;

/// Name of the set among the region's versioned rules.
const SET: &str = "approval";

/// What the region has decided, and the number of that version; 0 = as shipped.
fn decided(cx: &Cx<'_>) -> Result<(Decided, i64)> {
    let Some(p) = store::last(cx, SET)? else { return Ok((Decided::default(), 0)) };
    if sha256_hex(p.body.as_bytes()) != p.hash {
        return Err(Error::Inconsistent(format!("rules {SET} {}: hash", p.number)));
    }
    let d = serde_json::from_str(&p.body)
        .map_err(|e| Error::Inconsistent(format!("rules {SET} {}: {e}", p.number)))?;
    Ok((d, p.number))
}

/// Must a paper of this kind that the actor has written about this stay wait for the care manager? Only within the stay's
/// own office (another organisation writes in its own name), not for who is responsible, not for who stands in today, and
/// not when the one responsible cannot sign in any more: then nobody could ever approve.
pub fn binds(cx: &Cx<'_>, stay: &Stay, kind: &str) -> Result<bool> {
    let a = cx.actor();
    let Some(cm) = stay.care_manager else { return Ok(false) };
    if a.organisation != Some(stay.office.0) || a.account == Some(cm.0) {
        return Ok(false);
    }
    if !decided(cx)?.0.needs(Rule::shipped()?, kind) {
        return Ok(false);
    }
    if accounts::account(cx, cm)?.is_none_or(|c| c.organisation != stay.office) {
        return Ok(false);
    }
    let for_whom = accounts::use_cases::deputies::standing_for(cx)?;
    Ok(!for_whom.iter().any(|d| d.absent == cm))
}

/// A version in the history.
#[derive(Debug, Clone)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: At,
}

/// What stands now, and how it came.
#[derive(Debug, Clone)]
pub struct InForce {
    /// By kind.
    pub decided: Decided,
    /// The version; 0 = as shipped.
    pub number: i64,
    /// Newest first.
    pub history: Vec<Version>,
}

/// For the administrators' page.
pub fn in_force(cx: &Cx<'_>) -> Result<InForce> {
    authorise(cx, &APPROVAL_EDIT)?;
    let (decided, number) = decided(cx)?;
    let history = store::all(cx, SET)?
        .into_iter()
        .map(|p| Version { number: p.number, reason: p.reason, name: p.name, at: p.at })
        .collect();
    Ok(InForce { decided, number, history })
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decide {
    /// By kind; what is not named here is as shipped.
    pub decided: Decided,
    /// Why.
    pub reason: String,
    /// The version it was begun from.
    pub base: i64,
}

/// Decides: from the next press on. What is waiting for approval already goes on waiting.
pub fn decide(cx: &Cx<'_>, cmd: &Decide) -> Result<i64> {
    authorise(cx, &APPROVAL_EDIT)?;
    let rule = Rule::shipped()?;
    if cmd.decided.needed.keys().any(|k| rule.kinds.iter().all(|x| x.code != *k)) {
        return Err(Error::Rule("書類の種類が、いまの画面と合いません。開き直してください".into()));
    }
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        let what = "変える理由を入力してください（例 7月の協議会で決めたため）";
        return Err(Error::field("reason", what));
    }
    super::short("reason", reason, 300)?;
    let (now, number) = decided(cx)?;
    if number != cmd.base {
        return Err(Error::Stale { mine: cmd.base, theirs: number });
    }
    let differs = |k: &str| now.needs(rule, k) != cmd.decided.needs(rule, k);
    if !rule.kinds.iter().any(|k| differs(&k.code)) {
        return Err(Error::Rule("いまの決まりと同じです。変えるところを選んでください".into()));
    }
    let body = serde_json::to_string(&cmd.decided)
        .map_err(|e| Error::Inconsistent(format!("rules {SET}: {e}")))?;
    store::publish(cx, SET, number + 1, (&body, &sha256_hex(body.as_bytes())), reason, None)?;
    let words: Vec<String> = rule
        .kinds
        .iter()
        .map(|k| format!("{}={}", k.code, cmd.decided.needs(rule, &k.code)))
        .collect();
    let entry = app::audit::AuditEntry::act(APPROVAL_EDIT.code);
    cx.audit(entry.object(format!("rules:{SET}@{}", number + 1)).detail(words.join(";")));
    Ok(number + 1)
}
