//! A region without persons, its coordinator, and asking for pages as a browser does.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use forms::ask::{Given, Kind, Question, filled};
use kernel::{Actor, Date, Hat};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use surveys::model::asked::NewAsked;
use surveys::model::{NewSurvey, State};
use surveys::use_cases::surveys::{self as making, Start};
use surveys::use_cases::{asked, public};
use surveys::{AskedId, SurveyId};
use testkit::{Contents, TestApp, for_both_with, id, kitakami, staff};

pub fn both(test: impl Fn(TestApp)) {
    for_both_with(Contents::Base, |db| test(TestApp::in_region(db, kitakami())));
}

pub fn coordinator() -> Actor {
    staff(Hat::Coordinator, id(1))
}

pub fn city() -> Actor {
    staff(Hat::City, id(2))
}

pub fn on(app: &TestApp, date: &str) {
    app.clock.set(testkit::at(date, "10:00"));
}

pub fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

pub fn q(code: &str, kind: Kind, options: &[&str]) -> Question {
    Question {
        code: code.into(),
        kind,
        label: format!("質問{code}"),
        options: options.iter().map(|o| (*o).to_string()).collect(),
        ..Question::default()
    }
}

pub fn questions() -> Vec<Question> {
    let mut must = q("q1", Kind::One, &["はい", "いいえ"]);
    must.required = true;
    vec![
        q("q9", Kind::Head, &[]),
        must,
        q("q2", Kind::Number, &[]),
        q("q3", Kind::Nps, &[]),
        q("q4", Kind::Text, &[]),
    ]
}

pub fn given(pairs: &[(&str, &str)]) -> Given {
    pairs.iter().map(|(k, v)| ((*k).to_string(), vec![(*v).to_string()])).collect()
}

pub fn answers(pairs: &[(&str, &str)]) -> forms::Answers {
    filled(&questions(), &given(pairs))
}

/// A survey with the questions above, of November.
pub fn survey(app: &TestApp, named: bool) -> SurveyId {
    let id =
        app.write(&coordinator(), |cx| making::create(cx, "連絡の調査", &Start::Empty)).unwrap();
    let new = NewSurvey {
        title: "連絡の調査".into(),
        aim: "連絡をよくする".into(),
        named,
        from: day("2026-11-01"),
        until: day("2026-11-30"),
        ..NewSurvey::default()
    };
    app.write(&coordinator(), move |cx| making::save(cx, id, &new, 1)).unwrap();
    app.write(&coordinator(), move |cx| making::save_questions(cx, id, &questions(), 2)).unwrap();
    id
}

pub fn put(app: &TestApp, id: SurveyId, to: State) -> app::Result<()> {
    app.write(&coordinator(), move |cx| making::set_state(cx, id, to))
}

pub fn add(app: &TestApp, id: SurveyId, name: &str, kind: &str) -> AskedId {
    let new = NewAsked { name: name.into(), kind: kind.into(), ..NewAsked::default() };
    app.write(&coordinator(), move |cx| asked::add_typed(cx, id, &new)).unwrap();
    let all = app.read(&coordinator(), |cx| asked::list(cx, id)).unwrap().asked;
    all.iter().find(|a| a.data.name == name).unwrap().id
}

/// The links of a press, by name.
pub fn links(
    app: &TestApp,
    id: SurveyId,
    which: asked::Letters,
    seed: &'static str,
) -> BTreeMap<String, String> {
    let since = app.app.now();
    app.write(&coordinator(), move |cx| asked::links(cx, id, which, seed)).unwrap();
    let (_, all) = app.read(&coordinator(), |cx| asked::letters(cx, id, seed, since)).unwrap();
    all.into_iter()
        .map(|l| (l.asked.data.name, l.word.map(|w| w.token().to_string()).unwrap_or_default()))
        .collect()
}

pub fn say(app: &TestApp, word: &str, pairs: &[(&str, &str)]) -> app::Result<()> {
    let (word, a) = (word.to_string(), answers(pairs));
    app.write(&public::visitor(), move |cx| public::answer(cx, &word, &a, "net"))
}

fn fits(pattern: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    let mut params = BTreeMap::new();
    for (p, s) in a.iter().zip(&b) {
        match p.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some(name) => drop(params.insert(name.to_string(), (*s).to_string())),
            None if p == s => {}
            None => return None,
        }
    }
    (a.len() == b.len()).then_some(params)
}

/// What a browser sends; `actor` none = nobody is signed in.
pub fn ask(
    app: &TestApp,
    actor: Option<&Actor>,
    method: Method,
    address: &str,
    form: &[(&str, &str)],
    files: Vec<(String, String, Vec<u8>)>,
) -> Result<Resp, Fail> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let routes = surveys::slice().routes;
    let mut found = None;
    for route in &routes {
        if let Some(params) = fits(route.path, path).filter(|_| route.method == method) {
            found = found
                .filter(|(_, p): &(_, BTreeMap<_, _>)| p.len() <= params.len())
                .or(Some((route, params)));
        }
    }
    let (route, mut params) = found.unwrap_or_else(|| panic!("no route {path}"));
    params.insert("@network".into(), "203.0.113.0".into());
    let mut posted = Form::default();
    for (k, v) in form {
        posted.push(k, *v);
    }
    let session = actor.map(|a| Session {
        actor: a.clone(),
        office: "連携拠点".into(),
        csrf_key: Vec::new(),
    });
    if route.permission.is_some() && session.is_none() {
        return Err(Fail::Login);
    }
    let req = Req {
        app: Arc::clone(&app.app),
        method,
        path: path.into(),
        params,
        query: Form::parse(query.as_bytes()).unwrap(),
        form: posted,
        files,
        session,
        shell: ui::Shell { csrf: "token".into(), ..ui::Shell::default() },
        origin: "http://127.0.0.1".into(),
    };
    (route.handler)(&req)
}

pub fn html(r: Result<Resp, Fail>) -> (u16, String) {
    let r = r.unwrap();
    match r.body {
        Body::Html(h) => (r.status, h),
        Body::Redirect { to, .. } => (r.status, to),
        other => panic!("{other:?}"),
    }
}

pub fn get(app: &TestApp, actor: Option<&Actor>, address: &str) -> String {
    let (status, text) = html(ask(app, actor, Method::Get, address, &[], vec![]));
    assert_eq!(status, 200, "{address}: {text}");
    text
}

static N: AtomicU64 = AtomicU64::new(1);

/// A press with a key of its own.
pub fn post(
    app: &TestApp,
    actor: Option<&Actor>,
    path: &str,
    form: &[(&str, &str)],
) -> (u16, String) {
    let key = format!("{:032x}", N.fetch_add(1, Ordering::Relaxed));
    let mut all = vec![("_key", key.as_str())];
    all.extend(form);
    html(ask(app, actor, Method::Post, path, &all, vec![]))
}
