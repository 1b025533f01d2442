//! Correcting a post: a new version with its reason; the former text stays to be read.
use app::{Cx, Error, FieldError, Result};
use kernel::Id;
use people::authz::Write;

use super::door::door;
use super::tell;
use crate::model::shipped;
use crate::{permissions, store};

/// A correction.
#[derive(Debug, Clone)]
pub struct Correct {
    /// In which room.
    pub room: Id,
    /// Which post.
    pub post: Id,
    /// The version that was read.
    pub version: i64,
    /// The words as they should be.
    pub text: String,
    /// Why.
    pub reason: String,
}

/// Corrects it; its author only.
pub fn correct(cx: &Cx<'_>, cmd: &Correct) -> Result<()> {
    let d = door::<Write>(cx, &permissions::WRITE, cmd.room)?;
    let p = d.post(cx, cmd.post)?;
    if p.account.is_none() || p.account != cx.actor().account || p.cancelled_at.is_some() {
        return Err(Error::NotFound);
    }
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: String| {
        errors.push(FieldError { field: field.into(), message });
    };
    let (text, reason) = (cmd.text.trim(), cmd.reason.trim());
    if text.is_empty() {
        refuse("text", "正しい内容を入力してください".into());
    } else if text.chars().count() > shipped()?.text {
        refuse("text", format!("{}文字以内で入力してください", shipped()?.text));
    }
    if reason.is_empty() {
        refuse("reason", "訂正する理由を入力してください（例 日付のまちがい）".into());
    } else if reason.chars().count() > 100 {
        refuse("reason", "100文字以内で入力してください".into());
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if p.version != cmd.version || !store::correct(cx, &p, text, reason)? {
        return Err(Error::Stale { mine: cmd.version, theirs: p.version });
    }
    tell(cx, &p, "changed")
}
