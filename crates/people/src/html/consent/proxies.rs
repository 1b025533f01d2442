//! Naming a proxy and ending a proxy's power, from the page of consents.
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::FieldError;
use ui::dates;

use super::page::{done, show};
use crate::ResidentId;
use crate::use_cases::proxy::{self as act, NewProxy};

/// Names one.
pub(in crate::html) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let today = req.app.now().date();
    let to = match dates::date(&dates::posted(f.state(), "proxy_to"), today) {
        Ok(d) => d,
        Err(p) => {
            let e = FieldError { field: "proxy_to".into(), message: p.message };
            return show(req, id, "proxy", vec![e]);
        }
    };
    let new = NewProxy {
        name: f.get("proxy_name").into(),
        relation: f.get("relation").into(),
        evidence: f.get("evidence").into(),
        note: f.get("note").into(),
        scan: None,
        from: today,
        to,
    };
    let result =
        req.act(move |cx| act::add(cx, id, &new).map(|_| format!("/people/{id}/consent#p-h")));
    done(req, id, "proxy", "代わりに決められる人を加えました", result)
}

/// Ends one.
pub(in crate::html) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let proxy: Id = req.id("proxy")?;
    let reason = req.form.get("reason").to_string();
    let result = req.act(move |cx| {
        act::end(cx, id, proxy, &reason)?;
        Ok(format!("/people/{id}/consent#p-h"))
    });
    done(req, id, "", "終わりにしました", result)
}
