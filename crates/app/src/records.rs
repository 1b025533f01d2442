//! Records: 下書き → 確定 → 訂正 → 取消. Every version stays, with its hash, its source and who made it
//! (真正性: 安全管理ガイドライン6.0 §14). Drafts are not here: they belong to one person (drafts.rs).
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id, sha256_hex};

use crate::{Cx, Error, Result};

db::statements! { pub STATEMENTS;
    NEW = "INSERT INTO app_record(id, kind, resident, subject, organisation, state, version, at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)";
    NEW_VERSION = "INSERT INTO app_record_version(record, version, state, form, form_version, body, hash, source, reason, account, organisation, name, at, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    HEAD = "SELECT id, kind, resident, subject, organisation, state, version, at FROM app_record WHERE id = $1";
    BY_SUBJECT = "SELECT id, kind, resident, subject, organisation, state, version, at FROM app_record WHERE subject = $1 AND kind = $2 ORDER BY id";
    LATEST_OF = "SELECT id, kind, resident, subject, organisation, state, version, at FROM app_record WHERE resident = $1 AND kind = $2 AND organisation = $3 AND state <> 'cancelled' ORDER BY at DESC, id DESC LIMIT 1";
    OF_RESIDENT = "SELECT id, kind, resident, subject, organisation, state, version, at FROM app_record WHERE resident = $1 ORDER BY at DESC, id DESC";
    ERASE_VERSIONS = "DELETE FROM app_record_version WHERE record IN (SELECT id FROM app_record WHERE resident = $1)";
    ERASE = "DELETE FROM app_record WHERE resident = $1";
    RAISE = "UPDATE app_record SET version = $1, state = $2 WHERE id = $3 AND version = $4";
    VERSION = "SELECT record, version, state, form, form_version, body, hash, source, reason, account, organisation, name, at, seal FROM app_record_version WHERE record = $1 AND version = $2";
}

/// The state of a record's newest version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 確定.
    Confirmed,
    /// 訂正: confirmed again with a reason.
    Corrected,
    /// 取消: marked, kept, counted nowhere.
    Cancelled,
}

impl State {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            State::Confirmed => "confirmed",
            State::Corrected => "corrected",
            State::Cancelled => "cancelled",
        }
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            State::Confirmed => "確定",
            State::Corrected => "訂正",
            State::Cancelled => "取消",
        }
    }

    fn read(code: &str) -> std::result::Result<Self, DbError> {
        [State::Confirmed, State::Corrected, State::Cancelled]
            .into_iter()
            .find(|s| s.code() == code)
            .ok_or(DbError::Decode { column: 0, what: "unknown record state".into() })
    }
}

/// How the content came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Typed by the author.
    Own,
    /// Keyed in for somebody else.
    OnBehalf,
    /// From a FAX or paper.
    Fax,
    /// From a file.
    Import,
}

impl Source {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Own => "self",
            Source::OnBehalf => "on_behalf",
            Source::Fax => "fax",
            Source::Import => "import",
        }
    }
}

/// A record without its content.
#[derive(Debug, Clone)]
pub struct Head {
    /// Id.
    pub id: Id,
    /// `slice.kind`.
    pub kind: String,
    /// About whom.
    pub resident: Option<Id>,
    /// What it belongs to (a stay).
    pub subject: Option<Id>,
    /// The author's organisation.
    pub organisation: Option<Id>,
    /// State of the newest version.
    pub state: State,
    /// Newest version, from 1.
    pub version: i64,
    /// Made at.
    pub at: At,
}

impl FromRow for Head {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Head {
            id: r.get(0)?,
            kind: r.get(1)?,
            resident: r.get(2)?,
            subject: r.get(3)?,
            organisation: r.get(4)?,
            state: State::read(&r.get::<String>(5)?)?,
            version: r.get(6)?,
            at: r.get(7)?,
        })
    }
}

/// One version with its content.
#[derive(Debug, Clone)]
pub struct Version {
    /// The record.
    pub record: Id,
    /// From 1.
    pub version: i64,
    /// Its state.
    pub state: State,
    /// Form code and version it was made with.
    pub form: String,
    /// Version of the form.
    pub form_version: String,
    /// Canonical JSON.
    pub body: String,
    /// SHA-256 of the body.
    pub hash: String,
    /// Source code.
    pub source: String,
    /// Why it was corrected or cancelled.
    pub reason: String,
    /// Account of the author.
    pub account: Option<Id>,
    /// Organisation of the author.
    pub organisation: Option<Id>,
    /// Name of the author as it was then.
    pub name: String,
    /// Made at.
    pub at: At,
}

