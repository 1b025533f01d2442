//! One letter as its sender sees it: where it stands, what came back, the paper, the receiver's window, and what can be
//! done: print, key in an answer, send again, take back.
use askama::Template;
use directory::views;
use kernel::{Date, Id, time, wareki};
use slice::{AnswerSource, Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Html, Kv, Shell, Tag, tag};

use super::{beside, day, errors, in_order, moment, receiver_of, receivers};
use crate::LetterId;
use crate::model::State;
use crate::paper;
use crate::permissions;
use crate::use_cases::issue::{Chance, issue};
use crate::use_cases::list::{Whole, one};
use crate::use_cases::send::{elsewhere, unreachable_to};
use crate::use_cases::{again as repeat, files, own, path, revoke as taking_back};

struct Given {
    label: String,
    text: Vec<String>,
    meta: String,
    replaced: bool,
}

#[derive(Template)]
#[template(path = "bridge/sent.html")]
struct Page {
    shell: Shell,
    back: Html,
    title: String,
    to: String,
    state: Tag,
    facts: Kv,
    given: Vec<Given>,
    files: Vec<(String, String)>,
    here: String,
    link: String,
    may_print: bool,
    may_key: bool,
    may_revoke: bool,
    may_again: bool,
    papers: i64,
    due: Field,
    /// Asked for when the letter came to the wrong place: to whom instead.
    elsewhere: Vec<Field>,
    may_settle: bool,
    /// What is said of whom it shows.
    seen: &'static str,
    window: Option<ui::ContactWindow>,
    errors: Vec<FieldError>,
    keys: [String; 3],
}

fn facts(w: &Whole) -> Kv {
    let l = &w.letter;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            rows.push((label.into(), text.into()));
        }
    };
    add("あて先", l.receiver_name.clone());
    add("電話", l.receiver_phone.clone());
    add("FAX", l.receiver_fax.clone());
    add("どなたの", l.who.clone());
    for x in &l.lines {
        add(&x.label, x.text.clone());
    }
    add("送った人", format!("{}　{}", l.sender_name, moment(l.at)));
    add("返事の期限", format!("{}まで", wareki::month_day(l.due)));
    add("番号で開ける日", format!("{}まで", wareki::month_day(l.expires)));
    add("はじめて開かれた", l.opened_at.map(moment).unwrap_or_default());
    if l.tries > 0 {
        add("番号のまちがい", format!("{}回", l.tries));
    }
    Kv { rows, ..Kv::default() }
}

fn show(req: &Req, id: LetterId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let w = req.read(|cx| one(cx, id))?;
    let (now, l) = (req.app.now(), &w.letter);
    let state = l.state(now.date());
    let shell = req.titled(format!("{} — {}", l.title, l.receiver_name));
    let given = w
        .given
        .iter()
        .rev()
        .map(|g| {
            let mut text = Vec::new();
            for t in [&g.beside, &g.note] {
                if !t.is_empty() {
                    text.push(t.clone());
                }
            }
            let mut meta = vec![moment(g.at), g.source.label().to_string()];
            if !g.person.is_empty() {
                meta.push(format!("{}さんから {}", g.person, g.phone).trim().to_string());
            }
            if !g.keyed.is_empty() {
                meta.push(format!(
                    "{}さんが入力（{}に届いたもの）",
                    g.keyed,
                    wareki::month_day(g.came_on)
                ));
            }
            Given { label: g.label.clone(), text, meta: meta.join("　"), replaced: g.replaced }
        })
        .collect();
    let here = shell.url(&path(id));
    let files = w
        .files
        .iter()
        .map(|f| {
            let by = AnswerSource::from_code(&f.source).map_or("", AnswerSource::label);
            let title = if f.title.is_empty() { "ファイル" } else { &f.title };
            (format!("{here}/files/{}", f.id), format!("{title}（{by}・{}）", moment(f.at)))
        })
        .collect();
    let waits = matches!(
        state,
        State::Ready | State::Sent | State::Opened | State::Late | State::Closed | State::Expired
    );
    let due = match req.form.has("due") {
        true => req.form.get("due").to_string(),
        false => wareki::short(time::add_days(now.date(), 7)),
    };
    let page = Page {
        back: ui::back("紙・FAXの返事", shell.url("/letters")),
        title: l.title.clone(),
        to: l.receiver_name.clone(),
        state: tag(state.tag(), state.label()),
        facts: facts(&w),
        given,
        files,
        link: if l.link.is_empty() { String::new() } else { shell.url(&l.link) },
        may_print: waits && l.alive(now.date()),
        may_key: !matches!(state, State::Revoked | State::Settled),
        may_revoke: waits && state != State::Expired,
        may_again: waits,
        may_settle: state == State::NotOurs,
        elsewhere: match (state, &l.said) {
            (State::NotOurs, Some(said)) => receivers(req, said.beside.trim())?
                .into_iter()
                .map(|f| f.error_from(&errors))
                .collect(),
            _ => Vec::new(),
        },
        papers: w.papers,
        due: Field::new("due", "新しい返事の期限", FieldKind::text(due))
            .required()
            .error_from(&errors),
        seen: match (l.to_person(), l.who.is_empty()) {
            (true, _) => {
                "手紙には、届け先のお名前が載ります。番号を入れる前の画面には、お名前も送り主も出ません。"
            }
            (false, true) => "相手に見えるのは、この内容だけです。",
            (false, false) => {
                "相手に見えるのは、この内容だけです。利用者さんのお名前・住所は、番号を入れた後も見えません。"
            }
        },
        window: w.window.as_ref().map(|x| {
            views::contact_window(x, now, "相手の連絡窓口", l.receiver_name.as_str().into())
        }),
        keys: [req.new_key(), req.new_key(), req.new_key()],
        here,
        shell,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("letter")?, Vec::new())
}

