//! The letter in one glance, the answers, and what is shown after one was sent. The pass travels in the form: no cookie.
use askama::Template;
use kernel::{time, wareki};
use people::attachments::{self, Checked};
use slice::{Fail, Req, Resp};
use ui::Shell;

use super::door::Errors;
use super::{errors, moment};
use crate::LetterId;
use crate::model::Letter;
use crate::use_cases::answer::{self as act, Say, correctable};
use crate::use_cases::knock::{self, Opened};
use crate::use_cases::{files, receiver};

struct Opt {
    code: String,
    label: String,
    hint: String,
    ask: String,
    on: bool,
}

/// What was typed, when the page comes back.
#[derive(Debug, Default)]
pub(super) struct Fill {
    pub say: Say,
    pub errors: Errors,
}

#[derive(Template)]
#[template(path = "bridge/letter.html")]
struct Page {
    shell: Shell,
    title: String,
    rows: Vec<(String, String, bool)>,
    options: Vec<Opt>,
    action: String,
    pass: ui::Html,
    say: Say,
    errors: Errors,
    to: String,
    stands: String,
}

#[derive(Template)]
#[template(path = "bridge/done.html")]
struct Done {
    shell: Shell,
    when: String,
    rows: Vec<(String, String)>,
    action: String,
    pass: ui::Html,
    until: String,
    files: usize,
    note: String,
    errors: Errors,
    phone: String,
    expires: String,
    added: bool,
    keep: &'static str,
}

/// Seven lines at most: what, from whom, to whom, about whom, the facts, until when.
fn rows(l: &Letter, today: kernel::Date) -> Vec<(String, String, bool)> {
    let mut out = vec![
        ("書類".into(), l.title.clone(), true),
        ("送り主".into(), format!("{}　{}", l.sender_office, l.sender_name), false),
        ("あて先".into(), l.receiver_name.clone(), false),
    ];
    // who reads a letter to themselves is not told their initials
    if !l.who.is_empty() && !l.to_person() {
        out.push(("どなたの".into(), l.who.clone(), false));
    }
    out.extend(l.lines.iter().map(|x| (x.label.clone(), x.text.clone(), true)));
    let left = time::days_between(today, l.due);
    let more = match left {
        0 => "きょうまで".to_string(),
        1.. => format!("あと{left}日"),
        _ => "期限を過ぎていますが、まだ返事ができます".to_string(),
    };
    out.push(("返事の期限".into(), format!("{}まで（{more}）", wareki::month_day(l.due)), false));
    out
}

/// A path of this letter's pages. The token is in it, so that going back leads to its door; without one (the code alone
/// was typed) the letter's id stands there, which opens nothing without the pass.
fn path(req: &Req, id: LetterId, tail: &str) -> String {
    let token = req.param("token");
    let name = if token.is_empty() { id.to_string() } else { token.to_string() };
    req.url(&format!("/b/{name}/{tail}"))
}

fn open(req: &Req, id: LetterId, pass: &str) -> Result<Opened, Fail> {
    let pass = pass.to_string();
    Ok(req.app.read(&receiver(), |cx| knock::opened(cx, id, &pass))?)
}

/// The pass of a posted form, and the letter it names.
fn held(req: &Req) -> Result<(LetterId, String), Fail> {
    let id: kernel::Id = req.form.get("letter").parse().map_err(|_| Fail::NotFound)?;
    Ok((LetterId(id), req.form.get("pass").to_string()))
}

/// Draws the letter with its answers.
pub(super) fn show(
    req: &Req,
    id: LetterId,
    pass: &str,
    fill: Fill,
    status: u16,
) -> Result<Resp, Fail> {
    let o = open(req, id, pass)?;
    let (now, l) = (req.app.now(), &o.letter);
    if let (Some(g), true) = (o.given.last(), fill.errors.is_empty()) {
        // an answer is there: show it, with what can still be done about it
        let place = act::place(Some(g), "", now);
        if g.code != "got" || place == act::Place::Corrects {
            return done(req, &o, pass, Errors::new(), false, status);
        }
    }
    let title = format!("{}が届いています", l.title);
    draw(req, &o, pass, &title, fill.say, fill.errors, status)
}

