//! 連絡窓口の年1回の確認: one act, one PDF, and the list of who has not answered.
use askama::Template;
use kernel::{Id, time, wareki};
use slice::{Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Html, PlainRow, Rows, Shell, TagKind, tag};

use super::{day, errors};
use crate::paper;
use crate::permissions;
use crate::use_cases::issue::Chance;
use crate::use_cases::{path, windows as act};

#[derive(Template)]
#[template(path = "bridge/windows.html")]
struct Page {
    shell: Shell,
    back: Html,
    due: Field,
    errors: Vec<FieldError>,
    with: usize,
    without: Vec<String>,
    key: String,
}

fn show(req: &Req, wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(|cx| {
        app::authorise(cx, &permissions::WINDOWS)?;
        directory::use_cases::windows::list(cx)
    })?;
    let (with, without): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|w| crate::can_reach(&w.window.phone));
    let shell = req.titled("連絡窓口の確認");
    let usual = wareki::short(time::add_days(req.app.now().date(), 21));
    let due = if req.form.has("due") { req.form.get("due").to_string() } else { usual };
    let page = Page {
        back: ui::back("紙・FAXの返事", shell.url("/letters")),
        due: Field::new("due", "返事の期限", FieldKind::text(due)).required().error_from(&wrong),
        with: with.len(),
        without: without.into_iter().map(|w| w.party_name).collect(),
        key: req.new_key(),
        errors: wrong,
        shell,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// Sends all of them.
pub(super) fn ask(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let Some(due) = day(req, "due", "返事の期限", &mut wrong) else { return show(req, wrong) };
    match req.act(move |cx| act::ask(cx, due).map(|a| format!("/letters/windows/{}", a.batch))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, "送る用意ができました。紙をまとめて印刷して送ってください"))
        }
        Err(e) => show(req, errors(e)?),
    }
}

#[derive(Template)]
#[template(path = "bridge/batch.html")]
struct Batch {
    shell: Shell,
    back: Html,
    when: String,
    n: usize,
    answered: usize,
    waiting: usize,
    rows: Rows,
    here: String,
    key: String,
}

/// The list of one act.
pub(super) fn batch(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let rows = req.read(|cx| act::batch(cx, id))?;
    let shell = req.titled("連絡窓口の確認");
    let today = req.app.now().date();
    let first = rows.first().map(|r| (r.letter.at.date(), r.letter.due));
    let line = |r: &act::Row| {
        let (t, meta) = match &r.answer {
            Some((label, beside, note)) => {
                let said: Vec<&str> = [beside.as_str(), note.as_str()]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect();
                (
                    tag(if said.is_empty() { TagKind::Ok } else { TagKind::Now }, label.as_str()),
                    said.join("　"),
                )
            }
            None => {
                let s = r.letter.state(today);
                let late = if s == crate::model::State::Late { "まだです" } else { s.label() };
                (tag(s.tag(), late), format!("電話 {}", r.letter.receiver_phone))
            }
        };
        PlainRow {
            title: r.letter.receiver_name.as_str().into(),
            href: Some(shell.url(&path(r.letter.id))),
            tag: Some(t),
            meta: meta.into(),
        }
    };
    let answered = rows.iter().filter(|r| r.answer.is_some()).count();
    let waiting =
        rows.iter().filter(|r| r.letter.answered_at.is_none() && r.letter.alive(today)).count();
    let page = Batch {
        back: ui::back("紙・FAXの返事", shell.url("/letters")),
        when: first.map_or_else(String::new, |(at, due)| {
            format!("{}に送りました。返事は{}まで", wareki::month_day(at), wareki::month_day(due))
        }),
        n: rows.len(),
        answered,
        waiting,
        rows: Rows { rows: rows.iter().map(line).collect(), small: false },
        here: shell.url(&format!("/letters/windows/{id}")),
        key: req.new_key(),
        shell,
    };
    Resp::page(page.render())
}

/// One PDF with a paper for each that has not answered.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let n = req.read(|cx| act::unanswered(cx, id))?;
    let chances: Vec<Chance> = (0..n).map(|_| Chance::draw(&req.app)).collect();
    let issued = req.app.write(req.actor()?, move |cx| act::issue_all(cx, id, &chances))?;
    if issued.is_empty() {
        return Ok(Resp::go_saying(
            format!("/letters/windows/{id}"),
            "返事を待っている相手はいません",
        ));
    }
    Ok(Resp::print(paper::job(req, &issued)?))
}
