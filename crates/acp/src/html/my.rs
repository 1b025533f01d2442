//! わたしのきぼうノート on the person's own phone: the first page and the earlier versions, in ふつう and in やさしい日本語.
use askama::Template;
use kernel::wareki;
use people::authz::Addressee;
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use super::my_share::{narrowed, words};
use super::note::see;
use crate::model::shown::PEOPLE;
use crate::model::{Edition, Part, Version, Whose, ruby, shipped};
use crate::use_cases::my as act;

/// Words in both editions.
pub(super) fn say(e: Edition, plain: &str, easy: &str) -> Html {
    match e {
        Edition::Plain => Html::text(plain),
        Edition::Easy => ruby::html(easy),
    }
}

/// The edition that the page was asked for.
pub(super) fn edition(req: &Req) -> Edition {
    Edition::from_code(req.query.get("e"))
}

/// A path under わたしのページ that stays in the edition.
pub(super) fn path(e: Edition, rest: &str) -> String {
    let sep = if rest.contains('?') { '&' } else { '?' };
    match e {
        Edition::Plain => format!("/my/wish{rest}"),
        Edition::Easy => format!("/my/wish{rest}{sep}e=easy"),
    }
}

/// A day as residents read it: 令和8年9月30日; in easy words 2026年9月30日.
pub(super) fn day(e: Edition, d: kernel::Date) -> Html {
    match e {
        Edition::Plain => Html::text(wareki::long(d)),
        Edition::Easy => ruby::html(&format!(
            "{}{{年|ねん}}{}{{月|がつ}}{}{{日|にち}}",
            d.year(),
            d.month(),
            d.day()
        )),
    }
}

/// The two editions, to switch between.
pub(super) struct Switch {
    /// Path in plain words.
    pub plain: String,
    /// Path in easy words.
    pub easy: String,
    /// Easy now?
    pub on: bool,
}

impl Switch {
    pub(super) fn of(shell: &Shell, e: Edition, rest: &str) -> Switch {
        Switch {
            plain: shell.url(&path(Edition::Plain, rest)),
            easy: shell.url(&path(Edition::Easy, rest)),
            on: e.easy(),
        }
    }
}

struct Row {
    href: Option<String>,
    title: Html,
    text: String,
    tag: Html,
    /// In the note, and nothing of it waits.
    kept: bool,
}

#[derive(Template)]
#[template(path = "acp/my_home.html")]
struct Home {
    shell: Shell,
    e: Edition,
    switch: Switch,
    back: Html,
    name: String,
    own: bool,
    writes: bool,
    voice: String,
    voice_meta: Html,
    /// Everything, the most important words, the people around the person: what the reader sees.
    whole: bool,
    said: bool,
    people: bool,
    due: bool,
    waiting: usize,
    save: String,
    rows: Vec<Row>,
    see: Vec<(Html, bool, Html)>,
    see_href: String,
    next: Option<String>,
    print: String,
    proxies: Vec<(String, String)>,
    proxies_href: String,
    /// Papers that a doctor signed: words, scans with address and words.
    papers: Vec<(String, Vec<(String, String)>)>,
    versions: String,
    money: String,
    export: String,
    withdraw: String,
    shown: bool,
    key: String,
}

fn words_of(e: Edition, v: &Version) -> Html {
    let own = v.whose == Whose::Own;
    let who = match own {
        true => say(e, "ご本人のことば", "{本人|ほんにん}の ことば"),
        false => {
            say(e, "まわりの人が考えたこと（推定）", "まわりの {人|ひと}が {考|かんが}えた こと")
        }
    };
    let on = day(e, v.confirmed_on);
    let end = say(e, "に確かめました", "に {聞|き}きました");
    let with = match v.present.as_str() {
        "" => Html::default(),
        p => Html::text(format!("（{p}）")),
    };
    who.and("　").and(on).and(end).and(with)
}

