//! The pages of who answers: the own link or code, the open page. No login, no script; what was typed stays, two presses are one
//! answer, and the same link corrects it until the end.
use app::Error;
use forms::ask::{Given, filled};
use forms::{Answers, Draw};
use slice::parts::{self, h2, hidden_field, hint, p, public_form};
use slice::{Fail, Method, Req, Resp};
use ui::{FieldError, Html, Kv};

use crate::model::Survey;
use crate::model::answering;
use crate::use_cases::public::{self as act, Mine, visitor};

/// The questions as fields, as posted or as answered before.
pub(super) fn fields(
    req: &Req,
    s: &Survey,
    given: Option<&Given>,
    errors: &[FieldError],
) -> Result<Vec<Html>, Fail> {
    let form = answering::form(&s.data.title, &s.questions)?;
    let answers = match (req.method, given) {
        (Method::Post, _) if has_answers(req, s) => posted(req, s)?,
        (_, Some(g)) => filled(&s.questions, g),
        _ => Answers::new(),
    };
    let today = req.app.now().date();
    let draw = Draw {
        form: &form,
        answers: &answers,
        checked: None,
        today,
        mark_missing: false,
        add_row: None,
    };
    let mut out = Vec::new();
    for c in &form.chapters {
        if c.link_id != "s_first" {
            out.push(h2(&c.title));
        }
        out.extend(draw.chapter(c).into_iter().map(|node| match node {
            ui::Node::Field(f) => (*f).error_from(errors).html(),
            other => other.html(),
        }));
    }
    Ok(out)
}

/// Was anything of the questions posted?
fn has_answers(req: &Req, s: &Survey) -> bool {
    s.asked().any(|q| req.form.has(&format!("a.{}", q.code)))
}

/// What was posted, wrong things too.
pub(super) fn posted(req: &Req, s: &Survey) -> Result<Answers, Fail> {
    let form = answering::form(&s.data.title, &s.questions)?;
    let today = req.app.now().date();
    Ok(forms::input::read(&form, None, req.form.state(), &Answers::new(), today).answers)
}

/// What every page of a survey begins with: purpose, words, until when.
fn facts(s: &Survey, of: Option<&str>) -> Vec<Html> {
    let mut rows: Vec<(Html, Html)> = vec![("調査".into(), s.data.title.as_str().into())];
    if !s.data.aim.is_empty() {
        rows.push(("目的".into(), s.data.aim.as_str().into()));
    }
    if let Some(name) = of {
        // the office, so that somebody sees a link that went astray
        rows.push(("このリンクは".into(), format!("{name}のもの").into()));
    }
    if let Some(d) = s.data.until {
        rows.push(("締め切り".into(), kernel::wareki::long_weekday(d).into()));
    }
    if !s.data.contact.is_empty() {
        rows.push(("問い合わせ先".into(), s.data.contact.as_str().into()));
    }
    let mut out = vec![Kv { rows, ..Kv::default() }.html()];
    if !s.data.lead.is_empty() {
        out.push(p(&s.data.lead));
    }
    out
}

fn show(
    req: &Req,
    m: &Mine,
    word: &str,
    done: bool,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let s = &m.survey;
    let mut all = facts(s, m.asked.as_ref().map(|a| a.data.name.as_str()));
    let given = m.answer.as_ref().map(|a| &a.given);
    if m.takes {
        if done {
            all.push(p("答えを受け取りました。締め切りまでは、下から何度でも直せます。"));
        }
        all.push(match (&m.asked, s.data.named) {
            (Some(_), true) => hint("どこの答えかは、連携拠点だけが見ます。まとめた数だけを外に出し、5件より少ない数は隠します。"),
            _ => hint("お名前は聞きません。まとめた数だけを外に出し、5件より少ない数は隠します。"),
        });
        let mut fields = vec![hidden_field("word", word)];
        fields.extend(self::fields(req, s, given, &errors)?);
        let button = if m.answer.is_some() { "直して送る" } else { "送る" };
        all.push(public_form(req, "/q/answer", &fields, button));
    } else if let Some(g) = given {
        all.push(p("この調査は締め切りました。送っていただいた答えです。"));
        let rows = s
            .asked()
            .filter(|q| g.contains_key(&q.code))
            .map(|q| (q.label.as_str().into(), q.words(g).into()))
            .collect();
        all.push(Kv { rows, ..Kv::default() }.html());
    } else {
        all.push(p("いまは答えを受け付けていません。"));
    }
    let title = if done && errors.is_empty() {
        "答えを送りました"
    } else {
        "調査へのお願い"
    };
    parts::public(req, title, done && errors.is_empty(), errors, all)
}

