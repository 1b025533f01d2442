//! 「わたしの担当」: the residents in reach, by kana, 50 a page.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Chip, Filter, Html, Pager, Table, TableRow};

use crate::permissions;
use crate::use_cases::view;

#[derive(Template)]
#[template(path = "people/list.html")]
struct Page {
    shell: ui::Shell,
    title: String,
    filter: Filter,
    table: Table,
    empty: bool,
    may_register: bool,
    pager: Pager,
}

/// The list; `?all=1` = the whole office, `?after=` = the id of the last one of the page before.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.query.get("all") == "1";
    let after = req.query.some("after").and_then(|i| i.parse::<crate::ResidentId>().ok());
    let ((rows, next), may_register) = req.read(move |cx| {
        // the page's key is looked up again, so that no name stands in an address
        let key = match after {
            Some(id) => Some((view::view(cx, id)?.resident.kana, id.0)),
            None => None,
        };
        let page = view::list(cx, key.as_ref().map(|(k, i)| (k.as_str(), *i)), !all)?;
        Ok((page, app::may(cx, &permissions::REGISTER)?))
    })?;
    let today = req.app.now().date();
    let table = Table {
        caption: "担当の一覧".into(),
        heads: vec!["お名前".into(), "年齢".into(), "要介護度".into(), "住所".into()],
        rows: rows
            .iter()
            .map(|r| TableRow {
                head: Html::trusted(format!(
                    "<a class=\"name\" href=\"{}\">{} さん</a> <span class=\"kana\">{}</span>",
                    req.url(&format!("/people/{}", r.id)),
                    Html::text(&r.name),
                    Html::text(&r.kana)
                )),
                cells: vec![
                    Html::text(format!("{}歳", r.age(today))),
                    Html::text(r.care_level.label()),
                    Html::text(&r.address),
                ],
            })
            .collect(),
    };
    let word = req.hat().person_word();
    let mine = req.url("/people");
    let office = req.url("/people?all=1");
    let page = Page {
        title: if all { format!("事業所の{word}") } else { format!("わたしの担当の{word}") },
        filter: Filter {
            label: "だれの担当".into(),
            spoken: "担当でしぼる".into(),
            chips: vec![
                Chip { label: "わたし".into(), href: mine, on: !all },
                Chip { label: "事業所の全員".into(), href: office, on: all },
            ],
        },
        empty: rows.is_empty(),
        table,
        may_register,
        pager: Pager {
            prev: None,
            next: next.map(|(_, id)| {
                req.url(&format!("/people?{}after={id}", if all { "all=1&" } else { "" }))
            }),
            words: String::new(),
        },
        shell: req.titled(if all { "事業所の担当" } else { "わたしの担当" }),
    };
    Resp::page(page.render())
}
