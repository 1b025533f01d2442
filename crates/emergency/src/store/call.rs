//! SQL of what crews do: look-ups (by kinds of words, never by the words), cards opened, 搬送先, and what the team is told.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::model::call::{Alert, Area, NewLookup, Opened, Transport};

db::statements! { pub(crate) STATEMENTS;
    LOOKUP = "INSERT INTO emergency_lookup(id, at, day, account, organisation, incident, kinds, town, found, matched, later) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    MINE = "SELECT incident FROM emergency_lookup WHERE id = $1 AND account = $2 AND at >= $3";
    OPEN = "INSERT INTO emergency_opened(id, resident, lookup, glass, at, day, account, organisation, incident, asked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    OPENED = "SELECT id, resident, lookup, glass, at, account, organisation, incident, asked, arrest_at FROM emergency_opened WHERE id = $1";
    ASKED = "UPDATE emergency_opened SET asked = $1 WHERE id = $2";
    ARREST = "UPDATE emergency_opened SET arrest_at = $1 WHERE id = $2";
    TRANSPORT = "INSERT INTO emergency_transport(id, opened, resident, hospital, hospital_name, at, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LAST_TRANSPORT = "SELECT id, opened, resident, hospital, hospital_name, at, until FROM emergency_transport WHERE opened = $1 ORDER BY at DESC, id DESC LIMIT 1";
    TO_HOSPITAL = "SELECT t.id, t.opened, t.resident, t.hospital, t.hospital_name, t.at, t.until FROM emergency_transport t JOIN emergency_opened o ON o.id = t.opened AND o.glass IS NULL WHERE t.hospital = $1 AND t.until > $2 AND NOT EXISTS (SELECT 1 FROM emergency_transport n WHERE n.opened = t.opened AND (n.at > t.at OR (n.at = t.at AND n.id > t.id))) ORDER BY t.at DESC, t.id DESC LIMIT 50";
    ONE_TRANSPORT = "SELECT id, opened, resident, hospital, hospital_name, at, until FROM emergency_transport WHERE id = $1";
    ALERT = "INSERT INTO emergency_alert(id, resident, incident, at) VALUES ($1, $2, $3, $4) ON CONFLICT (resident, incident) DO NOTHING";
    ALERTS = "SELECT id, resident, at FROM emergency_alert WHERE closed_at IS NULL AND at >= $1 ORDER BY at LIMIT 500";
    ONE_ALERT = "SELECT id, resident, at FROM emergency_alert WHERE id = $1";
    CLOSE_ALERT = "UPDATE emergency_alert SET closed_at = $1, closed_name = $2 WHERE id = $3 AND closed_at IS NULL";
    BY_AREA = "SELECT l.town, COUNT(*), CAST(SUM(CASE WHEN l.found > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM emergency_opened o WHERE o.lookup = l.id) THEN 1 ELSE 0 END) AS BIGINT) FROM emergency_lookup l WHERE l.day >= $1 AND l.day <= $2 GROUP BY l.town ORDER BY l.town";
    PEOPLE_BY_AREA = "SELECT town, COUNT(*), CAST(SUM(open) AS BIGINT) FROM emergency_entry GROUP BY town ORDER BY town";
}

impl FromRow for Opened {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Opened {
            id: r.get(0)?,
            resident: r.get(1)?,
            lookup: r.get(2)?,
            glass: r.get(3)?,
            at: r.get(4)?,
            account: r.get(5)?,
            organisation: r.get(6)?,
            incident: r.get(7)?,
            asked: r.get(8)?,
            arrest_at: r.get(9)?,
        })
    }
}

impl FromRow for Transport {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Transport {
            id: r.get(0)?,
            opened: r.get(1)?,
            resident: r.get(2)?,
            hospital: r.get(3)?,
            hospital_name: r.get(4)?,
            at: r.get(5)?,
            until: r.get(6)?,
        })
    }
}

pub(crate) fn looked_up(cx: &Cx<'_>, n: &NewLookup) -> Result<Id> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        LOOKUP,
        params![
            id,
            n.at,
            n.at.date(),
            a.account,
            a.organisation,
            &n.incident,
            &n.kinds,
            &n.town,
            n.found,
            n.matched,
            n.later,
        ],
    )?;
    Ok(id)
}

