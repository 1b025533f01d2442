//! Answering with an account for the own office, and keying in what came back on paper.
use slice::parts::{self, Row, form, hidden_field, p, rows};
use slice::{Fail, Req, Resp};
use ui::{FieldError, TagKind, tag};

use super::answer::{fields, posted};
use crate::use_cases::answers::{self as act, Own};
use crate::use_cases::path;
use crate::{AskedId, SurveyId};

/// GET /surveys/mine
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(act::mine)?;
    let today = req.app.now().date();
    let list = all
        .iter()
        .map(|o| Row {
            title: o.survey.data.title.clone(),
            href: req.url(&format!("/surveys/mine/{}", o.asked.id)),
            tag: Some(match (o.given.is_some(), o.survey.takes(today)) {
                (true, _) => tag(TagKind::Ok, "答えました"),
                (false, true) => tag(TagKind::Due, "まだです"),
                (false, false) => tag(TagKind::Plain, "受付していません"),
            }),
            meta: format!("{}　{}", o.asked.data.name, o.survey.period()),
            acts: Vec::new(),
        })
        .collect();
    let body = match all.is_empty() {
        true => p("いま届いている調査はありません。"),
        false => rows(list, false),
    };
    parts::page(req, "届いている調査", "", Some(("きょう", "/")), vec![], vec![body])
}

fn show_own(req: &Req, o: &Own, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let s = &o.survey;
    let mut all = vec![p(&s.data.aim), p(&s.data.lead), p(&format!("期間　{}", s.period()))];
    if s.takes(req.app.now().date()) {
        let fields = fields(req, s, o.given.as_ref(), &errors)?;
        let here = format!("/surveys/mine/{}", o.asked.id);
        let button = if o.given.is_some() { "直して送る" } else { "連携拠点へ送る" };
        all.push(form(req, &here, &fields, button, ""));
    } else {
        all.push(p("いまは答えを受け付けていません。"));
    }
    let back = Some(("届いている調査", "/surveys/mine"));
    parts::page(req, &s.data.title, &o.asked.data.name, back, errors, all)
}

/// GET /surveys/mine/{asked}
pub(super) fn own(req: &Req) -> Result<Resp, Fail> {
    let id: AskedId = req.id("asked")?;
    let o = req.read(|cx| act::own(cx, id))?;
    show_own(req, &o, vec![])
}

/// POST /surveys/mine/{asked}
pub(super) fn own_post(req: &Req) -> Result<Resp, Fail> {
    let id: AskedId = req.id("asked")?;
    let o = req.read(|cx| act::own(cx, id))?;
    let answers = posted(req, &o.survey)?;
    match req.act(move |cx| act::answer_own(cx, id, &answers).map(|()| "/surveys/mine".to_string()))
    {
        Ok(to) => Ok(Resp::go_saying(to, "答えを送りました。締め切りまでは直せます")),
        Err(e) => show_own(req, &o, parts::errors(e)?),
    }
}

fn whose(req: &Req) -> Result<Option<AskedId>, Fail> {
    let text = if req.form.has("asked") { req.form.get("asked") } else { req.query.get("asked") };
    match text {
        "" => Ok(None),
        id => id.parse::<kernel::Id>().map(|id| Some(AskedId(id))).map_err(|_| Fail::NotFound),
    }
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let of = whose(req)?;
    let (s, asked, given) = req.read(|cx| act::keying(cx, id, of))?;
    let mut body = vec![hidden_field("asked", &of.map(|a| a.to_string()).unwrap_or_default())];
    body.extend(fields(req, &s, given.as_ref(), &errors)?);
    let (sub, back) = match &asked {
        Some(a) => (a.data.name.clone(), ("配り先", format!("{}/asked", path(id)))),
        None => (s.data.title.clone(), ("結果", format!("{}/results", path(id)))),
    };
    let mut all = vec![p("紙で戻ったものや電話で聞いたことを、そのまま入れてください。")];
    if given.is_some() {
        all.push(p("もう答えが届いています。保存すると、今の答えと入れかわります。"));
    }
    let button = if asked.is_some() { "保存する" } else { "入れて次の1枚へ" };
    all.push(form(req, &format!("{}/answer", path(id)), &body, button, ""));
    parts::page(req, "紙の答えを入れる", &sub, Some((back.0, &back.1)), errors, all)
}

/// GET /surveys/{id}/answer
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/{id}/answer
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let of = whose(req)?;
    let (s, ..) = req.read(|cx| act::keying(cx, id, of))?;
    let (answers, key) = (posted(req, &s)?, req.form.get("_key").to_owned());
    let to = match of {
        Some(_) => format!("{}/asked", path(id)),
        None => format!("{}/answer", path(id)),
    };
    match req.act(move |cx| act::key_in(cx, id, of, &answers, &key).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "1枚入れました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}
