//! 議事録: the draft, confirming it, versions, corrections.
use app::Error;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, TagKind, tag};

use crate::MeetingId;
use crate::model::State;
use crate::model::minutes::Version;
use crate::use_cases::{minutes as act, path};
use slice::parts::{self, buttons, drawn, form, h2, line, long, p, press};

/// The text as a page shows it: headings, lines.
pub(super) fn text(content: &str) -> Html {
    let mut out = Html::default();
    for l in content.lines() {
        let l = l.trim_end();
        out = match l.strip_prefix("■") {
            Some(head) => out
                .and(Html::trusted("<h3 class=\"mt3\">"))
                .and(Html::text(head.trim()))
                .and(Html::trusted("</h3>")),
            None if l.is_empty() => out,
            None => out.and(p(l)),
        };
    }
    out
}

fn version(v: &Version) -> String {
    let why = if v.reason.is_empty() {
        String::new()
    } else {
        format!("　訂正の理由：{}", v.reason)
    };
    format!("第{}版　{}　{}が確定{why}", v.n, ui::dates::moment(v.at), v.by)
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let here = format!("{}/minutes", path(id));
    let mut all = Vec::new();
    if let Some(d) = &w.draft {
        if w.meeting.state == State::Held {
            all.push(match d.reason.is_empty() {
                true => p("出欠・議題・決まったことから作った書きかけです。直して保存し、よければ確定してください。確定すると、出欠・議題・決まったことも直せなくなります。"),
                false => p(&format!("訂正中です（理由：{}）。確定すると、第{}版になります。前の版も残ります。", d.reason, w.versions.len() + 1)),
            });
            let fields = drawn(
                vec![
                    long(req, "content", "議事録", &d.content, 24, 20_000)
                        .hint("「■」で始まる行は見出しになります"),
                ],
                &errors,
            );
            let open = ui::FormOpen {
                action: req.url(&here),
                csrf: req.shell.csrf.clone(),
                key: req.new_key(),
                version: d.version.to_string(),
                ..ui::FormOpen::default()
            };
            all.push(
                open.html()
                    .and(ui::join(fields))
                    .and(Html::trusted("<p class=\"btns mt4\">"))
                    .and(Button::submit("下書きを保存する").posting("_do", "save").html())
                    .and(
                        Button::submit("議事録を確定する")
                            .primary()
                            .posting("_do", "confirm")
                            .html(),
                    )
                    .and(Html::trusted("</p></form>")),
            );
            if d.version > 0 && d.reason.is_empty() {
                let inner = p("いまの書きかけを捨てて、出欠・議題・決まったことから作り直します。戻せません。")
                    .and(press(req, &here, &[("_do", "again")], Button::submit("作り直す")));
                all.push(parts::fold("書きかけを作り直す", false, inner));
            }
        } else {
            all.push(p("「開催した」にすると、議事録を書けます。"));
        }
    }
    if let Some(last) = w.versions.first() {
        all.push(h2("確定した議事録"));
        all.push(ui::tags(&[tag(TagKind::Ok, format!("第{}版", last.n))]));
        all.push(p(&version(last)));
        all.push(text(&last.content));
        all.push(buttons(&[Button::link(
            "議事録（PDF）",
            req.url(&format!("{}/paper/minutes", path(id))),
        )
        .compact()]));
        for v in w.versions.iter().skip(1) {
            all.push(parts::fold(&version(v), false, text(&v.content)));
        }
        if w.may_write && w.draft.is_none() {
            let mut fields = vec![parts::hidden_field("_do", "correct")];
            fields.extend(drawn(vec![line(req, "reason", "訂正の理由", "").required()], &errors));
            let open = errors.iter().any(|e| e.field == "reason");
            all.push(parts::fold(
                "訂正をはじめる",
                open,
                form(req, &here, &fields, "訂正をはじめる", ""),
            ));
        }
    }
    if all.is_empty() {
        all.push(p("議事録はまだ確定していません。"));
    }
    let called = w.meeting.called();
    parts::page(req, "議事録", &called, Some((&called, &path(id))), errors, all)
}

/// GET /meetings/{id}/minutes
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /meetings/{id}/minutes
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let here = format!("{}/minutes", path(id));
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    // browsers post line ends of their own
    let content = req.form.get("content").replace("\r\n", "\n");
    let (words, done) = match req.form.get("_do") {
        "confirm" => (
            "確定しました",
            req.act(move |cx| act::confirm(cx, id, &content, version).map(|_| here.clone())),
        ),
        "again" => ("作り直しました", req.act(move |cx| act::again(cx, id).map(|()| here.clone()))),
        "correct" => {
            let reason = req.form.get("reason").to_owned();
            (
                "訂正をはじめました",
                req.act(move |cx| act::correct(cx, id, &reason).map(|()| here.clone())),
            )
        }
        _ => (
            "下書きを保存しました",
            req.act(move |cx| act::save(cx, id, &content, version).map(|()| here.clone())),
        ),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, words)),
        Err(Error::Stale { .. }) => {
            let message =
                "ほかの人が先に書きかけを保存しました。下の文を写しとってから、開き直してください"
                    .into();
            show(req, vec![FieldError { field: "content".into(), message }])
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
