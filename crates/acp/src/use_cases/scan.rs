//! A scan of a paper that a doctor signed, beside where the paper is kept: seen by those who are shown the papers of the note, and by
//! nobody else who may open the person's other files. It is a picture of the paper, never an order.
use app::{Cx, Error, Permission, Result};
use kernel::Id;
use people::ResidentId;
use people::attachments::{
    About, Attachment, AttachmentKind, Kept, NewAttachment, OF_WISH, Opened, attach_with,
    list_with, open_with, withdraw_with,
};
use people::authz::{Permit, Read, Wish, Write};

use super::door;
use crate::model::around::Paper;
use crate::model::shown::PAPERS;
use crate::{permissions, store};

/// Most files of one paper.
pub const MOST: usize = 6;

fn about(paper: Id) -> About {
    About { kind: OF_WISH.into(), id: paper }
}

/// The paper, where it still counts and is shown to the actor.
fn paper(cx: &Cx<'_>, id: ResidentId, paper: Id) -> Result<Paper> {
    door::shown(cx, id, PAPERS)?;
    let all = store::around::papers(cx, &[id])?;
    all.into_iter().find(|p| p.id == paper).ok_or(Error::NotFound)
}

/// The scans of a paper that were not taken back.
pub(crate) fn of(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, Wish>,
    paper: Id,
) -> Result<Vec<Attachment>> {
    let all = list_with(cx, permit, &about(paper))?.rows;
    Ok(all.into_iter().filter(|a| a.withdrawn.is_none()).collect())
}

/// The page of the scans of a paper.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name of the person.
    pub name: String,
    /// The paper.
    pub paper: Paper,
    /// What is there: the file, and whether the actor's office attached it.
    pub scans: Vec<(Attachment, bool)>,
}

/// Opens it, for who writes the note.
pub fn page(cx: &Cx<'_>, id: ResidentId, which: Id) -> Result<Page> {
    let permit = door::whole::<Read>(cx, &permissions::WRITE, id)?;
    door::whole::<Write>(cx, &permissions::WRITE, id)?;
    let paper = paper(cx, id, which)?;
    let mine = |a: Attachment| {
        let own = a.organisation.is_some() && a.organisation == cx.actor().organisation;
        (a, own)
    };
    Ok(Page {
        name: people::release::whose(cx, &permit)?.name,
        scans: of(cx, &permit, which)?.into_iter().map(mine).collect(),
        paper,
    })
}

/// May files be attached to this paper? Asked before they are kept.
pub fn door_only(cx: &Cx<'_>, id: ResidentId, which: Id) -> Result<()> {
    door::whole::<Write>(cx, &permissions::WRITE, id)?;
    paper(cx, id, which).map(drop)
}

/// Attaches kept files to a paper; how many are new.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] with `files`, `title`.
pub fn add(
    cx: &Cx<'_>,
    id: ResidentId,
    which: Id,
    (title, files): (&str, &[Kept]),
) -> Result<usize> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    paper(cx, id, which)?;
    let reading = door::whole::<Read>(cx, &permissions::WRITE, id)?;
    if of(cx, &reading, which)?.len() + files.len() > MOST {
        let message = format!("1つの書面に付けられるのは、{MOST}つまでです");
        return Err(Error::field("files", message));
    }
    let new = NewAttachment {
        kind: AttachmentKind::Other,
        title: title.to_owned(),
        about: Some(about(which)),
        files: files.to_vec(),
    };
    Ok(attach_with(cx, &permit, &new)?.new.len())
}

/// Opens one, for who is shown the papers.
pub fn open(
    cx: &Cx<'_>,
    permission: &'static Permission,
    id: ResidentId,
    (which, file): (Id, Id),
) -> Result<Opened> {
    let permit = door::whole::<Read>(cx, permission, id)?;
    paper(cx, id, which)?;
    open_with(cx, &permit, &about(which), file)
}

/// Takes one back, by the office that attached it; it is kept with the reason.
pub fn take_back(cx: &Cx<'_>, id: ResidentId, (which, file): (Id, Id), reason: &str) -> Result<()> {
    let permit = door::whole::<Write>(cx, &permissions::WRITE, id)?;
    paper(cx, id, which)?;
    let reading = door::whole::<Read>(cx, &permissions::WRITE, id)?;
    open_with(cx, &reading, &about(which), file)?;
    withdraw_with(cx, &permit, file, reason)
}
