//! The logic model of a scene: a picture that fits a phone, the same as a list, and on paper.
use office::print::TemplateId;
use serde_json::json;
use slice::parts::{self, buttons, h2};
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Filter, Html};

use super::draw;
use crate::model::catalogue::{Catalogue, catalogue};
use crate::model::logic::LogicBox;
use crate::use_cases::indicator_path;
use crate::use_cases::logic::{self as act, Model};

/// As wide as a phone has room for; points of the picture and of the screen alike.
const WIDTH: usize = 328;
const STEP: usize = 14;
/// Height of a line of text, and of what stands above the first one.
const LINE: usize = 18;
const TOP: usize = 22;
const GAP: usize = 10;
/// Width of a letter.
const LETTER: usize = 14;
/// Colours of the stages' left edges, dark enough on white; the words say the stage too.
const EDGES: [&str; 5] = ["#00428c", "#1a5f3c", "#8a4b00", "#5b3a8c", "#4d4d4d"];

/// A text in lines of at most so many letters.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(most.max(1)).map(|c| c.iter().collect()).collect()
}

/// The words of a box, with the value of its indicator.
fn words(m: &Model, b: &LogicBox) -> String {
    let value = b
        .data
        .indicator
        .and_then(|id| m.values.iter().find(|(i, _)| i.id == id))
        .map(|(_, v)| format!("　{v}"));
    format!("{}{}", b.data.text, value.unwrap_or_default())
}

/// The picture: a box a line, indented by its stage, a line to the box it stands under.
fn picture(c: &Catalogue, m: &Model) -> Html {
    let mut body = Html::default();
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut y = 2;
    for d in &m.drawn {
        let Some(b) = m.boxes.iter().find(|b| b.id == d.id) else { continue };
        let x = d.depth * STEP + 1;
        let width = WIDTH - x - 2;
        let text = wrapped(&words(m, b), width.saturating_sub(20) / LETTER);
        let height = TOP + text.len() * LINE + 6;
        if let Some((px, py)) = d.under.and_then(|u| ends.get(u)) {
            let middle = y + height / 2;
            body = body.and(Html::trusted(format!(
                "<path d=\"M{px} {py}V{middle}H{x}\" fill=\"none\" stroke=\"#626264\" stroke-width=\"1.5\"/>"
            )));
        }
        let edge = EDGES.get(d.depth).copied().unwrap_or("#4d4d4d");
        body = body
            .and(Html::trusted(format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"#ffffff\" stroke=\"{edge}\" stroke-width=\"1.5\"/><rect x=\"{x}\" y=\"{y}\" width=\"5\" height=\"{height}\" fill=\"{edge}\"/><text x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"700\" fill=\"{edge}\">",
                x + 12,
                y + 16
            )))
            .and(Html::text(c.stage(&b.data.stage)))
            .and(Html::trusted("</text>"));
        for (n, l) in text.iter().enumerate() {
            body = body
                .and(Html::trusted(format!(
                    "<text x=\"{}\" y=\"{}\" font-size=\"14\" fill=\"#1a1a1a\">",
                    x + 12,
                    y + TOP + 12 + n * LINE
                )))
                .and(Html::text(l))
                .and(Html::trusted("</text>"));
        }
        ends.push((x + 7, y + height));
        y += height + GAP;
    }
    Html::trusted(format!(
        "<svg viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" aria-hidden=\"true\" focusable=\"false\">"
    ))
    .and(body)
    .and(Html::trusted("</svg>"))
}

/// The same as a list, each box with its stage; who may write opens it.
fn list(req: &Req, c: &Catalogue, m: &Model) -> Html {
    let rows = m
        .drawn
        .iter()
        .filter_map(|d| {
            let b = m.boxes.iter().find(|b| b.id == d.id)?;
            let above = d
                .under
                .and_then(|u| m.drawn.get(u))
                .and_then(|u| m.boxes.iter().find(|x| x.id == u.id))
                .map(|x| format!("「{}」につながる", x.data.text));
            let mut acts = Vec::new();
            if let Some(i) = b.data.indicator {
                let to = req.url(&indicator_path(i));
                acts.push(Button::link("指標を開く", to).compact().about(&b.data.text).html());
            }
            if m.may_write {
                let to = req.url(&format!("/programme/logic/{}", b.id));
                acts.push(Button::link("直す", to).compact().about(&b.data.text).html());
            }
            Some(parts::Row {
                title: words(m, b),
                href: String::new(),
                tag: Some(ui::tag(ui::TagKind::Plain, c.stage(&b.data.stage))),
                meta: above.unwrap_or_default(),
                acts,
            })
        })
        .collect();
    parts::rows(rows, false)
}

/// GET /programme/logic
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let first = c.rows().next().map_or("", |s| s.code.as_str());
    let scene = match req.query.get("scene") {
        "" => first.to_string(),
        s => s.to_string(),
    };
    let m = req.read(|cx| act::open(cx, &scene))?;
    let title = format!("ロジックモデル　{}", c.scene(&scene));
    if req.query.get("format") == "print" {
        let tree: Vec<_> = m
            .drawn
            .iter()
            .filter_map(|d| {
                let b = m.boxes.iter().find(|b| b.id == d.id)?;
                Some(json!({ "depth": d.depth, "name": c.stage(&b.data.stage), "detail": words(&m, b) }))
            })
            .collect();
        let body = json!({ "lead": "目指す姿 → アウトカム → 施策 → 評価の視点 → 指標", "blocks": [{ "tree": tree }] });
        return Ok(parts::print(req, TemplateId::EVENT_REPORT, &title, body, false));
    }
    let chips = c
        .rows()
        .map(|s| Chip {
            label: s.label.clone(),
            href: req.url(&format!("/programme/logic?scene={}", s.code)),
            on: s.code == scene,
        })
        .collect();
    let mut out = vec![
        draw::tabs(req, "/programme/logic"),
        Filter { label: "場面".into(), chips, ..Filter::default() }.html(),
    ];
    if m.drawn.is_empty() {
        let text = "目指す姿から書きはじめ、そのために何が変わるとよいか（アウトカム）、何をするか（施策）、どう確かめるか（評価の視点・指標）をつなげます。";
        out.push(
            Empty {
                title: "この場面のロジックモデルは、まだありません".into(),
                text: text.into(),
                ..Empty::default()
            }
            .html(),
        );
    } else {
        out.push(
            Html::trusted("<figure class=\"mt3\">")
                .and(picture(c, &m))
                .and(Html::trusted("</figure>")),
        );
        out.push(h2("一覧"));
        out.push(list(req, c, &m));
        let to = req.url(&format!("/programme/logic?scene={scene}&format=print"));
        out.push(buttons(&[Button::link("印刷（PDF）", to).compact()]));
    }
    if m.may_write {
        let to = req.url(&format!("/programme/logic/new?scene={scene}"));
        out.push(buttons(&[Button::link("書き加える", to).primary()]));
    }
    parts::page(req, "ロジックモデル", c.scene(&scene), Some(("計画", "/programme")), vec![], out)
}