impl Version {
    /// The seal that the other columns must give. The body goes in by its hash, which is compared by itself.
    pub fn whole(&self) -> String {
        let opt = |id: Option<Id>| id.map(|i| i.to_string()).unwrap_or_default();
        let fields = [
            self.record.to_string(),
            self.version.to_string(),
            self.state.code().to_string(),
            self.form.clone(),
            self.form_version.clone(),
            self.hash.clone(),
            self.source.clone(),
            self.reason.clone(),
            opt(self.account),
            opt(self.organisation),
            self.name.clone(),
            self.at.text(),
        ];
        // the length before each field: no two versions have the same bytes by moving text between fields
        let bytes: Vec<u8> = fields
            .iter()
            .flat_map(|f| [&(f.len() as u64).to_be_bytes()[..], f.as_bytes()].concat())
            .collect();
        sha256_hex(&bytes)
    }

    /// Is it what was written? `seal` is none for versions made before seals were kept: then the body alone is compared.
    pub(crate) fn intact(&self, seal: Option<&String>) -> bool {
        sha256_hex(self.body.as_bytes()) == self.hash && seal.is_none_or(|s| *s == self.whole())
    }
}

/// A version and the seal beside it.
pub(crate) struct Stored(pub Version, pub Option<String>);

impl FromRow for Stored {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Stored(Version::from_row(r)?, r.get(13)?))
    }
}

impl FromRow for Version {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Version {
            record: r.get(0)?,
            version: r.get(1)?,
            state: State::read(&r.get::<String>(2)?)?,
            form: r.get(3)?,
            form_version: r.get(4)?,
            body: r.get(5)?,
            hash: r.get(6)?,
            source: r.get(7)?,
            reason: r.get(8)?,
            account: r.get(9)?,
            organisation: r.get(10)?,
            name: r.get(11)?,
            at: r.get(12)?,
        })
    }
}

/// The content of a new version.
#[derive(Debug, Clone)]
pub struct Content {
    /// Form code, e.g. `admission-sheet`.
    pub form: String,
    /// Form version.
    pub form_version: String,
    /// Canonical JSON.
    pub body: String,
    /// How it came in.
    pub source: Source,
}

/// What a new record is about.
#[derive(Debug, Clone)]
pub struct About {
    /// `slice.kind`.
    pub kind: &'static str,
    /// About whom.
    pub resident: Option<Id>,
    /// What it belongs to.
    pub subject: Option<Id>,
}

/// 確定: a new record with version 1. The caller holds the permit and has validated the content.
pub fn confirm(cx: &Cx<'_>, about: &About, content: &Content) -> Result<Id> {
    let id = cx.new_id();
    let org = cx.actor().organisation;
    cx.tx().exec(
        NEW,
        params![
            id,
            about.kind,
            about.resident,
            about.subject,
            org,
            State::Confirmed.code(),
            cx.now()
        ],
    )?;
    add_version(cx, id, 1, State::Confirmed, content, "")?;
    Ok(id)
}

fn add_version(
    cx: &Cx<'_>,
    id: Id,
    version: i64,
    state: State,
    c: &Content,
    reason: &str,
) -> Result<()> {
    let a = cx.actor();
    let v = Version {
        record: id,
        version,
        state,
        form: c.form.clone(),
        form_version: c.form_version.clone(),
        body: c.body.clone(),
        hash: sha256_hex(c.body.as_bytes()),
        source: c.source.code().into(),
        reason: reason.into(),
        account: a.account,
        organisation: a.organisation,
        name: a.name.clone(),
        at: cx.now(),
    };
    let seal = v.whole();
    cx.tx().exec(
        NEW_VERSION,
        params![
            v.record,
            v.version,
            v.state.code(),
            v.form,
            v.form_version,
            v.body,
            v.hash,
            v.source,
            v.reason,
            v.account,
            v.organisation,
            v.name,
            v.at,
            seal
        ],
    )?;
    Ok(())
}

/// 訂正: a new version with its reason. [`Error::Stale`] when somebody was faster than `base`.
pub fn correct(cx: &Cx<'_>, id: Id, base: i64, content: &Content, reason: &str) -> Result<i64> {
    next_version(cx, id, base, State::Corrected, content, reason)
}

