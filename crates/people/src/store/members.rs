//! SQL of the organisations that take part: who came and went, and which residents were told.
use app::{Cx, Result};
use db::{Where, params};
use kernel::{Date, Id};

use super::{LIST, read_list};
use crate::authz::Scope;
use crate::model::Resident;

db::statements! { pub(crate) STATEMENTS;
    ALL = "SELECT organisation, name FROM people_member WHERE to_day IS NULL ORDER BY organisation";
    COMES = "INSERT INTO people_member(organisation, name, from_day, to_day) VALUES ($1, $2, $3, NULL) ON CONFLICT (organisation) DO UPDATE SET name = excluded.name, to_day = NULL, from_day = excluded.from_day";
    GOES = "UPDATE people_member SET to_day = $1 WHERE organisation = $2 AND to_day IS NULL";
    CHANGE = "INSERT INTO people_member_change(id, organisation, name, what, on_day, at) VALUES ($1, $2, $3, $4, $5, $6)";
    CHANGES = "SELECT id, organisation, name, what, on_day FROM people_member_change WHERE on_day >= $1 ORDER BY on_day DESC, id DESC LIMIT 60";
    TO_TELL = "SELECT COUNT(DISTINCT c.resident) FROM people_consent c JOIN people_resident r ON r.id = c.resident WHERE c.status = 'active' AND c.mode = 'bulk' AND c.given_on <= $1 AND (c.to_day IS NULL OR c.to_day >= $2) AND r.died_on IS NULL AND NOT EXISTS (SELECT 1 FROM people_consent_party p WHERE p.consent = c.id AND p.party = $3) AND NOT EXISTS (SELECT 1 FROM people_member_told t WHERE t.change = $4 AND t.resident = c.resident)";
    TOLD = "SELECT COUNT(*) FROM people_member_told WHERE change = $1";
    TELL = "INSERT INTO people_member_told(change, resident, organisation, by_name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (change, resident) DO NOTHING";
}

/// An organisation came or went.
#[derive(Debug, Clone)]
pub struct Change {
    /// Id.
    pub id: Id,
    /// Which organisation.
    pub organisation: Id,
    /// Its name then.
    pub name: String,
    /// It came; otherwise it went.
    pub joined: bool,
    /// On.
    pub on: Date,
}

/// The members known so far: id and name.
pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<(Id, String)>> {
    let rows = cx.tx().rows(ALL, &[])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

pub(crate) fn join(cx: &Cx<'_>, organisation: Id, name: &str) -> Result<()> {
    cx.tx().exec(COMES, params![organisation, name, cx.today()])?;
    Ok(())
}

pub(crate) fn leave(cx: &Cx<'_>, organisation: Id) -> Result<()> {
    cx.tx().exec(GOES, params![cx.today(), organisation])?;
    Ok(())
}

pub(crate) fn change(cx: &Cx<'_>, organisation: Id, name: &str, joined: bool) -> Result<()> {
    let id = cx.new_id();
    let what = if joined { "joined" } else { "left" };
    cx.tx().exec(CHANGE, params![id, organisation, name, what, cx.today(), cx.now()])?;
    Ok(())
}

/// Changes since a day, the newest first; at most 60.
pub(crate) fn changes(cx: &Cx<'_>, since: Date) -> Result<Vec<Change>> {
    let rows = cx.tx().rows(CHANGES, params![since])?;
    rows.iter()
        .map(|r| {
            Ok(Change {
                id: r.get(0)?,
                organisation: r.get(1)?,
                name: r.get(2)?,
                joined: r.get::<String>(3)? == "joined",
                on: r.get(4)?,
            })
        })
        .collect()
}

/// How many people in the region are still to be told, and how many were.
pub(crate) fn counts(cx: &Cx<'_>, c: &Change) -> Result<(i64, i64)> {
    let open = cx.tx().one(TO_TELL, params![c.on, cx.today(), c.organisation, c.id])?.get(0)?;
    Ok((open, cx.tx().one(TOLD, params![c.id])?.get(0)?))
}

/// Those of a scope who are to be told, by kana; at most 500.
pub(crate) fn to_tell(cx: &Cx<'_>, scope: &Scope<'_>, c: &Change) -> Result<Vec<Resident>> {
    let w = Where::new().and_where(scope.conditions()).and(
        "died_on IS NULL AND EXISTS (SELECT 1 FROM people_consent c WHERE c.resident = x.resident AND c.status = 'active' AND c.mode = 'bulk' AND c.given_on <= ? AND (c.to_day IS NULL OR c.to_day >= ?) AND NOT EXISTS (SELECT 1 FROM people_consent_party p WHERE p.consent = c.id AND p.party = ?)) AND NOT EXISTS (SELECT 1 FROM people_member_told t WHERE t.change = ? AND t.resident = x.resident)",
        params![c.on, cx.today(), c.organisation, c.id],
    );
    let rows = cx.tx().list(LIST, &w, "ORDER BY kana_key, id LIMIT 500")?;
    read_list(cx, &rows)
}

/// Notes that somebody was told.
pub(crate) fn tell(cx: &Cx<'_>, change: Id, resident: Id) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(TELL, params![change, resident, a.organisation, &a.name, cx.now()])?;
    Ok(())
}
