//! 消防の管理者: which tablets may hold which 町名 for a line that is down, and wiping them from afar.
use app::Error;
use askama::Template;
use kernel::{At, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Shell};

use super::errors_of;
use crate::model::tablet::{HOURS, MOST_CARDS};
use crate::use_cases::tablet as act;

#[derive(Template)]
#[template(path = "emergency/tablets.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    hours: i64,
    most: usize,
    lines: Vec<Line>,
    nowhere: bool,
}

struct Line {
    name: String,
    state: String,
    last: String,
    action: String,
    allowed: bool,
    holds: bool,
    ended: bool,
    field: Field,
    keys: [String; 3],
}

fn moment(at: At) -> String {
    let t = at.local();
    format!("{} {}:{:02}", wareki::month_day(at.date()), t.hour(), t.minute())
}

fn last_of(l: &act::Line, now: At) -> (String, bool) {
    let Some(s) = &l.last else { return ("まだ置いていません".into(), false) };
    let made = format!("{}に{}人分を置きました", moment(s.at), s.cards);
    match (s.cleared_at, s.gone_at, now < s.until) {
        (Some(at), ..) => (format!("{made}。{}に端末から消えました", moment(at)), false),
        (_, Some(_), true) => (
            format!(
                "{made}。端末が回線につながると消えます（つながらなくても{}に開かなくなります）",
                moment(s.until)
            ),
            false,
        ),
        (_, None, true) => (format!("{made}。{}まで開きます", moment(s.until)), true),
        _ => (format!("{made}。{}に開かなくなりました", moment(s.until)), false),
    }
}

fn show(req: &Req, wrong: Option<(Id, Vec<FieldError>)>) -> Result<Resp, Fail> {
    let v = req.read(act::view)?;
    let now = req.app.now();
    let lines = v.lines.iter().map(|l| {
        let errors = wrong.as_ref().filter(|(d, _)| *d == l.device).map(|(_, e)| e.as_slice());
        let allowed = l.tablet.as_ref().is_some_and(|t| t.ended_at.is_none());
        let towns = l.tablet.as_ref().filter(|_| allowed).map(|t| t.towns.clone());
        let chosen = match errors {
            Some(_) => req.form.all("towns").to_vec(),
            None => towns.clone().unwrap_or_default(),
        };
        let opts =
            v.towns.iter().map(|(t, n)| Opt::new(t.clone(), format!("{t}（{n}人）"))).collect();
        let (last, holds) = last_of(l, now);
        Line {
            name: if l.name.is_empty() { "名前のない端末".into() } else { l.name.clone() },
            state: match (l.ended, l.enrolled_at, &towns) {
                (true, ..) => "登録を終えた端末です".into(),
                (_, None, _) => "まだ端末の登録が済んでいません".into(),
                (_, _, Some(t)) => format!("置けます　{}", t.join("・")),
                _ => "置けません".into(),
            },
            last,
            action: req.url(&format!("/emergency/tablets/{}", l.device)),
            allowed,
            holds,
            ended: l.ended,
            field: Field::new("towns", "受け持ちの町名", FieldKind::checks(chosen, opts))
                .error_from(errors.unwrap_or_default()),
            keys: std::array::from_fn(|_| req.new_key()),
        }
    });
    let lines = lines.collect();
    let errors = wrong.map(|(_, e)| e).unwrap_or_default();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("回線が切れたときの控え"),
        errors,
        hours: HOURS,
        most: MOST_CARDS,
        nowhere: v.towns.is_empty(),
        lines,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /emergency/tablets
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None)
}

/// POST /emergency/tablets/{device}
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let device: Id = req.id("device")?;
    let towns = req.form.all("towns").to_vec();
    let to = || "/emergency/tablets".to_string();
    let (done, said) = match req.form.get("what") {
        "allow" => (
            req.act(move |cx| act::allow(cx, device, &towns).map(|()| to())),
            "この端末に置けるようにしました。隊員が「さがす」を開くと置かれます",
        ),
        "wipe" => (
            req.act(move |cx| act::wipe(cx, device).map(|()| to())),
            "端末が回線につながったとき、控えが消えます",
        ),
        "end" => (
            req.act(move |cx| act::end(cx, device).map(|()| to())),
            "置けないようにしました。端末が回線につながったとき、控えが消えます",
        ),
        _ => return Err(Fail::NotFound),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(Error::NotFound) => Err(Fail::NotFound),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, Some((device, errors_of(fields)))),
            None => Err(e.into()),
        },
    }
}
