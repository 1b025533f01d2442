//! Local names.
use app::{Cx, Error, Result, authorise, settings};

use crate::model::labels::{LABELS, Labels};
use crate::permissions;

/// The names in use in this region. A fact everybody may read: no audit row.
pub fn labels(cx: &Cx<'_>) -> Result<Labels> {
    Ok(Labels::from_settings(&settings::with_prefix(cx, "label.")?))
}

/// Gives something its local name; an empty one brings the usual name back.
pub fn set_label(cx: &Cx<'_>, key: &str, name: &str) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    if !LABELS.iter().any(|l| l.key == key) {
        return Err(Error::NotFound);
    }
    if name.chars().count() > 40 {
        return Err(Error::field(key, "呼び名は40文字以内にしてください"));
    }
    settings::set(cx, &format!("label.{key}"), name.trim())
}
