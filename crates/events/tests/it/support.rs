//! A region without persons, its coordinator, and asking for pages as a browser does.
use std::collections::BTreeMap;
use std::sync::Arc;

use events::EventId;
use events::model::entry::NewEntry;
use events::model::{Day, NewEvent};
use events::use_cases::change;
use kernel::{Actor, Hat};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
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

pub fn event(kind: &str, days: &[&str]) -> NewEvent {
    NewEvent {
        kind: kind.into(),
        title: "多職種研修会".into(),
        place: "保健センター".into(),
        hosts: "歯科医師会".into(),
        funding: "project".into(),
        days: days
            .iter()
            .map(|d| Day { day: d.parse().unwrap(), from: "18:30".into(), to: "20:00".into() })
            .collect(),
        ..NewEvent::default()
    }
}

pub fn add(app: &TestApp, new: NewEvent) -> EventId {
    app.write(&coordinator(), move |cx| change::add(cx, &new)).unwrap()
}

pub fn somebody(name: &str, profession: &str) -> NewEntry {
    NewEntry {
        name: name.into(),
        organisation: "ひがし薬局".into(),
        profession: profession.into(),
        contact: "0000-65-0012".into(),
    }
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
) -> Result<Resp, Fail> {
    send(app, actor, method, address, form, None)
}

/// The same with a file (name and content).
pub fn upload(app: &TestApp, actor: &Actor, path: &str, name: &str, file: &str) -> (u16, String) {
    let form = [("_key", "upload-upload-01")];
    html(send(app, Some(actor), Method::Post, path, &form, Some((name, file))))
}

fn send(
    app: &TestApp,
    actor: Option<&Actor>,
    method: Method,
    address: &str,
    form: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> Result<Resp, Fail> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let routes = events::slice().routes;
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
        files: file
            .map(|(name, text)| ("file".to_string(), name.to_string(), text.as_bytes().to_vec()))
            .into_iter()
            .collect(),
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
    let (status, text) = html(ask(app, actor, Method::Get, address, &[]));
    assert_eq!(status, 200, "{address}: {text}");
    text
}
