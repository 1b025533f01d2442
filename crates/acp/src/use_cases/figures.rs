//! 意思決定記載数: how many people have something written down under 「医療・ケアについての意思決定」, by area and by office. Counts only.
use app::{Cx, Result, authorise};

use crate::model::counts::{Cell, hidden};
use crate::{permissions, store};

/// The counts, with what is below five hidden.
#[derive(Debug, Clone)]
pub struct Figures {
    /// By 町名; an empty name = address not known.
    pub areas: Vec<Cell>,
    /// By the office that wrote the newest version; what was written at home in one row.
    pub offices: Vec<Cell>,
    /// All; none = fewer than five.
    pub sum: Option<i64>,
}

/// The counts of today.
pub fn figures(cx: &Cx<'_>) -> Result<Figures> {
    authorise(cx, &permissions::FIGURES)?;
    let (areas, sum) = hidden(&store::lists::by_area(cx)?);
    let mut offices = store::lists::by_office(cx)?;
    offices.push(("ご本人・代わりの人が自分で書いたもの".into(), store::lists::by_home(cx)?));
    Ok(Figures { areas, offices: hidden(&offices).0, sum })
}
