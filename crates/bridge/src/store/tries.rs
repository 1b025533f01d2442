//! Wrong numbers: counted before they are judged, appended, forgotten after two days. A network is kept as a hash.
use app::{Cx, Result};
use db::params;
use kernel::{At, sha256_hex};

use crate::LetterId;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO bridge_try(id, at, network, letter) VALUES ($1, $2, $3, $4)";
    OF_NETWORK = "SELECT COUNT(*) FROM bridge_try WHERE network = $1 AND at > $2";
    SINCE = "SELECT COUNT(*) FROM (SELECT 1 FROM bridge_try WHERE at > $1 LIMIT $2) t";
    FORGET = "DELETE FROM bridge_try WHERE at < $1";
    ALARM = "INSERT INTO bridge_alarm(id, at, n) VALUES ($1, $2, $3)";
    LAST_ALARM = "SELECT MAX(at) FROM bridge_alarm";
    ALARMS = "SELECT at, n FROM bridge_alarm WHERE at > $1 ORDER BY at DESC LIMIT 50";
}

pub(crate) fn network_hash(network: &str) -> String {
    sha256_hex(format!("yui letter network\0{network}").as_bytes())
}

pub(crate) fn add(cx: &Cx<'_>, network: &str, letter: Option<LetterId>) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(ADD, params![id, cx.now(), network_hash(network), letter.map(|l| l.0)])?;
    Ok(())
}

pub(crate) fn of_network(cx: &Cx<'_>, network: &str, since: At) -> Result<i64> {
    Ok(cx.tx().one(OF_NETWORK, params![network_hash(network), since])?.get(0)?)
}

/// Misses of the region since then, counted no further than `most`.
pub(crate) fn since(cx: &Cx<'_>, since: At, most: i64) -> Result<i64> {
    Ok(cx.tx().one(SINCE, params![since, most])?.get(0)?)
}

pub(crate) fn forget(cx: &Cx<'_>, before: At) -> Result<u64> {
    Ok(cx.tx().exec(FORGET, params![before])?)
}

pub(crate) fn alarm(cx: &Cx<'_>, n: i64) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(ALARM, params![id, cx.now(), n])?;
    Ok(())
}

pub(crate) fn last_alarm(cx: &Cx<'_>) -> Result<Option<At>> {
    Ok(cx.tx().one(LAST_ALARM, &[])?.get(0)?)
}

pub(crate) fn alarms(cx: &Cx<'_>, since: At) -> Result<Vec<(At, i64)>> {
    let rows = cx.tx().rows(ALARMS, params![since])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}
