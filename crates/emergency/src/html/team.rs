//! What the team and the hospital see of a call.
use askama::Template;
use kernel::{Id, wareki};
use people::pointers::NewPointer;
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use crate::model::sheet::Sheet;
use crate::use_cases::{alert as told, transport};

#[derive(Template)]
#[template(path = "emergency/alert.html")]
struct Alert {
    shell: Shell,
    name: String,
    when: String,
    person: String,
    admit: String,
    here: String,
    key: String,
}

/// GET /emergency/alerts/{alert}
pub(super) fn alert(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("alert")?;
    let (a, name) = req.read(|cx| told::view(cx, id))?;
    let t = a.at.local();
    let page = Alert {
        shell: req.titled("救急搬送の可能性があります"),
        when: format!("{} {}:{:02}", wareki::month_day(a.at.date()), t.hour(), t.minute()),
        person: req.url(&format!("/people/{}", a.resident)),
        admit: req.url(&format!("/transitions/new?resident={}", a.resident)),
        here: req.url(&format!("/emergency/alerts/{id}")),
        key: req.new_key(),
        name,
    };
    Resp::page(page.render())
}

/// POST /emergency/alerts/{alert}
pub(super) fn close(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("alert")?;
    let to = req.act(move |cx| told::close(cx, id).map(|()| "/".to_string()))?;
    Ok(Resp::go_saying(to, "たしかめたことを記録しました"))
}

#[derive(Template)]
#[template(path = "emergency/handover.html")]
struct Handover {
    shell: Shell,
    back: Html,
    at: String,
    s: Sheet,
    talks: Vec<(&'static str, String, NewPointer)>,
}

/// GET /emergency/handover/{transport}
pub(super) fn handover(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("transport")?;
    let h = req.read(|cx| transport::handover(cx, id))?;
    let t = h.transport.at.local();
    let page = Handover {
        shell: req.titled("救急隊の申し送り"),
        back: ui::back("きょう", req.url("/")),
        at: format!("{} {}:{:02}", wareki::month_day(h.transport.at.date()), t.hour(), t.minute()),
        talks: super::scene::talks(h.pointers),
        s: h.sheet,
    };
    Resp::page(page.render())
}