/// 取消: marks it; the content of the last version is kept as it was.
pub fn cancel(cx: &Cx<'_>, id: Id, reason: &str) -> Result<i64> {
    let last = load(cx, id)?;
    let content = Content {
        form: last.form,
        form_version: last.form_version,
        body: last.body,
        source: Source::Own,
    };
    next_version(cx, id, last.version, State::Cancelled, &content, reason)
}

fn next_version(
    cx: &Cx<'_>,
    id: Id,
    base: i64,
    state: State,
    content: &Content,
    reason: &str,
) -> Result<i64> {
    let now = head(cx, id)?;
    if now.version != base {
        return Err(Error::Stale { mine: base, theirs: now.version });
    }
    if now.state == State::Cancelled {
        return Err(Error::Rule("取り消された記録です。新しく作ってください".into()));
    }
    let next = base + 1;
    if cx.tx().exec(RAISE, params![next, state.code(), id, base])? != 1 {
        return Err(Error::Stale { mine: base, theirs: next });
    }
    add_version(cx, id, next, state, content, reason)?;
    Ok(next)
}

/// The head of a record.
pub fn head(cx: &Cx<'_>, id: Id) -> Result<Head> {
    match cx.tx().find(HEAD, params![id]) {
        Err(DbError::Decode { .. }) => {
            Err(crate::altered::found(cx, &format!("record:{id}@0"), None))
        }
        found => found?.ok_or(Error::NotFound),
    }
}

/// The newest version of a record; see [`version`].
pub fn load(cx: &Cx<'_>, id: Id) -> Result<Version> {
    let h = head(cx, id)?;
    let v = match version(cx, id, h.version) {
        // a record has its newest version, unless the number in its head changed by itself
        Err(Error::NotFound) => return Err(altered(cx, id, h.version)),
        other => other?,
    };
    if v.state != h.state {
        return Err(altered(cx, id, h.version));
    }
    Ok(v)
}

/// One version; its hashes are checked, because a disk can change bytes silently (trust.md M6). [`Error::Altered`], with
/// audit row and alarm, when it is not what was written.
pub fn version(cx: &Cx<'_>, id: Id, version: i64) -> Result<Version> {
    match cx.tx().find::<Stored>(VERSION, params![id, version]) {
        Ok(Some(Stored(v, seal))) if v.intact(seal.as_ref()) => Ok(v),
        Ok(None) => Err(Error::NotFound),
        Ok(Some(_)) | Err(DbError::Decode { .. }) => Err(altered(cx, id, version)),
        Err(e) => Err(e.into()),
    }
}

fn altered(cx: &Cx<'_>, id: Id, version: i64) -> Error {
    let about = cx.tx().find::<Head>(HEAD, params![id]).ok().flatten();
    crate::altered::found(cx, &format!("record:{id}@{version}"), about.and_then(|h| h.resident))
}

/// All versions, oldest first; one that is not what was written refuses all.
pub fn versions(cx: &Cx<'_>, id: Id) -> Result<Vec<Version>> {
    let newest = head(cx, id)?.version;
    (1..=newest)
        .map(|n| match version(cx, id, n) {
            Err(Error::NotFound) => Err(altered(cx, id, n)),
            other => other,
        })
        .collect()
}

/// Records of one kind that belong to a subject, oldest first.
pub fn of_subject(cx: &Cx<'_>, subject: Id, kind: &str) -> Result<Vec<Head>> {
    Ok(cx.tx().all(BY_SUBJECT, params![subject, kind])?)
}

/// The newest record of a kind about a resident by one organisation that is not cancelled.
pub fn latest_of(cx: &Cx<'_>, resident: Id, kind: &str, organisation: Id) -> Result<Option<Head>> {
    Ok(cx.tx().find(LATEST_OF, params![resident, kind, organisation])?)
}

/// Every record about a resident, newest first, cancelled ones too.
pub fn of_resident(cx: &Cx<'_>, resident: Id) -> Result<Vec<Head>> {
    Ok(cx.tx().all(OF_RESIDENT, params![resident])?)
}

/// Erases every record about a resident with all its versions; how many records. Only for the end of retention
/// (people::retention): nothing else ever deletes a record.
pub fn erase(cx: &Cx<'_>, resident: Id) -> Result<u64> {
    cx.tx().exec(ERASE_VERSIONS, params![resident])?;
    Ok(cx.tx().exec(ERASE, params![resident])?)
}
