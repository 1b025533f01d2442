//! What can be done with attachments, each in one transaction. The files themselves are not touched here.
use app::audit::AuditEntry;
use app::files::FileKey;
use app::{Cx, Error, Result};
use kernel::Id;

use super::model::{About, Attachment, NewAttachment, REASON, TITLE};
use super::permissions::{FILE_READ, FILE_SHRED, FILE_WRITE};
use super::store;
use crate::ResidentId;
use crate::authz::{Act, Document, Group, Kind, Permit, Read, What, Write, could, decide};
use crate::use_cases::view;

/// Rows of a page of the list.
pub(super) const PAGE: usize = 24;

/// What came of attaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The new attachments.
    pub new: Vec<Id>,
    /// Files that were there already, at the same place: nothing was added for them.
    pub already: Vec<Id>,
}

/// Attaches kept files to a resident, by the right to write documents.
pub fn attach(cx: &Cx<'_>, resident: ResidentId, new: &NewAttachment) -> Result<Attached> {
    let permit =
        decide::<Write, Document>(cx, &FILE_WRITE, resident, new.about.as_ref().map(|a| a.id))?;
    attach_with(cx, &permit, new)
}

/// Attaches kept files by a permit that the calling slice holds: a hospital's right to write about a stay, for
/// example. The slice has made sure that the record in `about` is this resident's.
pub fn attach_with<K: Kind>(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, K>,
    new: &NewAttachment,
) -> Result<Attached> {
    let resident = permit.resident();
    if new.files.is_empty() {
        return Err(Error::field("files", "ファイルを選んでください"));
    }
    if new.title.chars().count() > TITLE {
        return Err(Error::field("title", format!("{TITLE}文字以内で入力してください")));
    }
    if new.about.as_ref().is_some_and(|a| a.kind.is_empty() || a.kind.len() > 40) {
        return Err(Error::Inconsistent("an attachment's record has no kind".into()));
    }
    let key = store::key(cx, resident)?.map(|(id, _)| id);
    let mut out = Attached { new: Vec::new(), already: Vec::new() };
    for file in &new.files {
        if Some(file.key) != key || file.resident != resident {
            // the key was deleted while the file was on its way: what was kept is unreadable for ever
            return Err(Error::Rule(
                "ファイルを保存できませんでした。もう一度お試しください".into(),
            ));
        }
        match store::same(cx, resident, new, file)? {
            Some(id) => out.already.push(id),
            None => {
                // the same press twice at once on PostgreSQL: the other one is about to be there
                let id = store::add(cx, resident, new, file).map_err(|e| match e {
                    Error::Db(db::DbError::Unique(_)) => Error::Db(db::DbError::Busy),
                    other => other,
                })?;
                audit(cx, FILE_WRITE.code, resident, id, &format!("{}:new", file.mime.extension()));
                out.new.push(id);
            }
        }
    }
    Ok(out)
}

fn audit(cx: &Cx<'_>, code: &str, resident: ResidentId, id: Id, detail: &str) {
    let entry = AuditEntry::act(code).about(resident).object(format!("attachment:{id}"));
    cx.audit(entry.detail(detail));
}

/// Is it an attachment of this resident that was not taken back? For what points to a scanned paper.
pub(crate) fn belongs(cx: &Cx<'_>, resident: ResidentId, id: Id) -> Result<bool> {
    Ok(store::one(cx, resident, id)?.is_some_and(|a| a.withdrawn.is_none() && !apart(&a)))
}

