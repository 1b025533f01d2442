//! The room: posts in a column, the newest at the bottom; beside it what is known of the person's health, the last vital
//! signs, search and print. Opening it marks what is shown as read.
use askama::Template;
use kernel::{Id, wareki};
use people::FactKind;
use slice::{Fail, Live, Req, Resp};
use ui::{Button, Empty, Html, Kv, SendBar, Shell};

use super::parts::{self, Around};
use crate::model::{Layer, shipped, vital_words};
use crate::store::Tool;
use crate::use_cases::view::{View, view};
use crate::use_cases::{live as following, mark};
use crate::words::moment;

pub(super) struct CardLine {
    first: bool,
    html: Html,
}

#[derive(Template)]
#[template(path = "rooms/room.html")]
struct Page {
    shell: Shell,
    head: Html,
    back: Html,
    heading: String,
    purpose: String,
    changes: String,
    jump: Option<&'static str>,
    tool: Option<Tool>,
    filter: ui::Filter,
    pinned: Vec<(String, String)>,
    older: Option<String>,
    empty: Html,
    cards: Vec<CardLine>,
    live: String,
    page: String,
    side: Html,
    bar: Html,
}

/// 医療・薬剤のまとめ.
fn facts(v: &View) -> Html {
    if v.room.resident.is_none() {
        return Html::default();
    }
    let head =
        "<section class=\"panel\" aria-labelledby=\"sum\"><h2 id=\"sum\">医療・お薬のまとめ</h2>";
    if !v.sees_health {
        return Html::trusted(head).and(Html::trusted(
            "<p class=\"small muted wrap-ja\">病気・お薬は、あなたの職種には見えません。必要なときは、ケアマネジャーか主治医に聞いてください。</p></section>",
        ));
    }
    let kinds = [
        FactKind::Allergy,
        FactKind::Diagnosis,
        FactKind::Medicine,
        FactKind::Device,
        FactKind::Procedure,
    ];
    let rows: Vec<(Html, Html)> = kinds
        .iter()
        .filter_map(|k| {
            let of: Vec<Html> = v
                .facts
                .iter()
                .filter(|f| f.kind == *k)
                .map(|f| {
                    Html::text(&f.text)
                        .and(Html::trusted(" <span class=\"meta nw\">"))
                        .and(format!("{}・{}", wareki::short(f.as_of), f.source))
                        .and(Html::trusted("</span><br>"))
                })
                .collect();
            (!of.is_empty()).then(|| (Html::text(k.label()), ui::join(of)))
        })
        .collect();
    let body = if rows.is_empty() {
        Html::trusted("<p class=\"small muted\">まだ入力がありません。</p>")
    } else {
        Kv { rows, tight: true, small: true }.html()
    };
    Html::trusted(head).and(body).and(Html::trusted("</section>"))
}

fn measured(v: &View) -> Html {
    if v.measured.is_empty() {
        return Html::default();
    }
    let rows = v
        .measured
        .iter()
        .take(8)
        .map(|(at, values)| {
            let words = shipped().map(|r| vital_words(r, values)).unwrap_or_default().join("　");
            (Html::text(moment(*at, v.now)), Html::text(words))
        })
        .collect();
    Html::trusted("<section class=\"panel soft\" aria-labelledby=\"vit\"><h2 id=\"vit\">さいきんのバイタル</h2>")
        .and(Kv { rows, tight: true, small: true }.html())
        .and(Html::trusted("</section>"))
}

fn side(shell: &Shell, v: &View) -> Html {
    let room = v.room.id;
    let search = Html::trusted(format!(
        "<section class=\"panel\" aria-labelledby=\"find\"><h2 id=\"find\">このやりとりの中をさがす</h2><form class=\"find-in\" method=\"post\" action=\"{}\" data-no-guard>",
        Html::text(shell.url(&format!("/rooms/{room}/search")))
    ))
    .and(shell.csrf_field())
    .and(Html::trusted("<label class=\"vh\" for=\"find-q\">さがす言葉</label><input class=\"input\" id=\"find-q\" name=\"q\" type=\"search\" maxlength=\"60\" autocomplete=\"off\"><button class=\"btn compact\">さがす</button></form>"))
    .and(Html::trusted(format!(
        "<p class=\"mt3\"><a class=\"more\" href=\"{}\">期間を決めて印刷する</a></p>",
        Html::text(shell.url(&format!("/rooms/{room}/print")))
    )))
    .and(Html::trusted("</section>"));
    let readers: Vec<Html> = v
        .readers
        .iter()
        .map(|p| {
            let what = if p.family { "（ご家族の場所だけ）" } else { "" };
            Html::trusted("<li>").and(format!("{}{what}", p.label)).and(Html::trusted("</li>"))
        })
        .collect();
    let more = match v.room.resident {
        Some(r) => (shell.url(&format!("/rooms/person/{r}")), "ほかの連絡ツールへのリンク"),
        None => (shell.url(&format!("/rooms/{room}/members")), "入っている事業所を変える"),
    };
    let who = Html::trusted("<section class=\"panel soft\" aria-labelledby=\"who\"><h2 id=\"who\">このやりとりを読む人</h2><ul class=\"small\">")
        .and(ui::join(readers))
        .and(Html::trusted("</ul>"))
        .and(Html::trusted(format!("<p class=\"mt2\"><a class=\"more\" href=\"{}\">{}</a></p></section>", Html::text(more.0), more.1)));
    facts(v).and(measured(v)).and(search).and(who)
}

