//! 「うちの連絡窓口」: the windows of one's own organisation, as others see them, with the way to put them right.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Empty};

use super::facility::Panel;
use crate::WindowId;
use crate::use_cases::windows::{self, Listed};

#[derive(Template)]
#[template(path = "directory/own_windows.html")]
struct Page {
    shell: ui::Shell,
    office: String,
    windows: Vec<One>,
    empty: Option<Empty>,
}

struct One {
    panel: Panel,
    party: ui::Html,
    confirm: String,
    key: String,
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let rows = req.read(windows::own)?;
    let one = |(n, l): (usize, &Listed)| {
        let edit = format!("/directory/windows/mine/edit/{}", l.window.id);
        One {
            panel: Panel::of(&l.window, n, req, Some(edit)),
            party: ui::org(&l.party_name, l.fictitious),
            confirm: req.url(&format!("/directory/windows/mine/confirm/{}", l.window.id)),
            key: req.new_key(),
        }
    };
    let new = req.url("/directory/windows/mine/new");
    let page = Page {
        shell: req.titled("うちの連絡窓口"),
        office: req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default(),
        windows: rows.iter().enumerate().map(one).collect(),
        empty: rows.is_empty().then(|| Empty {
            title: "うちの連絡窓口は、まだ登録されていません".into(),
            text: "電話をかけてよい時間と、避けてほしい時間を登録すると、相手の画面に出ます。"
                .into(),
            art: false,
            button: Some(Button::link("連絡窓口を登録する", new).primary()),
        }),
    };
    Resp::page(page.render())
}

/// 「いまも同じです」: today becomes 確かめた日.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to =
        req.act(move |cx| windows::own_confirm(cx, id).map(|()| "/directory/windows/mine".into()))?;
    Ok(Resp::go_saying(to, "確かめた日を、きょうにしました"))
}

/// Removes one's own window.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to =
        req.act(move |cx| windows::own_remove(cx, id).map(|()| "/directory/windows/mine".into()))?;
    Ok(Resp::go_saying(to, "連絡窓口を消しました"))
}
