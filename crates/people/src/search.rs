//! さがす: residents in reach.
use app::{Cx, Result};
use slice::Hit;

use crate::{permissions, use_cases::view};

/// At most 20 residents whose name or kana holds what was typed.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !app::may(cx, &permissions::LIST)? {
        return Ok(Vec::new());
    }
    let group = cx.actor().hat.person_word();
    Ok(view::matching(cx, typed)?
        .into_iter()
        .map(|r| Hit {
            group,
            title: format!("{} さん", r.name),
            meta: format!("{}・{}歳・{}", r.kana, r.age(cx.today()), r.care_level.label()),
            href: format!("/people/{}", r.id),
        })
        .collect())
}
