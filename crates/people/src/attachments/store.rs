//! SQL of attachments and of the keys that seal them.
use app::files::FileKey;
use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;
use office::image::FileType;

use super::model::{About, Attachment, AttachmentKind, Withdrawn};
use super::{Kept, NewAttachment};
use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    FILE_KEY = "SELECT id, key FROM people_attachment_key WHERE resident = $1";
    FILE_KEY_MAKE = "INSERT INTO people_attachment_key(resident, id, key, at) SELECT r.id, $2, $3, $4 FROM people_resident r WHERE r.id = $1 ON CONFLICT (resident) DO NOTHING";
    FILE_KEY_DROP = "DELETE FROM people_attachment_key WHERE resident = $1";
    FILE_ADD = "INSERT INTO people_attachment(id, resident, kind, title, ref_kind, ref_id, file, thumb, key, mime, bytes, pages, width, height, account, organisation, name, at, withdrawn_name, withdrawn_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '', '')";
    FILE_SAME = "SELECT id FROM people_attachment WHERE resident = $1 AND file = $2 AND ref_kind = $3 AND ref_id = $4 AND withdrawn_at IS NULL";
    FILE_ONE = "SELECT id, kind, title, ref_kind, ref_id, file, thumb, key, mime, bytes, pages, width, height, organisation, name, at, withdrawn_at, withdrawn_name, withdrawn_reason FROM people_attachment WHERE resident = $1 AND id = $2";
    FILE_ALL = "SELECT id, kind, title, ref_kind, ref_id, file, thumb, key, mime, bytes, pages, width, height, organisation, name, at, withdrawn_at, withdrawn_name, withdrawn_reason FROM people_attachment WHERE resident = $1 AND (id < $2 OR $2 = '') AND ref_kind NOT IN ('rooms.post', 'acp.paper') ORDER BY id DESC LIMIT $3";
    FILE_OF = "SELECT id, kind, title, ref_kind, ref_id, file, thumb, key, mime, bytes, pages, width, height, organisation, name, at, withdrawn_at, withdrawn_name, withdrawn_reason FROM people_attachment WHERE resident = $1 AND ref_kind = $2 AND ref_id = $3 ORDER BY id DESC LIMIT 200";
    FILE_WITHDRAW = "UPDATE people_attachment SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_name = $3, withdrawn_reason = $4 WHERE id = $5 AND withdrawn_at IS NULL";
    FILE_NAMED = "SELECT 1 FROM people_attachment a JOIN people_attachment_key k ON k.id = a.key WHERE a.file = $1";
    THUMB_NAMED = "SELECT 1 FROM people_attachment a JOIN people_attachment_key k ON k.id = a.key WHERE a.thumb = $1";
}

impl FromRow for Attachment {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let bad = |column| DbError::Decode { column, what: "unknown code".into() };
        let (ref_kind, ref_id): (String, String) = (r.get(3)?, r.get(4)?);
        let (w, h): (Option<i64>, Option<i64>) = (r.get(11)?, r.get(12)?);
        let withdrawn_at: Option<kernel::At> = r.get(16)?;
        Ok(Attachment {
            id: r.get(0)?,
            kind: AttachmentKind::from_code(&r.get::<String>(1)?).ok_or_else(|| bad(1))?,
            title: r.get(2)?,
            about: ref_id.parse().ok().map(|id| About { kind: ref_kind, id }),
            file: r.get(5)?,
            thumb: r.get(6)?,
            key: r.get(7)?,
            mime: FileType::from_mime(&r.get::<String>(8)?).ok_or_else(|| bad(8))?,
            bytes: r.get(9)?,
            pages: r.get(10)?,
            size: w.zip(h),
            organisation: r.get(13)?,
            name: r.get(14)?,
            at: r.get(15)?,
            withdrawn: match withdrawn_at {
                Some(at) => Some(Withdrawn { at, by: r.get(17)?, reason: r.get(18)? }),
                None => None,
            },
        })
    }
}

