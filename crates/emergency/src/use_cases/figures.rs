//! ヒット率 and 登録の地域差 by 町名: counts only, for those who plan where to ask next.
use app::{Cx, Result, authorise};
use kernel::Date;

use crate::model::call::{Area, areas};
use crate::{permissions, store};

/// The areas in a time.
pub fn by_area(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Area>> {
    authorise(cx, &permissions::FIGURES)?;
    Ok(areas(store::call::by_area(cx, from, to)?, store::call::people_by_area(cx)?))
}
