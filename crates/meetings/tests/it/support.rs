//! A region without persons, its coordinator, and asking for pages as a browser does.
use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::Date;
use kernel::{Actor, Hat};
use meetings::model::{NewBody, NewMeeting, NewMember};
use meetings::use_cases::{bodies, meetings as planning};
use meetings::{BodyId, MeetingId, MemberId};
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

pub fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

pub fn body(name: &str) -> NewBody {
    NewBody {
        name: name.into(),
        kind: "council".into(),
        secretariat: "連携拠点".into(),
        founded_on: Some("2020-06-01".into()),
        ..NewBody::default()
    }
}

pub fn add_body(app: &TestApp, new: NewBody) -> BodyId {
    app.write(&coordinator(), move |cx| bodies::add(cx, &new)).unwrap()
}

pub fn member(organisation: &str, profession: &str) -> NewMember {
    NewMember {
        organisation: organisation.into(),
        name: "結野 花".into(),
        profession: profession.into(),
        role: "member".into(),
        from: day("2026-04-01"),
        until: day("2028-03-31"),
    }
}

pub fn add_member(app: &TestApp, to: BodyId, new: NewMember) -> MemberId {
    app.write(&coordinator(), move |cx| bodies::add_member(cx, to, &new)).unwrap()
}

pub fn meeting(on: Option<&str>) -> NewMeeting {
    NewMeeting {
        day: on.map(|d| d.parse().unwrap()),
        from: on.map_or("", |_| "18:30").into(),
        to: on.map_or("", |_| "20:00").into(),
        place: "保健センター".into(),
        form: "gather".into(),
        ..NewMeeting::default()
    }
}

pub fn plan(app: &TestApp, of: BodyId, on: Option<&str>) -> MeetingId {
    let new = meeting(on);
    app.write(&coordinator(), move |cx| planning::add(cx, of, &new)).unwrap()
}

/// A meeting that was held on this day, which is past.
pub fn held(app: &TestApp, of: BodyId, on: &str) -> MeetingId {
    let id = plan(app, of, Some(on));
    app.write(&coordinator(), move |cx| {
        planning::set_state(cx, id, meetings::model::State::Held, "")
    })
    .unwrap();
    id
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
    let routes = meetings::slice().routes;
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
