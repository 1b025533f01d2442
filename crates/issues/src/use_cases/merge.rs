//! Two issues that are one: one is told with the other from now on. Both keep their letters; nothing is deleted, and it
//! can be undone.
use app::{Cx, Error, Result, authorise};

use super::count;
use crate::model::counts;
use crate::store::issues as store;
use crate::{IssueId, permissions};

/// `id` is told with `into` from now on.
pub fn merge(cx: &Cx<'_>, id: IssueId, into: IssueId) -> Result<()> {
    authorise(cx, &permissions::DECIDE)?;
    let was = store::find(cx, id)?;
    let target = store::find(cx, into)?;
    if was.merged_into == Some(into) {
        return Ok(());
    }
    let say = if id == into {
        Some("べつの課題を選んでください")
    } else if was.merged_into.is_some() {
        Some("もう、ほかの課題とまとめられています")
    } else if !target.open() {
        Some("取り組んでいる課題を選んでください")
    } else if !was.stage.open() {
        Some("取り組んでいる課題だけ、まとめられます")
    } else if !store::merged(cx, id)?.is_empty() {
        Some(
            "この課題には、ほかの課題がまとめられています。先に「まとめるのをやめる」を押してください",
        )
    } else {
        None
    };
    if let Some(say) = say {
        return Err(Error::field("into", say));
    }
    store::merge(cx, id, Some(into))?;
    store::note(cx, id, "merged", "", &target.called())?;
    store::note(cx, into, "took", "", &was.called())?;
    let now = store::find(cx, id)?;
    count(cx, &counts::of_issue(&was), &counts::of_issue(&now), id.0)
}

/// Both stand by themselves again. The issue it was told with.
pub fn unmerge(cx: &Cx<'_>, id: IssueId) -> Result<IssueId> {
    authorise(cx, &permissions::DECIDE)?;
    let was = store::find(cx, id)?;
    let Some(into) = was.merged_into else { return Ok(id) };
    store::merge(cx, id, None)?;
    let target = store::find(cx, into)?;
    store::note(cx, id, "unmerged", &target.called(), "")?;
    store::note(cx, into, "gave", &was.called(), "")?;
    let now = store::find(cx, id)?;
    count(cx, &counts::of_issue(&was), &counts::of_issue(&now), id.0)?;
    Ok(into)
}
