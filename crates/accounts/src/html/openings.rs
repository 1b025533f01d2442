//! 保守の業者: the door that is shut, opened for hours with a reason, and the list of when it was open.
use app::Error;
use askama::Template;
use kernel::{At, Id};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};

use super::signing;
use crate::OrganisationId;
use crate::use_cases::openings;

struct Line {
    id: String,
    vendor: String,
    reason: String,
    meta: String,
    tag: ui::Tag,
    open: bool,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/openings.html")]
struct Page {
    shell: ui::Shell,
    open: Vec<Line>,
    past: Vec<Line>,
    vendors: bool,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    key: String,
}

fn clock(at: At) -> String {
    ui::dates::moment(at)
}

fn line(req: &Req, o: openings::Opening) -> Line {
    let open = o.closed_at.is_none() && req.app.now() < o.until;
    let mut meta = format!("{}さんが{}に開いた", o.opened_name, clock(o.opened_at));
    match (o.closed_at, &o.closed_name) {
        (Some(at), Some(by)) => meta.push_str(&format!("・{by}さんが{}に閉じた", clock(at))),
        _ if open => {}
        _ => meta.push_str(&format!("・{}に自動で閉じた", clock(o.until))),
    }
    Line {
        id: o.id.to_string(),
        vendor: o.vendor,
        reason: o.reason,
        meta,
        tag: if open {
            ui::tag(ui::TagKind::Due, format!("{}まで開いています", clock(o.until)))
        } else {
            ui::tag(ui::TagKind::Plain, "閉じました")
        },
        open,
        key: req.new_key(),
    }
}

fn show(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (all, vendors) = req.read(|cx| Ok((openings::list(cx)?, openings::vendors(cx)?)))?;
    let (open, past) = all.into_iter().map(|o| line(req, o)).partition(|l: &Line| l.open);
    let opts: Vec<Opt> =
        vendors.iter().map(|(id, name)| Opt::new(id.to_string(), name.clone())).collect();
    let hours = (1..=openings::LONGEST_HOURS).map(|h| Opt::new(h.to_string(), format!("{h}時間")));
    let typed = |name: &str, usual: &str| {
        if req.form.has(name) { req.form.get(name).to_string() } else { usual.to_string() }
    };
    let fields = [
        Field::new("vendor", "業者", FieldKind::select(typed("vendor", ""), opts)),
        Field::new("hours", "何時間", FieldKind::select(typed("hours", "2"), hours.collect())),
        Field::new("reason", "理由", FieldKind::text(typed("reason", "")))
            .hint("例：FAXの取りこみが止まったので、原因を調べてもらう"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("保守の業者"),
        open,
        past,
        vendors: !vendors.is_empty(),
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

fn answer(req: &Req, done: Result<String, Error>, said: &str) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => {
            let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
            let errors =
                fields.into_iter().map(|f| ui::FieldError { field: f.field, message: f.message });
            show(req, errors.collect())
        }
    }
}

/// Opens the door.
pub(super) fn open(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let Ok(vendor) = f.get("vendor").parse::<OrganisationId>() else {
        return show(req, signing::error("vendor", "保守の業者を選んでください"));
    };
    let (hours, reason) = (f.get("hours").parse().unwrap_or(0), f.get("reason").to_string());
    let done = req
        .act(move |cx| openings::open(cx, vendor, hours, &reason).map(|_| "/openings".to_string()));
    answer(req, done, "業者に開きました。時間がくると、自動で閉じます")
}

/// Shuts it now: whoever is in is out.
pub(super) fn close(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    let done = req.act(move |cx| openings::close(cx, id).map(|()| "/openings".to_string()));
    answer(req, done, "閉じました。業者は、もう入れません")
}
