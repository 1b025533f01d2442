//! The hospital's pages through their handlers: from what arrived to the papers, with what goes wrong on the way.
use std::collections::BTreeMap;

use crate::model::{Learned, StayId};
use crate::use_cases::contact::{Contact, contact};
use crate::use_cases::report::{Report, Where, report};
use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind, Ward};
use directory::model::window::{Avoid, Party, Window};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Hours, Id, Time};
use people::model::{CareLevel, Consent, ConsentMethod, NewResident, Sex};
use people::use_cases::register::{Register, Registered, register};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{TestApp, at};

struct Town {
    app: TestApp,
    cm: Actor,
    liaison: Actor,
    stay: StayId,
}

fn t(h: i8, m: i8) -> Time {
    Time::constant(h, m, 0, 0)
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8, 30), t(17, 30)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

fn staff(app: &TestApp, organisation: OrganisationId, name: &str, hat: Hat) -> Actor {
    let new = NewAccount {
        organisation,
        name: name.into(),
        kana: "さとう".into(),
        hat,
        profession: hat.label().into(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    let account = Some(id.0);
    Actor {
        kind: ActorKind::Staff,
        account,
        organisation: Some(organisation.0),
        hat,
        name: name.into(),
    }
}

impl Town {
    fn new() -> Town {
        let app = TestApp::sqlite();
        app.clock.set(at("2026-11-17", "10:00"));
        let office = organisation(&app, "結の里居宅", OrganisationKind::CareManagement);
        let hospital = organisation(&app, "結野中央病院", OrganisationKind::Hospital);
        let (cm, liaison) = (
            staff(&app, office, "佐藤 花子", Hat::CareManager),
            staff(&app, hospital, "小田島 誠", Hat::Liaison),
        );
        let wards =
            ["3階東病棟", "4階西病棟"].map(|n| Ward { name: n.into(), kind: "急性期".into() });
        app.write(&Actor::operator(), move |cx| set_up::add_wards(cx, hospital, &wards)).unwrap();
        app.write(&Actor::operator(), move |cx| {
            directory::use_cases::windows::put(cx, &window(office))
        })
        .unwrap();
        let who = Register {
            resident: NewResident {
                name: "阿部 ハル".into(),
                kana: "あべ はる".into(),
                birth: "1943-05-03".parse().unwrap(),
                sex: Sex::Female,
                address: "結野市ひばり台二丁目3".into(),
                phone: String::new(),
                insurer: String::new(),
                insured: String::new(),
                care_level: CareLevel::Care2,
                care_from: None,
                care_to: None,
                household: "独居".into(),
            },
            consent: Consent {
                method: ConsentMethod::Written,
                heard_by: String::new(),
                given_on: "2026-11-01".parse().unwrap(),
                form_version: "1".into(),
            },
            not_the_same: false,
        };
        let resident = match app.write(&cm, move |cx| register(cx, &who)).unwrap() {
            Registered::Done(id) => id,
            other => panic!("{other:?}"),
        };
        let admission = Report {
            resident,
            hospital: Where::Known(hospital),
            admitted_on: "2026-11-17".parse().unwrap(),
            admitted_time: Some(t(9, 40)),
            planned: false,
            reason: "肺炎".into(),
            learned: Learned::Family,
            ward: String::new(),
            care_level: None,
        };
        let stay = app.write(&cm, move |cx| report(cx, &admission)).unwrap();
        let told = Contact {
            stay,
            day: Some("2026-11-17".parse().unwrap()),
            method: crate::model::Method::Phone,
            to: "地域連携室".into(),
            note: String::new(),
            again: false,
        };
        app.write(&cm, move |cx| contact(cx, &told)).unwrap();
        app.clock.set(at("2026-11-19", "11:20"));
        Town { app, cm, liaison, stay }
    }

    fn send(
        &self,
        who: &Actor,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Resp, Fail> {
        let (route_path, query) = path.split_once('?').unwrap_or((path, ""));
        let (route, params) = crate::slice()
            .routes
            .into_iter()
            .filter(|r| r.method == method)
            .filter_map(|r| fits(r.path, route_path).map(|p| (r, p)))
            // a fixed segment wins over a named one, as in the server
            .min_by_key(|(_, p)| p.len())
            .unwrap_or_else(|| panic!("no route {path}"));
        let mut form = Form::default();
        fields.iter().for_each(|(n, v)| form.push(n, *v));
        (route.handler)(&Req {
            app: self.app.app.clone(),
            method,
            path: route_path.into(),
            params,
            query: Form::parse(query.as_bytes()).unwrap(),
            form,
            files: Vec::new(),
            session: Some(Session {
                actor: who.clone(),
                office: "結野中央病院".into(),
                csrf_key: vec![1],
            }),
            shell: ui::Shell {
                region: ui::RegionBadge { slug: "yuino".into(), ..ui::RegionBadge::default() },
                csrf: "t".into(),
                ..ui::Shell::default()
            },
            origin: String::new(),
        })
    }

    fn page(&self, path: &str) -> String {
        html(self.send(&self.liaison, Method::Get, path, &[]).unwrap(), 200)
    }

    /// Opens the form of a step, sends it with key and version as a browser would.
    fn step(&self, tail: &str, fields: &[(&str, &str)]) -> Result<Resp, Fail> {
        let path = format!("/transitions/{}{tail}", self.stay);
        let page = self.page(&path);
        let (key, version) = (hidden(&page, "_key"), hidden(&page, "_version"));
        let mut all = vec![("_key", key.as_str()), ("_version", version.as_str())];
        all.extend_from_slice(fields);
        self.send(&self.liaison, Method::Post, &path, &all)
    }
}

fn window(office: OrganisationId) -> Window {
    let h = Some(Hours { open: t(8, 30), close: t(17, 30) });
    Window {
        id: directory::WindowId(Id::from_bytes([0; 16])),
        party: Party::Organisation(office),
        rank: 0,
        name: "入退院の窓口".into(),
        person: "佐藤 花子".into(),
        stand_in: "管理者 高橋 美奈".into(),
        phone: "0000-65-0012".into(),
        fax: String::new(),
        best_way: String::new(),
        note: String::new(),
        week: [h, h, h, h, h, None, None],
        holidays_closed: true,
        avoid: vec![Avoid {
            weekday: None,
            month_days: None,
            from: t(12, 0),
            to: t(13, 0),
            reason: String::new(),
        }],
        confirmed_on: None,
        version: 0,
    }
}

fn fits(route: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    let mut out = BTreeMap::new();
    for (r, p) in a.iter().zip(&b) {
        match r.strip_prefix('{').and_then(|r| r.strip_suffix('}')) {
            Some(name) => {
                out.insert(name.to_string(), p.to_string());
            }
            None if r != p => return None,
            None => {}
        }
    }
    (a.len() == b.len()).then_some(out)
}

fn html(r: Resp, status: u16) -> String {
    match r.body {
        Body::Html(html) => {
            assert_eq!(r.status, status, "{html}");
            html
        }
        other => panic!("no page: {other:?}"),
    }
}

fn went(r: Resp) -> String {
    match r.body {
        Body::Redirect { to, .. } => to,
        other => panic!("not done: {other:?}"),
    }
}

fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).and_then(|s| s.split('"').next()).unwrap_or_default().to_string()
}

#[test]
fn the_thread_of_the_hospital_runs_through_its_pages() {
    let town = Town::new();
    let stay = format!("/transitions/{}", town.stay);
    let me = town.liaison.account.unwrap().to_string();
    let next = |words: &str| {
        let page = town.page("/transitions/intray");
        assert!(page.contains(words), "the in-tray asks for {words}");
        page
    };
    assert!(next("担当を決める").contains("病棟が まだ"));
    let to = [("to", me.as_str()), ("ward", "3階東病棟"), ("room", "305")];
    assert_eq!(went(town.step("/assign", &to).unwrap()), stay);
    assert!(next("要否を決める").contains("3階東病棟"));

    let saved = town
        .step("/screening", &[("_do", "save"), ("a.proc.after", "true"), ("a.said.person", "石川")])
        .unwrap();
    assert_eq!(went(saved), format!("{stay}/screening"));
    let page = town.page(&format!("{stay}/screening"));
    assert!(
        page.contains("退院支援が必要です")
            && page.contains("基準 A3")
            && page.contains("下書きを保存しました")
    );
    let decided = [
        ("_do", "decide"),
        ("decision", "needed"),
        ("a.proc.after", "true"),
        ("a.said.person", "石川"),
    ];
    assert_eq!(went(town.step("/screening", &decided).unwrap()), stay);

    assert!(next("連絡に進む").contains("電話は12時まで"));
    let told = [("method", "phone"), ("day_is", "today"), ("to", "佐藤さん")];
    assert_eq!(went(town.step("/planning", &told).unwrap()), stay);
    assert_eq!(
        went(town.step("/planned", &[("on.y", "R8.11.28"), ("said_by", "主治医")]).unwrap()),
        stay
    );
    let not_held = [("held_is", "not_held"), ("reason", "電話で足りるため")];
    assert_eq!(went(town.step("/conference", &not_held).unwrap()), stay);
    let page = town.page(&format!("{stay}/discharge"));
    assert!(page.contains("11月23日（月）まで（5日前）"));
    let leaves = [("leaves_on.y", "R8.11.28"), ("method", "fax"), ("day_is", "today")];
    assert_eq!(went(town.step("/discharge", &leaves).unwrap()), stay);
    let papers = [
        ("papers", "summary"),
        ("papers", "medicines"),
        ("whom", "office"),
        ("day.y", "今日"),
        ("method", "visit"),
    ];
    assert_eq!(went(town.step("/papers", &papers).unwrap()), stay);
    town.app.clock.set(at("2026-11-28", "15:00"));
    assert_eq!(went(town.step("/end", &[("on.y", "今日"), ("end_kind", "home")]).unwrap()), stay);
    let page = town.page("/transitions/intray");
    assert!(page.contains("相手のお返事を待っている") && page.contains("患者さん 0人"), "{page}");

    // taken back, entered again as 転院: nothing is left to do and the person is among the finished ones
    let undo = town
        .send(&town.liaison, Method::Post, &format!("{stay}/end/undo"), &[("_key", "undo-undo")])
        .unwrap();
    assert_eq!(went(undo), stay);
    assert_eq!(
        went(
            town.step("/end", &[("on.y", "今日"), ("end_kind", "transfer"), ("place", "西病院")])
                .unwrap()
        ),
        stay
    );
    assert!(town.page("/transitions/finished").contains("転院"));
    assert!(matches!(
        town.send(&town.liaison, Method::Get, "/transitions/intray/print", &[]).unwrap().body,
        Body::Print(_)
    ));
}

#[test]
fn a_form_pressed_twice_is_one_act_and_a_stale_one_says_so() {
    let town = Town::new();
    let path = format!("/transitions/{}/planning", town.stay);
    let page = town.page(&path);
    let (key, version) = (hidden(&page, "_key"), hidden(&page, "_version"));
    let fields = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("method", "phone"),
        ("day_is", "today"),
    ];
    let press = || town.send(&town.liaison, Method::Post, &path, &fields).unwrap();
    assert_eq!(went(press()), went(press()), "the second press answers as the first");
    // somebody else still has the old page open
    let other = [
        ("_key", "another-key"),
        ("_version", version.as_str()),
        ("method", "fax"),
        ("day_is", "today"),
        ("note", "二重"),
    ];
    let page = html(town.send(&town.liaison, Method::Post, &path, &other).unwrap(), 409);
    assert!(page.contains("「退院調整開始の連絡」を記録しました") && page.contains("二重"));
    assert_ne!(hidden(&page, "_version"), version, "pressed again it goes through");
    let seen = hidden(&page, "_version");
    let mut again = vec![
        ("_key", "a-third-key"),
        ("_version", seen.as_str()),
        ("method", "fax"),
        ("day_is", "today"),
    ];
    let page = html(town.send(&town.liaison, Method::Post, &path, &again).unwrap(), 409);
    assert!(page.contains("もう一度記録しますか") && page.contains("value=\"yes\""));
    again.push(("again", "yes"));
    went(town.send(&town.liaison, Method::Post, &path, &again).unwrap());
    // the same key with other content
    let reused = [("_key", key.as_str()), ("method", "visit"), ("day_is", "today")];
    let page = html(town.send(&town.liaison, Method::Post, &path, &reused).unwrap(), 422);
    assert!(page.contains("前に一度送られています"));
}

