//! A region with organisations, and asking for its pages as a browser does, without a server.
use std::collections::BTreeMap;
use std::sync::Arc;

use accounts::use_cases::set_up;
use accounts::{NewOrganisation, OrganisationId, OrganisationKind};
use directory::model::kouhyou::{ParsedFile, parse};
use directory::model::window::{Avoid, Party, Window};
use directory::use_cases::{import, windows};
use directory::{FacilityId, WindowId};
use kernel::{Actor, BusinessCalendar, Hat, Hours, Time, Weekday};
use office::csv::Limits;
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{Contents, TestApp, TestDb, id, kitakami};

pub const HEAD: &str = "都道府県コード又は市町村コード,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,定員";

pub fn row(n: u32, name: &str, kana: &str) -> String {
    format!(
        "032069,岩手県,北上市,{name},{kana},訪問入浴介護,岩手県北上市ひばり台{n}-1,39.3,141.1,0197-65-{n:04},,,結の会,{:010},0",
        370_100_000 + n
    )
}

pub fn csv(rows: &[String]) -> Vec<u8> {
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

pub fn file(rows: &[String]) -> ParsedFile {
    parse("jigyosho_120.csv", &csv(rows), &Limits::default())
}

pub fn some(n: u32) -> Vec<String> {
    (1..=n)
        .map(|i| row(i, &format!("北上訪問入浴{i}"), &format!("キタカミホウモンニュウヨク{i:03}")))
        .collect()
}

pub fn region(db: TestDb) -> TestApp {
    TestApp::in_region(db, kitakami())
}

pub fn base() -> TestApp {
    region(TestDb::sqlite(Contents::Base))
}

pub fn operator() -> Actor {
    Actor::operator()
}

pub fn imported(app: &TestApp, rows: &[String]) {
    let files = vec![file(rows)];
    app.write(&operator(), move |cx| {
        import::import(cx, &files, Some("2026-06-30".parse().unwrap()))
    })
    .unwrap();
}

pub fn t(h: i8, m: i8) -> Time {
    Time::constant(h, m, 0, 0)
}

pub fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "かな".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-65-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8, 30), t(17, 30)),
        outside: false,
        fictitious: true,
    };
    app.write(&operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

/// The window of the mock-up: 8:30–17:30, not at noon, not on Thursday from 16 o'clock.
pub fn window(party: Party) -> Window {
    let h = Some(Hours { open: t(8, 30), close: t(17, 30) });
    let avoid = |weekday, from, to, reason: &str| Avoid {
        weekday,
        month_days: None,
        from,
        to,
        reason: reason.into(),
    };
    Window {
        id: WindowId(id(0)),
        party,
        rank: 0,
        name: "入退院の窓口".into(),
        person: "佐藤 花子".into(),
        stand_in: "管理者 高橋 美奈".into(),
        phone: "0000-65-0012".into(),
        fax: "0000-65-0013".into(),
        best_way: "この画面から連絡、FAX".into(),
        note: String::new(),
        week: [h, h, h, h, h, None, None],
        holidays_closed: true,
        avoid: vec![
            avoid(None, t(12, 0), t(13, 0), ""),
            avoid(Some(Weekday::Thursday), t(16, 0), t(17, 30), "会議"),
        ],
        confirmed_on: Some("2026-10-02".parse().unwrap()),
        version: 0,
    }
}

pub fn put_window(app: &TestApp, w: &Window) -> WindowId {
    let w = w.clone();
    app.write(&operator(), move |cx| windows::save(cx, &w)).unwrap()
}

pub fn first_facility(app: &TestApp) -> FacilityId {
    use directory::use_cases::browse::{self, Filter, Turn};
    let page =
        app.read(&operator(), |cx| browse::list(cx, &Filter::default(), Turn::First)).unwrap();
    page.listed.rows[0].id
}

/// What a browser sends.
#[derive(Default, Clone)]
pub struct Ask {
    pub query: String,
    pub form: Vec<(String, String)>,
    pub files: Vec<(String, String, Vec<u8>)>,
}

pub fn ask(
    app: &TestApp,
    actor: &Actor,
    method: Method,
    path: &str,
    with: Ask,
) -> Result<Resp, Fail> {
    let routes = directory::slice().routes;
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
        files: with.files,
        session: Some(Session {
            actor: actor.clone(),
            office: "結野 連携拠点".into(),
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

pub fn get(app: &TestApp, hat: Hat, path: &str, query: &str) -> String {
    let with = Ask { query: query.into(), ..Ask::default() };
    html(ask(app, &testkit::staff(hat, id(1)), Method::Get, path, with).unwrap())
}

pub fn post(app: &TestApp, hat: Hat, path: &str, form: &[(&str, &str)]) -> Resp {
    let form = form.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
    ask(app, &testkit::staff(hat, id(1)), Method::Post, path, Ask { form, ..Ask::default() })
        .unwrap()
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
