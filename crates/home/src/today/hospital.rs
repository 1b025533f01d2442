//! きょう at a hospital: the day begins with the list of the 地域連携室, of the ward or of the doctor, which another slice has.
//! What of the other slices cannot wait (the 申し送り of a crew, a 緊急閲覧 to judge) stands before it, so that it is seen; where
//! there is none, the list itself is the first page. Everything else is told by お知らせ, whose number stands in the menu.
use app::Cx;
use app::notices::Notice;
use askama::Template;
use kernel::{At, Hat};
use slice::{Fail, Req, Resp, Todo};
use ui::{Button, Pager, Rows, Shell};

use super::mine;
use crate::draw::moment;
use crate::sources::sources;

/// A list with which a role of a hospital begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List {
    /// Its page.
    path: &'static str,
    /// Words of the way there.
    words: &'static str,
}

const INTRAY: List = List { path: "/transitions/intray", words: "入退院の連絡を見る" };
const WARD: List = List { path: "/transitions/ward", words: "病棟の患者さんを見る" };
const DOCTOR: List = List { path: "/transitions/doctor", words: "退院予定日を見る" };

/// Does the actor belong to a hospital? A doctor of a clinic is one of the support team and reads きょう like it.
fn at_hospital(cx: &Cx<'_>) -> app::Result<bool> {
    let Some(org) = cx.actor().organisation else { return Ok(false) };
    let org = accounts::organisation(cx, accounts::OrganisationId(org))?;
    Ok(org.kind == accounts::OrganisationKind::Hospital)
}

/// The list of this role, when a slice has it and the actor may open it.
pub(super) fn list_of(cx: &Cx<'_>, hat: Hat) -> app::Result<Option<List>> {
    let list = match hat {
        Hat::Liaison => INTRAY,
        Hat::Ward => WARD,
        Hat::Doctor if at_hospital(cx)? => DOCTOR,
        _ => return Ok(None),
    };
    Ok(sources().may_open(cx, list.path)?.then_some(list))
}

#[derive(Debug, Clone)]
struct Beside {
    now: At,
    list: List,
    todo: Vec<Todo>,
    unread: Vec<Notice>,
    /// Page of the lines, from 0.
    turn: usize,
}

#[derive(Template)]
#[template(path = "home/hospital.html")]
struct Page {
    shell: Shell,
    when: String,
    n: usize,
    list: Button,
    todo: ui::Todo,
    pager: Pager,
    unread: usize,
    notices: Option<Rows>,
    notices_href: String,
}

/// The lines of the other slices, or the list.
pub(super) fn page(req: &Req, list: List) -> Result<Resp, Fail> {
    let turn = req.query.get("p").parse::<usize>().unwrap_or(1).clamp(1, 1000) - 1;
    let b = req.read(|cx| {
        let mut unread = app::notices::mine(cx)?;
        unread.retain(|n| n.read_at.is_none());
        let todo = sources().urgent_beside(cx, list.path)?;
        Ok(Beside { now: cx.now(), list, todo, unread, turn })
    })?;
    if b.todo.is_empty() {
        return Ok(Resp::go(list.path));
    }
    Resp::page(draw(req.titled("きょう"), &b).render())
}

fn draw(shell: Shell, b: &Beside) -> Page {
    let (todo, pager) = mine::paged(&shell, &b.todo, b.turn);
    Page {
        when: moment(b.now),
        n: b.todo.len(),
        list: Button::link(b.list.words, shell.url(b.list.path)),
        todo,
        pager,
        unread: b.unread.len(),
        notices: mine::newest(&shell, &b.unread),
        notices_href: shell.url("/notices"),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    fn beside(n: usize, unread: usize) -> Beside {
        let now = testkit::noon_before();
        let line = |i: usize| Todo {
            rank: 1,
            who: None,
            title: format!("救急隊の申し送り {i}"),
            why: "救急隊がこちらを搬送先に選びました".into(),
            chips: Vec::new(),
            action: "申し送りを読む".into(),
            href: "/emergency/handover/x".into(),
            due: None,
        };
        let notice = |_| Notice {
            id: testkit::id(3),
            kind: "emergency.transport".into(),
            text: "救急からの申し送りがあります".into(),
            link: "/emergency/handover/x".into(),
            at: now,
            read_at: None,
        };
        Beside {
            now,
            list: INTRAY,
            todo: (0..n).map(line).collect(),
            unread: (0..unread).map(notice).collect(),
            turn: 0,
        }
    }

    #[test]
    fn what_others_wait_for_stands_before_the_list_and_the_way_there_beside_it() {
        let html = draw(shell(), &beside(2, 3)).render().unwrap();
        sound(&html);
        assert!(html.contains("きょうの対応は 2件です") && html.contains("申し送りを読む"));
        assert!(html.contains("/yuino/transitions/intray") && html.contains("入退院の連絡を見る"));
        assert!(html.contains("href=\"/yuino/notices\">お知らせ（3件）</a>"), "{html}");
    }

    #[test]
    fn many_lines_are_paged_and_no_notice_is_said() {
        let html = draw(shell(), &beside(45, 0)).render().unwrap();
        sound(&html);
        assert!(html.contains("45件のうち 1〜20件め") && html.contains("お知らせ（0件）"));
        let html = draw(shell(), &Beside { turn: 999, ..beside(45, 0) }).render().unwrap();
        sound(&html);
    }
}
