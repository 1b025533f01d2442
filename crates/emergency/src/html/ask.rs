//! 「変わりありませんか」 by letter, telling somebody of a 緊急閲覧, and what the person reads of it on わたしのページ.
use app::Error;
use askama::Template;
use kernel::{Id, wareki};
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind};
use ui::{FieldError, Html, Shell};

use super::errors_of;
use crate::model::ask::About;
use crate::use_cases::{ask, tell};

#[derive(Template)]
#[template(path = "emergency/ask.html")]
struct Page {
    shell: Shell,
    here: String,
    rows: Vec<Row>,
    made: Vec<Row>,
    letters: String,
    key: String,
    errors: Vec<FieldError>,
}

struct Row {
    name: String,
    about: &'static str,
    code: &'static str,
    id: String,
    href: String,
    on: String,
    key: String,
    /// The letter that was made: its page, and when.
    letter: Option<(String, String)>,
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(ask::year)?;
    let row = |d: ask::Due| Row {
        name: d.name,
        about: d.about.label(),
        code: d.about.code(),
        id: d.resident.to_string(),
        href: req.url(&format!("/people/{}/{}", d.resident, d.about.page())),
        on: wareki::short(d.on),
        key: req.new_key(),
        letter: d
            .made
            .map(|m| (req.url(&format!("/letters/{}", m.letter)), wareki::month_day(m.at.date()))),
    };
    let (made, rows) = all.into_iter().map(row).partition(|r| r.letter.is_some());
    let page = Page {
        shell: req.titled("変わりありませんか"),
        here: req.url("/emergency/ask"),
        rows,
        made,
        letters: req.url("/letters/print"),
        key: req.new_key(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /emergency/ask
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /emergency/ask: a letter to one, or to all who are due.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    if req.form.has("all") {
        let done = req.act(|cx| {
            let (n, left_out) = ask::ask_all(cx)?;
            Ok(format!("/letters?n={n}&left={}", left_out.len()))
        });
        return match done {
            Ok(to) => {
                let of = |name: &str| {
                    let text = to.split(['?', '&']).find_map(|p| p.strip_prefix(name));
                    text.unwrap_or("0").to_owned()
                };
                let (n, left) = (of("n="), of("left="));
                let mut said = match n.as_str() {
                    "0" => "新しく作る手紙はありませんでした".to_owned(),
                    n => format!("{n}通の手紙を作りました。「まとめて印刷する」で印刷できます"),
                };
                if left != "0" {
                    said.push_str(&format!("。電話番号がないなどで作れなかった方が{left}人います"));
                }
                Ok(Resp::go_saying("/letters", said))
            }
            Err(e) => refused(req, e),
        };
    }
    let id = ResidentId(super::crew::posted(req, "resident")?);
    let about = About::from_code(req.form.get("about"));
    let done = req.act(move |cx| {
        let letter = match about {
            About::Card => ask::ask_card(cx, id)?,
            About::Register => ask::ask_register(cx, id)?,
        };
        Ok(format!("/letters/{letter}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "手紙を作りました。印刷して送ってください")),
        Err(e) => refused(req, e),
    }
}

fn refused(req: &Req, e: Error) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => show(req, errors_of(fields)),
        None => Err(e.into()),
    }
}

#[derive(Template)]
#[template(path = "emergency/tell.html")]
struct Tell {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    told: String,
    to: Field,
    keys: [String; 2],
    errors: Vec<FieldError>,
}

fn moment(at: kernel::At) -> String {
    let t = at.local();
    format!("{} {}:{:02}", wareki::long(at.date()), t.hour(), t.minute())
}

fn facts(s: &tell::Seen) -> Vec<(&'static str, String)> {
    vec![
        ("見た日時", moment(s.glass.at)),
        ("見た機関", s.brigade.clone()),
        ("理由", s.glass.why().to_owned()),
        ("たしかめた結果", s.judged().to_owned()),
    ]
}

fn tell_show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: Id = req.id("glass")?;
    let (s, name) = req.read(|cx| tell::view(cx, id))?;
    let told = s.tell.told_at.map(|at| {
        let how = match s.tell.how.as_str() {
            "letter" => "手紙で",
            "page" => "わたしのページで",
            _ => "口頭で",
        };
        format!("{}に、{}へ{how}伝わりました", moment(at), s.tell.told_to)
    });
    let page = Tell {
        shell: req.titled("緊急閲覧を伝える"),
        back: ui::back("きょう", req.url("/")),
        here: req.url(&format!("/emergency/tell/{id}")),
        facts: facts(&s),
        name,
        told: told.unwrap_or_default(),
        to: Field::new("to", "だれに伝えましたか", FieldKind::text(req.form.get("to")))
            .required()
            .hint("例 本人・長男")
            .error_from(&errors),
        keys: std::array::from_fn(|_| req.new_key()),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /emergency/tell/{glass}
pub(super) fn tell_page(req: &Req) -> Result<Resp, Fail> {
    tell_show(req, Vec::new())
}

/// POST /emergency/tell/{glass}
pub(super) fn tell_post(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("glass")?;
    let to = req.form.get("to").to_owned();
    let (done, said) = match req.form.get("what") {
        "letter" => (
            req.act(move |cx| tell::letter(cx, id).map(|l| format!("/letters/{l}"))),
            "手紙を作りました。印刷して送ってください",
        ),
        "said" => (
            req.act(move |cx| tell::said(cx, id, &to).map(|()| format!("/emergency/tell/{id}"))),
            "伝えたことを記録しました",
        ),
        _ => return Err(Fail::NotFound),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => tell_show(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "emergency/my.html")]
struct Mine {
    shell: Shell,
    back: Html,
    all: Vec<Vec<(&'static str, String)>>,
}

/// GET /my/emergency
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(tell::mine)?;
    if all.iter().any(|s| s.tell.told_at.is_none()) {
        req.app.write(req.actor()?, tell::read)?;
    }
    let page = Mine {
        shell: req.titled("救急隊があなたの情報を見たとき"),
        back: ui::back("わたしのページ", req.url("/my")),
        all: all.iter().map(facts).collect(),
    };
    Resp::page(page.render())
}
