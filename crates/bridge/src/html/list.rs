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
    /// 「担当ではありません」: something is to be done.
    astray: Rows,
    waiting: Rows,
    rest: Rows,
    batches: Rows,
    empty: Empty,
    windows: bool,
    /// More than one waits that the actor may print.
    several: bool,
}

/// Longest answer that stands in a tag.
const TAG: usize = 16;

fn row(shell: &Shell, l: &Letter, today: Date) -> PlainRow {
    let state = l.state(today);
    let (tag_words, said) = match l.said_label().filter(|_| l.answered_at.is_some()) {
        Some(label) if label.chars().count() <= TAG => (label, String::new()),
        // an answer in the sender's own words may be a sentence
        Some(label) => (state.label(), format!("返事：{label}")),
        None => (state.label(), String::new()),
    };
    let beside = l.said.as_ref().map(|s| s.beside.as_str()).unwrap_or_default();
    let ask = l.said.as_ref().and_then(|s| l.answer(&s.code)).map(|a| a.ask.as_str());
    let beside = match ask.unwrap_or_default().replace("（わかれば）", "") {
        _ if beside.is_empty() => String::new(),
        ask => format!("{ask}：{beside}"),
    };
    let day = wareki::month_day(l.at.date());
    let went = if l.seal.is_some() || l.answered_at.is_some() || l.revoked_at.is_some() {
        format!("{day}に送りました")
    } else {
        format!("{day}に用意しました")
    };
    let mut meta: Vec<ui::Html> = vec![
        said.into(),
        beside.into(),
        l.who.as_str().into(),
        went.into(),
        format!("返事は{}まで", wareki::month_day(l.due)).into(),
        l.sender_name.as_str().into(),
    ];
    meta.retain(|m| !m.is_empty());
    PlainRow {
        title: format!("{} — {}", l.title, l.receiver_name).into(),
        href: Some(shell.url(&crate::use_cases::path(l.id))),
        tag: Some(tag(state.tag(), tag_words)),
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
        matches!(
            l.state(today),
            State::Late | State::Closed | State::Ready | State::Sent | State::Opened
        )
    };
    let astray = |l: &&Letter| l.state(today) == State::NotOurs;
    let mut waiting: Vec<&Letter> = mine.letters.iter().filter(open).collect();
    waiting.sort_by_key(|l| l.due);
    let rows = |all: Vec<&Letter>| Rows {
        rows: all.into_iter().map(|l| row(&shell, l, today)).collect(),
        small: false,
    };
    let page = Page {
        several: sends && waiting.len() > 1,
        astray: rows(mine.letters.iter().filter(astray).collect()),
        waiting: rows(waiting),
        rest: rows(mine.letters.iter().filter(|l| !open(l) && !astray(l)).collect()),
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
