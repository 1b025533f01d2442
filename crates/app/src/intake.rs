//! Files of years that are brought in: the file as it was read, what was decided about it, which row became which record,
//! and taking all of it back. What the rows are about is the slice's; here are only texts and ids.
//!
//! A file is `read`, then `going` while its rows are written in portions, then `done`; a file that was taken back is
//! `undone`, one that was put aside before is `dropped`. Its content is forgotten as soon as it is no longer needed.
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::{Cx, Error, Result};

db::statements! { pub STATEMENTS;
    START = "INSERT INTO app_intake(id, kind, file, state, body, mapping, read_rows, account, name, at, done_at, undone_at, undone_name, why) VALUES ($1, $2, $3, 'read', $4, $5, $6, $7, $8, $9, NULL, NULL, '', '')";
    LOAD = "SELECT id, kind, file, state, body, mapping, read_rows, name, at, done_at, undone_at, undone_name, why FROM app_intake WHERE id = $1 AND kind = $2";
    LIST = "SELECT id, kind, file, state, '', '', read_rows, name, at, done_at, undone_at, undone_name, why FROM app_intake WHERE kind = $1 AND state <> 'dropped' ORDER BY at DESC, id DESC LIMIT 30";
    DECIDE = "UPDATE app_intake SET mapping = $1 WHERE id = $2 AND state = 'read'";
    MOVE = "UPDATE app_intake SET state = $1 WHERE id = $2 AND state = $3";
    DROP = "UPDATE app_intake SET state = 'dropped', body = '', mapping = '' WHERE id = $1 AND state = 'read'";
    DONE = "UPDATE app_intake SET state = 'done', body = '', done_at = $1 WHERE id = $2 AND state = 'going'";
    UNDONE = "UPDATE app_intake SET state = 'undone', body = '', undone_at = $1, undone_name = $2, why = $3 WHERE id = $4 AND state IN ('going', 'done')";
    ROW = "INSERT INTO app_intake_row(batch, line, kind, print, record, version, undone) VALUES ($1, $2, $3, $4, $5, $6, 0)";
    ROWS = "SELECT line, record, version, undone FROM app_intake_row WHERE batch = $1 ORDER BY line";
    ROW_UNDONE = "UPDATE app_intake_row SET undone = 1 WHERE batch = $1 AND line = $2";
    KNOWN = "SELECT batch FROM app_intake_row WHERE kind = $1 AND print = $2 AND undone = 0 LIMIT 1";
    COUNT = "SELECT COUNT(*), CAST(COALESCE(SUM(undone), 0) AS BIGINT) FROM app_intake_row WHERE batch = $1";
    PROFILE = "SELECT mapping FROM app_intake_profile WHERE kind = $1";
    KEEP_PROFILE = "INSERT INTO app_intake_profile(kind, mapping, at) VALUES ($1, $2, $3) ON CONFLICT (kind) DO UPDATE SET mapping = excluded.mapping, at = excluded.at";
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Read; nothing of it is in the records.
    Read,
    /// Its rows are being written.
    Going,
    /// All rows that could be taken are records.
    Done,
    /// Taken back.
    Undone,
    /// Put aside before anything was written.
    Dropped,
}

impl State {
    fn read(code: &str) -> std::result::Result<Self, DbError> {
        Ok(match code {
            "read" => State::Read,
            "going" => State::Going,
            "done" => State::Done,
            "undone" => State::Undone,
            "dropped" => State::Dropped,
            _ => return Err(DbError::Decode { column: 3, what: "unknown state".into() }),
        })
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            State::Read => "取り込む前",
            State::Going => "取り込みの途中",
            State::Done => "取り込みずみ",
            State::Undone => "取り消しずみ",
            State::Dropped => "やめた",
        }
    }
}

/// A file.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Id.
    pub id: Id,
    /// `slice.thing`.
    pub kind: String,
    /// Name of the file.
    pub file: String,
    /// Where it stands.
    pub state: State,
    /// The table as JSON; empty in lists and when it is no longer needed.
    pub body: String,
    /// What was decided, as JSON; empty in lists.
    pub mapping: String,
    /// Rows in the file.
    pub read_rows: i64,
    /// Who brought it.
    pub name: String,
    /// When it was read.
    pub at: At,
    /// When its rows became records.
    pub done_at: Option<At>,
    /// When it was taken back.
    pub undone_at: Option<At>,
    /// By whom.
    pub undone_name: String,
    /// Why.
    pub why: String,
}

impl FromRow for Batch {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Batch {
            id: r.get(0)?,
            kind: r.get(1)?,
            file: r.get(2)?,
            state: State::read(&r.get::<String>(3)?)?,
            body: r.get(4)?,
            mapping: r.get(5)?,
            read_rows: r.get(6)?,
            name: r.get(7)?,
            at: r.get(8)?,
            done_at: r.get(9)?,
            undone_at: r.get(10)?,
            undone_name: r.get(11)?,
            why: r.get(12)?,
        })
    }
}

