//! 調査票: the rows and words of one office, entered by itself or by the centre for it. No names of persons anywhere.
use std::collections::BTreeMap;

use app::Error;
use askama::Template;
use kernel::{Hat, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{ChoiceStyle, Input, Opt, Width};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen};

use super::{Period, name, usual};
use crate::model::survey::row::{COLUMNS, Column, Kind, Row, State, choices};
use crate::use_cases::cases::{self, Own, Words, is_office};

/// Which office and period; the centre names the office, everybody else has one.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub office: Option<Id>,
    pub p: Period,
}

impl About {
    /// Read from the address.
    pub(super) fn of(req: &Req) -> Result<About, Fail> {
        let office = match req.query.some("office") {
            Some(t) => Some(t.parse::<Id>().map_err(|_| Fail::NotFound)?),
            None => None,
        };
        // an address with a period that cannot be read shows the usual one
        let p = super::period(req).or_else(|_| usual(req))?;
        Ok(About { office: office.filter(|_| req.hat() == Hat::Coordinator), p })
    }

    /// As an address.
    pub(super) fn query(&self) -> String {
        let office = self.office.map(|o| format!("&office={o}")).unwrap_or_default();
        format!("?from={}&to={}{office}", self.p.from, self.p.to)
    }
}

struct Line {
    id: String,
    cells: Vec<(&'static str, String)>,
    state: &'static str,
    twin: String,
    remove: Option<ui::Html>,
}

#[derive(Template)]
#[template(path = "survey/answer.html")]
struct Page {
    shell: ui::Shell,
    back: String,
    title: String,
    office: String,
    lead: String,
    errors: ErrorSummary,
    rows_here: bool,
    open: FormOpen,
    fields: Vec<Field>,
    button: Button,
    lines: Vec<Line>,
    words_open: FormOpen,
    words_fields: Vec<Field>,
    words_button: Button,
    said: String,
    upload: FormOpen,
    upload_field: Field,
    upload_button: Button,
    template: String,
}

/// What was typed and refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub fields: BTreeMap<String, String>,
    pub words: Option<Words>,
    pub errors: Vec<FieldError>,
}

fn field(c: &Column, t: &Typed, hospitals: &[(Id, String)]) -> Field {
    let value = t.fields.get(c.key).cloned().unwrap_or_default();
    let opts = |list: &str, none: &str| {
        let mut all: Vec<Opt> = Vec::new();
        if !none.is_empty() {
            all.push(Opt::new("", none));
        }
        all.extend(choices(list).into_iter().map(|(c, l)| Opt::new(c, l)));
        all
    };
    let choice = |list: &str| FieldKind::Choice {
        value: value.clone(),
        opts: opts(list, if c.required { "選んでください" } else { "答えない・わからない" }),
        style: ChoiceStyle::Select,
        open: None,
    };
    let kind = match c.kind {
        Kind::Hospital => FieldKind::Text(Input {
            value: value.clone(),
            max: Some(60),
            suggest: hospitals.iter().map(|(_, n)| n.clone()).collect(),
            ..Input::default()
        }),
        Kind::Day => {
            FieldKind::Text(Input { value: value.clone(), width: Width::Mid, ..Input::default() })
        }
        Kind::Choice(list) => choice(list),
        Kind::YesNo => choice(""),
        Kind::Words => FieldKind::LongText { value: value.clone(), rows: 3, max: Some(500) },
    };
    let mut f = Field::new(c.key, c.label, kind).error_from(&t.errors);
    if c.kind == Kind::Day {
        f = f.hint("例 R8.10.5、令和8年10月5日");
    }
    if c.required { f.required() } else { f }
}

fn words_fields(w: &Words, errors: &[FieldError]) -> Vec<Field> {
    let long = |value: &str| FieldKind::LongText { value: value.into(), rows: 4, max: Some(1000) };
    let done = FieldKind::Multi {
        values: if w.done { vec!["yes".into()] } else { Vec::new() },
        opts: vec![Opt::new("yes", "この期間の分を、すべて入力しました（対象なしを含む）")],
        open: None,
    };
    vec![
        Field::new("done", "入力のおわり", done).error_from(errors),
        Field::new("good", "良かったこと", long(&w.good))
            .hint("お名前や、どなたのことか分かることは書かないでください")
            .error_from(errors),
        Field::new("wish", "課題・要望", long(&w.wish)).error_from(errors),
    ]
}

fn form(req: &Req, id: &str, path: &str, about: &About) -> FormOpen {
    FormOpen {
        id: id.into(),
        action: format!("{}{}", req.url(path), about.query()),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        today: req.app.now().date().to_string(),
        ..FormOpen::default()
    }
}

fn lines(req: &Req, about: &About, own: &Own) -> Vec<Line> {
    own.rows
        .iter()
        .map(|l| {
            let r = &l.stored.row;
            let shown = [
                "hospital", "admitted", "age", "level", "contact", "sheet", "ended", "end",
                "notice",
            ];
            let cells = COLUMNS
                .iter()
                .filter(|c| shown.contains(&c.key))
                .map(|c| (c.label, r.words(c.key)))
                .collect();
            let open = form(
                req,
                &format!("r-{}", l.stored.id),
                &format!("/transitions/survey/rows/{}/remove", l.stored.id),
                about,
            );
            let button = Button {
                about: format!("（{}の行）", r.words("admitted")),
                ..Button::submit("取り消す").text().compact()
            };
            let remove = (l.stored.state != State::Removed).then(|| {
                ui::Html::trusted(format!(
                    "{}{}</form>",
                    open.render().unwrap_or_default(),
                    button.render().unwrap_or_default()
                ))
            });
            Line {
                id: l.stored.id.to_string(),
                cells,
                state: l.stored.state.label(),
                twin: l.twin.clone().unwrap_or_default(),
                remove,
            }
        })
        .collect()
}

