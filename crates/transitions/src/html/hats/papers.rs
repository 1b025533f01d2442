//! 届いた書類: what was sent to one's own organisation about people whose stay it does not see, because their consent does
//! not reach it (any more). Each leads to the paper, which its addressee may read. The list names nobody.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Empty, PlainRow, Rows, Shell, TagKind};

use crate::model::{Act, ActKind};
use crate::use_cases::written::{addressed, link};

#[derive(Template)]
#[template(path = "hats/papers.html")]
struct Page {
    shell: Shell,
    rows: Option<Rows>,
    empty: Option<Empty>,
}

/// What a paper is called: the sheet of an admission, else as its sender named it.
fn title(a: &Act) -> String {
    match a.kind {
        ActKind::SheetSent => "入院時情報提供書".into(),
        _ if a.detail.note.is_empty() => "書類".into(),
        _ => a.detail.note.clone(),
    }
}

fn rows(shell: &Shell, all: &[Act]) -> Option<Rows> {
    let row = |a: &Act| {
        Some(PlainRow {
            title: title(a).into(),
            href: Some(shell.url(&link(a.stay, a.record?))),
            tag: Some(match a.opened_at {
                Some(_) => ui::tag(TagKind::Plain, "開きました"),
                None => ui::tag(TagKind::Due, "まだ開いていません"),
            }),
            meta: format!("{}に {}さんから", wareki::month_day(a.at.date()), a.name).into(),
        })
    };
    let rows: Vec<PlainRow> = all.iter().filter_map(row).collect();
    (!rows.is_empty()).then_some(Rows { rows, small: false })
}

fn draw(shell: Shell, all: &[Act]) -> Page {
    let rows = rows(&shell, all);
    let empty = rows.is_none().then(|| Empty {
        title: "届いた書類は、ここにはありません".into(),
        text: "入院のようすが見える方の書類は、その方の「入退院のようす」にあります。".into(),
        ..Empty::default()
    });
    Page { rows, empty, shell }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(addressed)?;
    Resp::page(draw(req.titled("届いた書類"), &all).render())
}
