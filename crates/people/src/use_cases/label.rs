//! How carefully a record is kept (N/R/V). The author raises; only the author's organisation lowers. What was sent is
//! with its receiver: a record that left the house can no longer be kept to the house.
use app::{Cx, Error, Result, records};
use kernel::{Hat, Id};

use crate::authz::{Document, Label, Read, decide, labelled, rules};
pub use crate::store::access::LabelSet;
use crate::{ResidentId, permissions, store::access};

/// One record and who sees it.
#[derive(Debug, Clone)]
pub struct Page {
    /// About whom.
    pub resident: ResidentId,
    /// Name of the person.
    pub name: String,
    /// Title of the form.
    pub title: String,
    /// Its label.
    pub label: Label,
    /// How it came to it, the newest first; empty = by the kind of the record.
    pub history: Vec<LabelSet>,
    /// May the actor change it?
    pub may: bool,
    /// It was sent to somebody.
    pub sent: bool,
    /// Who sees it and why.
    pub lines: Vec<super::who_may_see::Line>,
}

/// Whose record is it? A record of nobody, or one that is not there, is not found.
fn whose(cx: &Cx<'_>, record: Id) -> Result<(ResidentId, records::Head)> {
    let head = records::head(cx, record)?;
    let resident = head.resident.ok_or(Error::NotFound)?;
    Ok((ResidentId(resident), head))
}

/// 「誰に見えるか」 of one record, for those who may open it.
pub fn read(cx: &Cx<'_>, record: Id) -> Result<Page> {
    let (resident, head) = whose(cx, record)?;
    let permit = decide::<Read, Document>(cx, &permissions::RECORD_SEE, resident, Some(record))?;
    let (label, author) = labelled(cx, &*rules(cx)?, record)?;
    Ok(Page {
        resident,
        name: super::view::resident(cx, &permit)?.name,
        title: super::who_may_see::paper(cx, Some(head.id))?.into(),
        label,
        history: access::labels(cx, record)?,
        may: app::may(cx, &permissions::LABEL)? && mine(cx, author),
        sent: access::was_sent(cx, resident, record)?,
        lines: super::who_may_see::of_record(cx, resident, record)?,
    })
}

fn mine(cx: &Cx<'_>, author: Option<Id>) -> bool {
    author.is_some() && author == cx.actor().organisation && cx.actor().hat != Hat::Provider
}

/// Sets the label, with a reason.
pub fn set(cx: &Cx<'_>, record: Id, label: Label, why: &str) -> Result<()> {
    let (resident, _) = whose(cx, record)?;
    decide::<Read, Document>(cx, &permissions::LABEL, resident, Some(record))?;
    let (now, author) = labelled(cx, &*rules(cx)?, record)?;
    if !mine(cx, author) {
        return Err(Error::Rule(
            "扱い方を変えられるのは、この記録を書いた事業所だけです。変えたいときは、書いた事業所に電話で相談してください"
                .into(),
        ));
    }
    match why.trim().chars().count() {
        0 => return Err(Error::field("reason", "理由を入力してください")),
        201.. => return Err(Error::field("reason", "200文字以内で入力してください")),
        _ => {}
    }
    if now == label {
        return Err(Error::field("label", "いまと同じです。変えるときに選んでください"));
    }
    if label == Label::Very && access::was_sent(cx, resident, record)? {
        return Err(Error::field(
            "label",
            "もう送った書類は、「書いた事業所だけ」にできません。受け取った相手に電話で相談してください",
        ));
    }
    access::add_label(cx, resident, record, label, author, why)
}
