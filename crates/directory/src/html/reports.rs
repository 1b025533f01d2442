//! What people told was wrong with facilities, for those who keep the lists.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};

use crate::model::wrong::Decision;
use crate::use_cases::reports::{self, Waiting};

#[derive(Template)]
#[template(path = "directory/reports.html")]
struct Page {
    shell: ui::Shell,
    count: i64,
    open: Vec<View>,
    shown: Vec<View>,
    error: String,
}

struct View {
    action: String,
    key: String,
    href: String,
    facility: String,
    field: &'static str,
    shown: String,
    says: String,
    how: String,
    by: String,
}

fn view(req: &Req, w: Waiting) -> View {
    let r = w.report;
    let office = if r.office.is_empty() { String::new() } else { format!("{}の", r.office) };
    View {
        action: req.url(&format!("/directory/reports/{}", r.id)),
        key: req.new_key(),
        href: req.url(&format!("/directory/{}", w.facility.id)),
        facility: w.facility.data.name,
        field: r.field.label(),
        shown: r.shown,
        says: r.says,
        how: r.how,
        by: match r.decided_at {
            Some(at) => format!("{}に{}さんが確かめました", wareki::long(at.date()), r.decided_by),
            None => format!("{}に{office}{}さんが知らせました", wareki::long(r.at.date()), r.name),
        },
    }
}

fn show(req: &Req, error: String) -> Result<Resp, Fail> {
    let all = req.read(reports::list)?;
    let status = if error.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("内容がちがうという知らせ"),
        count: all.count,
        open: all.open.into_iter().map(|w| view(req, w)).collect(),
        shown: all.shown.into_iter().map(|w| view(req, w)).collect(),
        error,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, String::new())
}

/// One decided.
pub(super) fn decide(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    let Some(decision) = Decision::from_code(req.form.get("_do")) else {
        return show(req, "どうするかを選んでください".into());
    };
    let done = req.act(move |cx| {
        reports::decide(cx, id, decision)?;
        Ok(reports::PAGE.into())
    });
    let said = match decision {
        Decision::Right => "事業所のページに出しました",
        Decision::Kept => "そのままにしました",
        Decision::Past => "事業所のページから外しました",
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(app::Error::Rule(text)) => show(req, text),
        Err(e) => Err(e.into()),
    }
}