fn ask(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let code = parts::line(req, "word", "調査の番号（英数字8けた）", "")
        .hint("お願いの紙にある番号です。小文字でも、ハイフンがなくてもかまいません")
        .error_from(&errors);
    let all = vec![
        p("調査のお願いの紙にある番号を入れてください。"),
        public_form(req, "/q", &[code.html()], "開く"),
    ];
    parts::public(req, "調査に答える", false, errors, all)
}

fn open(req: &Req, word: &str, done: bool) -> Result<Resp, Fail> {
    let network = req.visitor().network.to_owned();
    match req.app.read(&visitor(), |cx| act::mine(cx, word, &network)) {
        Ok(m) => show(req, &m, word, done, vec![]),
        Err(Error::NotFound) => {
            req.app.read(&visitor(), act::door)?;
            req.app.write(&visitor(), move |cx| act::missed(cx, &network))?;
            let message =
                "この番号は見つかりません。もう一度確かめるか、問い合わせ先にお電話ください".into();
            ask(req, vec![FieldError { field: "word".into(), message }])
        }
        Err(e) => ask(req, parts::errors(e)?),
    }
}

/// GET /q
pub(super) fn code(req: &Req) -> Result<Resp, Fail> {
    req.app.read(&visitor(), act::door)?;
    ask(req, vec![])
}

/// POST /q
pub(super) fn by_code(req: &Req) -> Result<Resp, Fail> {
    open(req, req.form.get("word"), false)
}

/// GET /q/{token}
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    open(req, req.param("token"), false)
}

/// Characters that were taken out while reading: looked at by who typed them before anything is kept.
pub(super) fn hidden(req: &Req) -> Vec<FieldError> {
    req.form.state().errors.clone()
}

/// POST /q/answer
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (word, network) = (req.form.get("word").to_owned(), req.visitor().network.to_owned());
    let m = match req.app.read(&visitor(), |cx| act::mine(cx, &word, &network)) {
        Ok(m) => m,
        Err(Error::NotFound) => return open(req, &word, false),
        Err(e) => return ask(req, parts::errors(e)?),
    };
    let wrong = hidden(req);
    if !wrong.is_empty() {
        return show(req, &m, &word, false, wrong);
    }
    let (answers, w) = (posted(req, &m.survey)?, word.clone());
    match req.app.write(&visitor(), move |cx| act::answer(cx, &w, &answers, &network)) {
        Ok(()) => open(req, &word, true),
        Err(Error::NotFound) => open(req, &word, false),
        Err(e) => show(req, &m, &word, false, parts::errors(e)?),
    }
}

fn show_open(req: &Req, s: &Survey, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let mut all = facts(s, None);
    if s.takes(req.app.now().date()) {
        all.push(hint("お名前は聞きません。答えたくないところは、空けておいてください。まとめた数だけを外に出し、5件より少ない数は隠します。お一人1回お願いします。"));
        let fields = fields(req, s, None, &errors)?;
        all.push(public_form(req, &format!("/q/open/{}", s.slug), &fields, "送る"));
    } else {
        all.push(p("いまは答えを受け付けていません。"));
    }
    parts::public(req, "調査へのお願い", false, errors, all)
}

/// GET /q/open/{slug}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let slug = req.param("slug").to_owned();
    let s = req.app.read(&visitor(), |cx| act::page(cx, &slug))?;
    show_open(req, &s, vec![])
}

/// POST /q/open/{slug}
pub(super) fn post_open(req: &Req) -> Result<Resp, Fail> {
    let (slug, network) = (req.param("slug").to_owned(), req.visitor().network.to_owned());
    let s = req.app.read(&visitor(), |cx| act::page(cx, &slug))?;
    let wrong = hidden(req);
    if !wrong.is_empty() {
        return show_open(req, &s, wrong);
    }
    let (answers, key) = (posted(req, &s)?, req.form.get("_key").to_owned());
    match req.app.write(&visitor(), move |cx| act::answer_open(cx, &slug, &answers, &key, &network))
    {
        Ok(token) => {
            let address = req.url(&format!("/q/{token}"));
            let link = ui::Button::link("自分の答えを直す", address).compact();
            let all = vec![
                p("ありがとうございました。この画面は閉じてかまいません。"),
                p("締め切りまでは、下のリンクから直せます。このリンクは、この画面だけに出ます。"),
                parts::buttons(&[link]),
            ];
            parts::public(req, "答えを送りました", true, vec![], all)
        }
        Err(e) => show_open(req, &s, parts::errors(e)?),
    }
}
