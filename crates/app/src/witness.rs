//! Checkpoints of other instances, kept for them in the control store: only of keys that an operator has entered, only
//! with a right signature, and never changed or removed. What contradicts an earlier one is kept too, as evidence, and the
//! sender is told.
use db::{Db, DbError, FromRow, Row, params};
use kernel::At;

use crate::checkpoint::{Checkpoint, VerifyingKey};

db::statements! { pub STATEMENTS;
    ADD_KEY = "INSERT INTO yui_witness_key(origin, key, text, at) VALUES ($1, $2, $3, $4) ON CONFLICT (origin, key) DO NOTHING";
    KEY = "SELECT text FROM yui_witness_key WHERE origin = $1 AND key = $2";
    KEYS = "SELECT k.text, k.at, (SELECT COUNT(*) FROM yui_witness_note n WHERE n.origin = k.origin AND n.key = k.key), (SELECT MAX(n.at) FROM yui_witness_note n WHERE n.origin = k.origin AND n.key = k.key) FROM yui_witness_key k ORDER BY k.origin, k.at";
    NEW = "INSERT INTO yui_witness_note(origin, key, size, seal, signed_at, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (origin, key, size, seal) DO NOTHING";
    OTHER = "SELECT 1 FROM yui_witness_note WHERE origin = $1 AND key = $2 AND ((size = $3 AND seal <> $4) OR (size > $3 AND signed_at < $5)) LIMIT 1";
    NOTES = "SELECT note FROM yui_witness_note WHERE origin = $1 ORDER BY size, signed_at";
}

/// What became of a checkpoint that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept (or was already).
    Yes,
    /// It is kept, and contradicts an earlier one: another seal over as many rows, or fewer rows than before.
    Contradicts,
    /// No key of this name was entered here.
    Unknown,
    /// The signature is wrong.
    Forged,
}

/// A key whose checkpoints are kept here.
#[derive(Debug, Clone)]
pub struct Peer {
    /// The public key in one line.
    pub key: String,
    /// Entered at.
    pub at: At,
    /// Checkpoints kept.
    pub notes: i64,
    /// The last one came at.
    pub last: Option<At>,
}

impl FromRow for Peer {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Peer { key: r.get(0)?, at: r.get(1)?, notes: r.get(2)?, last: r.get(3)? })
    }
}

/// Lets checkpoints of this key in.
pub fn add_key(control: &Db, key: &VerifyingKey, now: At) -> Result<(), DbError> {
    let (origin, id, text) = (key.origin().to_string(), key.id(), key.text());
    control.write(move |tx| tx.exec(ADD_KEY, params![&origin, &id, &text, now]).map(|_| ()))
}

/// The keys entered, with how much is kept of each.
pub fn peers(control: &Db) -> Result<Vec<Peer>, DbError> {
    control.read(|tx| tx.all(KEYS, &[]))
}

/// The checkpoints kept of an origin, oldest first.
pub fn notes(control: &Db, origin: &str) -> Result<Vec<String>, DbError> {
    control.read(|tx| tx.rows(NOTES, params![origin])?.iter().map(|r| r.get(0)).collect())
}

/// Keeps a checkpoint.
pub fn keep(control: &Db, c: &Checkpoint, now: At) -> Result<Kept, DbError> {
    let text: Option<String> = control
        .read(|tx| tx.first(KEY, params![&c.origin, &c.key])?.map(|r| r.get(0)).transpose())?;
    let Some(key) = text.and_then(|t| VerifyingKey::parse(&t).ok()) else {
        return Ok(Kept::Unknown);
    };
    if !key.signed(c) {
        return Ok(Kept::Forged);
    }
    let c = c.clone();
    control.write(move |tx| {
        let against = params![&c.origin, &c.key, c.size, &c.seal, c.at];
        let contradicts = tx.first(OTHER, against)?.is_some();
        tx.exec(NEW, params![&c.origin, &c.key, c.size, &c.seal, c.at, &c.text, now])?;
        Ok(if contradicts { Kept::Contradicts } else { Kept::Yes })
    })
}
