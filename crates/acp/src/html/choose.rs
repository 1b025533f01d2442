//! Which parts of the note an addressee or a relative sees, and until when: chosen by the person on a phone, or written down by staff
//! who heard it. The buttons of the pages before show the whole note until it is taken back.
use askama::Template;
use kernel::Id;
use people::ResidentId;
use people::authz::{Addressee, Basis};
use people::release::Parts;
use slice::{Fail, Form, Req, Resp};
use ui::field::{Field, FieldKind};
use ui::{FieldError, Html, Shell, dates};

use super::easy;
use super::my::{Switch, edition, path};
use super::my_share::words;
use super::parts::{at, text};
use crate::model::{Edition, shipped, shown};
use crate::use_cases::share::How;
use crate::use_cases::{my, read};

#[derive(Template)]
#[template(path = "acp/my_choose.html")]
struct Mine {
    shell: Shell,
    e: Edition,
    switch: Switch,
    back: Html,
    c: Choice,
    errors: Vec<FieldError>,
    key: String,
}

#[derive(Template)]
#[template(path = "acp/choose.html")]
struct Staff {
    shell: Shell,
    back: Html,
    name: String,
    c: Choice,
    errors: Vec<FieldError>,
    key: String,
}

/// What both pages show.
struct Choice {
    /// To whom.
    title: Html,
    /// Where the form goes, and the name and value that say to whom.
    action: String,
    field: &'static str,
    value: String,
    /// Code, words, ticked.
    parts: Vec<(String, Html, bool)>,
    error: String,
    until: Field,
    /// Who heard it; staff, for an addressee.
    heard: Option<Field>,
}

/// To whom, out of the address or the posted form.
enum Whom {
    Addressee(Addressee),
    Relative(Id),
}

fn whom(f: &Form) -> Result<Whom, Fail> {
    if let Some(account) = f.some("account") {
        return account.parse().map(Whom::Relative).map_err(|_| Fail::NotFound);
    }
    Addressee::from_code(f.get("to")).map(Whom::Addressee).ok_or(Fail::NotFound)
}

/// Came from this page?
pub(super) fn asked(req: &Req) -> bool {
    req.form.has("choose")
}

/// How it is to be shown: the whole until it is taken back, unless this page asked for something else.
pub(super) fn posted(req: &Req) -> Result<Result<How, Vec<FieldError>>, Fail> {
    if !asked(req) {
        return Ok(Ok(How::default()));
    }
    let form = shipped().map_err(Fail::Use)?;
    let date = dates::posted(req.form.state(), "until");
    let until = match dates::date(&date, req.app.now().date()) {
        Ok(day) => day,
        Err(p) => {
            return Ok(Err(vec![FieldError { field: "until".into(), message: p.message }]));
        }
    };
    Ok(Ok(How { parts: shown::chosen(form, req.form.all("parts")), until }))
}

/// What stood before, or what was posted.
fn choice(
    req: &Req,
    (title, e): (Html, Edition),
    (action, field, value): (String, &'static str, String),
    (parts, until): (&Parts, Option<kernel::Date>),
    errors: &[FieldError],
) -> Result<Choice, Fail> {
    let form = shipped().map_err(Fail::Use)?;
    let ticked = |code: &str| match asked(req) {
        true => req.form.all("parts").iter().any(|p| p == code),
        false => parts.shows(code),
    };
    let boxes = match (asked(req), until) {
        (true, _) => dates::posted(req.form.state(), "until"),
        (false, Some(d)) => dates::boxes(&d.to_string()),
        (false, None) => ui::field::DateValue::default(),
    };
    let error = errors.iter().find(|x| x.field == "parts");
    Ok(Choice {
        title,
        action,
        field,
        value,
        parts: shown::all(form)
            .into_iter()
            .map(|(code, w)| (code.clone(), w.html(e), ticked(&code)))
            .collect(),
        error: error.map(|x| x.message.clone()).unwrap_or_default(),
        until: Field::new("until", "いつまで", FieldKind::Date(boxes))
            .hint("空けておくと、やめるまで見せます")
            .error_from(errors),
        heard: None,
    })
}

fn mine_page(req: &Req, f: &Form, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let e = edition(req);
    let m = req.read(my::home)?;
    if !m.own {
        return Err(Fail::NotFound);
    }
    let errors = easy::errors(e, errors);
    let shell = req.titled("見せるところと期間");
    let whole = (Parts::Whole, None);
    let (title, to, said) = match whom(f)? {
        Whom::Addressee(a) => {
            let found = m.note.released.iter().find(|r| r.to == a);
            let to = (shell.url(&path(e, "/see")), "to", a.code().to_owned());
            (words(e, a).0, to, found.map_or(whole, |r| (r.parts.clone(), r.until)))
        }
        Whom::Relative(account) => {
            let named = m.note.family.iter();
            let card = named.filter(|c| c.basis == Basis::Relative).find(|c| c.account == account);
            let card = card.ok_or(Fail::NotFound)?;
            let to = (shell.url(&path(e, "/see/name")), "account", account.to_string());
            let said = (card.note_parts.clone(), card.note_until);
            let open = card.shows_note(req.app.now().date());
            (Html::text(format!("{} さん", card.name)), to, if open { said } else { whole })
        }
    };
    let rest = format!("/see/choose?{}={}", to.1, to.2);
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Mine {
        switch: Switch::of(&shell, e, &rest),
        back: ui::back("だれに見えるか", shell.url(&path(e, "/see"))),
        c: choice(req, (title, e), to, (&said.0, said.1), &errors)?,
        key: req.new_key(),
        errors,
        e,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /my/wish/see/choose
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    mine_page(req, &req.query, Vec::new())
}

/// The page again, with what was wrong.
pub(super) fn mine_again(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    mine_page(req, &req.form, errors)
}

fn staff_page(req: &Req, id: ResidentId, f: &Form, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let s = req.read(|cx| read::sharing(cx, id))?;
    let shell = req.titled("見せるところと期間");
    let (whole, today) = ((Parts::Whole, None), req.app.now().date());
    let here = shell.url(&format!("{}/sharing", at(id)));
    let (title, to, said, heard) = match whom(f)? {
        Whom::Addressee(a) => {
            let found = s.releases.iter().find(|r| r.to == a && r.runs(today));
            let to = (here.clone(), "to", a.code().to_owned());
            (Html::text(a.label()), to, found.map_or(whole, |r| (r.parts.clone(), r.until)), true)
        }
        Whom::Relative(account) => {
            let (card, open) =
                s.relatives.iter().find(|r| r.0.account == account).ok_or(Fail::NotFound)?;
            let to = (format!("{here}/name"), "account", account.to_string());
            let said = (card.note_parts.clone(), card.note_until);
            let title = Html::text(format!("{} さん", card.name));
            (title, to, if *open { said } else { whole }, false)
        }
    };
    let mut c = choice(req, (title, Edition::Plain), to, (&said.0, said.1), &errors)?;
    c.heard =
        heard.then(|| text(req, "heard_by", "ご本人から聞いた人").required().error_from(&errors));
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Staff {
        back: ui::back("きぼうノートを見せる相手", here),
        name: s.name,
        c,
        key: req.new_key(),
        errors,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/sharing/choose
pub(super) fn staff(req: &Req) -> Result<Resp, Fail> {
    staff_page(req, req.id("resident")?, &req.query, Vec::new())
}

/// The page again, with what was wrong.
pub(super) fn staff_again(
    req: &Req,
    id: ResidentId,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    staff_page(req, id, &req.form, errors)
}
