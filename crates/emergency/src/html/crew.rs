//! The one box of 救急隊 and 指令センター, at night contrast. From the search to the card two taps.
use app::Error;
use askama::Template;
use kernel::Id;
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::Shell;

use crate::model::lookup::{Candidate, Kind};
use crate::use_cases::glass::Why;
use crate::use_cases::look_up::{Found, LookUp, look_up, reading};
use crate::use_cases::{at_scene, token};

/// The page of the box, also with what was found, also for 緊急閲覧.
#[derive(Template)]
#[template(path = "emergency/crew.html")]
pub(super) struct Page {
    pub shell: Shell,
    pub incident: String,
    pub typed: String,
    pub action: String,
    pub open: String,
    pub glass: Option<Glass>,
    pub paused: Option<String>,
    pub read: Vec<(&'static str, String)>,
    pub unread: String,
    pub found: Option<Vec<Candidate>>,
    pub more: bool,
    pub lookup: String,
    pub keys: Vec<String>,
    pub errors: Vec<app::FieldError>,
    /// Which further words would help.
    pub hint: Option<String>,
    pub tablet: Option<super::subset::Tablet>,
    /// May decide which tablets hold what.
    pub manages: bool,
}

/// What 緊急閲覧 asks beside: code, words, chosen.
pub(super) struct Glass {
    pub reasons: Vec<(&'static str, &'static str, bool)>,
    pub reason: String,
    pub note: String,
}

impl Page {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|e| e.field == field).map(|e| e.message.clone()).unwrap_or_default()
    }

    /// The empty page.
    pub(super) fn new(req: &Req, glass: Option<&Why>) -> Page {
        let at = |p: &str| req.url(p);
        Page {
            shell: req.titled(if glass.is_some() {
                "緊急閲覧"
            } else {
                "救急医療情報をさがす"
            }),
            incident: req.form.get("incident").to_owned(),
            typed: req.form.get("q").to_owned(),
            action: at(if glass.is_some() { "/scene/glass/find" } else { "/scene/find" }),
            open: at(if glass.is_some() { "/scene/glass/open" } else { "/scene/open" }),
            glass: glass.map(|w| Glass {
                reasons: crate::model::glass::REASONS
                    .iter()
                    .map(|(c, t)| (*c, *t, *c == w.reason))
                    .collect(),
                reason: w.reason.clone(),
                note: w.note.clone(),
            }),
            paused: None,
            read: Vec::new(),
            unread: String::new(),
            found: None,
            more: false,
            lookup: String::new(),
            keys: Vec::new(),
            errors: Vec::new(),
            hint: None,
            tablet: None,
            manages: false,
        }
    }

    fn say_back(&mut self, read: Vec<(Kind, String)>, unread: &[String]) {
        self.read = read.into_iter().map(|(k, t)| (k.label(), t)).collect();
        self.unread = unread.join(" ");
    }

    /// With what was found, or what is wrong with what was typed.
    pub(super) fn answer(mut self, req: &Req, found: Result<Found, Error>) -> Result<Resp, Fail> {
        match found {
            Ok(f) => {
                self.incident = f.incident;
                self.say_back(f.read, &f.unread);
                self.lookup = f.lookup.map(|l| l.to_string()).unwrap_or_default();
                self.more = f.answer.more;
                self.hint = f.hint;
                self.keys = f.answer.candidates.iter().map(|_| req.new_key()).collect();
                self.found = Some(f.answer.candidates);
                Resp::page(self.render())
            }
            Err(e) => match Fail::fields(&e) {
                Some(errors) => {
                    self.errors = errors;
                    let (read, unread) = req.read(|cx| reading(cx, &self.typed))?;
                    self.say_back(read, &unread);
                    Ok(Resp::page(self.render())?.status(422))
                }
                None => Err(e.into()),
            },
        }
    }
}

/// GET /scene
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    shown(req)
}

fn shown(req: &Req) -> Result<Resp, Fail> {
    let page = Page {
        tablet: super::subset::tablet(req)?,
        manages: req.read(crate::use_cases::tablet::manages)?,
        ..Page::new(req, None)
    };
    Resp::page(page.render())
}

/// Comes with words that are only to stand in the box again: back from a card, or over to 緊急閲覧 and back. They travel in a
/// form and never in an address.
pub(super) fn only_fills(req: &Req) -> bool {
    req.form.has("fill")
}

/// POST /scene/find
pub(super) fn find(req: &Req) -> Result<Resp, Fail> {
    if only_fills(req) {
        return shown(req);
    }
    let cmd = LookUp { incident: req.form.get("incident").into(), typed: req.form.get("q").into() };
    let found = req.app.write(req.actor()?, move |cx| look_up(cx, &cmd));
    Page::new(req, None).answer(req, found)
}

/// A posted id; what is none names nothing.
pub(super) fn posted(req: &Req, field: &str) -> Result<Id, Fail> {
    req.form.get(field).parse().map_err(|_| Fail::NotFound)
}

/// POST /scene/open
pub(super) fn open(req: &Req) -> Result<Resp, Fail> {
    let (lookup, resident) = (posted(req, "lookup")?, ResidentId(posted(req, "resident")?));
    let to = req.act(move |cx| {
        at_scene::open(cx, lookup, resident).map(|id| format!("/scene/card/{id}"))
    })?;
    Ok(Resp::go(to))
}

#[derive(Template)]
#[template(path = "emergency/crew_token.html")]
struct TokenPage {
    shell: Shell,
    incident: String,
    action: String,
    error: String,
    key: String,
}

fn token_show(req: &Req, error: String) -> Result<Resp, Fail> {
    let status = if error.is_empty() { 200 } else { 422 };
    let page = TokenPage {
        shell: req.titled("紙の二次元コード"),
        incident: req.form.get("incident").to_owned(),
        action: req.url(&req.path),
        error,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /scene/code/{token}: says nothing about whether the code is good.
pub(super) fn token_page(req: &Req) -> Result<Resp, Fail> {
    token_show(req, String::new())
}

/// POST /scene/code/{token}
pub(super) fn token_open(req: &Req) -> Result<Resp, Fail> {
    let (code, incident) = (req.param("token").to_owned(), req.form.get("incident").to_owned());
    let done =
        req.act(move |cx| token::open(cx, &code, &incident).map(|id| format!("/scene/card/{id}")));
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(e) => match Fail::fields(&e) {
            Some(f) => token_show(req, f.first().map(|f| f.message.clone()).unwrap_or_default()),
            None => Err(e.into()),
        },
    }
}

/// Digits of a number, for `tel:`.
pub(crate) fn digits(number: &str) -> String {
    kernel::kana::half_width(number).chars().filter(char::is_ascii_digit).collect()
}
