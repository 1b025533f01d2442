//! Figures that others show: how many of the asked have answered, and how many surveys wait.
use app::{Cx, Result, may};
use kernel::Date;
use slice::{Count, Figure};

use super::path;
use crate::model::asked::rates;
use crate::{permissions, store};

/// 回答率 of the surveys whose last day lies in the period, and of those that are handed out in it. An anonymous survey has no
/// list of who answered; its answers stand against the offices that got its letter.
pub(crate) fn figures(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Figure>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let today = cx.today();
    let mut out = Vec::new();
    for s in store::survey::named(cx, "")? {
        let begun = s.data.from.is_none_or(|d| d <= to);
        let ended = s.data.until.is_some_and(|d| d < from);
        let asked: i64 = rates(&store::asked::of(cx, s.id)?).iter().map(|r| r.asked).sum();
        if !begun || ended || asked == 0 || !s.data.named {
            continue;
        }
        out.push(Figure {
            title: format!("回答率　{}", s.data.title),
            n: store::answer::count(cx, s.id)?,
            d: asked,
            definition: "答えた配り先の数÷配り先の数".into(),
            href: format!("{}/results", path(s.id)),
            before: None,
            partial: (!s.over(today)).then(|| format!("{}まで受付中", s.period())),
        });
    }
    Ok(out)
}

/// For the centre: surveys that run. For everybody else: surveys that their office has not answered.
pub(crate) fn counts(cx: &Cx<'_>) -> Result<Vec<Count>> {
    let today = cx.today();
    let mut out = Vec::new();
    if may(cx, &permissions::READ)? {
        let n = store::survey::open(cx)?.iter().filter(|s| s.takes(today)).count();
        if n > 0 {
            out.push(Count {
                label: "受付中の調査",
                n: u64::try_from(n).unwrap_or(0),
                unit: "件",
                href: "/surveys".into(),
            });
        }
    }
    Ok(out)
}