#[test]
fn what_the_use_cases_refuse_comes_back_beside_its_field() {
    let town = Town::new();
    let page = html(
        town.step(
            "/discharge",
            &[("leaves_on.y", "R8.11.1"), ("method", "fax"), ("day_is", "today"), ("note", "残る")],
        )
        .unwrap(),
        422,
    );
    assert!(
        page.contains("退院日は、入院日（11月17日（火））以後の日にしてください")
            && page.contains("残る")
    );
    for (tail, fields) in [
        ("/assign", vec![("to", "x")]),
        ("/assign", vec![("to", "0199a000-0000-7000-8000-000000000000"), ("ward", "3階東病棟")]),
        ("/planning", vec![]),
        ("/planned", vec![("on.era", "R"), ("on.y", "8"), ("on.m", "2"), ("on.d", "30")]),
        ("/conference", vec![("held_is", "not_held")]),
        ("/papers", vec![("papers", "gold")]),
        ("/end", vec![("on.y", "明日"), ("end_kind", "home")]),
        ("/end", vec![("on.y", "R8.11.16"), ("end_kind", "home")]),
        ("/end", vec![("on.y", "今日"), ("end_kind", "transfer")]),
        ("/end", vec![("on.y", "今日"), ("end_kind", "transfer"), ("prefecture", "宮城県")]),
        ("/screening", vec![("_do", "decide")]),
        (
            "/screening",
            vec![("_do", "decide"), ("decision", "not_needed"), ("a.proc.after", "true")],
        ),
        ("/screening", vec![("_do", "save"), ("a.said.on.y", "きのうのきのう")]),
    ] {
        let page = html(town.step(tail, &fields).unwrap(), 422);
        assert!(page.contains("errsum"), "{tail} {fields:?}");
    }
    let long = "あ".repeat(2_000);
    for (tail, name) in [
        ("/planning", "note"),
        ("/planned", "reason"),
        ("/papers", "to"),
        ("/end", "place"),
        ("/assign", "room"),
    ] {
        let me = town.liaison.account.unwrap().to_string();
        let fields = [
            ("to", me.as_str()),
            ("method", "phone"),
            ("day_is", "today"),
            ("day.y", "今日"),
            ("on.y", "今日"),
            ("papers", "summary"),
            ("whom", "office"),
            ("end_kind", "home"),
        ];
        let mut fields: Vec<_> = fields.into_iter().filter(|(n, _)| *n != name).collect();
        fields.push((name, &long));
        let page = html(town.step(tail, &fields).unwrap(), 422);
        assert!(page.contains("文字以内で入力してください") && page.contains(&long), "{tail}");
    }
}

