//! To whom the person shows the note, on their own phone; taking it back; わたしの代わりに話し合ってほしい人.
use askama::Template;
use kernel::{Date, Id};
use people::authz::{Addressee, Basis};
use people::release::Parts;
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell};

use super::beside::{posted_step, proxy};
use super::my::{Switch, edition, path, say};
use super::parts::{date_field, errors_of, radio, repeated, tel, text};
use super::share::addressee;
use super::{choose, easy};
use crate::model::around::{Discretion, Step};
use crate::model::form::Form;
use crate::model::{Edition, shipped, shown};
use crate::use_cases::{beside, my as act};

struct Line {
    /// Name and value of what is posted: an addressee's code, or an account.
    field: &'static str,
    value: String,
    to: String,
    title: Html,
    plain: String,
    why: Html,
    /// How it is narrowed.
    how: Html,
    /// Where parts and a last day are chosen.
    choose: String,
    open: bool,
    key: String,
}

#[derive(Template)]
#[template(path = "acp/my_see.html")]
struct Page {
    shell: Shell,
    e: Edition,
    switch: Switch,
    back: Html,
    own: bool,
    lines: Vec<Line>,
    any: bool,
    withdraw: String,
    key: String,
}

pub(super) fn words(e: Edition, a: Addressee) -> (Html, Html) {
    match a {
        Addressee::Emergency => (
            say(e, "救急・救急外来", "{救急車|きゅうきゅうしゃ}の {人|ひと}・{病院|びょういん}"),
            say(e, "急に具合が悪くなったとき", "{急|きゅう}に {具合|ぐあい}が {悪|わる}い とき"),
        ),
        Addressee::Team => (
            say(e, "支援チーム", "いつも {助|たす}けて くれる {人|ひと}"),
            say(
                e,
                "ケアマネジャー・訪問看護・主治医など",
                "ケアマネジャー・{看護師|かんごし}・いつもの {先生|せんせい}",
            ),
        ),
        Addressee::Hospital => (
            say(e, "入院先・入所先", "{入院|にゅういん}する {病院|びょういん}・{施設|しせつ}"),
            say(
                e,
                "入院や入所がはじまったときから",
                "{入院|にゅういん}・{入所|にゅうしょ}が はじまった ときから",
            ),
        ),
    }
}

/// How a release is narrowed, behind when it is seen.
pub(super) fn narrowed(form: &Form, parts: &Parts, until: Option<Date>, e: Edition) -> Html {
    let how = shown::words(form, parts, until, e);
    if how.is_empty() { how } else { Html::text("　").and(how) }
}

/// GET /my/wish/see
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let m = req.read(act::home)?;
    if !m.writes {
        return Err(Fail::NotFound);
    }
    let (form, today) = (shipped().map_err(Fail::Use)?, req.app.now().date());
    let shell = req.titled("だれに見えるか");
    let mut lines: Vec<Line> = [Addressee::Emergency, Addressee::Team, Addressee::Hospital]
        .into_iter()
        .map(|a| {
            let (title, why) = words(e, a);
            let running = m.note.released.iter().find(|r| r.to == a);
            Line {
                how: running.map(|r| shown::words(form, &r.parts, r.until, e)).unwrap_or_default(),
                choose: shell.url(&path(e, &format!("/see/choose?to={}", a.code()))),
                field: "to",
                value: a.code().into(),
                to: shell.url(&path(e, "/see")),
                plain: a.label().into(),
                open: running.is_some(),
                key: req.new_key(),
                title,
                why,
            }
        })
        .collect();
    for c in m.note.family.iter().filter(|c| c.basis == Basis::Relative) {
        lines.push(Line {
            field: "account",
            value: c.account.to_string(),
            to: shell.url(&path(e, "/see/name")),
            title: Html::text(format!("{} さん", c.name)),
            plain: format!("{} さん", c.name),
            why: Html::text(&c.relation),
            how: match c.shows_note(today) {
                true => shown::words(form, &c.note_parts, c.note_until, e),
                false => Html::default(),
            },
            choose: shell.url(&path(e, &format!("/see/choose?account={}", c.account))),
            open: c.shows_note(today),
            key: req.new_key(),
        });
    }
    let page = Page {
        switch: Switch::of(&shell, e, "/see"),
        back: ui::back("わたしのきぼうノート", shell.url(&path(e, ""))),
        own: m.own,
        any: lines.iter().any(|l| l.open),
        lines,
        withdraw: shell.url(&path(e, "/withdraw")),
        key: req.new_key(),
        e,
        shell,
    };
    Resp::page(page.render())
}

/// POST /my/wish/see
pub(super) fn show(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let to = addressee(req)?;
    let open = req.form.get("open") == "yes";
    let how = match choose::posted(req)? {
        Ok(how) => how,
        Err(errors) => return choose::mine_again(req, errors),
    };
    let back = req.act(move |cx| {
        match open {
            true => act::show_in(cx, to, &how)?,
            false => act::show(cx, to, false)?,
        }
        Ok(path(e, "/see"))
    });
    if let (true, Some(fields)) = (choose::asked(req), back.as_ref().err().and_then(errors_of)) {
        return choose::mine_again(req, fields);
    }
    let back = back?;
    let done = if open { "見せることにしました" } else { "見えなくなりました" };
    Ok(Resp::go_saying(back, format!("{}に、{done}", to.label())))
}

