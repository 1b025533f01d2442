//! My rooms: who waits for me first, then what is unread, then the newest.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Html, Shell, Tag, TagKind};

use super::parts;
use crate::permissions;
use crate::todo::clock;
use crate::use_cases::mine::{Line, Mine, mine};
use crate::words::moment;

struct Row {
    href: String,
    title: String,
    sub: String,
    last: String,
    tags: Html,
    new: bool,
}

#[derive(Template)]
#[template(path = "rooms/mine.html")]
struct Page {
    shell: Shell,
    sub: String,
    found: Html,
    empty: Option<Empty>,
    lines: Vec<Row>,
}

fn row(shell: &Shell, l: &Line, now: kernel::At) -> Row {
    let mut tags = Vec::new();
    if let Some(due) = l.owes {
        tags.push(parts::tag(&clock(due, now)));
    }
    if l.unread > 0 {
        let text = format!("新しい投稿 {}件", l.unread).into();
        tags.push(Tag { kind: TagKind::Now, icon: "bubble", text });
    }
    if l.unanswered > 0 {
        let text = format!("返事がまだの投稿 {}件", l.unanswered).into();
        tags.push(Tag { kind: TagKind::Miss, icon: "unknown", text });
    }
    Row {
        href: shell.url(&format!("/rooms/{}", l.room.id)),
        title: parts::name(l.person.as_ref(), &l.room.name),
        sub: match &l.person {
            Some(r) => format!("{}・{}歳", r.kana, r.age(now.date())),
            None => "グループ".into(),
        },
        last: l.last.map_or_else(|| "投稿なし".into(), |at| moment(at, now)),
        new: l.unread > 0 || l.owes.is_some(),
        tags: ui::tags(&tags),
    }
}

fn draw(shell: Shell, m: &Mine, now: kernel::At, may_found: bool) -> Page {
    let unread = m.unread();
    let owes = m.asks.iter().filter(|a| a.own.is_none()).count();
    let found = Button::link("グループをつくる", shell.url("/rooms/groups/new")).compact();
    Page {
        sub: match (owes, unread) {
            (0, 0) if m.lines.is_empty() => String::new(),
            (0, 0) => "まだ読んでいない投稿はありません".into(),
            (0, n) => format!("まだ読んでいない投稿 {n}件"),
            (o, n) => format!("返事を待たれている投稿 {o}件・まだ読んでいない投稿 {n}件"),
        },
        found: if may_found { found.html() } else { Html::default() },
        empty: m.lines.is_empty().then(|| Empty {
            title: "やりとりは、まだありません".into(),
            text: "利用者さんのページの「やりとり」から、はじめられます。支援チームの人が書くと、ここに出ます。".into(),
            art: false,
            button: None,
        }),
        lines: m.lines.iter().map(|l| row(&shell, l, now)).collect(),
        shell,
    }
}

/// GET /rooms
pub(super) fn show(req: &Req) -> Result<Resp, Fail> {
    let (m, may_found) = req.read(|cx| Ok((mine(cx)?, app::may(cx, &permissions::GROUP)?)))?;
    Resp::page(draw(req.titled("やりとり"), &m, req.app.now(), may_found).render())
}

/// GET /rooms/offline: what the browser shows when there is no line. Holds nothing of anybody: the drafts it lists come
/// from the browser's own store.
pub(super) fn offline(req: &Req) -> Result<Resp, Fail> {
    let mut shell = req.titled("つながっていません");
    // the copy in the browser is everybody's who uses it: no name, no token
    shell.who = None;
    shell.nav.clear();
    shell.csrf = String::new();
    shell.search_href = String::new();
    shell.flash.clear();
    shell.print = ui::PrintHead::default();
    let page = parts::Plain {
        back: Html::default(),
        title: "つながっていません".into(),
        lead: "書いた内容は、この端末に残っています。電波のよいところで、もう一度開いてください。"
            .into(),
        errors: ui::ErrorSummary::default(),
        body: vec![Html::trusted(
            "<section class=\"panel\" aria-labelledby=\"kept\"><h2 id=\"kept\">この端末に残っている下書き</h2><ul id=\"local-drafts\" class=\"rows\"></ul><p class=\"muted\" id=\"no-drafts\">下書きはありません。</p></section>",
        )],
        bar: Html::default(),
        shell,
    };
    Resp::page(page.render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_says_where_to_begin() {
        let html = draw(
            Shell::default().titled("やりとり"),
            &Mine::default(),
            testkit::noon_before(),
            true,
        )
        .render()
        .unwrap();
        assert!(html.contains("まだありません") && html.contains("グループをつくる"));
        assert!(html.contains("急ぐときは、電話してください"));
    }
}
