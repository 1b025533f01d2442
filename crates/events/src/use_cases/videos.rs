//! 動画アーカイブ: views of each fiscal year, typed from the place where the video lies.
use app::{Cx, Error, Result, authorise};

use super::{event, rule};
use crate::model::Event;
use crate::{EventId, permissions, store};

/// Writes down the views of a fiscal year.
pub fn put(cx: &Cx<'_>, id: EventId, year: i64, views: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    if event(cx, id)?.data.kind != "video" {
        return rule("再生回数は、種類が「動画アーカイブ」のものだけです");
    }
    if !(2000..=2200).contains(&year) {
        return Err(Error::field("year", "年度を選んでください"));
    }
    if !(0..=100_000_000).contains(&views) {
        return Err(Error::field("views", "再生回数を0以上の数で入力してください"));
    }
    store::more::put_views(cx, id, year, views)
}

/// A video with its views: fiscal year, how often.
pub type Viewed = (Event, Vec<(i64, i64)>);

/// The videos with their views by fiscal year.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Viewed>> {
    authorise(cx, &permissions::READ)?;
    let views = store::more::views(cx)?;
    let mut out = Vec::new();
    for e in store::event::newest(cx, 500)?.into_iter().filter(|e| e.data.kind == "video") {
        let of = views.iter().filter(|v| v.0 == e.id).map(|v| (v.1, v.2)).collect();
        out.push((e, of));
    }
    Ok(out)
}

/// Views of one.
pub fn of(cx: &Cx<'_>, id: EventId) -> Result<Vec<(i64, i64)>> {
    authorise(cx, &permissions::READ)?;
    store::more::views_of(cx, id)
}