/// A row of a file that became a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Line in the file.
    pub line: i64,
    /// The record.
    pub record: Id,
    /// Its version as it was written.
    pub version: i64,
    /// Taken back.
    pub undone: bool,
}

/// Keeps a file that was read.
pub fn start(
    cx: &Cx<'_>,
    kind: &str,
    file: &str,
    body: &str,
    mapping: &str,
    rows: i64,
) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    let file: String = file.chars().filter(|c| !kernel::text::is_hidden(*c)).take(200).collect();
    cx.tx().exec(
        START,
        params![id, kind, file, body, mapping, rows, a.account, a.name.clone(), cx.now()],
    )?;
    Ok(id)
}

/// A file of this kind.
pub fn load(cx: &Cx<'_>, kind: &str, id: Id) -> Result<Batch> {
    cx.tx().find(LOAD, params![id, kind])?.ok_or(Error::NotFound)
}

/// The newest files of this kind, without their content.
pub fn list(cx: &Cx<'_>, kind: &str) -> Result<Vec<Batch>> {
    Ok(cx.tx().all(LIST, params![kind])?)
}

/// Keeps what was decided about a file, and for the next file of its kind.
pub fn decide(cx: &Cx<'_>, batch: &Batch, mapping: &str, remembered: &str) -> Result<()> {
    if cx.tx().exec(DECIDE, params![mapping, batch.id])? != 1 {
        return Err(Error::Rule("この取り込みは、もう始まっています".into()));
    }
    cx.tx().exec(KEEP_PROFILE, params![batch.kind.clone(), remembered, cx.now()])?;
    Ok(())
}

/// What was decided for this kind so far; none before the first file.
pub fn profile(cx: &Cx<'_>, kind: &str) -> Result<Option<String>> {
    cx.tx().first(PROFILE, params![kind])?.map(|r| Ok(r.get(0)?)).transpose()
}

/// Puts a file aside of which nothing was written.
pub fn put_aside(cx: &Cx<'_>, id: Id) -> Result<()> {
    match cx.tx().exec(DROP, params![id])? {
        1 => Ok(()),
        _ => Err(Error::Rule("この取り込みは、もう始まっています".into())),
    }
}

/// Its rows are written from now on; may be said again while they are.
pub fn begin(cx: &Cx<'_>, batch: &Batch) -> Result<()> {
    match batch.state {
        State::Going => Ok(()),
        State::Read if cx.tx().exec(MOVE, params!["going", batch.id, "read"])? == 1 => Ok(()),
        _ => Err(Error::Rule("この取り込みは、もう終わっています".into())),
    }
}

/// A row became a record.
pub fn wrote(
    cx: &Cx<'_>,
    batch: &Batch,
    line: i64,
    print: &str,
    record: Id,
    version: i64,
) -> Result<()> {
    cx.tx().exec(ROW, params![batch.id, line, batch.kind.clone(), print, record, version])?;
    Ok(())
}

/// All rows are written.
pub fn finish(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(DONE, params![cx.now(), id])?;
    Ok(())
}

/// The rows of a file that became records.
pub fn written(cx: &Cx<'_>, id: Id) -> Result<Vec<Written>> {
    let rows = cx.tx().rows(ROWS, params![id])?;
    rows.iter()
        .map(|r| {
            Ok(Written {
                line: r.get(0)?,
                record: r.get(1)?,
                version: r.get(2)?,
                undone: r.get(3)?,
            })
        })
        .collect()
}

/// How many rows became records, and how many of these were taken back.
pub fn counts(cx: &Cx<'_>, id: Id) -> Result<(i64, i64)> {
    let r = cx.tx().one(COUNT, params![id])?;
    Ok((r.get(0)?, r.get(1)?))
}

/// Did a row with the same content come before and stay? Then it came from this file.
pub fn known(cx: &Cx<'_>, kind: &str, print: &str) -> Result<Option<Id>> {
    cx.tx().first(KNOWN, params![kind, print])?.map(|r| Ok(r.get(0)?)).transpose()
}

/// A row was taken back.
pub fn row_undone(cx: &Cx<'_>, id: Id, line: i64) -> Result<()> {
    cx.tx().exec(ROW_UNDONE, params![id, line])?;
    Ok(())
}

/// The whole file was taken back.
pub fn undone(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    match cx.tx().exec(UNDONE, params![cx.now(), cx.actor().name.clone(), why, id])? {
        1 => Ok(()),
        _ => Err(Error::Rule("この取り込みは、もう取り消されています".into())),
    }
}
