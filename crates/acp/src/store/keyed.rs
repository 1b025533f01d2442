//! SQL of papers that are keyed in: what was typed stands here only until 確定.
use app::{Cx, Result};
use db::params;
use kernel::{At, Date, Id};
use people::ResidentId;

use crate::model::Body;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO acp_keyed(id, resident, body, written_on, heard, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CHANGE = "UPDATE acp_keyed SET body = $1, written_on = $2, heard = $3, at = $4 WHERE id = $5 AND settled_at IS NULL";
    MINE = "SELECT id, body, written_on, heard FROM acp_keyed WHERE resident = $1 AND by_account = $2 AND settled_at IS NULL ORDER BY at DESC LIMIT 1";
    SETTLE = "UPDATE acp_keyed SET settled_at = $1, body = '', heard = '' WHERE id = $2 AND settled_at IS NULL";
    SETTLED = "SELECT written_on, settled_at FROM acp_keyed WHERE resident = $1 AND settled_at IS NOT NULL ORDER BY settled_at DESC LIMIT 20";
}

/// A paper that the actor is keying in.
#[derive(Debug, Clone)]
pub struct Keyed {
    /// Id.
    pub id: Id,
    /// Answers so far.
    pub body: Body,
    /// Day on the paper.
    pub written_on: Date,
    /// Who brought or heard it.
    pub heard: String,
}

/// The actor's own, not settled yet.
pub(crate) fn mine(cx: &Cx<'_>, id: ResidentId) -> Result<Option<Keyed>> {
    let Some(account) = cx.actor().account else { return Ok(None) };
    let Some(r) = cx.tx().first(MINE, params![id.0, account])? else { return Ok(None) };
    let body = serde_json::from_str(&r.get::<String>(1)?)
        .map_err(|e| app::Error::Inconsistent(format!("acp keyed: {e}")))?;
    Ok(Some(Keyed { id: r.get(0)?, body, written_on: r.get(2)?, heard: r.get(3)? }))
}

/// Keeps what was typed: one row until it is settled.
pub(crate) fn keep(
    cx: &Cx<'_>,
    id: ResidentId,
    (body, written_on, heard): (&Body, Date, &str),
) -> Result<Id> {
    let text = super::note::body(body)?;
    if let Some(k) = mine(cx, id)? {
        cx.tx().exec(CHANGE, params![text, written_on, heard.trim(), cx.now(), k.id])?;
        return Ok(k.id);
    }
    let (new, a) = (cx.new_id(), cx.actor());
    let values = params![
        new,
        id.0,
        text,
        written_on,
        heard.trim(),
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD, values)?;
    Ok(new)
}

/// 確定: what was typed is gone from here.
pub(crate) fn settle(cx: &Cx<'_>, keyed: Id) -> Result<bool> {
    Ok(cx.tx().exec(SETTLE, params![cx.now(), keyed])? == 1)
}

/// Papers that were settled: the day on the paper, and when.
pub(crate) fn settled(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<(Date, At)>> {
    let rows = cx.tx().rows(SETTLED, params![id.0])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}
