//! さがす: indicators by their name.
use app::{Cx, Result, may};
use kernel::kana::search_key;
use slice::Hit;

use super::indicator_path;
use crate::model::catalogue::catalogue;
use crate::{permissions, store};

/// Finds indicators whose name holds what was typed.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let (c, wanted) = (catalogue()?, search_key(typed));
    Ok(store::indicator::all(cx)?
        .into_iter()
        .filter(|i| !i.removed && search_key(&i.data.name).contains(&wanted))
        .take(10)
        .map(|i| Hit {
            group: "指標",
            title: i.data.name.clone(),
            meta: c.scene(&i.data.scene).to_string(),
            href: indicator_path(i.id),
        })
        .collect())
}