/// GET /my/wish
pub(super) fn home(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let m = req.read(act::home)?;
    let form = shipped().map_err(Fail::Use)?;
    let shell = req.titled("わたしのきぼうノート");
    let n = &m.note;
    let empty = crate::model::Body::new();
    let kept = n.newest.as_ref().map_or(&empty, |v| &v.body);
    let body = match (&m.opened, &n.newest) {
        (Some(o), _) => &o.body,
        (None, Some(v)) => &v.body,
        (None, None) => &empty,
    };
    let rows = form
        .topics(Part::Wish)
        .iter()
        .filter(|t| n.open.shows(&t.code))
        .map(|t| {
            let written = t.questions.iter().any(|q| body.contains_key(&q.code));
            // what waits is no part of the note yet: the booklet and those who are shown the note do not have it
            let waits = t.questions.iter().any(|q| body.get(&q.code) != kept.get(&q.code));
            let first = t.questions.iter().find(|q| !body.contains_key(&q.code));
            let to = first.or(t.questions.first()).map(|q| q.code.clone());
            Row {
                href: to.filter(|_| m.writes).map(|c| shell.url(&path(e, &format!("/q/{c}")))),
                title: t.words.html(e),
                text: form.summary(t, body),
                tag: match (waits, written) {
                    (true, _) => say(
                        e,
                        "下書き（まだ残していません）",
                        "{下書|したが}き（まだ ノートに {入|はい}って いません）",
                    ),
                    (false, true) => say(e, "書きました", "{書|か}きました"),
                    (false, false) => say(e, "まだです", "まだ です"),
                },
                kept: written && !waits,
            }
        })
        .collect();
    let next = form
        .questions(Part::Wish)
        .find(|q| !body.contains_key(&q.code))
        .map(|q| shell.url(&path(e, &format!("/q/{}", q.code))));
    let today = req.app.now().date();
    let mut all = see(n, today);
    let mut shown: Vec<(Html, bool, Html)> = Vec::new();
    for a in [Addressee::Emergency, Addressee::Team, Addressee::Hospital] {
        let (title, why) = words(e, a);
        let running = n.released.iter().find(|r| r.to == a);
        let how = running.map(|r| narrowed(form, &r.parts, r.until, e)).unwrap_or_default();
        shown.push((title, running.is_some(), why.and(how)));
    }
    shown.extend(all.split_off(3).into_iter().map(|s| (s.0.into(), s.1, s.2.into())));
    let page = Home {
        switch: Switch::of(&shell, e, ""),
        back: ui::back("わたしのページ", shell.url("/my")),
        name: n.person.name.clone(),
        own: m.own,
        writes: m.writes,
        voice: n.newest.as_ref().map_or("", |v| v.text("values.voice")).to_owned(),
        voice_meta: n.newest.as_ref().map(|v| words_of(e, v)).unwrap_or_default(),
        whole: n.open.whole(),
        said: n.open.shows("values"),
        people: n.open.shows(PEOPLE),
        due: n.due.is_some(),
        waiting: m.opened.as_ref().map_or(0, |o| o.waiting),
        save: shell.url(&path(e, "/save")),
        rows,
        shown: !n.released.is_empty() || n.family.iter().any(|c| c.shows_note(today)),
        see: shown,
        see_href: shell.url(&path(e, "/see")),
        next,
        print: shell.url(&path(e, "/print")),
        proxies: n
            .proxies
            .iter()
            .map(|p| (format!("{}（{}）", p.who.name, p.who.relation), p.consent()))
            .collect(),
        proxies_href: shell.url(&path(e, "/proxies")),
        papers: n
            .papers
            .iter()
            .map(|p| {
                let w = &p.what;
                let line = format!(
                    "{}・{}（{}）。ある所：{}",
                    w.kind.label(),
                    w.signed_by,
                    wareki::short(w.made_on),
                    w.kept_at
                );
                let href = |file| shell.url(&format!("/my/wish/papers/{}/scans/{file}", p.id));
                let of = n.scans.iter().filter(|s| s.0 == p.id);
                (line, of.map(|(_, a)| (href(a.id), super::scan::words(a))).collect())
            })
            .collect(),
        versions: shell.url(&path(e, "/versions")),
        export: shell.url("/my/wish/export"),
        money: shell.url(&path(e, "/money")),
        withdraw: shell.url("/my/wish/withdraw"),
        key: req.new_key(),
        e,
        shell,
    };
    Resp::page(page.render())
}

#[derive(Template)]
#[template(path = "acp/my_versions.html")]
struct Versions {
    shell: Shell,
    e: Edition,
    back: Html,
    rows: Vec<(String, Html, String)>,
}

/// GET /my/wish/versions
pub(super) fn versions(req: &Req) -> Result<Resp, Fail> {
    let e = edition(req);
    let all = req.read(act::versions)?;
    let shell = req.titled("前のノート");
    let page = Versions {
        back: ui::back("わたしのきぼうノート", shell.url(&path(e, ""))),
        rows: all
            .iter()
            .map(|v| {
                let by = format!("{}：{}", v.typed.label(), v.by);
                (v.text("values.voice").to_owned(), words_of(e, v), by)
            })
            .collect(),
        e,
        shell,
    };
    Resp::page(page.render())
}
