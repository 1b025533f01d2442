//! Who has not been heard since.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Html, Table, TableRow};

use super::parts;
use crate::model::rules;
use crate::{permissions, use_cases};

#[derive(Template)]
#[template(path = "issues/silent.html")]
struct Page {
    shell: ui::Shell,
    tabs: ui::Filter,
    months: ui::Filter,
    table: Option<Table>,
    empty: Option<Empty>,
    source: String,
}

/// GET /issues/silent
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let usual = rules().silent_months;
    let months = req.query.get("months").parse().ok().filter(|m| (1..=60).contains(m));
    let months = months.unwrap_or(usual);
    let (all, may) =
        req.read(|cx| Ok((use_cases::silent(cx, months)?, app::may(cx, &permissions::ACT)?)))?;
    let row = |h: &use_cases::Heard| {
        let kind = match (h.party, h.profession) {
            (None, _) => "職種".to_string(),
            (Some(_), Some(p)) => p.label().to_string(),
            (Some(_), None) => "団体・事業所".to_string(),
        };
        let profession = h.profession.map_or("", |p| p.code());
        let party = h.party.map(|p| p.to_string()).unwrap_or_default();
        let query = parts::query(&[("profession", profession), ("party", &party)]);
        let write = match may {
            true => {
                Button::link("打ち合わせを書く", req.url(&format!("/issues/hearings/new{query}")))
                    .compact()
                    .about(format!("（{}）", h.name))
                    .html()
            }
            false => Html::default(),
        };
        TableRow {
            head: Html::trusted(format!("<b>{}</b>", Html::text(&h.name))),
            cells: vec![
                kind.into(),
                h.last.map_or_else(|| "まだ聞いていません".into(), |d| wareki::long(d).into()),
                write,
            ],
        }
    };
    let page = Page {
        shell: req.titled("聞いていない相手"),
        tabs: parts::tabs(req, "/issues/silent"),
        months: ui::Filter {
            label: "期間".into(),
            spoken: "何か月聞いていないか".into(),
            chips: [6, usual, 24]
                .into_iter()
                .map(|m| Chip {
                    label: format!("{m}か月"),
                    href: req.url(&format!("/issues/silent?months={m}")),
                    on: m == months,
                })
                .collect(),
        },
        table: (!all.is_empty()).then(|| Table {
            caption: "相手、種類、最後の打ち合わせ".into(),
            heads: ["相手", "種類", "最後の打ち合わせ", "つぎ"].map(String::from).to_vec(),
            rows: all.iter().map(row).collect(),
        }),
        empty: all.is_empty().then(|| Empty {
            title: format!("この{months}か月に、すべての相手から聞いています"),
            text: Html::default(),
            art: true,
            button: None,
        }),
        source: rules().source,
    };
    Resp::page(page.render())
}
