//! Drafts and confirmed versions of minutes. A version is never changed.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Date;

use crate::MeetingId;
use crate::model::minutes::{Draft, Version};

db::statements! { pub(crate) STATEMENTS;
    DRAFT = "SELECT content, reason, by_name, version FROM meetings_draft WHERE meeting = $1";
    DRAFT_NEW = "INSERT INTO meetings_draft(meeting, content, reason, by_name, at, version) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (meeting) DO NOTHING";
    DRAFT_SAVE = "UPDATE meetings_draft SET content = $1, by_name = $2, at = $3, version = version + 1 WHERE meeting = $4 AND version = $5";
    DRAFT_GONE = "DELETE FROM meetings_draft WHERE meeting = $1";
    VERSIONS = "SELECT n, content, reason, hash, by_name, at FROM meetings_minutes WHERE meeting = $1 ORDER BY n DESC";
    LAST = "SELECT n, content, reason, hash, by_name, at FROM meetings_minutes WHERE meeting = $1 ORDER BY n DESC LIMIT 1";
    ADD = "INSERT INTO meetings_minutes(meeting, n, content, reason, hash, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    WITHOUT = "SELECT m.id FROM meetings_meeting m JOIN meetings_body b ON b.id = m.body WHERE m.state = 'held' AND b.removed = 0 AND m.day >= $1 AND m.day < $2 AND (EXISTS (SELECT 1 FROM meetings_draft d WHERE d.meeting = m.id) OR NOT EXISTS (SELECT 1 FROM meetings_minutes v WHERE v.meeting = m.id)) ORDER BY m.day, m.id LIMIT 20";
}

impl FromRow for Draft {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Draft { content: r.get(0)?, reason: r.get(1)?, by: r.get(2)?, version: r.get(3)? })
    }
}

impl FromRow for Version {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Version {
            n: r.get(0)?,
            content: r.get(1)?,
            reason: r.get(2)?,
            hash: r.get(3)?,
            by: r.get(4)?,
            at: r.get(5)?,
        })
    }
}

pub(crate) fn draft(cx: &Cx<'_>, m: MeetingId) -> Result<Option<Draft>> {
    Ok(cx.tx().find(DRAFT, params![m])?)
}

/// Begins a draft; how many rows (0 = there is one already).
pub(crate) fn begin(cx: &Cx<'_>, m: MeetingId, content: &str, reason: &str) -> Result<u64> {
    let by = cx.actor().name.as_str();
    Ok(cx.tx().exec(DRAFT_NEW, params![m, content, reason, by, cx.now()])?)
}

/// Writes on; how many rows (0 = somebody was faster).
pub(crate) fn save(cx: &Cx<'_>, m: MeetingId, content: &str, version: i64) -> Result<u64> {
    let by = cx.actor().name.as_str();
    Ok(cx.tx().exec(DRAFT_SAVE, params![content, by, cx.now(), m, version])?)
}

pub(crate) fn draft_gone(cx: &Cx<'_>, m: MeetingId) -> Result<()> {
    cx.tx().exec(DRAFT_GONE, params![m])?;
    Ok(())
}

/// All versions, the newest first.
pub(crate) fn versions(cx: &Cx<'_>, m: MeetingId) -> Result<Vec<Version>> {
    Ok(cx.tx().all(VERSIONS, params![m])?)
}

pub(crate) fn last(cx: &Cx<'_>, m: MeetingId) -> Result<Option<Version>> {
    Ok(cx.tx().find(LAST, params![m])?)
}

pub(crate) fn add(cx: &Cx<'_>, m: MeetingId, v: &Version) -> Result<()> {
    let values = params![
        m,
        v.n,
        v.content.as_str(),
        v.reason.as_str(),
        v.hash.as_str(),
        v.by.as_str(),
        v.at
    ];
    cx.tx().exec(ADD, values)?;
    Ok(())
}

/// Meetings held between these days whose minutes are not confirmed.
pub(crate) fn without(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<MeetingId>> {
    let rows = cx.tx().rows(WITHOUT, params![from, to])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}