/// POST /my/wish/see/name
pub(super) fn name(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let account: Id = req.form.get("account").parse().map_err(|_| Fail::NotFound)?;
    let open = req.form.get("open") == "yes";
    let how = match choose::posted(req)? {
        Ok(how) => how,
        Err(errors) => return choose::mine_again(req, errors),
    };
    let back = req.act(move |cx| {
        match open {
            true => act::name_in(cx, account, &how)?,
            false => act::name(cx, account, false)?,
        }
        Ok(path(e, "/see"))
    });
    if let (true, Some(fields)) = (choose::asked(req), back.as_ref().err().and_then(errors_of)) {
        return choose::mine_again(req, fields);
    }
    let back = back?;
    let done = if open { "見せることにしました" } else { "見えなくなりました" };
    Ok(Resp::go_saying(back, done))
}

/// POST /my/wish/withdraw
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let back = req.act(move |cx| act::withdraw(cx).map(|()| path(e, "")))?;
    Ok(Resp::go_saying(back, "見せるのをやめました。いまから、だれにも見えません"))
}

#[derive(Template)]
#[template(path = "acp/my_proxies.html")]
struct Proxies {
    shell: Shell,
    e: Edition,
    switch: Switch,
    back: Html,
    rows: Vec<(String, String, String, String, Html)>,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    here: String,
    key: String,
}

fn proxies_page(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let e = edition(req);
    let m = req.read(act::home)?;
    if !m.writes {
        return Err(Fail::NotFound);
    }
    let errors = easy::errors(e, errors);
    let discretion: Vec<_> = Discretion::ALL.iter().map(|d| (d.code(), d.label())).collect();
    let steps: Vec<_> = Step::ALL.iter().map(|s| (s.code(), s.label())).collect();
    let shell = req.titled("わたしの代わりに話し合ってほしい人");
    let status = if errors.is_empty() { 200 } else { 422 };
    let with = |fields: Vec<Field>| -> Vec<Field> {
        fields.into_iter().map(|f| f.error_from(&errors)).collect()
    };
    let step = with(vec![
        radio(req, "step", "お願いしましたか", &steps).required(),
        date_field(req, "step_on", "その日"),
    ]);
    let page = Proxies {
        switch: Switch::of(&shell, e, "/proxies"),
        back: ui::back("わたしのきぼうノート", shell.url(&path(e, ""))),
        rows: m
            .note
            .proxies
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let to = shell.url(&path(e, &format!("/proxies/{}", p.id)));
                let who = format!("{}（{}）", p.who.name, p.who.relation);
                (to, who, p.who.phone.clone(), p.consent(), repeated(&step, i))
            })
            .collect(),
        fields: with(vec![
            text(req, "proxy_name", "お名前").required(),
            text(req, "relation", "続柄・間柄").required().hint("例 長男 ／ 友人"),
            tel(req, "phone", "電話"),
            radio(req, "discretion", "話し合いのときは", &discretion),
            text(req, "why", "この人にたのみたいわけ"),
        ]),
        here: shell.url(&path(e, "/proxies")),
        key: req.new_key(),
        errors,
        e,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /my/wish/proxies
pub(super) fn proxies(req: &Req) -> Result<Resp, Fail> {
    proxies_page(req, Vec::new())
}

fn after(req: &Req, done: Result<String, app::Error>) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "書きとめました")),
        Err(e) => match errors_of(&e) {
            Some(fields) => proxies_page(req, fields),
            None => Err(e.into()),
        },
    }
}

/// POST /my/wish/proxies
pub(super) fn add_proxy(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let n = proxy(req);
    let done = req.act(move |cx| {
        let (id, _) = act::mine(cx)?;
        beside::add_proxy(cx, id, &n)?;
        Ok(path(e, "/proxies"))
    });
    after(req, done)
}

/// POST /my/wish/proxies/{proxy}: the answer, or taking somebody away.
pub(super) fn step(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let proxy: Id = req.id("proxy")?;
    if req.form.get("_do") == "end" {
        let done = req.act(move |cx| {
            let (id, _) = act::mine(cx)?;
            beside::end_proxy(cx, id, proxy)?;
            Ok(path(e, "/proxies"))
        });
        return after(req, done);
    }
    let mut errors = Vec::new();
    let Some((step, on, _)) = posted_step(req, &mut errors) else {
        return proxies_page(req, errors);
    };
    let done = req.act(move |cx| {
        let (id, _) = act::mine(cx)?;
        beside::step(cx, id, proxy, (step, on, ""))?;
        Ok(path(e, "/proxies"))
    });
    after(req, done)
}