/// The key in force and its id.
pub(super) fn key(cx: &Cx<'_>, resident: ResidentId) -> Result<Option<(Id, FileKey)>> {
    let Some(row) = cx.tx().first(FILE_KEY, params![resident.0])? else { return Ok(None) };
    let key = FileKey::from_bytes(&row.get::<Vec<u8>>(1)?)
        .ok_or_else(|| Error::Inconsistent("an attachment key has the wrong length".into()))?;
    Ok(Some((row.get(0)?, key)))
}

/// Makes a key out of fresh bytes unless there is one.
pub(super) fn make_key(cx: &Cx<'_>, resident: ResidentId, fresh: &[u8]) -> Result<()> {
    cx.tx().exec(FILE_KEY_MAKE, params![resident.0, cx.new_id(), fresh, cx.now()])?;
    Ok(())
}

pub(super) fn drop_key(cx: &Cx<'_>, resident: ResidentId) -> Result<bool> {
    Ok(cx.tx().exec(FILE_KEY_DROP, params![resident.0])? == 1)
}

fn about(a: Option<&About>) -> (String, String) {
    a.map_or_else(Default::default, |a| (a.kind.clone(), a.id.to_string()))
}

/// The attachment that holds the same file at the same place already.
pub(super) fn same(
    cx: &Cx<'_>,
    resident: ResidentId,
    new: &NewAttachment,
    file: &Kept,
) -> Result<Option<Id>> {
    let (kind, id) = about(new.about.as_ref());
    let row = cx.tx().first(FILE_SAME, params![resident.0, &file.file, kind, id])?;
    Ok(row.map(|r| r.get(0)).transpose()?)
}

pub(super) fn add(
    cx: &Cx<'_>,
    resident: ResidentId,
    new: &NewAttachment,
    file: &Kept,
) -> Result<Id> {
    let id = cx.new_id();
    let (ref_kind, ref_id) = about(new.about.as_ref());
    let title = if new.title.is_empty() { &file.title } else { &new.title };
    let (w, h) = (file.size.map(|s| s.0), file.size.map(|s| s.1));
    let a = cx.actor();
    cx.tx().exec(
        FILE_ADD,
        params![
            id,
            resident.0,
            new.kind.code(),
            title,
            ref_kind,
            ref_id,
            &file.file,
            file.thumb.clone(),
            file.key,
            file.mime.mime(),
            file.bytes,
            file.pages,
            w,
            h,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(super) fn one(cx: &Cx<'_>, resident: ResidentId, id: Id) -> Result<Option<Attachment>> {
    Ok(cx.tx().find(FILE_ONE, params![resident.0, id])?)
}

/// Newest first, `limit` of those older than `before`.
pub(super) fn all(
    cx: &Cx<'_>,
    resident: ResidentId,
    before: Option<Id>,
    limit: usize,
) -> Result<Vec<Attachment>> {
    let before = before.map_or_else(String::new, |b| b.to_string());
    Ok(cx.tx().all(FILE_ALL, params![resident.0, before, limit])?)
}

pub(super) fn of(cx: &Cx<'_>, resident: ResidentId, a: &About) -> Result<Vec<Attachment>> {
    Ok(cx.tx().all(FILE_OF, params![resident.0, &a.kind, a.id])?)
}

pub(super) fn withdraw(cx: &Cx<'_>, id: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    let done = cx.tx().exec(FILE_WITHDRAW, params![cx.now(), a.account, &a.name, reason, id])?;
    Ok(done == 1)
}

/// Does a row whose key is still there name this file?
pub(super) fn named(cx: &Cx<'_>, file: &str) -> Result<bool> {
    Ok(cx.tx().first(FILE_NAMED, params![file])?.is_some()
        || cx.tx().first(THUMB_NAMED, params![file])?.is_some())
}
