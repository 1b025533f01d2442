//! One question a page on the person's own phone; then one saving for all of it. The money pages, for the person alone.
use askama::Template;
use people::release::Parts;
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell};

use super::easy;
use super::my::{Switch, edition, path, say};
use super::parts::{chapters, date_field, day, errors_of, long, posted, radio, text, with_rest};
use crate::model::form::Kind;
use crate::model::{Edition, NewVersion, Part, Whose, shipped};
use crate::use_cases::{my as act, save};

#[derive(Template)]
#[template(path = "acp/my_question.html")]
struct Question {
    shell: Shell,
    e: Edition,
    switch: Switch,
    topic: Html,
    note: Html,
    at: usize,
    of: usize,
    label: Html,
    text: bool,
    many: bool,
    value: String,
    options: Vec<(String, Html, bool)>,
    error: String,
    errors: Vec<FieldError>,
    here: String,
    later: String,
    /// Answers that are not yet in the note, and where they are put into it.
    waiting: usize,
    save: String,
    key: String,
}

fn ask(req: &Req, error: String) -> Result<Resp, Fail> {
    let e = edition(req);
    let error = match error.is_empty() {
        true => error,
        false => easy::message(e, "a", error),
    };
    let form = shipped().map_err(Fail::Use)?;
    let code = req.param("question");
    let (t, at, q) = form.find(Part::Wish, code).ok_or(Fail::NotFound)?;
    let o = req.read(|cx| act::form(cx, Part::Wish))?.0;
    let given = match error.is_empty() {
        true => o.body.get(&q.code).cloned().unwrap_or_default(),
        false => req.form.all("a").to_vec(),
    };
    let shell = req.titled(t.words.label.clone());
    let status = if error.is_empty() { 200 } else { 422 };
    let rest = format!("/q/{}", q.code);
    let page = Question {
        switch: Switch::of(&shell, e, &rest),
        topic: t.words.html(e),
        note: t.note(e),
        at,
        of: t.questions.len(),
        label: q.words.html(e),
        text: q.kind == Kind::Text,
        many: q.kind == Kind::Many,
        value: given.first().cloned().unwrap_or_default(),
        options: form
            .choices(q)
            .iter()
            .map(|c| (c.code.clone(), c.words.html(e), given.contains(&c.code)))
            .collect(),
        errors: match error.is_empty() {
            true => Vec::new(),
            false => vec![FieldError { field: "a".into(), message: error.clone() }],
        },
        error,
        here: shell.url(&path(e, &rest)),
        later: shell.url(&path(e, "")),
        waiting: o.waiting,
        save: shell.url(&path(e, "/save")),
        key: req.new_key(),
        e,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /my/wish/q/{question}
pub(super) fn question(req: &Req) -> Result<Resp, Fail> {
    ask(req, String::new())
}

/// POST /my/wish/q/{question}
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let form = shipped().map_err(Fail::Use)?;
    let code = req.param("question").to_owned();
    form.find(Part::Wish, &code).ok_or(Fail::NotFound)?;
    let given: Vec<String> = req
        .form
        .all("a")
        .iter()
        .map(|v| v.replace("\r\n", "\n").trim().to_owned())
        .filter(|v| !v.is_empty())
        .collect();
    let to = match form.next(Part::Wish, &code) {
        Some(q) => path(e, &format!("/q/{}", q.code)),
        None => path(e, "/save"),
    };
    let done = req.act(move |cx| {
        act::answer(cx, Part::Wish, &code, given.clone())?;
        Ok(to.clone())
    });
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(e) => match errors_of(&e) {
            Some(f) => ask(req, f.into_iter().next().map(|f| f.message).unwrap_or_default()),
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "acp/my_save.html")]
struct Save {
    shell: Shell,
    e: Edition,
    switch: Switch,
    back: Html,
    own: bool,
    waiting: usize,
    stale: bool,
    changes: Vec<(Html, String)>,
    base: String,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    here: String,
    key: String,
}

fn saving(req: &Req, errors: Vec<FieldError>, stale: bool) -> Result<Resp, Fail> {
    let e = edition(req);
    let errors = easy::errors(e, errors);
    let form = shipped().map_err(Fail::Use)?;
    let (o, own) = req.read(|cx| act::form(cx, Part::Wish))?;
    let old = o.newest.as_ref().map(|v| v.body.clone()).unwrap_or_default();
    let changes = form
        .questions(Part::Wish)
        .filter(|q| o.body.get(&q.code) != old.get(&q.code))
        .map(|q| {
            let now = match o.body.get(&q.code) {
                Some(given) => form.words(q, given),
                None => "（消しました）".into(),
            };
            (q.words.html(e), now)
        })
        .collect();
    let whose: Vec<_> = Whose::ALL.iter().map(|w| (w.code(), w.label())).collect();
    let mut fields = vec![text(req, "present", "いっしょにいた人（いなければ空けておきます）")];
    if !own {
        fields = vec![
            radio(req, "whose", "だれのことばですか", &whose).required(),
            text(req, "spoke", "話した人").required().hint("例 本人"),
            text(req, "present", "いっしょにいた人"),
            long(req, "grounds", "推定のときは、そう考えるわけ", 3),
            date_field(req, "confirmed_on", "本人に確かめた日"),
        ];
    }
    let shell = req.titled("ノートに書く");
    let status = if errors.is_empty() && !stale { 200 } else { 422 };
    let page = Save {
        switch: Switch::of(&shell, e, "/save"),
        back: ui::back("わたしのきぼうノート", shell.url(&path(e, ""))),
        own,
        waiting: o.waiting,
        stale,
        changes,
        base: o.newest.map_or_else(String::new, |v| v.id.to_string()),
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        here: shell.url(&path(e, "/save")),
        key: req.new_key(),
        e,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /my/wish/save
pub(super) fn save_page(req: &Req) -> Result<Resp, Fail> {
    saving(req, Vec::new(), false)
}

/// POST /my/wish/save
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let f = &req.form;
    let (o, own) = req.read(|cx| act::form(cx, Part::Wish))?;
    let today = req.app.now().date();
    let mut n = save::alone(Part::Wish, f.get("base").parse().ok(), o.body, today);
    n.present = f.get("present").into();
    if !own {
        let mut errors = Vec::new();
        let whose = Whose::from_code(f.get("whose"));
        if whose.is_none() {
            let message = "どちらかを選んでください".into();
            errors.push(FieldError { field: "whose".into(), message });
        }
        let on = day(req, "confirmed_on", "本人に確かめた日を入力してください", &mut errors);
        n = NewVersion {
            whose: whose.unwrap_or(Whose::Own),
            spoke: f.get("spoke").into(),
            grounds: f.get("grounds").into(),
            confirmed_on: on.unwrap_or(today),
            ..n
        };
        if !errors.is_empty() {
            let form = shipped().map_err(Fail::Use)?;
            return saving(req, with_rest(errors, n.check(form, today)), false);
        }
    }
    match req.act(move |cx| act::keep(cx, &n).map(|()| path(e, ""))) {
        Ok(to) => Ok(Resp::go_saying(to, "ノートに書きました。前のノートも残っています")),
        Err(app::Error::Stale { .. }) => saving(req, Vec::new(), true),
        Err(e) => match errors_of(&e) {
            Some(fields) => saving(req, fields, false),
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "acp/my_money.html")]
struct Money {
    shell: Shell,
    back: Html,
    note: Html,
    title: Html,
    errors: Vec<FieldError>,
    stale: bool,
    fields: Vec<Field>,
    base: String,
    here: String,
    key: String,
}

fn money_page(req: &Req, errors: Vec<FieldError>, stale: bool) -> Result<Resp, Fail> {
    let e = edition(req);
    let form = shipped().map_err(Fail::Use)?;
    let o = req.read(|cx| act::form(cx, Part::Money))?.0;
    let again = !errors.is_empty() || stale;
    let body = if again { posted(&req.form, Part::Money).map_err(Fail::Use)? } else { o.body };
    let topic = form.topics(Part::Money).first();
    let shell = req.titled("お金と大切な書類");
    let status = if again { 422 } else { 200 };
    let page = Money {
        back: ui::back("わたしのきぼうノート", shell.url(&path(e, ""))),
        title: topic.map_or_else(Html::default, |t| t.words.html(e)),
        note: topic.map_or_else(|| say(e, "", ""), |t| t.note(e)),
        fields: chapters(form, (Part::Money, &Parts::Whole), &body, &errors)
            .into_iter()
            .flat_map(|c| c.2)
            .collect(),
        base: o.newest.map_or_else(String::new, |v| v.id.to_string()),
        here: shell.url(&path(e, "/money")),
        key: req.new_key(),
        errors,
        stale,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /my/wish/money
pub(super) fn money(req: &Req) -> Result<Resp, Fail> {
    money_page(req, Vec::new(), false)
}

/// POST /my/wish/money
pub(super) fn money_save(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let body = posted(&req.form, Part::Money).map_err(Fail::Use)?;
    let base = req.form.get("base").parse().ok();
    let n = save::alone(Part::Money, base, body, req.app.now().date());
    match req.act(move |cx| act::keep(cx, &n).map(|()| path(e, ""))) {
        Ok(to) => Ok(Resp::go_saying(to, "お金と大切な書類のページに書きました")),
        Err(app::Error::Stale { .. }) => money_page(req, Vec::new(), true),
        Err(e) => match errors_of(&e) {
            Some(fields) => money_page(req, fields, false),
            None => Err(e.into()),
        },
    }
}
