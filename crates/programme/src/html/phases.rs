//! Phases (期) of the roadmap over the years.
use kernel::Id;
use slice::parts::{self, Row, drawn, fold, form, line, long, p, press, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError};

use super::draw;
use crate::model::year;
use crate::use_cases::roadmap::{self as act, Phase};

const HERE: &str = "/programme/roadmap/phases";

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (all, may_write) = req.read(act::phases)?;
    let now = year::of(req.app.now().date());
    let mut out = vec![p("事業のあゆみを、期に分けて書きます。")];
    if all.is_empty() {
        out.push(p("まだ期がありません。"));
    }
    let list = all
        .iter()
        .map(|x| {
            let id = x.id.map(|id| id.to_string()).unwrap_or_default();
            let acts = match may_write {
                true => vec![press(
                    req,
                    &format!("{HERE}/remove"),
                    &[("id", &id)],
                    Button::submit("外す").compact().about(&x.name),
                )],
                false => Vec::new(),
            };
            let present = (x.from..=x.to).contains(&now);
            Row {
                title: format!("{}（{}）", x.name, year::span(x.from, x.to)),
                href: String::new(),
                tag: present.then(|| ui::tag(ui::TagKind::Now, "いま")),
                meta: x.about.clone(),
                acts,
            }
        })
        .collect();
    out.push(rows(list, false));
    if may_write {
        let fields = vec![
            line(req, "name", "期の名前", "").hint("Ⅴ.地域包括ケア推進期").required(),
            parts::short(req, "from", "はじまりの年度", "").hint("R6").required(),
            parts::short(req, "to", "終わりの年度", "").hint("R8").required(),
            long(req, "about", "この期にしたこと", "", 3, 400),
        ];
        let inner = form(req, HERE, &drawn(fields, &errors), "期を加える", "");
        out.push(fold("期を加える", !errors.is_empty(), inner));
    }
    parts::page(req, "期の一覧", "", Some(("ロードマップ", "/programme/roadmap")), errors, out)
}

/// GET /programme/roadmap/phases
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /programme/roadmap/phases
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let mut wrong = Vec::new();
    let x = Phase {
        id: None,
        name: req.form.get("name").trim().into(),
        from: draw::posted_year(req, "from", &mut wrong),
        to: draw::posted_year(req, "to", &mut wrong),
        about: req.form.get("about").replace('\r', ""),
    };
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    match req.act(move |cx| act::add_phase(cx, &x).map(|_| HERE.into())) {
        Ok(to) => Ok(Resp::go_saying(to, "期を加えました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /programme/roadmap/phases/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.form.get("id").parse().map_err(|_| Fail::NotFound)?;
    let to = req.act(move |cx| act::remove_phase(cx, id).map(|()| HERE.into()))?;
    Ok(Resp::go_saying(to, "期を外しました"))
}
