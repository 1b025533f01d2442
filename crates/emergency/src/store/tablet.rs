//! SQL of the districts on tablets: which device may hold which towns, what was made, what was told later.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::model::tablet::{Subset, Tablet};

db::statements! { pub(crate) STATEMENTS;
    ALLOW = "INSERT INTO emergency_tablet(device, organisation, towns, by_name, at, ended_at, ended_name) VALUES ($1, $2, $3, $4, $5, NULL, NULL) ON CONFLICT (device) DO UPDATE SET towns = excluded.towns, by_name = excluded.by_name, at = excluded.at, ended_at = NULL, ended_name = NULL";
    END = "UPDATE emergency_tablet SET ended_at = $1, ended_name = $2 WHERE device = $3 AND ended_at IS NULL";
    TABLET = "SELECT device, organisation, towns, ended_at FROM emergency_tablet WHERE device = $1";
    PERMITTED = "SELECT COUNT(*) FROM emergency_tablet WHERE organisation = $1 AND ended_at IS NULL";
    MADE = "INSERT INTO emergency_subset(id, device, account, name, at, until, cards, bytes, gone_at, gone_why, cleared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, '', NULL)";
    SUBSET = "SELECT id, device, at, until, cards, gone_at, cleared_at FROM emergency_subset WHERE id = $1";
    LAST = "SELECT id, device, at, until, cards, gone_at, cleared_at FROM emergency_subset WHERE device = $1 ORDER BY at DESC, id DESC LIMIT 1";
    WIPE = "UPDATE emergency_subset SET gone_at = $1, gone_why = $2 WHERE device = $3 AND gone_at IS NULL";
    WIPE_ALL = "UPDATE emergency_subset SET gone_at = $1, gone_why = $2 WHERE gone_at IS NULL AND until > $1";
    CLEARED = "UPDATE emergency_subset SET cleared_at = $1 WHERE id = $2 AND cleared_at IS NULL";
    TOLD = "INSERT INTO emergency_subset_told(subset, n, at) VALUES ($1, $2, $3) ON CONFLICT (subset, n) DO NOTHING";
    IN_TOWN = "SELECT resident FROM emergency_entry WHERE open = 1 AND town = $1 ORDER BY resident LIMIT $2";
    WITH_CARDS = "SELECT town, COUNT(*) FROM emergency_entry WHERE open = 1 AND town <> '' GROUP BY town ORDER BY town";
}

impl FromRow for Tablet {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let towns: String = r.get(2)?;
        Ok(Tablet {
            device: r.get(0)?,
            organisation: r.get(1)?,
            towns: towns.split('\n').filter(|t| !t.is_empty()).map(str::to_owned).collect(),
            ended_at: r.get(3)?,
        })
    }
}

impl FromRow for Subset {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Subset {
            id: r.get(0)?,
            device: r.get(1)?,
            at: r.get(2)?,
            until: r.get(3)?,
            cards: r.get(4)?,
            gone_at: r.get(5)?,
            cleared_at: r.get(6)?,
        })
    }
}

pub(crate) fn allow(cx: &Cx<'_>, device: Id, organisation: Id, towns: &[String]) -> Result<()> {
    let name = cx.actor().name.clone();
    cx.tx().exec(ALLOW, params![device, organisation, towns.join("\n"), name, cx.now()])?;
    Ok(())
}

pub(crate) fn end(cx: &Cx<'_>, device: Id) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(END, params![cx.now(), name, device])? == 1)
}

pub(crate) fn tablet(cx: &Cx<'_>, device: Id) -> Result<Option<Tablet>> {
    Ok(cx.tx().find(TABLET, params![device])?)
}

/// Devices of a brigade that may hold a district.
pub(crate) fn permitted(cx: &Cx<'_>, organisation: Id) -> Result<i64> {
    Ok(cx.tx().one(PERMITTED, params![organisation])?.get(0)?)
}

pub(crate) fn made(cx: &Cx<'_>, s: &Subset, bytes: usize) -> Result<()> {
    let a = cx.actor();
    cx.tx()
        .exec(MADE, params![s.id, s.device, a.account, &a.name, s.at, s.until, s.cards, bytes])?;
    Ok(())
}

pub(crate) fn subset(cx: &Cx<'_>, id: Id) -> Result<Option<Subset>> {
    Ok(cx.tx().find(SUBSET, params![id])?)
}

pub(crate) fn last(cx: &Cx<'_>, device: Id) -> Result<Option<Subset>> {
    Ok(cx.tx().find(LAST, params![device])?)
}

/// What lies on one device is to go at its next contact.
pub(crate) fn wipe(cx: &Cx<'_>, device: Id, why: &str) -> Result<()> {
    cx.tx().exec(WIPE, params![cx.now(), why, device])?;
    Ok(())
}

/// What lies on every device is to go: a consent ended. Tablets with a line take a new one.
pub(crate) fn wipe_all(cx: &Cx<'_>, why: &str) -> Result<()> {
    cx.tx().exec(WIPE_ALL, params![cx.now(), why])?;
    Ok(())
}

pub(crate) fn cleared(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(CLEARED, params![cx.now(), id])?;
    Ok(())
}

/// True when this one was not told before.
pub(crate) fn told(cx: &Cx<'_>, subset: Id, n: i64, at: At) -> Result<bool> {
    Ok(cx.tx().exec(TOLD, params![subset, n, at])? == 1)
}

pub(crate) fn in_town(cx: &Cx<'_>, town: &str, most: usize) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(IN_TOWN, params![town, most])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// 町名 with the number of cards.
pub(crate) fn with_cards(cx: &Cx<'_>) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(WITH_CARDS, &[])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}
