//! Bodies, what they were before a change, and their members.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use super::like;
use crate::model::{Body, Member, NewBody, NewMember};
use crate::{BodyId, MemberId};

macro_rules! body {
    ($tail:literal) => {
        concat!("SELECT id, name, kind, purpose, founded_on, ended_on, parent, secretariat, ground, term, removed, version FROM meetings_body ", $tail)
    };
}
macro_rules! member {
    ($tail:literal) => {
        concat!("SELECT id, body, organisation, href, name, profession, role, from_on, until_on, removed FROM meetings_member ", $tail)
    };
}

db::statements! { pub(crate) STATEMENTS;
    ALL = body!("ORDER BY founded_on, id");
    FIND = body!("WHERE id = $1");
    LIKE = body!("WHERE removed = 0 AND name LIKE $1 ORDER BY name, id LIMIT 20");
    ADD = "INSERT INTO meetings_body(id, name, kind, purpose, founded_on, ended_on, parent, secretariat, ground, term, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, 1)";
    CHANGE = "UPDATE meetings_body SET name = $1, kind = $2, purpose = $3, founded_on = $4, ended_on = $5, parent = $6, secretariat = $7, ground = $8, term = $9, version = version + 1 WHERE id = $10 AND version = $11";
    REMOVE = "UPDATE meetings_body SET removed = $1, version = version + 1 WHERE id = $2";
    WAS_ADD = "INSERT INTO meetings_was(id, body, version, content, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)";
    WAS = "SELECT id, content, by_name, at FROM meetings_was WHERE body = $1 ORDER BY version DESC LIMIT 1";
    WAS_GONE = "DELETE FROM meetings_was WHERE id = $1";
    MEMBERS = member!("WHERE body = $1 ORDER BY place, id");
    MEMBER = member!("WHERE id = $1 AND body = $2");
    MEMBER_ADD = "INSERT INTO meetings_member(id, body, place, organisation, href, name, profession, role, from_on, until_on, removed) VALUES ($1, $2, (SELECT COALESCE(MAX(place), 0) + 1 FROM meetings_member WHERE body = $2), $3, $4, $5, $6, $7, $8, $9, 0)";
    MEMBER_CHANGE = "UPDATE meetings_member SET organisation = $1, href = $2, name = $3, profession = $4, role = $5, from_on = $6, until_on = $7 WHERE id = $8";
    MEMBER_REMOVE = "UPDATE meetings_member SET removed = $1 WHERE id = $2";
    ENDING = "SELECT b.id, b.name, COUNT(*) FROM meetings_member m JOIN meetings_body b ON b.id = m.body WHERE m.removed = 0 AND b.removed = 0 AND b.ended_on IS NULL AND m.until_on >= $1 AND m.until_on <= $2 GROUP BY b.id, b.name ORDER BY b.id";
}

impl FromRow for Body {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let day = |n| -> std::result::Result<Option<String>, DbError> { r.get(n) };
        Ok(Body {
            id: r.id(0)?,
            data: NewBody {
                name: r.get(1)?,
                kind: r.get(2)?,
                purpose: r.get(3)?,
                founded_on: day(4)?,
                ended_on: day(5)?,
                parent: day(6)?.unwrap_or_default(),
                secretariat: r.get(7)?,
                ground: r.get(8)?,
                term: r.get(9)?,
            },
            removed: r.get::<i64>(10)? == 1,
            version: r.get(11)?,
        })
    }
}

impl FromRow for Member {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Member {
            id: r.id(0)?,
            body: r.id(1)?,
            data: NewMember {
                organisation: r.get(2)?,
                name: r.get(4)?,
                profession: r.get(5)?,
                role: r.get(6)?,
                from: r.get(7)?,
                until: r.get(8)?,
            },
            href: r.get(3)?,
            removed: r.get::<i64>(9)? == 1,
        })
    }
}

fn parent(d: &NewBody) -> Option<&str> {
    Some(d.parent.as_str()).filter(|p| !p.is_empty())
}

pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Body>> {
    Ok(cx.tx().all(ALL, &[])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: BodyId) -> Result<Option<Body>> {
    Ok(cx.tx().find(FIND, params![id])?)
}

pub(crate) fn named(cx: &Cx<'_>, typed: &str) -> Result<Vec<Body>> {
    Ok(cx.tx().all(LIKE, params![like(typed)])?)
}

pub(crate) fn add(cx: &Cx<'_>, id: BodyId, d: &NewBody) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            id,
            d.name.trim(),
            d.kind.as_str(),
            d.purpose.trim(),
            d.founded(),
            d.ended(),
            parent(d),
            d.secretariat.trim(),
            d.ground.trim(),
            d.term.trim(),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(cx: &Cx<'_>, id: BodyId, d: &NewBody, version: i64) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            d.name.trim(),
            d.kind.as_str(),
            d.purpose.trim(),
            d.founded(),
            d.ended(),
            parent(d),
            d.secretariat.trim(),
            d.ground.trim(),
            d.term.trim(),
            id,
            version
        ],
    )?)
}

pub(crate) fn set_removed(cx: &Cx<'_>, id: BodyId, removed: bool) -> Result<()> {
    cx.tx().exec(REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

/// Keeps what a body was, so that one press brings it back.
pub(crate) fn keep(cx: &Cx<'_>, b: &Body) -> Result<()> {
    let content = serde_json::to_string(&b.data)
        .map_err(|e| app::Error::Inconsistent(format!("a body as text: {e}")))?;
    let by = cx.actor().name.as_str();
    cx.tx().exec(WAS_ADD, params![cx.new_id(), b.id, b.version, content.as_str(), by, cx.now()])?;
    Ok(())
}

/// What it was before the last change, with who changed it.
pub(crate) fn was(cx: &Cx<'_>, id: BodyId) -> Result<Option<(Id, NewBody, String)>> {
    let Some(r) = cx.tx().rows(WAS, params![id])?.into_iter().next() else { return Ok(None) };
    let (row, content, by): (Id, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
    let data = serde_json::from_str(&content)
        .map_err(|e| app::Error::Inconsistent(format!("a body as text: {e}")))?;
    Ok(Some((row, data, by)))
}

pub(crate) fn was_gone(cx: &Cx<'_>, row: Id) -> Result<()> {
    cx.tx().exec(WAS_GONE, params![row])?;
    Ok(())
}

pub(crate) fn members(cx: &Cx<'_>, body: BodyId) -> Result<Vec<Member>> {
    Ok(cx.tx().all(MEMBERS, params![body])?)
}

pub(crate) fn member(cx: &Cx<'_>, body: BodyId, id: MemberId) -> Result<Option<Member>> {
    Ok(cx.tx().find(MEMBER, params![id, body])?)
}

pub(crate) fn add_member(
    cx: &Cx<'_>,
    id: MemberId,
    body: BodyId,
    m: &NewMember,
    href: &str,
) -> Result<()> {
    cx.tx().exec(
        MEMBER_ADD,
        params![
            id,
            body,
            m.organisation.trim(),
            href,
            m.name.trim(),
            m.profession.as_str(),
            m.role.as_str(),
            m.from,
            m.until
        ],
    )?;
    Ok(())
}

pub(crate) fn change_member(cx: &Cx<'_>, id: MemberId, m: &NewMember, href: &str) -> Result<()> {
    cx.tx().exec(
        MEMBER_CHANGE,
        params![
            m.organisation.trim(),
            href,
            m.name.trim(),
            m.profession.as_str(),
            m.role.as_str(),
            m.from,
            m.until,
            id
        ],
    )?;
    Ok(())
}

pub(crate) fn remove_member(cx: &Cx<'_>, id: MemberId, removed: bool) -> Result<()> {
    cx.tx().exec(MEMBER_REMOVE, params![i64::from(removed), id])?;
    Ok(())
}

/// Bodies whose members' appointments end between two days, with how many.
pub(crate) fn ending(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<(BodyId, String, i64)>> {
    let rows = cx.tx().rows(ENDING, params![from, to])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?, r.get(2)?))).collect()
}
