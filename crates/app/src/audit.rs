//! Audit rows: every read, search, print, export, denial and change. Inserted unnumbered with their own content
//! hash; the sequencer gives them their position and seals them in blocks (architecture.md, Audit).
use db::{DbError, FromRow, Row, Tx, Value, Where, params};
use kernel::{Actor, At, Id, sha256_hex};

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    INSERT = "INSERT INTO app_audit(id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    PAGE = "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE 1 = 1";
    TAIL = "SELECT MIN(at) FROM app_audit WHERE pos IS NULL";
    COUNT = "SELECT COUNT(*) FROM app_audit";
}

/// What happened, said by the use case.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    act: String,
    resident: Option<Id>,
    object: Option<String>,
    detail: String,
    denied: bool,
}

impl AuditEntry {
    /// An act by its permission code.
    pub fn act(code: &str) -> Self {
        AuditEntry {
            act: code.to_string(),
            resident: None,
            object: None,
            detail: String::new(),
            denied: false,
        }
    }

    /// About this resident.
    pub fn about(mut self, resident: impl Into<Id>) -> Self {
        self.resident = Some(resident.into());
        self
    }

    /// The record or thing touched: `kind:id@version`.
    pub fn object(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    /// More, as JSON or plain words; for lists: filter, count and ids. Never a name or free text of a person.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// It was refused.
    pub fn denied(mut self) -> Self {
        self.denied = true;
        self
    }
}

/// A row as stored.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// Its id.
    pub id: Id,
    /// When.
    pub at: At,
    /// Account of the actor, none for operator and system.
    pub account: Option<Id>,
    /// Organisation of the actor.
    pub organisation: Option<Id>,
    /// Hat code.
    pub hat: String,
    /// Name of the actor as it was then.
    pub name: String,
    /// Permission code.
    pub act: String,
    /// Resident concerned.
    pub resident: Option<Id>,
    /// Record or thing.
    pub object: Option<String>,
    /// More.
    pub detail: String,
    /// Refused.
    pub denied: bool,
    /// Hash over all of the above.
    pub hash: String,
    /// Position, once sequenced.
    pub pos: Option<i64>,
}

impl AuditRow {
    pub(crate) fn new(id: Id, at: At, actor: &Actor, e: AuditEntry) -> Self {
        let mut row = AuditRow {
            id,
            at,
            account: actor.account,
            organisation: actor.organisation,
            hat: actor.hat.code().to_string(),
            name: actor.name.clone(),
            act: e.act,
            resident: e.resident,
            object: e.object,
            detail: e.detail,
            denied: e.denied,
            hash: String::new(),
            pos: None,
        };
        row.hash = row.content_hash();
        row
    }

    /// The values of all columns but order and position, as [`INSERT`] names them.
    pub(crate) fn values(&self) -> Vec<Value> {
        params![
            self.id,
            self.at,
            self.account,
            self.organisation,
            &self.hat,
            &self.name,
            &self.act,
            self.resident,
            self.object.clone(),
            &self.detail,
            self.denied,
            &self.hash,
        ]
        .to_vec()
    }

    /// The hash that the stored columns must give; compared when the log is verified.
    pub fn content_hash(&self) -> String {
        let opt = |id: Option<Id>| id.map(|i| i.to_string()).unwrap_or_default();
        let fields = [
            self.id.to_string(),
            self.at.text(),
            opt(self.account),
            opt(self.organisation),
            self.hat.clone(),
            self.name.clone(),
            self.act.clone(),
            opt(self.resident),
            self.object.clone().unwrap_or_default(),
            self.detail.clone(),
            self.denied.to_string(),
        ];
        // The length before each field: no two rows have the same bytes by moving text between fields.
        let mut bytes = Vec::new();
        for f in fields {
            bytes.extend_from_slice(&(f.len() as u64).to_be_bytes());
            bytes.extend_from_slice(f.as_bytes());
        }
        sha256_hex(&bytes)
    }
}

impl FromRow for AuditRow {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(AuditRow {
            id: r.get(0)?,
            at: r.get(1)?,
            account: r.get(2)?,
            organisation: r.get(3)?,
            hat: r.get(4)?,
            name: r.get(5)?,
            act: r.get(6)?,
            resident: r.get(7)?,
            object: r.get(8)?,
            detail: r.get(9)?,
            denied: r.get(10)?,
            hash: r.get(11)?,
            pos: r.get(12)?,
        })
    }
}

pub(crate) fn insert(tx: &Tx<'_>, r: &AuditRow) -> std::result::Result<(), DbError> {
    let mut values = r.values();
    values.extend(params![tx.order_key()?].to_vec());
    tx.exec(INSERT, &values)?;
    Ok(())
}

/// Which rows a page of the log shows; newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only rows before this time (keyset paging).
    pub before: Option<At>,
    /// Only this resident.
    pub resident: Option<Id>,
    /// Only refusals.
    pub denied: bool,
    /// Only acts whose code begins so.
    pub act: Option<String>,
}

/// A page of about fifty rows, at most 200: rows of the same moment stay on one page, because the next page
/// begins before the last row's time.
pub fn page(cx: &Cx<'_>, f: &Filter) -> Result<Vec<AuditRow>> {
    let mut w = Where::new();
    if let Some(t) = f.before {
        w = w.and("at < ?", params![t]);
    }
    if let Some(r) = f.resident {
        w = w.and("resident = ?", params![r]);
    }
    if f.denied {
        w = w.and("denied = 1", &[]);
    }
    if let Some(act) = &f.act {
        w = w.and("substr(act, 1, ?) = ?", params![act.chars().count(), act]);
    }
    let mut rows = cx.tx().list(PAGE, &w, "ORDER BY at DESC, id DESC LIMIT 50")?;
    if let (50, Some(last)) = (rows.len(), rows.last()) {
        let (id, at): (Id, At) = (last.get(0)?, last.get(1)?);
        let w = w.and("at = ?", params![at]).and("id < ?", params![id]);
        rows.extend(cx.tx().list(PAGE, &w, "ORDER BY id DESC LIMIT 150")?);
    }
    Ok(rows.iter().map(AuditRow::from_row).collect::<std::result::Result<_, _>>()?)
}

/// Time of the oldest row that has no position yet; none when the log is sealed to its end.
pub fn unsealed_since(cx: &Cx<'_>) -> Result<Option<At>> {
    Ok(cx.tx().one(TAIL, &[])?.get(0)?)
}

/// Number of rows.
pub fn count(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(COUNT, &[])?.get(0)?)
}
