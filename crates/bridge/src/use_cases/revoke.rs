//! Takes a letter back: from now on no paper of it opens anything.
use app::{Cx, Error, Result};

use super::own;
use crate::model::State;
use crate::{LetterId, permissions, store};

/// Takes it back. One that was answered stays as it is: the answer has done its work. 「担当ではありません」 has not; who
/// presses 「わかりました」 there closes the letter in this way.
pub fn revoke(cx: &Cx<'_>, id: LetterId) -> Result<()> {
    let l = own(cx, &permissions::SEND, id)?;
    if l.answered_at.is_some() && l.state(cx.today()) != State::NotOurs {
        return Err(Error::Rule("もう返事が届いているため、取りやめられません".into()));
    }
    if !settle(cx, id)? {
        return Err(Error::Rule("この書類は、もう取りやめています".into()));
    }
    Ok(())
}

/// From now on it is nobody's to do, and no paper of it opens anything. Was it open until now?
pub(crate) fn settle(cx: &Cx<'_>, id: LetterId) -> Result<bool> {
    let done = store::letters::revoke(cx, id)?;
    store::letters::forget_issues(cx, id)?;
    Ok(done)
}
