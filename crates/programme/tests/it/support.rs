//! A region without persons, its coordinator, the slices whose figures are read, and asking for pages as a browser does.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use events::EventId;
use events::model::{Day, NewEvent, State};
use events::use_cases::change;
use kernel::{Actor, Hat};
use programme::IndicatorId;
use programme::model::NewIndicator;
use programme::use_cases::indicators;
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{Contents, TestApp, TestDb, for_both_with, id, kitakami, staff};

/// The slices that the programme reads, known as the server knows them.
fn know() {
    slice::set_years(&[events::slice(), issues::slice(), desk::slice(), meetings::slice()]);
    slice::set_decided(&[meetings::slice()]);
    slice::set_agenda(&[meetings::slice()]);
    slice::set_planned(&[programme::slice()]);
    slice::set_evidence(&[programme::slice(), meetings::slice()]);
    slice::set_facts(&[
        events::slice(),
        issues::slice(),
        desk::slice(),
        meetings::slice(),
        surveys::slice(),
    ]);
}

pub fn both(test: impl Fn(TestApp)) {
    know();
    for_both_with(Contents::Base, |db| test(TestApp::in_region(db, kitakami())));
}

pub fn base() -> TestApp {
    know();
    let app = TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami());
    on(&app, "2026-11-22");
    app
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

pub fn event(kind: &str, title: &str, day: &str, expected: Option<i64>) -> NewEvent {
    NewEvent {
        kind: kind.into(),
        title: title.into(),
        place: "保健センター".into(),
        funding: "none".into(),
        expected,
        together: true,
        days: vec![Day { day: day.parse().unwrap(), from: "18:30".into(), to: "20:00".into() }],
        ..NewEvent::default()
    }
}

pub fn add(app: &TestApp, new: NewEvent) -> EventId {
    app.write(&coordinator(), move |cx| change::add(cx, &new)).unwrap()
}

/// An event that was held with so many citizens.
pub fn held(app: &TestApp, kind: &str, title: &str, day: &str, persons: i64) -> EventId {
    let id = add(app, event(kind, title, day, None));
    app.write(&coordinator(), move |cx| {
        change::put_heads(cx, id, &[("citizen".into(), persons)])?;
        change::set_state(cx, id, State::Held, "")
    })
    .unwrap();
    id
}

pub fn live(name: &str, unit: &str, provider: &str, of: &str) -> NewIndicator {
    NewIndicator {
        scene: "across".into(),
        name: name.into(),
        unit: unit.into(),
        numerator: format!("{name}の数"),
        source: "記録".into(),
        provider: provider.into(),
        of: of.into(),
        ..NewIndicator::default()
    }
}

pub fn typed(name: &str, unit: &str, scene: &str) -> NewIndicator {
    NewIndicator { scene: scene.into(), ..live(name, unit, "", "") }
}

pub fn define(app: &TestApp, new: NewIndicator) -> IndicatorId {
    app.write(&coordinator(), move |cx| indicators::add(cx, &new)).unwrap()
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
    file: Option<Vec<u8>>,
) -> Result<Resp, Fail> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let routes = programme::slice().routes;
    let mut found = None;
    for route in &routes {
        if let Some(params) = fits(route.path, path).filter(|_| route.method == method) {
            found = found
                .filter(|(_, p): &(_, BTreeMap<_, _>)| p.len() <= params.len())
                .or(Some((route, params)));
        }
    }
    let (route, params) = found.unwrap_or_else(|| panic!("no route {path}"));
    let mut posted = Form::default();
    for (k, v) in form {
        posted.push(k, *v);
    }
    let session = actor.map(|a| Session {
        actor: a.clone(),
        office: "連携拠点".into(),
        csrf_key: Vec::new(),
    });
    if session.is_none() {
        return Err(Fail::Login);
    }
    let req = Req {
        app: Arc::clone(&app.app),
        method,
        path: path.into(),
        params,
        query: Form::parse(query.as_bytes()).unwrap(),
        form: posted,
        files: file.map(|b| ("file".to_string(), "x.csv".to_string(), b)).into_iter().collect(),
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

pub fn get(app: &TestApp, actor: &Actor, address: &str) -> String {
    let (status, text) = html(ask(app, Some(actor), Method::Get, address, &[], None));
    assert_eq!(status, 200, "{address}: {text}");
    text
}

static N: AtomicU64 = AtomicU64::new(1);

/// A press with a key of its own.
pub fn post(app: &TestApp, actor: &Actor, path: &str, form: &[(&str, &str)]) -> (u16, String) {
    let key = format!("{:032x}", N.fetch_add(1, Ordering::Relaxed));
    let mut all = vec![("_key", key.as_str())];
    all.extend(form);
    html(ask(app, Some(actor), Method::Post, path, &all, None))
}

/// The same with a file.
pub fn upload(
    app: &TestApp,
    actor: &Actor,
    path: &str,
    form: &[(&str, &str)],
    file: Vec<u8>,
) -> (u16, String) {
    let key = format!("{:032x}", N.fetch_add(1, Ordering::Relaxed));
    let mut all = vec![("_key", key.as_str())];
    all.extend(form);
    html(ask(app, Some(actor), Method::Post, path, &all, Some(file)))
}
