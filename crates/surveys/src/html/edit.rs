//! What is typed about a survey: name, purpose, words, days, with or without names.
use slice::parts::{self, day, drawn, form, line, long, pair, radio};
use slice::{Fail, Req, Resp};
use ui::{FieldError, Html};

use crate::SurveyId;
use crate::model::{NewSurvey, State};
use crate::use_cases::{path, surveys as act};

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let w = req.read(|cx| act::open(cx, id))?;
    let (s, d) = (&w.survey, &w.survey.data);
    let mut fields: Vec<Html> = drawn(
        vec![
            line(req, "title", "調査の名前", &d.title).required(),
            long(req, "aim", "目的", &d.aim, 3, 400).hint("手紙と、答える方の画面に出ます"),
            long(req, "lead", "答える方への言葉", &d.lead, 3, 400),
            line(req, "contact", "問い合わせ先", &d.contact).hint("部署の名前と電話番号"),
        ],
        &errors,
    );
    fields.push(pair(
        vec![
            day(req, "from", "はじめの日", d.from),
            day(req, "until", "終わりの日", d.until).hint("この日まで答えられ、直せます"),
        ],
        &errors,
    ));
    if s.state == State::Draft && !w.fixed {
        let kept = if d.named { "1" } else { "0" };
        let field = radio(
            req,
            "named",
            "名前",
            kept,
            &[
                ("1", "どこの答えかが分かるようにする（1か所に1つのリンク）"),
                ("0", "名前を聞かない（みんな同じ二次元コード）"),
            ],
        );
        fields.extend(drawn(vec![field], &errors));
    }
    let version = s.version.to_string();
    let body = form(req, &format!("{}/edit", path(id)), &fields, "保存する", &version);
    parts::page(req, "調査を直す", "", Some((&d.title, &path(id))), errors, vec![body])
}

/// GET /surveys/{id}/edit
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/{id}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let was = req.read(|cx| act::open(cx, id))?.survey;
    let mut wrong = Vec::new();
    let (from, until) =
        (parts::posted_day(req, "from", &mut wrong), parts::posted_day(req, "until", &mut wrong));
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    let text = |name: &str| req.form.get(name).trim().to_owned();
    let named = if req.form.has("named") { req.form.get("named") == "1" } else { was.data.named };
    let new = NewSurvey {
        title: text("title"),
        aim: text("aim"),
        lead: text("lead"),
        contact: text("contact"),
        named,
        from,
        until,
    };
    let version = req.form.get("_version").parse().unwrap_or(0);
    match req.act(move |cx| act::save(cx, id, &new, version).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(app::Error::Stale { .. }) => show(req, parts::stale()),
        Err(e) => show(req, parts::errors(e)?),
    }
}