fn chips(shell: &Shell, v: &View, only: Option<Layer>) -> ui::Filter {
    let here = shell.url(&format!("/rooms/{}", v.room.id));
    let chip = |label: &str, layer: Option<Layer>| ui::Chip {
        label: label.into(),
        href: layer.map_or_else(|| here.clone(), |l| format!("{here}?layer={}", l.code())),
        on: only == layer,
    };
    let mut chips = Vec::new();
    if v.layers.len() > 1 {
        chips.push(chip("すべて", None));
        chips.extend(v.layers.iter().map(|l| chip(l.label(), Some(*l))));
    }
    ui::Filter { label: String::new(), spoken: "読む人でしぼる".into(), chips }
}

fn bar(shell: &Shell, v: &View, only: Option<Layer>) -> Html {
    if !v.may_write {
        return Html::default();
    }
    let layer = only.or_else(|| v.layers.first().copied()).unwrap_or(Layer::Team);
    let to = match layer {
        Layer::Team => "支援チーム",
        Layer::Family => "支援チームと、ご本人・ご家族",
    };
    let href = shell.url(&format!("/rooms/{}/write?layer={}", v.room.id, layer.code()));
    SendBar {
        label: "書く".into(),
        head: "読む人".into(),
        to: to.into(),
        after: "急ぐときは、電話してください".into(),
        button: Button::link("書く", href).primary().icon("pencil"),
        second: None,
    }
    .html()
}

fn draw(req: &Req, v: &View, only: Option<Layer>) -> Page {
    let mut shell = req.shell.clone();
    // a name would stay in the history of a browser that others use
    shell.title = match v.person {
        Some(_) => "この方のやりとり".into(),
        None => format!("やりとり — {}", v.room.name),
    };
    shell.print.about = v.person.as_ref().map(|r| format!("{} さん", r.name)).unwrap_or_default();
    let key = req.new_key();
    let here = shell.url(&format!("/rooms/{}", v.room.id));
    let first = v.posts.iter().position(|p| p.unread);
    let cards: Vec<CardLine> = v
        .posts
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let a = Around {
                shell: &shell,
                key: &key,
                now: v.now,
                may_write: v.may_write,
                thumbs: parts::thumbs(req, s),
                alone: false,
            };
            CardLine { first: first == Some(i) && i > 0, html: parts::card(&a, s) }
        })
        .collect();
    let empty = Empty {
        title: "まだ投稿はありません".into(),
        text: "「書く」から、最初の報告や相談を書けます。支援チームの人に、すぐ見えます。".into(),
        ..Empty::default()
    };
    Page {
        head: parts::head(&shell, v.person.as_ref(), v.now),
        back: ui::back("やりとりの一覧", shell.url("/rooms")),
        heading: if v.person.is_none() { v.room.name.clone() } else { String::new() },
        purpose: if parts::ended(&v.room) {
            format!("{}（終わっています）", v.room.purpose)
        } else if v.person.is_none() {
            format!("{}　特定の方のことは、ここに書かないでください。", v.room.purpose)
        } else {
            String::new()
        },
        changes: format!("{here}/changes"),
        jump: first.filter(|i| *i > 0).map(|_| "#unread"),
        tool: v.tool.clone(),
        filter: chips(&shell, v, only),
        pinned: v
            .pinned
            .iter()
            .map(|p| {
                let words: String = p.text.chars().take(60).collect();
                (format!("{here}/posts/{}", p.id), format!("{}　{words}", p.name))
            })
            .collect(),
        older: v.older.map(|id| {
            let layer = only.map_or_else(String::new, |l| format!("&layer={}", l.code()));
            format!("{here}?before={id}{layer}")
        }),
        empty: empty.html(),
        cards,
        live: format!("{here}/live?after={}", v.pos),
        page: here,
        side: side(&shell, v),
        bar: bar(&shell, v, only),
        shell,
    }
}

/// GET /rooms/{room}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let only = Layer::from_code(req.query.get("layer"));
    let before: Option<Id> = match req.query.some("before") {
        Some(text) => Some(text.parse().map_err(|_| Fail::NotFound)?),
        None => None,
    };
    let v = req.read(|cx| view(cx, room, only, before))?;
    if v.head != room {
        // the records of the person were joined: everything stands in one room, where one also writes
        return Ok(Resp::go(format!("/rooms/{}", v.head)));
    }
    let page = draw(req, &v, only);
    let resp = Resp::page(page.render())?;
    note(req, room, v.posts.iter().filter(|p| p.unread).map(|p| p.post.id).collect())?;
    Ok(resp)
}

/// What was shown counts as read. Noted after the page is made: what is new on it is still marked as new.
pub(super) fn note(req: &Req, room: Id, posts: Vec<Id>) -> Result<(), Fail> {
    req.app.write(req.actor()?, move |cx| mark::read(cx, room, &posts))?;
    Ok(())
}

/// GET /rooms/{room}/live
pub(super) fn live(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let subjects = req.read(|cx| following::follow(cx, room))?;
    let after = req
        .visitor()
        .last
        .parse::<i64>()
        .ok()
        .or_else(|| req.query.get("after").parse::<i64>().ok())
        .filter(|n| *n >= 0);
    Ok(Resp::live(Live { subjects, after, still: following::still, shows: following::shows }))
}
