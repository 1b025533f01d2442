//! Takes a letter back: from now on no paper of it opens anything.
use app::{Cx, Error, Result};

use super::own;
use crate::{LetterId, permissions, store};

/// Takes it back. One that was answered stays as it is: the answer has done its work.
pub fn revoke(cx: &Cx<'_>, id: LetterId) -> Result<()> {
    let l = own(cx, &permissions::SEND, id)?;
    if l.answered_at.is_some() {
        return Err(Error::Rule("もう返事が届いているため、取りやめられません".into()));
    }
    if !store::letters::revoke(cx, id)? {
        return Err(Error::Rule("この書類は、もう取りやめています".into()));
    }
    store::letters::forget_issues(cx, id)
}
