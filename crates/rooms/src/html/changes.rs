//! 「前に見てから変わったこと」 on one screen.
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp, TimelineEntry};
use ui::{Empty, ErrorSummary, Html, PlainRow, Rows, Shell};

use super::parts::{self, Around};
use crate::use_cases::changes::{Changes, changes};
use crate::words::moment;

fn section(id: &str, title: String, body: Html) -> Html {
    Html::trusted(format!("<section class=\"sec\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">"))
        .and(title)
        .and(Html::trusted("</h2>"))
        .and(body)
        .and(Html::trusted("</section>"))
}

fn elsewhere(shell: &Shell, all: &[TimelineEntry], now: kernel::At) -> Html {
    let rows = all
        .iter()
        .map(|e| PlainRow {
            title: e.title.as_str().into(),
            href: e.links.first().map(|l| shell.url(&l.1)),
            tag: e.chips.first().map(parts::tag),
            meta: format!(
                "{}　{}",
                e.at.map_or_else(|| wareki::month_day(e.day), |at| moment(at, now)),
                e.text.join(" ")
            )
            .into(),
        })
        .collect();
    Rows { rows, small: false }.html()
}

fn body(req: &Req, shell: &Shell, c: &Changes) -> Vec<Html> {
    let now = req.app.now();
    let mut out = Vec::new();
    if c.posts.is_empty() && c.elsewhere.is_empty() && c.facts.is_empty() {
        out.push(
            Empty {
                title: "変わったことはありません".into(),
                text: "新しい投稿や、入退院・書類の動きがあると、ここに出ます。".into(),
                art: true,
                button: None,
            }
            .html(),
        );
        return out;
    }
    if !c.facts.is_empty() {
        let rows = c
            .facts
            .iter()
            .map(|f| PlainRow {
                title: format!("{}　{}", f.kind.label(), f.text).into(),
                href: None,
                tag: None,
                meta: format!("{}　{}", wareki::short(f.as_of), f.source).into(),
            })
            .collect();
        out.push(section(
            "facts",
            format!("医療・お薬のこと {}件", c.facts.len()),
            Rows { rows, small: false }.html(),
        ));
    }
    if !c.elsewhere.is_empty() {
        out.push(section(
            "else",
            format!("入退院・書類など {}件", c.elsewhere.len()),
            elsewhere(shell, &c.elsewhere, now),
        ));
    }
    if !c.posts.is_empty() {
        let key = req.new_key();
        let cards = c.posts.iter().map(|s| {
            let a = Around {
                shell,
                key: &key,
                now,
                may_write: false,
                thumbs: parts::thumbs(req, s),
                alone: false,
            };
            parts::card(&a, s)
        });
        let list =
            Html::trusted("<ol class=\"posts\">").and(ui::join(cards)).and(Html::trusted("</ol>"));
        let more = if c.more { "（新しいものから40件）" } else { "" };
        out.push(section("posts-new", format!("投稿 {}件{more}", c.posts.len()), list));
    }
    out
}

/// GET /rooms/{room}/changes
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let c = req.read(|cx| changes(cx, room))?;
    let now = req.app.now();
    let mut shell = req.shell.clone();
    shell.title = "変わったこと".into();
    let page = parts::Plain {
        back: parts::back_to(&shell, room, c.person.as_ref(), &c.name),
        title: "前に見てから変わったこと".into(),
        lead: match c.before {
            true => format!("{} から、いままでです。", moment(c.since, now)),
            false => "はじめて開きました。この30日のことです。".into(),
        },
        errors: ErrorSummary::default(),
        body: body(req, &shell, &c),
        bar: Html::default(),
        shell,
    };
    Resp::page(askama::Template::render(&page))
}
