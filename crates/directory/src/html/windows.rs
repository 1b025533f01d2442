//! 連絡窓口一覧: every contact window of the region, on the page and on paper, and the receivers without an account.
use askama::Template;
use office::print::{Paper, PrintJob};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Tag};

use super::facility::tel;
use crate::use_cases::windows::{self, Listed};
use crate::use_cases::{light, names};
use crate::{WindowId, permissions, sheets, views};

#[derive(Template)]
#[template(path = "directory/windows.html")]
struct Page {
    shell: ui::Shell,
    rows: Vec<RowView>,
    empty: Option<Empty>,
    light: Vec<LightView>,
    may_edit: bool,
    print: Button,
    center: String,
}

struct RowView {
    kind: String,
    party: ui::Html,
    name: String,
    phone: Option<(String, String)>,
    state: Tag,
    hours: Vec<String>,
    avoid: Vec<String>,
    confirmed: String,
    edit: String,
    confirm: String,
    key: String,
}

struct LightView {
    name: String,
    kind: String,
    phone: Option<(String, String)>,
    fax: String,
    address: String,
    note: String,
    edit: String,
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (rows, light, may_edit, center) = req.read(|cx| {
        Ok((
            windows::list(cx)?,
            light::list(cx)?,
            app::may(cx, &permissions::WINDOWS)?,
            names::labels(cx)?.center().to_string(),
        ))
    })?;
    let empty = rows.is_empty().then(|| Empty {
        title: "連絡窓口は、まだ登録されていません".into(),
        text: "事業所のページで登録すると、ここに並びます。".into(),
        art: false,
        button: Some(Button::link("事業所の一覧を見る", req.url("/directory"))),
    });
    let page = Page {
        shell: req.titled("連絡窓口一覧"),
        rows: rows.iter().map(|l| row(l, req)).collect(),
        empty,
        light: light
            .into_iter()
            .map(|l| LightView {
                kind: crate::model::service::label(&l.data.kind).unwrap_or("そのほか").to_string(),
                phone: tel(&l.data.phone),
                fax: l.data.fax,
                address: l.data.address,
                note: l.data.note,
                name: l.data.name,
                edit: req.url(&format!("/directory/light/edit/{}", l.id)),
            })
            .collect(),
        may_edit,
        print: Button::link("印刷", req.url("/directory/windows/print")).compact().icon("print"),
        center,
    };
    Resp::page(page.render())
}

fn row(l: &Listed, req: &Req) -> RowView {
    let w = &l.window;
    RowView {
        kind: l.party_kind.clone(),
        party: ui::org(&l.party_name, l.fictitious),
        name: [w.name.as_str(), w.person.as_str()].join("　").trim().to_string(),
        phone: tel(&w.phone),
        state: views::state_tag(w, req.app.now()),
        hours: w.hours_words(),
        avoid: w.avoid.iter().map(crate::model::window::Avoid::words).collect(),
        confirmed: w
            .confirmed_on
            .map_or_else(|| "まだ確かめていません".into(), kernel::wareki::long),
        edit: req.url(&format!("/directory/windows/edit/{}", w.id)),
        confirm: req.url(&format!("/directory/windows/confirm/{}", w.id)),
        key: req.new_key(),
    }
}

/// The list on paper.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let rows = req.read(windows::list)?;
    let lead = format!("{}件。電話は、避けてほしい時間をはずしてください。", rows.len());
    let job = PrintJob::of(&sheets::windows_print(&rows, lead))
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("print: {e}"))))?;
    Ok(Resp::print(
        job.title("連絡窓口一覧")
            .sender(super::sender(req))
            .demo(super::demo_band(req))
            .printed_at(super::printed_at(req))
            .paper(Paper::A4Landscape)
            .build(),
    ))
}

/// 「いまも同じです」: today becomes 確かめた日.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to = req.act(move |cx| windows::confirm(cx, id).map(|()| "/directory/windows".into()))?;
    Ok(Resp::go_saying(to, "確かめた日を、きょうにしました"))
}

/// Removes a window.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to = req.act(move |cx| windows::remove(cx, id).map(|()| "/directory/windows".into()))?;
    Ok(Resp::go_saying(to, "連絡窓口を消しました"))
}
