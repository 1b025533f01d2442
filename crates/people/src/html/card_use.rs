//! Using a printed card for the first time: its address from the QR code, the code, the word that stands on no paper, and
//! then the choice of a PIN. Open to everybody; which of all things is wrong is not said.
use accounts::door;
use accounts::model::{crew, password, phone};
use app::Error;
use askama::Template;
use kernel::Actor;
use slice::{Audit, Fail, Method, Req, Resp, Route};
use ui::dates;
use ui::field::{Field, FieldKind};
use ui::{FieldError, Shell};

use crate::model::card::{birth_word, proof, read_code, read_word};
use crate::use_cases::cards::{self as act, Asks};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    let open = |method, path, handler| Route {
        method,
        path,
        permission: None,
        audit: Audit::None,
        handler,
    };
    vec![
        open(Method::Get, "/card/{token}", page),
        open(Method::Post, "/card/{token}", judge),
        open(Method::Post, "/card/{token}/number", choose),
    ]
}

const WRONG: &str = "カードの文字か、もう1つの答えがちがいます。たしかめて、もういちど入れてください。5回まちがえると、カードは使えなくなります。使えないときは、カードをくれた人に電話してください";
const OVER: &str = "時間がたちすぎました。カードの文字から、もういちど入れてください";

#[derive(Template)]
#[template(path = "people/card_use.html")]
struct Page {
    shell: Shell,
    here: String,
    /// The ticket for choosing the PIN; none = the code is asked for.
    step: Option<String>,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    pins: Vec<Pin>,
}

/// A box for a PIN: figures on the keyboard, nothing on the screen, never filled in again.
struct Pin {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    error: String,
}

/// Only what can be an address of ours is looked at.
fn token(req: &Req) -> String {
    let t = req.param("token").to_ascii_lowercase();
    let ok = t.len() == 32 && t.bytes().all(|b| b.is_ascii_hexdigit());
    if ok { t } else { String::new() }
}

fn wrong(field: &str, message: &str) -> Vec<FieldError> {
    vec![FieldError { field: field.into(), message: message.into() }]
}

fn shell(req: &Req) -> Shell {
    req.titled("カードを使いはじめる")
}

fn ask(req: &Req, errors: Vec<FieldError>, status: u16) -> Result<Resp, Fail> {
    let t = token(req);
    let asks = req.app.read(&Actor::system(), |cx| act::asks(cx, &t))?;
    let mut fields = vec![
        Field::new("code", "カードの8つの文字", FieldKind::text(req.form.get("code")))
            .hint("大きく印刷してある文字です（例 K7P2-9XWM）"),
    ];
    fields.push(match asks {
        Asks::Birth => {
            let posted = dates::posted(req.form.state(), "birth");
            let blank = posted.era.is_empty() && posted.y.is_empty();
            let kind =
                if blank { ui::field::DateValue { era: "S".into(), ..posted } } else { posted };
            Field::new("birth", "あなたの生年月日", FieldKind::Date(kind))
        }
        Asks::Word => Field::new("word", "合言葉", FieldKind::text(""))
            .hint("カードをもらうときに決めたものです（電話番号の終わりの4けたなど）"),
    });
    let page = Page {
        here: req.url(&format!("/card/{t}")),
        step: None,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        pins: Vec::new(),
        shell: shell(req),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn pins(req: &Req, step: String, errors: Vec<FieldError>, status: u16) -> Result<Resp, Fail> {
    let error = |name: &str| {
        errors.iter().find(|e| e.field == name).map_or(String::new(), |e| e.message.clone())
    };
    let page = Page {
        here: req.url(&format!("/card/{}", token(req))),
        step: Some(step),
        fields: Vec::new(),
        pins: vec![
            Pin {
                name: "pin",
                label: "あなたの番号（数字6つ）",
                hint: "つぎから、この番号で入ります。誕生日など、人がわかるものは使えません",
                error: error("pin"),
            },
            Pin {
                name: "again", label: "もういちど、同じ番号", hint: "", error: error("again")
            },
        ],
        shell: shell(req),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req) -> Result<Resp, Fail> {
    ask(req, Vec::new(), 200)
}

/// The word as the hash was made of it.
fn word(req: &Req) -> String {
    let today = req.app.now().date();
    match dates::date(&dates::posted(req.form.state(), "birth"), today) {
        Ok(Some(d)) => birth_word(d),
        _ => read_word(req.form.get("word")),
    }
}

/// Judges code and word together. Counted before they are judged: per network in time, and per card; after the fifth wrong
/// answer the card is closed and its maker told. Nobody's card costs the same work.
fn judge(req: &Req) -> Result<Resp, Fail> {
    let t = token(req);
    // what cannot be right costs no try: nothing was asked of the card
    let Some(code) = read_code(req.form.get("code")) else {
        return ask(req, wrong("code", "カードの8つの文字を入れてください"), 422);
    };
    let word = word(req);
    if word.is_empty() {
        let field = if req.form.has("word") { "word" } else { "birth" };
        return ask(req, wrong(field, "こちらも入れてください"), 422);
    }
    let Some(counted) = door::counted(req)? else {
        return ask(req, wrong("code", door::too_many()), 429);
    };
    let asked = t.clone();
    let kept = req.app.write(&Actor::system(), move |cx| act::begin(cx, &asked))?;
    if password::check(kept.as_deref(), &proof(&t, &code, &word)) {
        let mut fresh = [0; 32];
        req.app.random(&mut fresh);
        let (step, asked) = (kernel::hex(&fresh), t.clone());
        let ticket = step.clone();
        if req.app.write(&Actor::system(), move |cx| act::right_answer(cx, &asked, &ticket))? {
            door::take_back(req, &counted)?;
            return pins(req, step, Vec::new(), 200);
        }
    }
    req.app.write(&Actor::system(), move |cx| act::wrong_answer(cx, &t))?;
    ask(req, wrong("code", WRONG), 422)
}

/// The PIN: the phone is theirs from now on, the paper used up, and they are in.
fn choose(req: &Req) -> Result<Resp, Fail> {
    let step = req.form.get("step").to_string();
    if step.len() != 64 {
        return ask(req, wrong("code", OVER), 422);
    }
    let pin = crew::pin(req.form.get("pin"));
    if let Some(said) = phone::weakness(&pin) {
        return pins(req, step, wrong("pin", said), 422);
    }
    if crew::pin(req.form.get("again")) != pin {
        let said = "2つの番号がちがいます。もういちど入れてください";
        return pins(req, step, wrong("again", said), 422);
    }
    let Some(counted) = door::counted(req)? else {
        return pins(req, step, wrong("pin", door::too_many()), 429);
    };
    let mut salt = [0; password::SALT_BYTES];
    req.app.random(&mut salt);
    let kept = password::keep(&pin, &salt)
        .ok_or_else(|| Fail::Use(Error::Inconsistent("argon2".into())))?;
    let (t, credential) = (token(req), door::credential(req));
    let held = credential.clone();
    let done = req
        .app
        .write(&Actor::system(), move |cx| act::begin_phone(cx, &t, &step, (&held, &kept)))?;
    match done {
        Some(account) => {
            door::take_back(req, &counted)?;
            door::open(req, account, &credential, "/my")
        }
        None => ask(req, wrong("code", OVER), 422),
    }
}
