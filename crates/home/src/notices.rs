//! お知らせ: what was sent to this office in the last sixty days. The texts name nobody.
use app::notices::{self, Notice};
use askama::Template;
use kernel::At;
use slice::{Fail, Req, Resp};
use ui::{Empty, PlainRow, Rows, Shell, TagKind};

use crate::draw::short_moment;
use crate::sources::sources;

#[derive(Template)]
#[template(path = "home/notices.html")]
struct Page {
    shell: Shell,
    unread: usize,
    rows: Rows,
    empty: Empty,
    key: String,
    /// Where one chooses how they come; not for every hat.
    ways: bool,
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let (all, ways) =
        req.read(|cx| Ok((notices::mine(cx)?, sources().may_open(cx, "/me/delivery")?)))?;
    let page = Page { ways, ..draw(req.titled("お知らせ"), &all, req.new_key()) };
    Resp::page(page.render())
}

/// Marks all as read.
pub(crate) fn read(req: &Req) -> Result<Resp, Fail> {
    let to = req.act(|cx| {
        app::authorise(cx, &crate::permissions::NOTICES)?;
        notices::mark_read(cx)?;
        Ok("/notices".into())
    })?;
    Ok(Resp::go_saying(to, "すべて読んだことにしました"))
}

fn row(shell: &Shell, n: &Notice) -> PlainRow {
    let read = |at: At| format!("{}　{} に読みました", short_moment(n.at), short_moment(at));
    PlainRow {
        title: ui::Html::text(&n.text),
        href: Some(shell.url(&n.link)),
        tag: n.read_at.is_none().then(|| ui::tag(TagKind::Now, "新しい").icon("bell")),
        meta: n.read_at.map_or_else(|| short_moment(n.at), read).into(),
    }
}

fn draw(shell: Shell, all: &[Notice], key: String) -> Page {
    Page {
        unread: all.iter().filter(|n| n.read_at.is_none()).count(),
        rows: Rows { rows: all.iter().map(|n| row(&shell, n)).collect(), small: false },
        empty: Empty {
            title: "お知らせはありません".into(),
            text: "この60日のあいだに届いたお知らせが、ここに出ます。".into(),
            ..Empty::default()
        },
        key,
        shell,
        ways: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    fn notice(text: &str, read: bool) -> Notice {
        let at = testkit::noon_before();
        Notice {
            id: testkit::id(3),
            kind: "transitions.sent".into(),
            text: text.into(),
            link: "/transitions/x".into(),
            at,
            read_at: read.then_some(at),
        }
    }

    #[test]
    fn unread_ones_are_marked_and_can_be_put_away_together() {
        let all = [
            notice("入院時情報提供書が届きました", false),
            notice("退院日の連絡が届きました", true),
        ];
        let html = draw(shell(), &all, "k".into()).render().unwrap();
        sound(&html);
        assert_eq!(html.matches("新しい</span>").count(), 1);
        assert!(html.contains("action=\"/yuino/notices/read\""));
        let html = draw(shell(), &all[1..], "k".into()).render().unwrap();
        sound(&html);
        assert!(!html.contains("/notices/read"), "nothing to mark");
    }

    #[test]
    fn none_and_very_long_ones_keep_the_page_sound() {
        let html = draw(shell(), &[], "k".into()).render().unwrap();
        sound(&html);
        assert!(html.contains("お知らせはありません"));
        let html = draw(shell(), &[notice(&"<とても長い>".repeat(200), false)], "k".into());
        sound(&html.render().unwrap());
    }
}
