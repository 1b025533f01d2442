//! All surveys, and beginning a new one: from nothing, from a template, from last year's.
use slice::parts::{self, Coded, Row, buttons, drawn, form, h2, hint, line, p, rows, select};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, TagKind, tag};

use crate::SurveyId;
use crate::model::{State, templates};
use crate::use_cases::path;
use crate::use_cases::surveys::{self as act, Line, Start};
use crate::{model::asked::percent, permissions};

/// Where a survey stands, as a tag.
pub(super) fn tag_of(s: &crate::model::Survey, today: kernel::Date) -> ui::Tag {
    let kind = match s.state {
        State::Open if s.takes(today) => TagKind::Now,
        State::Open if !s.over(today) => TagKind::Due,
        State::Open | State::Closed => TagKind::Ok,
        State::Draft | State::Void => TagKind::Plain,
    };
    tag(kind, s.words(today))
}

fn row(req: &Req, l: &Line) -> Row {
    let s = &l.survey;
    let answers = match (s.data.named, l.asked) {
        (true, 1..) => {
            format!(
                "{}か所のうち {}か所が回答（{}）",
                l.asked,
                l.answers,
                percent(l.answers, l.asked)
            )
        }
        _ => format!("答え {}件", l.answers),
    };
    Row {
        title: s.data.title.clone(),
        href: req.url(&path(s.id)),
        tag: Some(tag_of(s, req.app.now().date())),
        meta: format!("{}　{answers}", s.period()),
        acts: Vec::new(),
    }
}

/// GET /surveys
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (all, may) = req.read(|cx| Ok((act::list(cx)?, app::may(cx, &permissions::WRITE)?)))?;
    let mut out = Vec::new();
    if may {
        out.push(buttons(&[Button::link("調査をつくる", req.url("/surveys/new")).primary()]));
    }
    if all.is_empty() {
        out.push(p("まだ調査はありません。ひな形から始められます。"));
    }
    let mut years: Vec<i64> = all.iter().map(|l| l.survey.year).collect();
    years.dedup();
    for y in years {
        let of = all.iter().filter(|l| l.survey.year == y).map(|l| row(req, l)).collect();
        out.push(h2(&crate::model::survey::fiscal(y)));
        out.push(rows(of, false));
    }
    parts::page(req, "調査", "", None, vec![], out)
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(act::list)?;
    let coded = |code: String, label: String| Coded { code, label };
    let mut from: Vec<Coded> = templates::templates()?
        .into_iter()
        .map(|t| {
            let named = if t.named { "" } else { "・名前を聞かない" };
            coded(format!("t.{}", t.code), format!("ひな形　{}{named}", t.title))
        })
        .collect();
    from.extend(all.iter().filter(|l| l.survey.state != State::Void).map(|l| {
        let s = &l.survey;
        coded(format!("s.{}", s.id), format!("前の調査　{}（{}）", s.data.title, s.period()))
    }));
    from.push(coded("empty".into(), "何もないところから".into()));
    let fields = drawn(
        vec![
            select(req, "from", "何から始めますか", req.query.get("from"), &from).required().hint(
                "前の調査から始めると、質問の対応を引きつぎ、昨年とくらべられます。配り先も同じになります",
            ),
            line(req, "title", "調査の名前", "")
                .hint("空けておくと、ひな形や前の調査と同じ名前になります"),
        ],
        &errors,
    );
    let all = vec![
        form(req, "/surveys/new", &fields, "つくる", ""),
        hint("つくっただけでは、まだだれにも届きません。"),
    ];
    parts::page(req, "調査をつくる", "", Some(("調査", "/surveys")), errors, all)
}

/// GET /surveys/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let wrong = |field: &str, message: &str| {
        vec![FieldError { field: field.into(), message: message.into() }]
    };
    let from = req.form.get("from");
    let title = req.form.get("title").to_owned();
    let start = match from.split_once('.') {
        Some(("t", code)) => Start::Template(code.to_owned()),
        Some(("s", id)) => {
            let id: kernel::Id = id.parse().map_err(|_| Fail::NotFound)?;
            Start::Copy(SurveyId(id))
        }
        _ if from == "empty" && title.trim().is_empty() => {
            return show(req, wrong("title", "調査の名前を入力してください"));
        }
        _ if from == "empty" => Start::Empty,
        _ => return show(req, wrong("from", "何から始めるかを選んでください")),
    };
    match req.act(move |cx| act::create(cx, &title, &start).map(path)) {
        Ok(to) => Ok(Resp::go_saying(to, "調査をつくりました。まだだれにも届いていません")),
        Err(e) => show(req, parts::errors(e)?),
    }
}
