//! 紙・FAXの返事: the office's letters, what waits first.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::{Empty, PlainRow, Rows, Shell, tag};

use crate::model::{Letter, State};
use crate::permissions;
use crate::store::letters::Batch;
use crate::use_cases::list;

#[derive(Template)]
#[template(path = "bridge/list.html")]
struct Page {
    shell: Shell,
    waiting: Rows,
    rest: Rows,
    batches: Rows,
    empty: Empty,
    windows: bool,
    /// More than one waits that the actor may print.
    several: bool,
}

fn row(shell: &Shell, l: &Letter, today: Date) -> PlainRow {
    let state = l.state(today);
    let mut meta: Vec<ui::Html> = vec![
        l.who.as_str().into(),
        format!("{}に送りました", wareki::month_day(l.at.date())).into(),
        format!("返事は{}まで", wareki::month_day(l.due)).into(),
        l.sender_name.as_str().into(),
    ];
    meta.retain(|m| !m.is_empty());
    PlainRow {
        title: format!("{} — {}", l.title, l.receiver_name).into(),
        href: Some(shell.url(&crate::use_cases::path(l.id))),
        tag: Some(tag(state.tag(), state.label())),
        meta: ui::spaced(meta),
    }
}

fn batch(shell: &Shell, b: &Batch) -> PlainRow {
    PlainRow {
        title: format!("連絡窓口の確認（{}）", wareki::month_day(b.at.date())).into(),
        href: Some(shell.url(&format!("/letters/windows/{}", b.id))),
        tag: None,
        meta: format!(
            "{}件のうち {}件に返事　返事は{}まで",
            b.n,
            b.answered,
            wareki::month_day(b.due)
        )
        .into(),
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (mine, windows, sends) = req.read(|cx| {
        let may = |p| app::may(cx, p);
        Ok((list::mine(cx)?, may(&permissions::WINDOWS)?, may(&permissions::SEND)?))
    })?;
    let (shell, today) = (req.titled("紙・FAXの返事"), req.app.now().date());
    let open = |l: &&Letter| {
        matches!(l.state(today), State::Late | State::Closed | State::Sent | State::Opened)
    };
    let mut waiting: Vec<&Letter> = mine.letters.iter().filter(open).collect();
    waiting.sort_by_key(|l| l.due);
    let rows = |all: Vec<&Letter>| Rows {
        rows: all.into_iter().map(|l| row(&shell, l, today)).collect(),
        small: false,
    };
    let page = Page {
        several: sends && waiting.len() > 1,
        waiting: rows(waiting),
        rest: rows(mine.letters.iter().filter(|l| !open(l)).collect()),
        batches: Rows {
            rows: mine.batches.iter().map(|b| batch(&shell, b)).collect(),
            small: false,
        },
        empty: Empty {
            title: "番号つきで送った書類は、まだありません".into(),
            text: "アカウントのない相手にも、番号つきの紙・FAXを送ると、スマートフォンで返事がもらえます。".into(),
            ..Empty::default()
        },
        windows,
        shell,
    };
    Resp::page(page.render())
}
