//! 体制図: the bodies that meet now under the bodies they belong to; a picture, the same as a list, and on paper.
use kernel::wareki;
use office::print::TemplateId;
use serde_json::json;
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Html};

use crate::model::catalogue::catalogue;
use crate::model::chart::{Line, lines};
use crate::model::{Body, Member};
use crate::use_cases::{body_path, read};
use slice::parts::{self, buttons};

/// As wide as a phone has room for; the figures are points of the picture and of the screen alike.
const WIDTH: usize = 320;
const STEP: usize = 18;
const BOX: usize = 46;
const ROW: usize = 58;

/// As much of a name as one line of the picture holds; the list beside it has all of it.
fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_string(),
    }
}

fn detail(b: &Body, members: &[Member]) -> Result<String, Fail> {
    let c = catalogue()?;
    let n = members.len();
    let people = if n == 0 { String::new() } else { format!("　委員{n}人") };
    Ok(format!("{}{people}", c.kind(&b.data.kind)))
}

/// The picture: a box a body, lines to what it belongs to. 320 points wide, so that it fits a phone as it is.
fn picture(all: &[(Body, Vec<Member>)], drawn: &[Line]) -> Result<Html, Fail> {
    let height = drawn.len() * ROW;
    let mut out = Html::trusted(format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">"
    ));
    for l in drawn {
        let Some((b, members)) = all.iter().find(|(b, _)| b.id == l.id) else { continue };
        let (x, y) = (l.depth * STEP + 1, l.row * ROW + 4);
        if let Some(under) = l.under {
            // from under the parent's box down, then right to this one
            let (px, py) = ((l.depth.max(1) - 1) * STEP + 9, under * ROW + 4 + BOX);
            let middle = y + BOX / 2;
            out = out.and(Html::trusted(format!(
                "<path d=\"M{px} {py}V{middle}H{x}\" fill=\"none\" stroke=\"#626264\" stroke-width=\"1.5\"/>"
            )));
        }
        let width = WIDTH - x - 1;
        let room = width / 15;
        out = out
            .and(Html::trusted(format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"4\" fill=\"#ffffff\" stroke=\"#00428c\" stroke-width=\"1.5\"/><text x=\"{}\" y=\"{}\" font-size=\"14\" font-weight=\"700\" fill=\"#1a1a1a\">",
                x + 9,
                y + 20
            )))
            .and(Html::text(cut(&b.data.name, room)))
            .and(Html::trusted(format!(
                "</text><text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"#4d4d4d\">",
                x + 9,
                y + 37
            )))
            .and(Html::text(cut(&detail(b, members)?, room)))
            .and(Html::trusted("</text>"));
    }
    Ok(out.and(Html::trusted("</svg>")))
}

/// The same as a nested list with links.
fn list(req: &Req, all: &[(Body, Vec<Member>)], drawn: &[Line]) -> Result<Html, Fail> {
    let mut out = Html::trusted("<ul>");
    let mut depth = 0;
    let mut first = true;
    for l in drawn {
        let Some((b, members)) = all.iter().find(|(b, _)| b.id == l.id) else { continue };
        if !first {
            match l.depth.cmp(&depth) {
                std::cmp::Ordering::Greater => {
                    out = out.and(Html::trusted("<ul>".repeat(l.depth - depth)))
                }
                std::cmp::Ordering::Equal => out = out.and(Html::trusted("</li>")),
                std::cmp::Ordering::Less => {
                    out = out
                        .and(Html::trusted("</li></ul>".repeat(depth - l.depth)))
                        .and(Html::trusted("</li>"));
                }
            }
        }
        first = false;
        depth = l.depth;
        out = out
            .and(Html::trusted(format!(
                "<li><a href=\"{}\">",
                Html::text(req.url(&body_path(b.id)))
            )))
            .and(Html::text(&b.data.name))
            .and(Html::trusted("</a> "))
            .and(Html::text(detail(b, members)?));
    }
    if !first {
        out = out.and(Html::trusted("</li></ul>".repeat(depth))).and(Html::trusted("</li>"));
    }
    Ok(out.and(Html::trusted("</ul>")))
}

/// GET /meetings/chart
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(read::chart)?;
    let bodies: Vec<Body> = all.iter().map(|(b, _)| b.clone()).collect();
    let drawn = lines(&bodies);
    let title = "体制図";
    if req.query.get("format") == "print" {
        let mut tree = Vec::new();
        for l in &drawn {
            let Some((b, members)) = all.iter().find(|(b, _)| b.id == l.id) else { continue };
            tree.push(
                json!({ "depth": l.depth, "name": b.data.name, "detail": detail(b, members)? }),
            );
        }
        let lead = format!("{}現在", wareki::long(req.app.now().date()));
        let body = json!({ "lead": lead, "blocks": [{ "tree": tree }] });
        return Ok(parts::print(req, TemplateId::EVENT_REPORT, title, body, false));
    }
    let back = Some(("会議", "/meetings"));
    if drawn.is_empty() {
        let text = "会議体を登録し、「上の会議体」を選ぶと、つながりが図になります。";
        let empty =
            Empty {
                title: "まだ会議体はありません".into(), text: text.into(), ..Empty::default()
            };
        return parts::page(req, title, "", back, vec![], vec![empty.html()]);
    }
    let figure = Html::trusted("<figure class=\"mt3\">")
        .and(picture(&all, &drawn)?)
        .and(Html::trusted("</figure>"));
    let all = vec![
        figure,
        parts::h2("一覧"),
        list(req, &all, &drawn)?,
        buttons(
            &[Button::link("体制図（PDF）", req.url("/meetings/chart?format=print")).compact()],
        ),
    ];
    parts::page(req, title, "", back, vec![], all)
}