/// Titles of the newest attachments of a resident, for choosing one; empty for who may not see files.
pub(crate) fn titles(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<(Id, String)>> {
    if !app::may(cx, &FILE_READ)? || !could(cx, Act::Read, What::Document, resident)? {
        return Ok(Vec::new());
    }
    let permit = decide::<Read, Document>(cx, &FILE_READ, resident, None)?;
    let rows = match permit.sees(Group::File) {
        true => store::all(cx, resident, None, PAGE)?,
        false => Vec::new(),
    };
    let open = rows.into_iter().filter(|a| a.withdrawn.is_none());
    Ok(open.map(|a| (a.id, format!("{}　{}", a.kind.label(), a.title))).collect())
}

/// A list of attachments, and the key that opens their small pictures.
#[derive(Clone)]
pub struct Listed {
    /// Name of the resident.
    pub person: String,
    /// Newest first.
    pub rows: Vec<Attachment>,
    /// The key; none while nothing was ever attached or after it was deleted.
    pub key: Option<(Id, FileKey)>,
    /// May the actor attach here?
    pub may_write: bool,
    /// Id after which the next page begins.
    pub next: Option<Id>,
    /// The organisation of the actor, whose own withdrawn ones stay readable.
    pub mine: Option<Id>,
}

/// All attachments of a resident, also those that hang on records; 24 a page. For those who may read all of the
/// resident's documents.
pub fn list(cx: &Cx<'_>, resident: ResidentId, before: Option<Id>) -> Result<Listed> {
    let permit = decide::<Read, Document>(cx, &FILE_READ, resident, None)?;
    let mut rows = store::all(cx, resident, before, PAGE + 1)?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|r| r.id)
    });
    listed(cx, &permit, rows, next.flatten())
}

/// The attachments of one record, for those who may read that record.
pub fn list_of(cx: &Cx<'_>, resident: ResidentId, about: &About) -> Result<Listed> {
    let permit = decide::<Read, Document>(cx, &FILE_READ, resident, Some(about.id))?;
    let rows = store::of(cx, resident, about)?;
    listed(cx, &permit, rows, None)
}

fn listed(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, Document>,
    rows: Vec<Attachment>,
    next: Option<Id>,
) -> Result<Listed> {
    let resident = permit.resident();
    // a picture cannot be shown in part: who does not see files sees none
    let (rows, next) = if permit.sees(Group::File) { (rows, next) } else { (Vec::new(), None) };
    let ids: Vec<String> = rows.iter().map(|r| r.id.to_string()).collect();
    let detail = format!("attachments;n={};ids={}", ids.len(), ids.join(","));
    cx.audit(AuditEntry::act(FILE_READ.code).about(resident).detail(detail));
    Ok(Listed {
        person: view::resident(cx, permit)?.name,
        rows,
        key: store::key(cx, resident)?,
        may_write: app::may(cx, &FILE_WRITE)? && could(cx, Act::Write, What::Document, resident)?,
        next,
        mine: cx.actor().organisation,
    })
}

/// The attachments of one record by a permit that the calling slice holds; it has made sure that the record is this
/// resident's and that the actor reads it.
pub fn list_with<K: Kind>(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, K>,
    about: &About,
) -> Result<Listed> {
    let resident = permit.resident();
    let rows = store::of(cx, resident, about)?;
    let ids: Vec<String> = rows.iter().map(|r| r.id.to_string()).collect();
    let detail = format!("attachments;n={};ids={}", ids.len(), ids.join(","));
    cx.audit(AuditEntry::act(FILE_READ.code).about(resident).detail(detail));
    Ok(Listed {
        person: view::resident(cx, permit)?.name,
        rows,
        key: store::key(cx, resident)?,
        may_write: false,
        next: None,
        mine: cx.actor().organisation,
    })
}

/// Opens one of a record by a permit that the calling slice holds. Withdrawn ones stay closed.
pub fn open_with<K: Kind>(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, K>,
    about: &About,
    id: Id,
) -> Result<Opened> {
    let resident = permit.resident();
    let fits = |a: &Attachment| {
        a.withdrawn.is_none()
            && a.about.as_ref().is_some_and(|x| (&x.kind, x.id) == (&about.kind, about.id))
    };
    let attachment = store::one(cx, resident, id)?.filter(fits).ok_or(Error::NotFound)?;
    audit(cx, FILE_READ.code, resident, id, "open");
    let key = store::key(cx, resident)?.filter(|(id, _)| *id == attachment.key).map(|(_, k)| k);
    let person = view::resident(cx, permit)?.name;
    Ok(Opened { person, attachment, key, may_withdraw: false })
}