fn draw(
    req: &Req,
    o: &Opened,
    pass: &str,
    title: &str,
    say: Say,
    errors: Errors,
    status: u16,
) -> Result<Resp, Fail> {
    let l = &o.letter;
    let page = Page {
        shell: req.titled("書類への返事"),
        title: title.into(),
        rows: rows(l, req.app.now().date()),
        options: l
            .answers
            .iter()
            .map(|a| Opt {
                code: a.code.clone(),
                label: a.label.clone(),
                hint: a.hint.clone(),
                ask: a.ask.clone(),
                on: a.code == say.code,
            })
            .collect(),
        action: path(req, l.id, "answer"),
        pass: hidden(l.id, pass),
        stands: o.given.last().map(|g| g.label.clone()).unwrap_or_default(),
        say,
        errors,
        to: l.sender_office.clone(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn hidden(id: LetterId, pass: &str) -> ui::Html {
    // both are hexadecimal, digits, hyphens and a dot: nothing to escape
    let safe = |t: &str| {
        t.chars().filter(|c| c.is_ascii_alphanumeric() || "-.".contains(*c)).collect::<String>()
    };
    ui::Html::trusted(format!(
        "<input type=\"hidden\" name=\"letter\" value=\"{}\"><input type=\"hidden\" name=\"pass\" value=\"{}\">",
        safe(&id.to_string()),
        safe(pass)
    ))
}

fn done(
    req: &Req,
    o: &Opened,
    pass: &str,
    errors: Errors,
    added: bool,
    status: u16,
) -> Result<Resp, Fail> {
    let (l, now) = (&o.letter, req.app.now());
    let Some(g) = o.given.last() else { return Err(Fail::NotFound) };
    let mut rows = vec![("返事".to_string(), g.label.clone())];
    for (label, text) in [("", &g.beside), ("ひとこと", &g.note), ("お名前", &g.person)] {
        if !text.is_empty() {
            let label = if label.is_empty() { "書いたこと" } else { label };
            rows.push((label.into(), text.clone()));
        }
    }
    rows.push(("送り先".into(), l.sender_office.clone()));
    let from = if l.to_person() { "届け先" } else { "返事をした方" };
    rows.push((from.into(), l.receiver_name.clone()));
    let until = g.at.plus_minutes(crate::model::limits::CORRECT_MINUTES).time();
    let page = Done {
        shell: req.titled("返事を送りました"),
        when: moment(g.at),
        rows,
        action: path(req, l.id, ""),
        pass: hidden(l.id, pass),
        until: if correctable(g, now) {
            format!("{}:{:02}", until.hour(), until.minute())
        } else {
            String::new()
        },
        files: o.files,
        note: if errors.is_empty() { String::new() } else { req.form.get("note").into() },
        errors,
        phone: l.sender_phone.clone(),
        expires: wareki::month_day(l.expires),
        added,
        keep: match l.to_person() {
            true => "紙は、なくさないようにしまうか、細かくして捨ててください。",
            false => "紙は個人情報として保管・廃棄してください。",
        },
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// Checked files of the form, and what is wrong with the others. Nothing is kept for who holds no pass.
fn posted(req: &Req) -> (Vec<Checked>, Errors) {
    let p = attachments::posted(req);
    let mut wrong = p.refused;
    wrong.extend(p.errors);
    (p.files, wrong)
}

/// Takes the answer in.
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let (id, pass) = held(req)?;
    let o = match open(req, id, &pass) {
        Ok(o) => o,
        Err(Fail::NotFound) => return over(req),
        Err(e) => return Err(e),
    };
    let f = &req.form;
    let say = Say {
        code: f.get("answer").into(),
        beside: f.get(&format!("beside.{}", f.get("answer"))).into(),
        note: f.get("note").into(),
        person: f.get("person").into(),
    };
    // the same press twice: the answer stands as it was given
    if let Some(g) = o.given.last().filter(|g| {
        g.code == say.code
            && g.beside == say.beside.trim()
            && g.note == say.note.trim()
            && req.files.is_empty()
    }) && correctable(g, req.app.now())
    {
        return done(req, &o, &pass, Errors::new(), false, 200);
    }
    let (checked, mut wrong) = posted(req);
    wrong.extend(req.form.state().errors.clone());
    if !wrong.is_empty() {
        return show(req, id, &pass, Fill { say, errors: wrong }, 422);
    }
    let kept = files::keep(&req.app, id, &checked)?;
    let (word, said) = (pass.clone(), say.clone());
    match req.app.write(&receiver(), move |cx| act::answer(cx, id, &word, &said, &kept)) {
        Ok(()) => {
            let o = open(req, id, &pass)?;
            done(req, &o, &pass, Errors::new(), false, 200)
        }
        Err(app::Error::NotFound) => over(req),
        Err(e) => show(req, id, &pass, Fill { say, errors: errors(e)? }, 422),
    }
}

/// Back to the answers, within five minutes.
pub(super) fn again(req: &Req) -> Result<Resp, Fail> {
    let (id, pass) = held(req)?;
    let o = match open(req, id, &pass) {
        Ok(o) => o,
        Err(Fail::NotFound) => return over(req),
        Err(e) => return Err(e),
    };
    let Some(g) = o.given.last() else { return show(req, id, &pass, Fill::default(), 200) };
    if !correctable(g, req.app.now()) {
        let e = ui::FieldError {
            field: String::new(),
            message: format!(
                "5分を過ぎたため、ここでは直せません。{}に電話してください",
                o.letter.sender_phone
            ),
        };
        return done(req, &o, &pass, vec![e], false, 422);
    }
    let say = Say {
        code: g.code.clone(),
        beside: g.beside.clone(),
        note: g.note.clone(),
        person: g.person.clone(),
    };
    draw(req, &o, &pass, "返事を直す", say, Errors::new(), 200)
}

/// Adds words or a photo.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let (id, pass) = held(req)?;
    let o = match open(req, id, &pass) {
        Ok(o) => o,
        Err(Fail::NotFound) => return over(req),
        Err(e) => return Err(e),
    };
    let (checked, mut wrong) = posted(req);
    wrong.extend(req.form.state().errors.clone());
    if !wrong.is_empty() {
        return done(req, &o, &pass, wrong, false, 422);
    }
    let kept = files::keep(&req.app, id, &checked)?;
    let (word, note) = (pass.clone(), req.form.get("note").to_string());
    match req.app.write(&receiver(), move |cx| act::add(cx, id, &word, &note, &kept)) {
        Ok(()) => {
            let o = open(req, id, &pass)?;
            done(req, &o, &pass, Errors::new(), true, 200)
        }
        Err(app::Error::NotFound) => over(req),
        Err(e) => done(req, &o, &pass, errors(e)?, false, 422),
    }
}

#[derive(Template)]
#[template(path = "bridge/shut.html")]
struct Over {
    shell: Shell,
    title: String,
    text: String,
    help: String,
    help_tel: String,
}

/// The half hour is over, or the letter was taken back meanwhile.
fn over(req: &Req) -> Result<Resp, Fail> {
    let page = Over {
        shell: req.titled("もう一度、番号を入れてください"),
        title: "もう一度、番号を入れてください".into(),
        text: "30分が過ぎたか、送り主が書類を取りやめました。返事はまだ送られていません。紙の四角を写すか、番号を入れてください".into(),
        help: String::new(),
        help_tel: String::new(),
    };
    Ok(Resp::page(page.render())?.status(410))
}
