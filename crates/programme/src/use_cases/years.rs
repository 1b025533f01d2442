//! Values of several fiscal years of an indicator at once, out of a table; taken back year by year.
use app::{Cx, Error, Result, authorise};

use super::{import, indicator};
use crate::model::shown::{Kept, Origin};
use crate::{IndicatorId, permissions, store};

/// Writes them; which years were written, as one bit for each year from `first` on.
pub(crate) fn put(cx: &Cx<'_>, id: IndicatorId, first: i64, all: &[(i64, Kept)]) -> Result<i64> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let mut mask = 0i64;
    for (of, k) in all {
        k.check(*of, cx.today())?;
        let bit = u32::try_from(of - first).ok().filter(|b| *b < 62);
        mask |= 1i64 << bit.ok_or_else(|| Error::Inconsistent(format!("programme: year {of}")))?;
        store::value::add(cx, id, *of, k)?;
    }
    Ok(mask)
}

/// Takes the years of a mask back, except those whose value somebody has changed since; false when one of them stays.
pub(crate) fn take_back(cx: &Cx<'_>, id: IndicatorId, first: i64, mask: i64) -> Result<bool> {
    authorise(cx, &permissions::VALUE)?;
    let mut all = true;
    for of in (0..62).filter(|bit| mask >> bit & 1 == 1).map(|bit| first + bit) {
        let newest = store::value::of_year(cx, id, of)?.into_iter().next();
        match newest.is_some_and(|e| e.kept.origin == Origin::Import) {
            true => import::restore(cx, id, of)?,
            false => all = false,
        }
    }
    Ok(all)
}
