//! The charts as HTML: a bar list is its own table. Counts lead to their records for those who may see them.
use slice::Req;
use ui::{BarList, BarRow, Html, join};

use crate::model::chart::{Chart, Charts, share, words};

/// One chart; `year` narrows the lists behind it, none = all years.
pub(super) fn one(req: &Req, c: &Chart, year: Option<i64>, doors: bool) -> BarList {
    let most = c.bars.iter().filter_map(|b| b.n).max().unwrap_or(0);
    let inside = if c.population == "圏域内のみ" { "&place=in" } else { "" };
    let href = |code: &str| {
        let of_year = year.map(|y| format!("&year={y}")).unwrap_or_default();
        req.url(&format!("/desk/cases?{}={code}{of_year}{inside}", c.of))
    };
    BarList {
        title: c.title.clone(),
        note: format!("n＝{}　{}", words(c.n), c.population),
        rows: c
            .bars
            .iter()
            .map(|b| BarRow {
                label: b.label.clone(),
                count: words(b.n),
                share: share(b.n, c.n),
                permille: b
                    .n
                    .filter(|_| most > 0)
                    .and_then(|n| u64::try_from(n * 1000 / most).ok()),
                href: (doors && b.n.is_some_and(|n| n > 0)).then(|| href(&b.code)),
            })
            .collect(),
        total: if c.adds_up { Some((words(c.n), share(c.n, c.n))) } else { None },
        empty: "まだ相談はありません。".into(),
    }
}

/// ①–④ of a year.
pub(super) fn four(req: &Req, all: &Charts, doors: bool) -> Html {
    join(all.four.iter().map(|c| one(req, c, Some(all.year), doors && !all.public).html()))
}