/// The incident of a look-up that this account made in the last hour.
pub(crate) fn my_lookup(cx: &Cx<'_>, id: Id) -> Result<Option<String>> {
    let since = cx.now().plus_minutes(-60);
    let row = cx.tx().first(MINE, params![id, cx.actor().account, since])?;
    row.map(|r| Ok(r.get(0)?)).transpose()
}

pub(crate) fn open(
    cx: &Cx<'_>,
    resident: Id,
    lookup: Option<Id>,
    glass: Option<Id>,
    incident: &str,
) -> Result<Id> {
    open_at(cx, resident, lookup, glass, incident, cx.now())
}

/// Opened at a time that is over: without a line, and told now.
pub(crate) fn open_at(
    cx: &Cx<'_>,
    resident: Id,
    lookup: Option<Id>,
    glass: Option<Id>,
    incident: &str,
    at: At,
) -> Result<Id> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        OPEN,
        params![id, resident, lookup, glass, at, at.date(), a.account, a.organisation, incident],
    )?;
    Ok(id)
}

pub(crate) fn opened(cx: &Cx<'_>, id: Id) -> Result<Option<Opened>> {
    Ok(cx.tx().find(OPENED, params![id])?)
}

pub(crate) fn asked(cx: &Cx<'_>, id: Id, how: &str) -> Result<()> {
    cx.tx().exec(ASKED, params![how, id])?;
    Ok(())
}

pub(crate) fn arrest(cx: &Cx<'_>, id: Id, at: Option<At>) -> Result<()> {
    cx.tx().exec(ARREST, params![at, id])?;
    Ok(())
}

pub(crate) fn transport(
    cx: &Cx<'_>,
    o: &Opened,
    hospital: Option<Id>,
    name: &str,
    until: At,
) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(TRANSPORT, params![id, o.id, o.resident, hospital, name, cx.now(), until])?;
    Ok(id)
}

pub(crate) fn last_transport(cx: &Cx<'_>, opened: Id) -> Result<Option<Transport>> {
    Ok(cx.tx().find(LAST_TRANSPORT, params![opened])?)
}

pub(crate) fn one_transport(cx: &Cx<'_>, id: Id) -> Result<Option<Transport>> {
    Ok(cx.tx().find(ONE_TRANSPORT, params![id])?)
}

/// Those on their way to a hospital, or brought there in the last day: not who was then brought elsewhere, and nobody of a
/// 緊急閲覧, whose 申し送り no hospital opens.
pub(crate) fn to_hospital(cx: &Cx<'_>, hospital: Id) -> Result<Vec<Transport>> {
    Ok(cx.tx().all(TO_HOSPITAL, params![hospital, cx.now()])?)
}

/// One alert a person and incident; true when it is new.
pub(crate) fn alert(cx: &Cx<'_>, resident: Id, incident: &str) -> Result<bool> {
    let id = cx.new_id();
    Ok(cx.tx().exec(ALERT, params![id, resident, incident, cx.now()])? == 1)
}

fn alert_of(r: &Row) -> Result<Alert> {
    Ok(Alert { id: r.get(0)?, resident: r.get(1)?, at: r.get(2)? })
}

pub(crate) fn alerts(cx: &Cx<'_>, since: At) -> Result<Vec<Alert>> {
    cx.tx().rows(ALERTS, params![since])?.iter().map(alert_of).collect()
}

pub(crate) fn one_alert(cx: &Cx<'_>, id: Id) -> Result<Option<Alert>> {
    cx.tx().first(ONE_ALERT, params![id])?.as_ref().map(alert_of).transpose()
}

pub(crate) fn close_alert(cx: &Cx<'_>, id: Id) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(CLOSE_ALERT, params![cx.now(), name, id])? == 1)
}

/// Look-ups by 町名 in a time: how many, with candidates, with a card opened.
pub(crate) fn by_area(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Area>> {
    let rows = cx.tx().rows(BY_AREA, params![from, to])?;
    rows.iter()
        .map(|r| {
            Ok(Area {
                town: r.get(0)?,
                asked: r.get(1)?,
                found: r.get(2)?,
                opened: r.get(3)?,
                ..Area::default()
            })
        })
        .collect()
}

/// Residents known here and those with a card, by 町名.
pub(crate) fn people_by_area(cx: &Cx<'_>) -> Result<Vec<(String, i64, i64)>> {
    let rows = cx.tx().rows(PEOPLE_BY_AREA, &[])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}
