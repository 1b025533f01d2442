//! The files of attachments: kept before the row is written, read after the audit row is durable, swept when no row
//! names them. Everything here waits for disks, so nothing here runs inside a transaction.
use app::audit::AuditEntry;
use app::files::{self, FileKey, FileName};
use app::{App, Cx, Error, Permission, Result};
use kernel::{Actor, Id};
use office::image::FileType;

use super::permissions::FILE_WRITE;
use super::{Attachment, Checked, Listed, Opened, SPACE, store};
use crate::ResidentId;
use crate::authz::{Act, What, could};

/// A file that is durable and that no row names yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub(super) resident: ResidentId,
    pub(super) title: String,
    pub(super) file: String,
    pub(super) thumb: Option<String>,
    pub(super) key: Id,
    pub(super) mime: FileType,
    pub(super) bytes: i64,
    pub(super) pages: Option<i64>,
    pub(super) size: Option<(i64, i64)>,
}

/// Said when a file that a row names cannot be read.
const LOST: &str = "ファイルを読み出せませんでした。運用担当に知らせてください";
/// Said when the key was deleted.
const SHREDDED: &str = "このファイルは消去されているため、開けません";

/// Keeps checked files under the resident's key, if the actor may write `what` about the resident (the right by which
/// they will be attached); [`Error::NotFound`], audited, if not. The key is made at the first file.
pub fn keep(
    app: &App,
    actor: &Actor,
    resident: ResidentId,
    what: What,
    files: &[Checked],
) -> Result<Vec<Kept>> {
    keep_by(app, actor, &FILE_WRITE, resident, what, files)
}

/// As [`keep`], through the outer door of another slice (a room's writers are more than the writers of documents).
pub fn keep_by(
    app: &App,
    actor: &Actor,
    permission: &'static Permission,
    resident: ResidentId,
    what: What,
    files: &[Checked],
) -> Result<Vec<Kept>> {
    let (id, key) = key_for(app, actor, permission, resident, what)?;
    files.iter().map(|f| put_one(app, resident, id, &key, f)).collect()
}

fn key_for(
    app: &App,
    actor: &Actor,
    permission: &'static Permission,
    resident: ResidentId,
    what: What,
) -> Result<(Id, FileKey)> {
    let asked = move |cx: &Cx<'_>| {
        if app::may(cx, permission)? && could(cx, Act::Write, what, resident)? {
            return Ok(());
        }
        cx.audit(AuditEntry::act(permission.code).about(resident).denied());
        Err(Error::NotFound)
    };
    let there = app.read(actor, |cx| {
        asked(cx)?;
        store::key(cx, resident)
    })?;
    if let Some(k) = there {
        return Ok(k);
    }
    let mut fresh = [0; files::KEY_BYTES];
    app.random(&mut fresh);
    app.write(actor, move |cx| {
        asked(cx)?;
        store::make_key(cx, resident, &fresh)?;
        store::key(cx, resident)?.ok_or(Error::NotFound)
    })
}

fn put_one(app: &App, resident: ResidentId, id: Id, key: &FileKey, f: &Checked) -> Result<Kept> {
    Ok(Kept {
        resident,
        title: f.title.clone(),
        // the small picture first: a row never names one that is not there
        thumb: f.thumb.as_deref().map(|t| put(app, key, t)).transpose()?,
        file: put(app, key, &f.bytes)?,
        key: id,
        mime: f.mime,
        bytes: i64::try_from(f.bytes.len()).unwrap_or(i64::MAX),
        pages: f.pages,
        size: f.size,
    })
}

fn put(app: &App, key: &FileKey, bytes: &[u8]) -> Result<String> {
    let name = key
        .name(SPACE, bytes)
        .ok_or_else(|| Error::Inconsistent("the space of attachments has no name".into()))?;
    app.files().put(&name, &key.seal(&name, bytes)?, app.now()).inspect_err(|e| {
        tracing::error!(error = %e, "an attachment could not be kept");
    })?;
    Ok(name.hex().to_string())
}

/// What reading a file gave.
enum Got {
    Bytes(Vec<u8>),
    /// There, but not what was kept, or gone: reported.
    Altered,
    /// The disk did not answer.
    Failed,
}

fn get(app: &App, key: &FileKey, hex: &str) -> Got {
    // a name that is none of ours: the row was changed
    let Some(name) = FileName::new(SPACE, hex) else { return Got::Altered };
    let read = app.files().get(&name).and_then(|sealed| match sealed {
        Some(s) => key.open(&name, &s).map(Some),
        None => Ok(None),
    });
    match read {
        Ok(Some(bytes)) => Got::Bytes(bytes),
        Ok(None) => {
            tracing::error!(file = hex, "an attachment's file is not there");
            Got::Altered
        }
        Err(files::FileError::Damaged) => Got::Altered,
        Err(e) => {
            tracing::error!(file = hex, error = %e, "an attachment's file cannot be read");
            Got::Failed
        }
    }
}

/// The content of an opened attachment. A file that was changed on its disk by a single bit, or is gone, is not shown:
/// [`Error::Altered`], with audit row and alarm.
pub fn content(app: &App, opened: &Opened) -> Result<Vec<u8>> {
    let key = opened.key.as_ref().ok_or_else(|| Error::Rule(SHREDDED.into()))?;
    match get(app, key, &opened.attachment.file) {
        Got::Bytes(b) => Ok(b),
        Got::Failed => Err(Error::Rule(LOST.into())),
        Got::Altered => {
            let what = format!("attachment:{}", opened.attachment.id);
            app::altered::report(app, std::slice::from_ref(&what))?;
            Err(Error::Altered(what))
        }
    }
}

/// The small pictures of a list (JPEG), in its order; none for a PDF, a withdrawn one, and one that cannot be read.
/// Their showing is audited with the list; those that are not what was kept are reported as for [`content`].
pub fn thumbnails(app: &App, listed: &Listed) -> Vec<Option<Vec<u8>>> {
    let mut altered = Vec::new();
    let mut of = |a: &Attachment| {
        let (id, key) = listed.key.as_ref()?;
        if a.withdrawn.is_some() || a.key != *id {
            return None;
        }
        match get(app, key, a.thumb.as_deref()?) {
            Got::Bytes(b) => Some(b),
            Got::Failed => None,
            Got::Altered => {
                altered.push(format!("attachment:{}", a.id));
                None
            }
        }
    };
    let out = listed.rows.iter().map(&mut of).collect();
    if let Err(e) = app::altered::report(app, &altered) {
        tracing::error!(error = %e, "altered files could not be written into the log");
    }
    out
}

/// Deletes files that no row names for a day: of refused acts, of a crash between file and row, of deleted keys. The
/// number deleted.
pub fn sweep(app: &App) -> Result<usize> {
    let system = Actor::system();
    let gone = files::sweep(app.files(), SPACE, app.now(), |names| {
        app.read(&system, |cx| {
            let mut named = Vec::new();
            for n in names {
                if store::named(cx, n.hex())? {
                    named.push(n.clone());
                }
            }
            Ok(named)
        })
    })?;
    if gone > 0 {
        tracing::info!(gone, "files without a row deleted");
    }
    Ok(gone)
}
