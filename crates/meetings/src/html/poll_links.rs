//! Links for the members: shown once after they were made, and as letters, one a page. The word they were made from stands on that
//! page alone, in a field that is neither kept nor logged.
use kernel::wareki;
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};
use ui::{Button, Html};

use crate::MeetingId;
use crate::use_cases::path;
use crate::use_cases::poll::{self as act, Linked, Whole};
use slice::parts::{self, Row, h2, p, press, rows};

fn address(req: &Req, l: &Linked) -> String {
    format!("{}{}", req.origin, req.url(&format!("/m/{}", l.word.token())))
}

/// POST /meetings/{id}/poll/links. A second press of the same page shows the same links.
pub(super) fn make(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let here = format!("{}/poll", path(id));
    let seed = req.form.get("_seed").to_owned();
    let (word, to) = (seed.clone(), here.clone());
    let done = req.act(move |cx| act::links(cx, id, &word).map(|()| to.clone()));
    let back = Some(("日程調整", here.as_str()));
    if let Err(e) = done {
        return parts::page(req, "日程調整", "", back, parts::errors(e)?, vec![]);
    }
    let (w, all) = req.read(|cx| act::linked(cx, id, &seed))?;
    if all.is_empty() {
        return Ok(Resp::go_saying(here, "このリンクは、もう作り直されています"));
    }
    let list = all
        .iter()
        .map(|l| Row {
            title: l.member.words(),
            href: String::new(),
            tag: None,
            meta: format!("{}　番号 {}", address(req, l), l.word.code()),
            acts: Vec::new(),
        })
        .collect();
    let mut parts_all = vec![
        p(
            "この画面は、閉じるともう見られません。メールに写すか、紙にして渡してください。リンクは、その委員だけに渡してください。",
        ),
        press(
            req,
            &format!("{here}/letters"),
            &[("_seed", &seed)],
            Button::submit("1人1枚の案内（PDF）").primary(),
        ),
        h2("委員ごとのリンク"),
        rows(list, false),
    ];
    parts_all.push(Html::default());
    parts::page(req, "リンクを作りました", &w.meeting.called(), back, vec![], parts_all)
}

fn letter(req: &Req, w: &Whole, l: &Linked, closes: &str) -> Value {
    let dates: Vec<Value> = (1..)
        .zip(&w.slots)
        .map(|(n, s)| json!({ "label": format!("候補{n}"), "value": format!("{}　　○　・　△　・　×", s.words()) }))
        .collect();
    json!({
        "to": format!("{} 様", l.member.words()),
        "date": wareki::long(req.app.now().date()),
        "from": [parts::sender(req)],
        "paragraphs": [format!("{}の日程を調整しています。ご都合を{closes}までにお知らせください。二次元コードかアドレスから、ログインなしで答えられます。この紙に○をつけて、FAXで返していただいてもかまいません。", w.meeting.called())],
        "facts": dates,
        "qr": address(req, l),
        "code": l.word.code(),
        "code_caption": "返事の番号",
        "notes": [format!("アドレス　{}", address(req, l)), "このリンクは、宛名の方だけのものです。ほかの方に転送しないでください。"],
    })
}

/// POST /meetings/{id}/poll/letters
pub(super) fn letters(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let seed = req.form.get("_seed").to_owned();
    let (w, all) = req.read(|cx| act::linked(cx, id, &seed))?;
    if all.is_empty() {
        return Ok(Resp::go_saying(
            format!("{}/poll", path(id)),
            "このリンクは、もう作り直されています",
        ));
    }
    let closes = w.poll.as_ref().map(|x| wareki::long_weekday(x.closes_on)).unwrap_or_default();
    let letters: Vec<Value> = all.iter().map(|l| letter(req, &w, l, &closes)).collect();
    Ok(parts::print(
        req,
        TemplateId::LETTER,
        "会議の日程についてのお願い",
        json!({ "letters": letters }),
        false,
    ))
}
