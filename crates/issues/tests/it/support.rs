//! A region without persons, who acts in it, short ways to write records, and asking for pages as a browser does.
use std::collections::BTreeMap;
use std::sync::Arc;

use issues::model::draft::Typed;
use issues::model::{Issue, Level, NewIssue, Profession, Stage};
use issues::use_cases::{self, Filter};
use issues::{ActId, IssueId};
use kernel::{Actor, Hat};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{Contents, TestApp, TestDb, id, kitakami};

/// Runs a test in a region without persons on both engines.
pub fn for_both(test: impl Fn(TestApp)) {
    testkit::for_both_with(Contents::Base, |db| test(region(db)));
}

/// Two other slices offer records or rest on ours, as in the whole program.
pub fn region(db: TestDb) -> TestApp {
    slice::set_evidence(&[crate::evidence::heard(), crate::followed::events(), issues::slice()]);
    TestApp::in_region(db, kitakami())
}

pub fn sqlite() -> TestApp {
    region(TestDb::sqlite(Contents::Base))
}

pub fn centre() -> Actor {
    testkit::staff(Hat::Coordinator, id(1))
}

pub fn city() -> Actor {
    testkit::staff(Hat::City, id(2))
}

pub fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|t| (*t).to_string()).collect()
}

pub fn new_issue(fy: i16, profession: Profession, title: &str) -> NewIssue {
    NewIssue {
        fy,
        profession,
        title: title.into(),
        detail: String::new(),
        scene: None,
        kind: None,
        owner: None,
    }
}

pub fn add(app: &TestApp, fy: i16, profession: Profession, title: &str) -> IssueId {
    let d = new_issue(fy, profession, title);
    app.write(&centre(), move |cx| use_cases::add_issue(cx, &d, None)).unwrap()
}

pub fn save(app: &TestApp, level: Level, t: &Typed) -> ActId {
    let t = t.clone();
    app.write(&centre(), move |cx| use_cases::save(cx, None, level, &t)).unwrap()
}

pub fn change(
    app: &TestApp,
    id: ActId,
    level: Level,
    edit: impl Fn(&mut Typed),
) -> app::Result<ActId> {
    let p = app.read(&centre(), |cx| use_cases::act(cx, id)).unwrap();
    let mut t = Typed::of(&p.act.about, &p.said);
    edit(&mut t);
    app.write(&centre(), move |cx| use_cases::save(cx, Some((id, p.act.version)), level, &t))
}

/// A talk of this day with a profession.
pub fn hearing(day: &str, profession: &str, said: &str) -> Typed {
    Typed {
        sort: "hearing".into(),
        form: "real".into(),
        state: "done".into(),
        fy: "2026".into(),
        days: day.into(),
        professions: texts(&[profession]),
        said: said.into(),
        ..Typed::default()
    }
}

/// Something done with two professions.
pub fn matching(title: &str, professions: &[&str], state: &str, days: &str) -> Typed {
    Typed {
        sort: "visit".into(),
        by: "centre".into(),
        title: title.into(),
        state: state.into(),
        fy: "2026".into(),
        days: days.into(),
        professions: texts(professions),
        ..Typed::default()
    }
}

pub fn issue(app: &TestApp, id: IssueId) -> Issue {
    app.read(&centre(), |cx| use_cases::issue(cx, id)).unwrap().issue
}

pub fn stage(app: &TestApp, id: IssueId) -> Stage {
    issue(app, id).stage
}

pub fn all(app: &TestApp) -> Vec<Issue> {
    let list = app.read(&centre(), |cx| use_cases::issues(cx, &Filter::default())).unwrap();
    list.rows.into_iter().map(|(i, _)| i).collect()
}

/// Events of a kind, as JSON.
pub fn events(app: &TestApp, kind: &str) -> Vec<serde_json::Value> {
    app.settle();
    let all = app.read(&Actor::system(), |cx| app::outbox::after(cx, 0)).unwrap();
    all.into_iter()
        .filter(|e| e.kind == kind)
        .map(|e| serde_json::from_str(&e.payload).unwrap())
        .collect()
}

/// What a browser sends.
#[derive(Default, Clone)]
pub struct Ask {
    pub query: String,
    pub form: Vec<(String, String)>,
}

pub fn ask(
    app: &TestApp,
    actor: &Actor,
    method: Method,
    path: &str,
    with: Ask,
) -> Result<Resp, Fail> {
    let routes = issues::slice().routes;
    let mut found = None;
    // a path of its own comes before one with a placeholder, as in the server's router
    for route in &routes {
        if let Some(params) = fits(route.path, path).filter(|_| route.method == method) {
            found = found
                .filter(|(_, p): &(_, BTreeMap<_, _>)| p.len() <= params.len())
                .or(Some((route, params)));
        }
    }
    let (route, params) = found.unwrap_or_else(|| panic!("no route {path}"));
    let mut form = Form::default();
    for (k, v) in &with.form {
        form.push(k, v.clone());
    }
    let r = app.region();
    let shell = ui::Shell {
        region: ui::RegionBadge {
            slug: r.slug.clone(),
            name: r.name.clone(),
            demo: r.demo,
            fictitious: r.fictitious,
        },
        csrf: "token".into(),
        ..ui::Shell::default()
    };
    let req = Req {
        app: Arc::clone(&app.app),
        method,
        path: path.into(),
        params,
        query: Form::parse(with.query.as_bytes()).unwrap(),
        form,
        files: Vec::new(),
        session: Some(Session {
            actor: actor.clone(),
            office: "在宅ゆいの".into(),
            csrf_key: Vec::new(),
        }),
        shell,
        origin: "http://127.0.0.1".into(),
    };
    (route.handler)(&req)
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

pub fn get(app: &TestApp, actor: &Actor, path: &str, query: &str) -> String {
    let with = Ask { query: query.into(), ..Ask::default() };
    html(ask(app, actor, Method::Get, path, with).unwrap())
}

pub fn post(app: &TestApp, actor: &Actor, path: &str, form: &[(&str, &str)]) -> Result<Resp, Fail> {
    let form = form.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
    ask(app, actor, Method::Post, path, Ask { form, ..Ask::default() })
}

pub fn html(r: Resp) -> String {
    match r.body {
        Body::Html(text) => text,
        other => panic!("no page: {other:?}"),
    }
}

pub fn goes_to(r: Resp) -> String {
    match r.body {
        Body::Redirect { to, .. } => to,
        other => panic!("goes nowhere: {other:?}"),
    }
}