/// Does it hang on what has a door of its own: a post of a room, a paper of the person's note?
fn apart(a: &Attachment) -> bool {
    a.about.as_ref().is_some_and(|x| x.kind == super::OF_ROOM || x.kind == super::OF_WISH)
}

/// An attachment that may be shown, and its key; for [`super::content`], after the transaction.
#[derive(Clone)]
pub struct Opened {
    /// Name of the resident.
    pub person: String,
    /// The row.
    pub attachment: Attachment,
    /// Its key; none when it was deleted.
    pub key: Option<FileKey>,
    /// May the actor take it back?
    pub may_withdraw: bool,
}

/// Opens one. A withdrawn one is there for the organisation that attached it only: most are withdrawn because they
/// show another person's paper.
pub fn open(cx: &Cx<'_>, resident: ResidentId, id: Id) -> Result<Opened> {
    let found = store::one(cx, resident, id)?.filter(|a| !apart(a));
    let about = found.as_ref().and_then(|a| a.about.as_ref()).map(|a| a.id);
    let permit = decide::<Read, Document>(cx, &FILE_READ, resident, about)?;
    let attachment = found.filter(|_| permit.sees(Group::File)).ok_or(Error::NotFound)?;
    let own = attachment.organisation == cx.actor().organisation;
    if attachment.withdrawn.is_some() && !own {
        let refused = AuditEntry::act(FILE_READ.code).about(resident);
        cx.audit(refused.object(format!("attachment:{id}")).denied());
        return Err(Error::NotFound);
    }
    audit(cx, FILE_READ.code, resident, id, "open");
    let key = store::key(cx, resident)?.filter(|(id, _)| *id == attachment.key).map(|(_, k)| k);
    let may_withdraw = own
        && attachment.withdrawn.is_none()
        && app::may(cx, &FILE_WRITE)?
        && could(cx, Act::Write, What::Document, resident)?;
    let person = view::resident(cx, &permit)?.name;
    Ok(Opened { person, attachment, key, may_withdraw })
}

/// Takes one back (取消) with a reason, by the right to write documents.
pub fn withdraw(cx: &Cx<'_>, resident: ResidentId, id: Id, reason: &str) -> Result<()> {
    let found = store::one(cx, resident, id)?.filter(|a| !apart(a));
    let about = found.as_ref().and_then(|a| a.about.as_ref()).map(|a| a.id);
    let permit = decide::<Write, Document>(cx, &FILE_WRITE, resident, about)?;
    found.ok_or(Error::NotFound)?;
    withdraw_with(cx, &permit, id, reason)
}

/// As [`withdraw`] by a permit that the calling slice holds. Only the organisation that attached it can; the row,
/// the file and the reason stay.
pub fn withdraw_with<K: Kind>(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, K>,
    id: Id,
    reason: &str,
) -> Result<()> {
    let resident = permit.resident();
    let a = store::one(cx, resident, id)?.ok_or(Error::NotFound)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "取り消す理由を入力してください"));
    }
    if reason.chars().count() > REASON {
        return Err(Error::field("reason", format!("{REASON}文字以内で入力してください")));
    }
    if a.organisation != cx.actor().organisation {
        return Err(Error::Rule(
            "付けた事業所だけが取り消せます。付けた事業所に知らせてください".into(),
        ));
    }
    if !store::withdraw(cx, id, reason)? {
        return Err(Error::Rule("もう取り消されています".into()));
    }
    audit(cx, FILE_WRITE.code, resident, id, "withdraw");
    Ok(())
}

/// Makes all files of a resident unreadable for ever by deleting their key; the rows stay as evidence that there was
/// something, and the sweep removes the files. True when there was a key.
pub fn shred(cx: &Cx<'_>, resident: ResidentId) -> Result<bool> {
    app::authorise(cx, &FILE_SHRED)?;
    if crate::retention::held(cx, resident)? {
        return Err(Error::Rule(
            "この方の記録は、保留になっています。保留を解いてからにしてください".into(),
        ));
    }
    cx.audit(AuditEntry::act(FILE_SHRED.code).about(resident).detail("key deleted"));
    store::drop_key(cx, resident)
}
