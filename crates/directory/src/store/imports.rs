//! What imports leave behind: the lists they covered, their reports, and uploads that wait for a confirmation.
use std::collections::BTreeMap;

use app::{Cx, Result};
use db::{Value, params};
use kernel::{At, Date, Id, sha256_hex};

use crate::model::plan::{Coverage, Scope};
use crate::model::sources::Source;
use crate::{ImportId, UploadId};

db::statements! { pub(crate) STATEMENTS;
    COVERAGE = "SELECT prefecture, service, edition, imported_on, rows FROM directory_coverage WHERE source = $1";
    COVERED = "SELECT edition, imported_on, rows FROM directory_coverage WHERE source = $1 AND prefecture = $2 AND service = $3";
    COVER = "INSERT INTO directory_coverage(source, prefecture, service, edition, imported_on, rows) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source, prefecture, service) DO UPDATE SET edition = excluded.edition, imported_on = excluded.imported_on, rows = excluded.rows";
    LAST = "SELECT MAX(edition), MAX(imported_on) FROM directory_coverage";
    KEEP = "INSERT INTO directory_import(id, at, name, files, report) VALUES ($1, $2, $3, $4, $5)";
    DONE = "SELECT at, name, files, report FROM directory_import WHERE id = $1";
    UPLOAD = "INSERT INTO directory_upload(id, account, at, edition) VALUES ($1, $2, $3, $4)";
    UPLOAD_FILE = "INSERT INTO directory_upload_file(upload, n, name, hash, body) VALUES ($1, $2, $3, $4, $5)";
    FIND_UPLOAD = "SELECT account, edition FROM directory_upload WHERE id = $1";
    FILES = "SELECT name, hash, body FROM directory_upload_file WHERE upload = $1 ORDER BY n";
    OLD = "SELECT id FROM directory_upload WHERE at < $1";
    DROP_FILES = "DELETE FROM directory_upload_file WHERE upload = $1";
    DROP = "DELETE FROM directory_upload WHERE id = $1";
}

/// Every list that was ever imported from a source.
pub(crate) fn coverage(cx: &Cx<'_>, source: Source) -> Result<BTreeMap<Scope, Coverage>> {
    let mut out = BTreeMap::new();
    for r in cx.tx().rows(COVERAGE, params![source.code()])? {
        let rows: i64 = r.get(4)?;
        out.insert(
            Scope { source, prefecture: r.get(0)?, list: r.get(1)? },
            Coverage {
                edition: r.get(2)?,
                imported_on: r.get(3)?,
                rows: usize::try_from(rows).unwrap_or(0),
            },
        );
    }
    Ok(out)
}

/// The last import of one list.
pub(crate) fn covered(
    cx: &Cx<'_>,
    source: &str,
    prefecture: &str,
    service: &str,
) -> Result<Option<Coverage>> {
    let Some(r) = cx.tx().first(COVERED, params![source, prefecture, service])? else {
        return Ok(None);
    };
    let rows: i64 = r.get(2)?;
    Ok(Some(Coverage {
        edition: r.get(0)?,
        imported_on: r.get(1)?,
        rows: usize::try_from(rows).unwrap_or(0),
    }))
}

/// Notes that a list was imported.
pub(crate) fn cover(cx: &Cx<'_>, scope: &Scope, c: &Coverage) -> Result<()> {
    let s = scope;
    cx.tx().exec(
        COVER,
        params![s.source.code(), &s.prefecture, &s.list, c.edition, c.imported_on, c.rows],
    )?;
    Ok(())
}

/// Newest edition and newest day of import over all lists; none before the first import.
pub(crate) fn last(cx: &Cx<'_>) -> Result<(Option<Date>, Option<Date>)> {
    let r = cx.tx().one(LAST, &[])?;
    Ok((r.get(0)?, r.get(1)?))
}

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// When.
    pub at: At,
    /// Who.
    pub name: String,
    /// JSON array of file names.
    pub files: String,
    /// The report as JSON.
    pub report: String,
}

/// Keeps the report of an import.
pub(crate) fn keep(cx: &Cx<'_>, files: &str, report: &str) -> Result<ImportId> {
    let id = ImportId(cx.new_id());
    cx.tx().exec(KEEP, params![id.0, cx.now(), &cx.actor().name, files, report])?;
    Ok(id)
}

pub(crate) fn done(cx: &Cx<'_>, id: ImportId) -> Result<Option<Import>> {
    let Some(r) = cx.tx().first(DONE, params![id.0])? else { return Ok(None) };
    Ok(Some(Import { at: r.get(0)?, name: r.get(1)?, files: r.get(2)?, report: r.get(3)? }))
}

/// Uploaded files as they came: name and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// Keeps uploaded files until their import is confirmed or a day has passed.
pub(crate) fn keep_upload(cx: &Cx<'_>, files: &Files, edition: Option<Date>) -> Result<UploadId> {
    let id = UploadId(cx.new_id());
    cx.tx().exec(UPLOAD, params![id.0, cx.actor().account, cx.now(), edition])?;
    for (n, (name, body)) in files.iter().enumerate() {
        let hash = sha256_hex(body);
        cx.tx().exec(UPLOAD_FILE, params![id.0, n, name, hash, body.as_slice()])?;
    }
    Ok(id)
}

/// The files of an upload of this actor, checked against their hashes; none when it is gone or somebody else's.
pub(crate) fn upload(cx: &Cx<'_>, id: UploadId) -> Result<Option<(Files, Option<Date>)>> {
    let Some(r) = cx.tx().first(FIND_UPLOAD, params![id.0])? else { return Ok(None) };
    let account: Option<Id> = r.get(0)?;
    if account != cx.actor().account {
        return Ok(None);
    }
    let edition: Option<Date> = r.get(1)?;
    let mut files = Files::new();
    for r in cx.tx().rows(FILES, params![id.0])? {
        let (name, hash, body): (String, String, Vec<u8>) = (r.get(0)?, r.get(1)?, r.get(2)?);
        if sha256_hex(&body) != hash {
            return Err(app::Error::Inconsistent(format!(
                "upload {id}: stored file differs from its hash"
            )));
        }
        files.push((name, body));
    }
    Ok(Some((files, edition)))
}

/// Forgets an upload.
pub(crate) fn forget(cx: &Cx<'_>, id: UploadId) -> Result<()> {
    cx.tx().exec(DROP_FILES, params![id.0])?;
    cx.tx().exec(DROP, params![id.0])?;
    Ok(())
}

/// Forgets uploads from before `at`; how many.
pub(crate) fn forget_before(cx: &Cx<'_>, at: At) -> Result<usize> {
    let old: Vec<Value> = cx
        .tx()
        .rows(OLD, params![at])?
        .iter()
        .map(|r| r.get(0))
        .collect::<std::result::Result<_, _>>()?;
    for id in &old {
        cx.tx().exec(DROP_FILES, std::slice::from_ref(id))?;
        cx.tx().exec(DROP, std::slice::from_ref(id))?;
    }
    Ok(old.len())
}
