//! The board 課題の把握 → 多職種協議 → 事業化: three columns, a card is moved by a press (or by the keyboard: the press is a
//! button like any other, and the card that was moved is where the page opens again).
use askama::Template;
use kernel::fiscal_year;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Html};

use super::parts;
use crate::model::board::{Card, neighbours};
use crate::model::{Stage, fiscal};
use crate::use_cases::{self, Filter};
use crate::{permissions, sheets};

#[derive(Template)]
#[template(path = "issues/board.html")]
struct Page {
    shell: ui::Shell,
    tabs: ui::Filter,
    years: ui::Filter,
    fy: String,
    columns: Vec<Column>,
    ended: String,
    empty: Option<Empty>,
    files: Vec<Button>,
}

struct Column {
    id: &'static str,
    title: &'static str,
    hint: &'static str,
    cards: Vec<CardView>,
}

struct CardView {
    id: String,
    href: String,
    called: String,
    title: String,
    lines: Vec<(&'static str, String)>,
    action: String,
    moves: Vec<(String, Button)>,
    moved: bool,
}

fn filter(req: &Req) -> Filter {
    Filter { fy: parts::year_of(&req.query, None), ..Filter::default() }
}

fn view(req: &Req, c: &Card, may: bool, moved: &str) -> CardView {
    let i = &c.issue;
    let (back, on) = neighbours(i.stage);
    let mut moves = Vec::new();
    if may {
        for (to, icon) in [(back, "back"), (on, "forward")] {
            let Some(to) = to else { continue };
            let b = Button::submit(format!("{}へ", to.label()))
                .compact()
                .icon(icon)
                .posting("to", to.code())
                .about(format!("（{}）", i.called()));
            moves.push((req.new_key(), b));
        }
    }
    let mut lines = Vec::new();
    for (label, all) in [("協議", &c.talks), ("取組", &c.projects), ("状況", &c.results)] {
        if !all.is_empty() {
            lines.push((label, all.join("、")));
        }
    }
    CardView {
        id: i.id.to_string(),
        href: req.url(&format!("/issues/{}", i.id)),
        called: i.called(),
        title: i.about.title.clone(),
        lines,
        action: req.url(&format!("/issues/{}/stage", i.id)),
        moves,
        moved: moved == i.id.to_string(),
    }
}

/// GET /issues/board
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let f = filter(req);
    let (cards, there_are, may, may_export) = req.read(|cx| {
        let (cards, years) = use_cases::board(cx, &f)?;
        Ok((cards, years, app::may(cx, &permissions::DECIDE)?, app::may(cx, &permissions::EXPORT)?))
    })?;
    let fy = f.fy.map_or_else(|| "all".to_string(), |fy| fy.to_string());
    let address = |fy: &str| req.url(&format!("/issues/board?fy={fy}"));
    let mut chips =
        vec![Chip { label: "すべて".into(), href: address("all"), on: f.fy.is_none() }];
    chips.extend(there_are.iter().map(|y| Chip {
        label: fiscal::short(*y),
        href: address(&y.to_string()),
        on: f.fy == Some(*y),
    }));
    let hint = |s: Stage| match s {
        Stage::Found => "聞いて、書きとめた課題",
        Stage::Talk => "職種をこえて話し合っている課題",
        _ => "できそうなことを、やってみている課題",
    };
    let moved = req.query.get("moved");
    let columns = Stage::BOARD
        .iter()
        .map(|s| Column {
            id: s.code(),
            title: s.label(),
            hint: hint(*s),
            cards: cards
                .iter()
                .filter(|c| c.issue.stage == *s)
                .map(|c| view(req, c, may, moved))
                .collect(),
        })
        .collect();
    let n = |s: Stage| cards.iter().filter(|c| c.issue.stage == s).count();
    let view = Page {
        shell: req.titled("課題の把握から事業化まで"),
        tabs: parts::tabs(req, "/issues/board"),
        years: ui::Filter { label: "年度".into(), spoken: "聞いた年度でしぼる".into(), chips },
        columns,
        ended: format!("このほかに、解決 {}件、見送り {}件", n(Stage::Solved), n(Stage::Dropped)),
        empty: cards.is_empty().then(|| Empty {
            title: "課題は、まだありません".into(),
            text: Html::text(
                "うまくいかないときは、薪（情報）が足りていません。まず、打ち合わせに出かけて聞いてください。",
            ),
            art: false,
            button: Some(Button::link("打ち合わせの一覧", req.url("/issues/hearings"))),
        }),
        files: match may_export && !cards.is_empty() {
            true => parts::files(req, "/issues/board/export", &[("fy", &fy)]),
            false => Vec::new(),
        },
        fy,
    };
    Resp::page(view.render())
}

/// GET /issues/board/export
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let f = filter(req);
    let (cards, _) = req.read(|cx| use_cases::board(cx, &f))?;
    let year = f.fy.unwrap_or_else(|| fiscal_year(req.app.now().date()));
    let lead = match f.fy {
        Some(_) => format!("{}に聞いた課題 {}件", fiscal::long(year), cards.len()),
        None => format!("すべての年度の課題 {}件", cards.len()),
    };
    sheets::answer(req, &sheets::board(&cards, &lead))
}
