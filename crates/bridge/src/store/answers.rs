//! Answers and what was sent along with them.
use app::files::FileKey;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};
use slice::AnswerSource;

use crate::LetterId;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO bridge_answer(id, letter, code, label, beside, note, person, phone, source, came_on, keyed_account, keyed_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    OF = "SELECT id, code, label, beside, note, person, phone, source, came_on, keyed_name, at, replaced_at FROM bridge_answer WHERE letter = $1 ORDER BY at, id";
    REPLACE = "UPDATE bridge_answer SET replaced_at = $1 WHERE id = $2 AND replaced_at IS NULL";
    NOTE = "UPDATE bridge_answer SET note = $1 WHERE id = $2";
    KEY = "SELECT key FROM bridge_key WHERE letter = $1";
    NEW_KEY = "INSERT INTO bridge_key(letter, key, at) VALUES ($1, $2, $3) ON CONFLICT (letter) DO NOTHING";
    FILE = "INSERT INTO bridge_file(id, letter, file, mime, title, source, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (letter, file) DO NOTHING";
    FILES = "SELECT id, file, mime, title, source, at FROM bridge_file WHERE letter = $1 ORDER BY at, id";
    NAMED = "SELECT COUNT(*) FROM bridge_file WHERE file = $1";
    OF_KIND = "SELECT a.letter, a.code, a.label, a.beside, a.note, a.person, a.source FROM bridge_answer a JOIN bridge_letter l ON l.id = a.letter WHERE l.batch = $1 AND a.replaced_at IS NULL ORDER BY a.at, a.id";
}

/// An answer as stored.
#[derive(Debug, Clone)]
pub struct Given {
    /// Id.
    pub id: Id,
    /// Code.
    pub code: String,
    /// Label.
    pub label: String,
    /// What was filled in beside it.
    pub beside: String,
    /// Free words.
    pub note: String,
    /// Who answered there.
    pub person: String,
    /// Their telephone.
    pub phone: String,
    /// By which way.
    pub source: AnswerSource,
    /// The day on which it came.
    pub came_on: Date,
    /// Who keyed it in; empty when the receiver did.
    pub keyed: String,
    /// When it was entered.
    pub at: At,
    /// Another one took its place.
    pub replaced: bool,
}

impl FromRow for Given {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let source: String = r.get(7)?;
        Ok(Given {
            id: r.get(0)?,
            code: r.get(1)?,
            label: r.get(2)?,
            beside: r.get(3)?,
            note: r.get(4)?,
            person: r.get(5)?,
            phone: r.get(6)?,
            source: AnswerSource::from_code(&source)
                .ok_or(DbError::Decode { column: 7, what: "source of an answer".into() })?,
            came_on: r.get(8)?,
            keyed: r.get(9)?,
            at: r.get(10)?,
            replaced: r.get::<Option<At>>(11)?.is_some(),
        })
    }
}

/// A file that came with an answer.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Id.
    pub id: Id,
    /// Name in the file store.
    pub file: String,
    /// MIME type, found by its bytes.
    pub mime: String,
    /// What it is called.
    pub title: String,
    /// By which way.
    pub source: String,
    /// When.
    pub at: At,
}

impl FromRow for Sent {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Sent {
            id: r.get(0)?,
            file: r.get(1)?,
            mime: r.get(2)?,
            title: r.get(3)?,
            source: r.get(4)?,
            at: r.get(5)?,
        })
    }
}

/// A new answer.
#[derive(Debug, Clone)]
pub(crate) struct New<'a> {
    pub code: &'a str,
    pub label: &'a str,
    pub beside: &'a str,
    pub note: &'a str,
    pub person: &'a str,
    pub phone: &'a str,
    pub source: AnswerSource,
    pub came_on: Date,
    pub keyed: Option<(Option<Id>, &'a str)>,
}

pub(crate) fn add(cx: &Cx<'_>, letter: LetterId, n: &New<'_>) -> Result<Id> {
    let id = cx.new_id();
    let (account, name) = n.keyed.unwrap_or((None, ""));
    cx.tx().exec(
        ADD,
        params![
            id,
            letter.0,
            n.code,
            n.label,
            n.beside,
            n.note,
            n.person,
            n.phone,
            n.source.code(),
            n.came_on,
            account,
            name,
            cx.now()
        ],
    )?;
    Ok(id)
}

/// All answers to a letter, oldest first, also those that were replaced.
pub(crate) fn of(cx: &Cx<'_>, letter: LetterId) -> Result<Vec<Given>> {
    Ok(cx.tx().all(OF, params![letter.0])?)
}

pub(crate) fn replace(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(REPLACE, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn note(cx: &Cx<'_>, id: Id, note: &str) -> Result<()> {
    cx.tx().exec(NOTE, params![note, id])?;
    Ok(())
}

/// The key of a letter's files.
pub(crate) fn key(cx: &Cx<'_>, letter: LetterId) -> Result<Option<FileKey>> {
    let Some(row) = cx.tx().first(KEY, params![letter.0])? else { return Ok(None) };
    let bytes: Vec<u8> = row.get(0)?;
    Ok(FileKey::from_bytes(&bytes))
}

pub(crate) fn make_key(
    cx: &Cx<'_>,
    letter: LetterId,
    fresh: &[u8; app::files::KEY_BYTES],
) -> Result<()> {
    cx.tx().exec(NEW_KEY, params![letter.0, fresh.as_slice(), cx.now()])?;
    Ok(())
}

pub(crate) fn add_file(
    cx: &Cx<'_>,
    letter: LetterId,
    file: &str,
    mime: &str,
    title: &str,
    source: AnswerSource,
) -> Result<()> {
    let id = cx.new_id();
    cx.tx().exec(FILE, params![id, letter.0, file, mime, title, source.code(), cx.now()])?;
    Ok(())
}

pub(crate) fn files(cx: &Cx<'_>, letter: LetterId) -> Result<Vec<Sent>> {
    Ok(cx.tx().all(FILES, params![letter.0])?)
}

/// Does a row name this file?
pub(crate) fn named(cx: &Cx<'_>, file: &str) -> Result<bool> {
    Ok(cx.tx().one(NAMED, params![file])?.get::<i64>(0)? > 0)
}

/// The answers that stand, of all letters of a batch: letter, code, label, beside, note, person, source.
pub(crate) fn of_batch(cx: &Cx<'_>, batch: Id) -> Result<Vec<(Id, String, String, String)>> {
    let rows = cx.tx().rows(OF_KIND, params![batch])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(2)?, r.get(3)?, r.get(4)?))).collect()
}
