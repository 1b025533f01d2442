//! Answers of one press: 了解, and 担当ではありません.
use app::{Cx, Error, Result, notices};
use kernel::Id;
use people::authz::Write;

use super::door::door;
use super::post::answered;
use super::{office, tell};
use crate::model::{Answer, Reply};
use crate::{permissions, store};

/// Longest remark in characters.
const DETAIL: usize = 100;

/// An answer to give.
#[derive(Debug, Clone)]
pub struct Give {
    /// In which room.
    pub room: Id,
    /// To which post.
    pub post: Id,
    /// What.
    pub what: Reply,
    /// With 担当ではありません: who is, as far as known.
    pub detail: String,
}

/// Gives it. Who asked is told when it is not theirs to answer: somebody else has to be asked then.
pub fn give(cx: &Cx<'_>, cmd: &Give) -> Result<()> {
    let d = door::<Write>(cx, &permissions::WRITE, cmd.room)?;
    let p = d.post(cx, cmd.post)?;
    let (Some(account), Some(organisation)) = (cx.actor().account, cx.actor().organisation) else {
        return Err(Error::Forbidden(permissions::WRITE.code));
    };
    if p.account == Some(account) {
        return Err(Error::Rule("自分の投稿には、返事を付けられません".into()));
    }
    if p.cancelled_at.is_some() {
        return Err(Error::NotFound);
    }
    let detail = cmd.detail.trim();
    if detail.chars().count() > DETAIL {
        return Err(Error::field("detail", format!("{DETAIL}文字以内で入力してください")));
    }
    if cmd.what == Reply::NotMine && p.due_at.is_none() {
        return Err(Error::Rule("返事を待っていない投稿です".into()));
    }
    let a = Answer {
        post: p.id,
        account,
        organisation,
        what: cmd.what,
        name: cx.actor().name.clone(),
        office: office(cx)?,
        detail: if cmd.what == Reply::NotMine { detail.into() } else { String::new() },
        at: cx.now(),
    };
    store::marks::answer(cx, &a)?;
    answered(cx, &p, Some(cmd.what))?;
    tell(cx, &p, "answer")?;
    if let (Reply::NotMine, Some(organisation)) = (cmd.what, p.organisation) {
        let to = notices::To { organisation, account: p.account };
        let text = "やりとりの投稿に「担当ではありません」と返事がありました";
        notices::send(cx, to, "rooms.not-mine", text, &format!("/rooms/{}", p.room))?;
    }
    Ok(())
}