#[test]
fn find_cm_gives_the_office_and_keeps_nothing_in_addresses() {
    let town = Town::new();
    let ask = |fields: &[(&str, &str)]| {
        town.send(&town.liaison, Method::Post, "/transitions/find-cm", fields).unwrap()
    };
    let page = html(ask(&[("by_is", "name"), ("kana", "アベ　ハル"), ("birth.y", "S18.5.3")]), 200);
    assert!(
        page.contains("結の里居宅")
            && page.contains("0000-65-0012")
            && !page.contains("阿部")
            && !page.contains("佐藤")
    );
    let page = html(ask(&[("by_is", "number"), ("insured", "0012345678")]), 200);
    assert!(page.contains("見つかりませんでした"));
    html(ask(&[("by_is", "number"), ("insured", "12")]), 422);
    let page = html(ask(&[("_do", "address"), ("address", "ひばり台二丁目")]), 200);
    assert!(page.contains("わかりませんでした"));
    html(ask(&[("_do", "address")]), 422);
    assert!(town.page("/transitions/find-cm").contains("さがしかた"));
}

#[test]
fn ids_that_name_nothing_are_not_found_and_the_other_side_may_only_what_is_its_own() {
    let town = Town::new();
    for tail in
        ["assign", "screening", "planning", "planned", "conference", "discharge", "papers", "end"]
    {
        for id in ["x", "0199a000-0000-7000-8000-000000000001"] {
            let path = format!("/transitions/{id}/{tail}");
            let got = town.send(&town.liaison, Method::Get, &path, &[]);
            assert!(matches!(got, Err(Fail::NotFound | Fail::Use(_))), "{path}");
        }
    }
    // what is there but not to be done says so, and does not say that nothing is there
    for (tail, words) in [
        ("onward", "転院は登録されていません"),
        ("conferences/new", "カンファは、病院が用意します"),
    ] {
        let path = format!("/transitions/{}/{tail}", town.stay);
        let page = html(town.send(&town.cm, Method::Get, &path, &[]).unwrap(), 404);
        assert!(page.contains(words), "{tail}");
    }
    // the office may enter the end, and sees the hospital as the one who is told
    let path = format!("/transitions/{}/end", town.stay);
    let page = html(town.send(&town.cm, Method::Get, &path, &[]).unwrap(), 200);
    assert!(page.contains("結野中央病院") && page.contains("地域連携室の連絡窓口"));
    let denied = town.send(
        &town.cm,
        Method::Post,
        &format!("/transitions/{}/planning", town.stay),
        &[("method", "phone"), ("day_is", "today")],
    );
    assert!(denied.is_err(), "{denied:?}");
    let went_home = went(town.send(&town.cm, Method::Get, "/transitions/intray", &[]).unwrap());
    assert_eq!(went_home, "/transitions");
}