/// Prints a paper with numbers of its own. Each press is a new paper: what was printed before still opens the letter.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: LetterId = req.id("letter")?;
    let chance = Chance::draw(&req.app);
    match req.app.write(req.actor()?, move |cx| issue(cx, id, &chance)) {
        Ok(issued) => Ok(Resp::print(paper::job(req, &[issued])?)),
        Err(e) => show(req, id, errors(e)?),
    }
}

/// Takes it back; 「わかりました」 of one that came to the wrong place does the same.
pub(super) fn revoke(req: &Req) -> Result<Resp, Fail> {
    let id: LetterId = req.id("letter")?;
    let was = req.read(|cx| own(cx, &permissions::SEND, id))?.state(req.app.now().date());
    let said = match was {
        State::NotOurs => "閉じました。前の紙の番号では、もう開けません",
        _ => "取りやめました。紙の番号では、もう開けません",
    };
    match req.act(move |cx| taking_back::revoke(cx, id).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => show(req, id, errors(e)?),
    }
}

/// Sends it again; one that came to the wrong place goes to somebody else.
pub(super) fn again(req: &Req) -> Result<Resp, Fail> {
    let id: LetterId = req.id("letter")?;
    let mut wrong = Vec::new();
    let due = day(req, "due", "新しい返事の期限", &mut wrong);
    if req.form.has("name") {
        return to_another(req, id, due, wrong);
    }
    let Some(due) = due else { return show(req, id, wrong) };
    match req.act(move |cx| repeat::again(cx, id, due).map(|()| path(id))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, "前の紙の番号を止めました。新しい紙を印刷して送ってください"))
        }
        Err(e) => show(req, id, errors(e)?),
    }
}

const ORDER: &[&str] = &["light", "name", "phone", "fax", "due"];

fn to_another(
    req: &Req,
    id: LetterId,
    due: Option<Date>,
    mut wrong: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let to = receiver_of(req);
    let Some(due) = due else {
        let more = req.read(|cx| unreachable_to(cx, &to))?;
        wrong.extend(more.into_iter().map(beside));
        in_order(&mut wrong, ORDER);
        return show(req, id, wrong);
    };
    match req.act(move |cx| elsewhere(cx, id, &to, due).map(path)) {
        Ok(to) => Ok(Resp::go_saying(
            to,
            "送る用意ができました。紙を印刷して送ってください。前の紙の番号は止めました",
        )),
        Err(e) => show(req, id, errors(e)?),
    }
}

/// A photo or scan that came with an answer.
pub(super) fn file(req: &Req) -> Result<Resp, Fail> {
    let (id, file): (LetterId, Id) = (req.id("letter")?, req.id("file")?);
    let (sent, key) = req.read(|cx| files::one(cx, id, file))?;
    let bytes = files::content(&req.app, &sent, &key)?;
    let (mime, end, inline) = match sent.mime.as_str() {
        "image/jpeg" => ("image/jpeg", "jpg", true),
        "image/png" => ("image/png", "png", true),
        "image/webp" => ("image/webp", "webp", true),
        _ => ("application/pdf", "pdf", false),
    };
    Ok(Resp::from_outside(format!("返事.{end}"), mime, bytes, inline))
}
