//! 安否確認: who was heard of, who said so, and nothing overwritten unseen; ended only after the question, and opened again.
use app::Error;
use askama::Template;
use kernel::{At, Id, wareki};
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use super::crew::{digits, posted};
use crate::model::register::{STATUSES, Safety, label};
use crate::permissions;
use crate::use_cases::registers::{self as act, Asked};

#[derive(Template)]
#[template(path = "emergency/board.html")]
struct Board {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    open: bool,
    /// When it ended and who ended it.
    ended: String,
    may_end: bool,
    counts: String,
    statuses: Vec<(&'static str, &'static str)>,
    rows: Vec<BoardRow>,
    clash: Option<Clash>,
    ending: Ending,
    key: String,
}

struct BoardRow {
    id: String,
    name: String,
    place: String,
    phone: String,
    tel: String,
    said: String,
    status: String,
    version: i64,
    /// What was said before, the newest first.
    before: Vec<String>,
    keys: Vec<String>,
}

/// Somebody else had said something of this person meanwhile.
struct Clash {
    id: String,
    name: String,
    theirs: String,
    status: String,
    words: &'static str,
    version: i64,
    key: String,
}

/// The question before the end: how many are not known of, as they stand on this page.
#[derive(Default)]
struct Ending {
    asked: bool,
    changed: bool,
    counted: String,
    words: String,
}

fn moment(at: At) -> String {
    let t = at.local();
    format!("{} {}:{:02}", wareki::month_day(at.date()), t.hour(), t.minute())
}

fn words(s: &Safety) -> String {
    format!("{}　{}　{}", label(STATUSES, &s.status), moment(s.at), s.by)
}

fn row(req: &Req, a: &Asked) -> BoardRow {
    let l = &a.line.line;
    BoardRow {
        id: a.line.resident.to_string(),
        name: format!("{}（{}）", l.name, l.kana),
        place: l.address.clone(),
        phone: l.phone.clone(),
        tel: digits(&l.phone),
        status: a.said().map(|s| s.status.clone()).unwrap_or_default(),
        said: a.said().map_or_else(|| "まだ".to_owned(), words),
        version: a.version,
        before: a.marks.iter().skip(1).map(words).collect(),
        keys: STATUSES.iter().map(|_| req.new_key()).collect(),
    }
}

fn number(lines: &[Asked], code: &str) -> usize {
    lines.iter().filter(|a| a.said().is_some_and(|s| s.status == code)).count()
}

fn unknown(lines: &[Asked]) -> usize {
    lines.iter().filter(|a| a.said().is_none()).count()
}

/// What the question before the end counts; it travels with the form, so that a page that is old asks again.
fn counted(lines: &[Asked]) -> String {
    format!("{}-{}", number(lines, "need"), unknown(lines))
}

/// What is to stand on the page beside the list.
#[derive(Default)]
struct Beside {
    clash: Option<(ResidentId, String)>,
    asked: bool,
    changed: bool,
}

fn show(req: &Req, id: Id, beside: Beside) -> Result<Resp, Fail> {
    let ((d, lines), may_end) =
        req.read(|cx| Ok((act::board(cx, id)?, app::may(cx, &permissions::BOARD)?)))?;
    let mut counts: Vec<String> =
        STATUSES.iter().map(|(c, l)| format!("{l} {}人", number(&lines, c))).collect();
    counts.push(format!("まだ {}人", unknown(&lines)));
    let clash = beside.clash.and_then(|(who, status)| {
        let a = lines.iter().find(|a| a.line.resident == who.0)?;
        Some(Clash {
            id: who.to_string(),
            name: a.line.line.name.clone(),
            theirs: a.said().map(words)?,
            words: label(STATUSES, &status),
            status,
            version: a.version,
            key: req.new_key(),
        })
    });
    let (need, left) = (number(&lines, "need"), unknown(&lines));
    let status = if clash.is_some() || beside.asked { 422 } else { 200 };
    let page = Board {
        back: ui::back("見守りの名簿", req.url("/registers")),
        here: req.url(&format!("/disasters/{id}")),
        shell: req.titled("安否確認"),
        open: d.closed_at.is_none(),
        ended: d.closed_at.map(|at| format!("{}　{}", moment(at), d.closed_by)).unwrap_or_default(),
        may_end,
        name: d.name,
        counts: counts.join("・"),
        statuses: STATUSES.to_vec(),
        rows: lines.iter().map(|a| row(req, a)).collect(),
        clash,
        ending: Ending {
            asked: beside.asked,
            changed: beside.changed,
            counted: counted(&lines),
            words: match (left, need) {
                (0, 0) => "この画面の方は、全員のようすが入っています。".into(),
                _ => format!("この画面では、まだ {left}人・助けが要る {need}人です。"),
            },
        },
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /disasters/{disaster}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("disaster")?, Beside::default())
}

/// POST /disasters/{disaster}
pub(super) fn say(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("disaster")?;
    let to = format!("/disasters/{id}");
    if req.form.has("close") {
        return close(req, id, to);
    }
    if req.form.has("reopen") {
        let to = req.act(move |cx| act::reopen(cx, id).map(|()| to.clone()))?;
        return Ok(Resp::go_saying(to, "安否確認を、もう一度ひらきました"));
    }
    let who = ResidentId(posted(req, "resident")?);
    let status = req.form.get("status").to_owned();
    let seen = req.form.get("seen").parse().unwrap_or(0);
    let set = status.clone();
    match req.act(move |cx| act::say(cx, id, who, &set, seen).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go(to)),
        Err(Error::Stale { .. }) => {
            show(req, id, Beside { clash: Some((who, status)), ..Beside::default() })
        }
        Err(e) => Err(e.into()),
    }
}

/// Ends it for everyone: only where the numbers that were asked about are still the numbers.
fn close(req: &Req, id: Id, to: String) -> Result<Resp, Fail> {
    let typed = req.form.get("counted");
    let (_, lines) = req.read(|cx| act::board(cx, id))?;
    if typed != counted(&lines) {
        let changed = !typed.is_empty();
        return show(req, id, Beside { asked: true, changed, ..Beside::default() });
    }
    let to = req.act(move |cx| act::close(cx, id).map(|()| to.clone()))?;
    Ok(Resp::go_saying(to, "安否確認を終えました"))
}
