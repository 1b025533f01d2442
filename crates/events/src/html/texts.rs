//! 実施結果報告 and newsletter: the draft, written on, printed.
use app::Error;
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError};

use super::parts::{self, buttons, drawn, fold, form, hint, p, press};
use crate::EventId;
use crate::model::draft::TextKind;
use crate::permissions;
use crate::use_cases::{path, texts as act};

fn kind(req: &Req) -> Result<TextKind, Fail> {
    TextKind::from_code(req.param("kind")).ok_or(Fail::NotFound)
}

/// Lines that begin with 「■」 are headings, others paragraphs.
fn blocks(body: &str) -> Vec<Value> {
    body.lines()
        .map(|l| match l.strip_prefix('■') {
            Some(head) => json!({ "head": head.trim(), "note": "" }),
            None => json!({ "text": l }),
        })
        .collect()
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let kind = kind(req)?;
    let (t, may) =
        req.read(|cx| Ok((act::open(cx, id, kind)?, app::may(cx, &permissions::WRITE)?)))?;
    let title = t.event.data.title.clone();
    let here = format!("{}/text/{}", path(id), kind.code());
    if req.query.get("format") == "print" {
        let body =
            json!({ "lead": format!("{title}　{}", t.event.when()), "blocks": blocks(&t.body) });
        return Ok(parts::print(req, TemplateId::EVENT_REPORT, kind.label(), body, false));
    }
    let said = match &t.saved {
        Some(s) => format!("{}に{}さんが保存しました。", ui::dates::near(s.at), s.by),
        None => "記録と、済みにした棚卸表から作った下書きです。まだ保存していません。直して保存してください。".into(),
    };
    let few = match kind {
        TextKind::Report => {
            "少ない人数もそのまま載ります。公表するときは「参加者の職種・公表用」をお使いください。"
        }
        TextKind::Newsletter => {
            "下書きには、5人に満たない人数と、引き算でそれが分かる数を載せていません。"
        }
    };
    let mut all = vec![p(&said), hint(few)];
    if may {
        let field = parts::long(req, "body", "文章", &t.body, 24, 8000)
            .hint("■ で始まる行は見出しになります。参加者の名前は書かないでください");
        let version = t.saved.as_ref().map_or(0, |s| s.version).to_string();
        all.push(form(req, &here, &drawn(vec![field], &errors), "保存する", &version));
        if t.saved.is_some() {
            let inner = hint("いまの記録から下書きを作り直します。書いた文章は消えます。")
                .and(press(req, &here, &[("do", "again")], Button::submit("下書きを作り直す")));
            all.push(fold("下書きを作り直す", false, inner));
        }
    } else {
        all.extend(t.body.lines().map(p));
    }
    all.push(buttons(&[
        Button::link("印刷（PDF）", req.url(&format!("{here}?format=print"))).compact()
    ]));
    parts::page(req, kind.label(), &title, Some((&title, &path(id))), errors, all)
}

/// GET /events/{id}/text/{kind}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/{id}/text/{kind}
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let kind = kind(req)?;
    let again = req.form.get("do") == "again";
    let (body, version) =
        (req.form.get("body").to_owned(), req.form.get("_version").parse().unwrap_or(0));
    let done = req.act(move |cx| {
        match again {
            true => act::again(cx, id, kind)?,
            false => act::save(cx, id, kind, &body, version)?,
        }
        Ok(format!("{}/text/{}", path(id), kind.code()))
    });
    match done {
        Ok(to) => {
            Ok(Resp::go_saying(to, if again { "下書きを作り直しました" } else { "保存しました" }))
        }
        Err(Error::Stale { .. }) => {
            let message =
                "ほかの人が先に保存しました。この画面の文章を写してから開き直し、合わせてください"
                    .into();
            show(req, vec![FieldError { field: "body".into(), message }])
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
