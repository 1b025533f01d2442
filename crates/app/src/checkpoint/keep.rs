//! When a checkpoint is made, and how it reaches the places that keep it. Made and kept in the region's own store in one
//! transaction; handed over afterwards, in order, until each place has said that it holds it. A place that does not answer
//! makes the job fail, which is seen on the jobs page, and gets everything it has missed later.
use std::sync::Arc;

use db::{DbError, FromRow, Row, params};
use kernel::{Actor, At};

use super::note::{Checkpoint, SigningKey, VerifyingKey};
use crate::{App, Cx, Result};

/// A new one at the latest after so many minutes (reference/trust.md §6).
pub const EVERY_MINUTES: i64 = 10;
/// Or after so many rows.
pub const EVERY_ROWS: i64 = 1000;

db::statements! { pub STATEMENTS;
    LAST_BLOCK = "SELECT first + n - 1, hash FROM app_block ORDER BY first DESC LIMIT 1";
    LAST = "SELECT size, at, note FROM app_checkpoint ORDER BY size DESC LIMIT 1";
    NEW = "INSERT INTO app_checkpoint(size, at, note) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING";
    MISSING = "SELECT size, at, note FROM app_checkpoint WHERE size > $1 ORDER BY size LIMIT 200";
    SENT_TO = "SELECT size FROM app_checkpoint_sent WHERE place = $1";
    SENT = "INSERT INTO app_checkpoint_sent(place, size, at) VALUES ($1, $2, $3) ON CONFLICT (place) DO UPDATE SET size = excluded.size, at = excluded.at WHERE app_checkpoint_sent.size < excluded.size";
    DELIVERIES = "SELECT place, size, at FROM app_checkpoint_sent ORDER BY place";
    ALL = "SELECT note, size FROM app_checkpoint WHERE size > $1 ORDER BY size LIMIT 5000";
}

/// A place that keeps checkpoints and that this server need not be able to rewrite.
pub trait Witness: Send + Sync {
    /// Its name, in the log of deliveries and in errors: a path or an address, without secrets.
    fn place(&self) -> &str;
    /// Keeps it for good before it says `Ok`. Told the same one twice, it keeps it once or twice. The error is shown to
    /// the operator.
    fn keep(&self, c: &Checkpoint) -> std::result::Result<(), String>;
}

/// The region's key and the places.
pub struct Keeper {
    key: SigningKey,
    places: Vec<Arc<dyn Witness>>,
}

impl Keeper {
    /// A key and the places to which its checkpoints go.
    pub fn new(key: SigningKey, places: Vec<Arc<dyn Witness>>) -> Self {
        Keeper { key, places }
    }

    /// The public half of the key.
    pub fn public(&self) -> VerifyingKey {
        self.key.public()
    }

    /// How many places.
    pub fn places(&self) -> usize {
        self.places.len()
    }
}

/// A checkpoint as stored.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Rows under a seal.
    pub size: i64,
    /// When.
    pub at: At,
    /// The note.
    pub note: String,
}

impl FromRow for Kept {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Kept { size: r.get(0)?, at: r.get(1)?, note: r.get(2)? })
    }
}

/// Up to where a place has everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The place.
    pub place: String,
    /// Rows under the last checkpoint it holds.
    pub size: i64,
    /// When it said so.
    pub at: At,
}

impl FromRow for Delivery {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Delivery { place: r.get(0)?, size: r.get(1)?, at: r.get(2)? })
    }
}

/// The newest checkpoint.
pub fn latest(cx: &Cx<'_>) -> Result<Option<Kept>> {
    Ok(cx.tx().find(LAST, &[])?)
}

/// Up to where each place has them; only places that ever answered.
pub fn deliveries(cx: &Cx<'_>) -> Result<Vec<Delivery>> {
    Ok(cx.tx().all(DELIVERIES, &[])?)
}

/// Up to 5000 notes kept in this store after the one over `size` rows, oldest first.
pub(crate) fn notes_after(
    tx: &db::Tx<'_>,
    size: i64,
) -> std::result::Result<Vec<(i64, String)>, DbError> {
    tx.rows(ALL, params![size])?.iter().map(|r| Ok((r.get(1)?, r.get(0)?))).collect()
}

/// Rows sealed since the newest checkpoint.
fn behind(cx: &Cx<'_>) -> Result<i64> {
    let sealed: i64 = cx.tx().first(LAST_BLOCK, &[])?.map_or(Ok(0), |r| r.get(0))?;
    Ok(sealed - latest(cx)?.map_or(0, |k| k.size))
}

/// Are there so many new rows that the next one should not wait for its time?
pub fn due(app: &App) -> Result<bool> {
    if app.keeper().is_none() {
        return Ok(false);
    }
    Ok(app.read(&Actor::system(), behind)? >= EVERY_ROWS)
}

/// Makes one when rows were sealed since the last, and hands over what each place still lacks. The error names the
/// places that did not answer; everything else has been done all the same.
pub fn run(app: &App) -> std::result::Result<(), String> {
    let Some(keeper) = app.keeper().cloned() else { return Ok(()) };
    let making = keeper.clone();
    app.write(&Actor::system(), move |cx| make(cx, &making.key)).map_err(|e| e.to_string())?;
    let mut failed = Vec::new();
    for place in &keeper.places {
        if let Err(e) = hand_over(app, &**place) {
            failed.push(format!("{}: {e}", place.place()));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join(" / ")) }
}

fn make(cx: &Cx<'_>, key: &SigningKey) -> Result<()> {
    if behind(cx)? <= 0 {
        return Ok(());
    }
    let Some(block) = cx.tx().first(LAST_BLOCK, &[])? else { return Ok(()) };
    let (size, seal): (i64, String) = (block.get(0)?, block.get(1)?);
    let Some(c) = key.sign(size, &seal, cx.now()) else {
        return Err(crate::Error::Inconsistent("the last seal is no hash".into()));
    };
    cx.tx().exec(NEW, params![c.size, c.at, c.text])?;
    Ok(())
}

fn hand_over(app: &App, place: &dyn Witness) -> std::result::Result<(), String> {
    let name = place.place();
    let broken = |e: crate::Error| e.to_string();
    loop {
        let rows = app
            .read(&Actor::system(), |cx| {
                let after = cx.tx().first(SENT_TO, params![name])?;
                let after: i64 = after.map_or(Ok(0), |r| r.get(0))?;
                Ok(cx.tx().all::<Kept>(MISSING, params![after])?)
            })
            .map_err(broken)?;
        let mut last = None;
        let mut told = Ok(());
        for kept in &rows {
            let c = Checkpoint::parse(&kept.note).ok_or("a stored checkpoint cannot be read")?;
            told = place.keep(&c);
            if told.is_err() {
                break;
            }
            last = Some(kept.size);
        }
        if let Some(size) = last {
            let to = name.to_string();
            app.write(&Actor::system(), move |cx| {
                cx.tx().exec(SENT, params![&to, size, cx.now()])?;
                Ok(())
            })
            .map_err(broken)?;
        }
        told?;
        if rows.is_empty() {
            return Ok(());
        }
    }
}
