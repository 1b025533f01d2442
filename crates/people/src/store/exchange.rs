//! SQL of the exchange between regions: this region's key, and which files went out and came in.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    KEY = "SELECT seed FROM people_exchange_key WHERE id = 1";
    NEW_KEY = "INSERT INTO people_exchange_key(id, seed, at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
    ADD = "INSERT INTO people_exchange(id, way, resident, hash, other_region, other_key, reason, consent_on, account, organisation, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OF_RESIDENT = "SELECT id, way, resident, hash, other_region, other_key, reason, consent_on, name, at FROM people_exchange WHERE resident = $1 ORDER BY at, id";
    CAME = "SELECT 1 FROM people_exchange WHERE hash = $1 AND way = 'in'";
    ADD_BROUGHT = "INSERT INTO people_brought(record, region, by_words, written_on) VALUES ($1, $2, $3, $4)";
    BROUGHT = "SELECT region, by_words, written_on FROM people_brought WHERE record = $1";
    KNOWN = "SELECT 1 FROM people_exchange WHERE other_key = $1 AND way = 'in'";
}

/// A file that went out or came in: its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub id: Id,
    /// Went out (else came in).
    pub out: bool,
    /// About whom.
    pub resident: ResidentId,
    /// SHA-256 of the file.
    pub hash: String,
    /// The other region in words.
    pub other_region: String,
    /// Its key; empty when it went out.
    pub other_key: String,
    /// Why.
    pub reason: String,
    /// The person agreed on.
    pub consent_on: Date,
    /// By whom.
    pub by: String,
    /// When.
    pub at: At,
}

impl FromRow for Receipt {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Receipt {
            id: r.get(0)?,
            out: r.get::<String>(1)? == "out",
            resident: r.id(2)?,
            hash: r.get(3)?,
            other_region: r.get(4)?,
            other_key: r.get(5)?,
            reason: r.get(6)?,
            consent_on: r.get(7)?,
            by: r.get(8)?,
            at: r.get(9)?,
        })
    }
}

/// The region's secret seed; `fresh` becomes it when there is none yet.
pub(crate) fn seed(cx: &Cx<'_>, fresh: &[u8; 32]) -> Result<[u8; 32]> {
    cx.tx().exec(NEW_KEY, params![fresh.as_slice(), cx.now()])?;
    let stored: Vec<u8> = cx.tx().one(KEY, params![])?.get(0)?;
    stored
        .try_into()
        .map_err(|_| app::Error::Inconsistent("the exchange key has another length".into()))
}

/// A receipt to keep.
pub(crate) struct NewReceipt<'a> {
    pub out: bool,
    pub resident: ResidentId,
    pub hash: &'a str,
    pub other_region: &'a str,
    pub other_key: &'a str,
    pub reason: &'a str,
    pub consent_on: Date,
}

pub(crate) fn add(cx: &Cx<'_>, r: &NewReceipt<'_>) -> Result<Id> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD,
        params![
            id,
            if r.out { "out" } else { "in" },
            r.resident.0,
            r.hash,
            r.other_region,
            r.other_key,
            r.reason,
            r.consent_on,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(crate) fn of_resident(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Receipt>> {
    Ok(cx.tx().all(OF_RESIDENT, params![id.0])?)
}

/// Notes where a sheet that came in was written.
pub(crate) fn add_brought(cx: &Cx<'_>, record: Id, region: &str, by: &str, on: &str) -> Result<()> {
    cx.tx().exec(ADD_BROUGHT, params![record, region, by, on])?;
    Ok(())
}

/// Region, writer and day of a sheet that came in.
pub(crate) fn brought(cx: &Cx<'_>, record: Id) -> Result<Option<(String, String, String)>> {
    let row = cx.tx().first(BROUGHT, params![record])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).transpose()
}

/// Was this very file taken in before?
pub(crate) fn came(cx: &Cx<'_>, hash: &str) -> Result<bool> {
    Ok(cx.tx().first(CAME, params![hash])?.is_some())
}

/// Did a file with this key come before?
pub(crate) fn known_key(cx: &Cx<'_>, key: &str) -> Result<bool> {
    Ok(cx.tx().first(KNOWN, params![key])?.is_some())
}