/// The page with what was typed.
pub(super) fn page(req: &Req, about: About, t: &Typed) -> Result<Resp, Fail> {
    let (own, hospitals) = req.read(move |cx| {
        let own = cases::own(cx, about.office, about.p.from, about.p.to)?;
        Ok((own, cases::hospitals(cx)?))
    })?;
    let status = if t.errors.is_empty() { 200 } else { 422 };
    let page = build(req, about, &own, &hospitals, t);
    Ok(Resp::page(page.render())?.status(status))
}

fn build(req: &Req, about: About, own: &Own, hospitals: &[(Id, String)], t: &Typed) -> Page {
    let said = own
        .said
        .as_ref()
        .map(|(at, name)| format!("{} {}さんが入力しました", wareki::month_day(at.date()), name));
    let words = t.words.clone().unwrap_or_else(|| own.words.clone());
    let mut upload = form(req, "u", "/transitions/survey/upload", &about);
    upload.multipart = true;
    let back =
        if about.office.is_some() { "/transitions/survey/answers" } else { "/transitions/survey" };
    Page {
        back: req.url(&format!("{back}?from={}&to={}", about.p.from, about.p.to)),
        title: format!("調査票　{}", name(about.p.from, about.p.to)),
        office: own.organisation.name.clone(),
        lead: match own.daily {
            0 => "この期間の毎日の記録はありません。入院・退院のあった方を、1行に1件ずつ入力してください。".into(),
            n => format!("毎日の記録が{n}件あり、そのまま数えています。同じ入院を、もう一度入力しないでください。"),
        },
        errors: ErrorSummary::of(&t.errors),
        rows_here: is_office(own.organisation.kind),
        open: form(req, "row", "/transitions/survey/answer", &about),
        fields: COLUMNS.iter().map(|c| field(c, t, hospitals)).collect(),
        button: Button::submit("この行を加える").primary(),
        lines: lines(req, &about, own),
        words_open: form(req, "words", "/transitions/survey/words", &about),
        words_fields: words_fields(&words, &t.errors),
        words_button: Button::submit("保存する").primary(),
        said: said.unwrap_or_default(),
        upload,
        upload_field: Field::new(
            "file",
            "記入した Excel",
            FieldKind::File { accept: ".xlsx".into(), many: false },
        )
        .hint("まちがいがある行が1つでもあると、何も加えずに、行の番号とともにお知らせします")
        .error_from(&t.errors),
        upload_button: Button::submit("読み込む"),
        template: format!("{}{}", req.url("/transitions/survey/template"), about.query()),
        shell: req.titled("入退院連絡調査の調査票"),
    }
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    page(req, About::of(req)?, &Typed::default())
}

/// Field errors of a refusal; other errors go on.
pub(super) fn refusals(e: Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(f) => {
            Ok(f.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect())
        }
        None => Err(e.into()),
    }
}

pub(super) fn as_errors(wrong: Vec<(String, String)>) -> Vec<FieldError> {
    wrong.into_iter().map(|(field, message)| FieldError { field, message }).collect()
}

/// Adds a row.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let about = About::of(req)?;
    let fields: BTreeMap<String, String> =
        COLUMNS.iter().map(|c| (c.key.to_string(), req.form.get(c.key).to_string())).collect();
    let mut typed = Typed { fields, ..Typed::default() };
    let today = req.app.now().date();
    let (office, hospitals) =
        req.read(move |cx| Ok((cases::office_of(cx, about.office)?, cases::hospitals(cx)?)))?;
    match cases::read_row(office.id.0, &typed.fields, today, &hospitals) {
        Err(wrong) => typed.errors = as_errors(wrong),
        Ok(row) => match keep(req, about, vec![row], "page") {
            Ok(path) => return Ok(Resp::go_saying(path, "1行を加えました")),
            Err(Error::KeyReused { earlier }) => return Ok(Resp::go(earlier)),
            Err(e) => typed.errors = refusals(e)?,
        },
    }
    page(req, about, &typed)
}

/// Keeps rows; gives where to go.
pub(super) fn keep(
    req: &Req,
    about: About,
    rows: Vec<Row>,
    source: &'static str,
) -> Result<String, Error> {
    req.act(move |cx| {
        let office = cases::office_of(cx, about.office)?.id.0;
        cases::add(cx, office, &rows, source)?;
        Ok(format!("/transitions/survey/answer{}", about.query()))
    })
}

/// Keeps the words.
pub(super) fn words(req: &Req) -> Result<Resp, Fail> {
    let about = About::of(req)?;
    let w = Words {
        done: req.form.get("done") == "yes",
        good: req.form.get("good").into(),
        wish: req.form.get("wish").into(),
    };
    let kept = w.clone();
    let done = req.act(move |cx| {
        let o = cases::office_of(cx, about.office)?.id.0;
        cases::say(cx, o, about.p.from, about.p.to, &kept)?;
        Ok(format!("/transitions/survey/answer{}", about.query()))
    });
    match done {
        Ok(path) => Ok(Resp::go_saying(path, "保存しました")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => {
            let errors = refusals(e)?;
            page(req, about, &Typed { words: Some(w), errors, ..Typed::default() })
        }
    }
}

/// Takes a row back.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let about = About::of(req)?;
    let row: Id = req.id("row")?;
    let done = req.act(move |cx| {
        cases::remove(cx, row)?;
        Ok(format!("/transitions/survey/answer{}", about.query()))
    });
    match done {
        Ok(path) => Ok(Resp::go_saying(path, "1行を取り消しました")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => page(req, about, &Typed { errors: refusals(e)?, ..Typed::default() }),
    }
}
