//! A record of any slice is put on the agenda of a meeting ahead: 「会議の議題にする」.
use kernel::{Id, wareki};
use slice::parts::{self, Row, buttons, h2, p, press, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError};

use crate::MeetingId;
use crate::use_cases::{agenda as act, path};

fn show(req: &Req, kind: &str, of: &str, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let record: Id = of.parse().map_err(|_| Fail::NotFound)?;
    let (e, ahead) = req.read(|cx| act::bring(cx, kind, record))?;
    let said = format!("{}　{}現在", e.figure, wareki::short(e.as_of));
    let mut out = vec![p(&e.title), p(said.trim()), h2("どの会議で話し合いますか")];
    if ahead.is_empty() {
        out.push(p("予定の会議がありません。会議体を開いて、会議を予定してください。"));
        out.push(buttons(&[Button::link("会議の一覧", req.url("/meetings"))]));
    }
    let line = |(m, there): &(crate::model::Meeting, bool)| {
        let id = m.id.to_string();
        let hidden = [("kind", kind), ("of", of), ("meeting", id.as_str())];
        let button = Button::submit("この会議の議題にする").compact().about(m.called());
        Row {
            title: m.called(),
            href: req.url(&path(m.id)),
            tag: None,
            meta: match there {
                true => format!("{}　議題に入っています", m.when()),
                false => m.when(),
            },
            acts: match there {
                true => Vec::new(),
                false => vec![press(req, "/meetings/bring", &hidden, button)],
            },
        }
    };
    out.push(rows(ahead.iter().map(line).collect(), false));
    parts::page(req, "会議の議題にする", "", Some((&e.title, &e.href)), errors, out)
}

/// GET /meetings/bring
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.query.get("kind"), req.query.get("of"), vec![])
}

/// POST /meetings/bring
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let (kind, of) = (req.form.get("kind").to_owned(), req.form.get("of").to_owned());
    let record: Id = of.parse().map_err(|_| Fail::NotFound)?;
    let id: MeetingId = req.form.get("meeting").parse().map_err(|_| Fail::NotFound)?;
    let named = kind.clone();
    let done = req.act(move |cx| {
        act::bring_to(cx, id, &named, record).map(|item| format!("{}/agenda/{item}", path(id)))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "議題に加えました。説明する人と時間を入れられます")),
        Err(app::Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => show(req, &kind, &of, parts::errors(e)?),
    }
}
