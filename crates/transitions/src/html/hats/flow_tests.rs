//! The doctor's tap, the ward's choice and the team's list through their handlers, on a real store.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind, Ward};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use people::ResidentId;
use people::authz::{Basis, Grant, Party, grant};
use people::model::{CareLevel, Consent, ConsentMethod, NewResident, Sex};
use people::use_cases::register::{Register, Registered, register};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{TestApp, at};

use super::samples;
use crate::model::{Learned, StayId};
use crate::use_cases::report::{Report, Where, report};

struct Town {
    app: TestApp,
    cm: Actor,
    ward: Actor,
    doctor: Actor,
    elsewhere: Actor,
    clinic: Actor,
    nurse: Actor,
    stranger: Actor,
    resident: ResidentId,
    stay: StayId,
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
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
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(organisation.0),
        hat,
        name: name.into(),
    }
}

impl Town {
    fn new() -> Town {
        let app = TestApp::sqlite();
        app.clock.set(at("2026-11-09", "10:00"));
        let office = organisation(&app, "結の里居宅", OrganisationKind::CareManagement);
        let hospital = organisation(&app, "結野中央病院", OrganisationKind::Hospital);
        let second = organisation(&app, "結野西病院", OrganisationKind::Hospital);
        let clinic = organisation(&app, "結本町内科", OrganisationKind::Clinic);
        let station = organisation(&app, "訪問看護 ゆいの手", OrganisationKind::VisitNursing);
        let other = organisation(&app, "訪問看護 みどり", OrganisationKind::VisitNursing);
        let wards =
            ["3階東病棟", "4階西病棟"].map(|n| Ward { name: n.into(), kind: "急性期".into() });
        app.write(&Actor::operator(), move |cx| set_up::add_wards(cx, hospital, &wards)).unwrap();
        let cm = staff(&app, office, "佐藤 花子", Hat::CareManager);
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
        for party in [station, clinic] {
            app.write(&Actor::operator(), move |cx| {
                grant(
                    cx,
                    &Grant {
                        resident,
                        party: Party::Organisation(party.0),
                        basis: Basis::Team,
                        kind: None,
                        record: None,
                        from: cx.today(),
                        to: None,
                    },
                )
            })
            .unwrap();
        }
        let admission = Report {
            resident,
            hospital: Where::Known(hospital),
            admitted_on: "2026-11-09".parse().unwrap(),
            admitted_time: None,
            planned: false,
            reason: "誤嚥性肺炎".into(),
            learned: Learned::Family,
            ward: "3階東病棟".into(),
            care_level: None,
        };
        let stay = app.write(&cm, move |cx| report(cx, &admission)).unwrap();
        app.clock.set(at("2026-11-19", "11:20"));
        Town {
            ward: staff(&app, hospital, "金子 彩", Hat::Ward),
            doctor: staff(&app, hospital, "稲垣 達也", Hat::Doctor),
            elsewhere: staff(&app, second, "佐藤 慎也", Hat::Doctor),
            clinic: staff(&app, clinic, "松尾 直樹", Hat::Doctor),
            nurse: staff(&app, station, "高松 和美", Hat::Provider),
            stranger: staff(&app, other, "小原 裕美", Hat::Provider),
            cm,
            app,
            resident,
            stay,
        }
    }

    fn send(
        &self,
        who: &Actor,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Resp, Fail> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |r: &&slice::Route| {
            let parts: Vec<&str> = r.path.split('/').collect();
            r.method == method
                && parts.len() == asked.len()
                && parts.iter().zip(&asked).all(|(p, a)| p.starts_with('{') || p == a)
        };
        let all = crate::html::routes();
        let route = all
            .iter()
            .filter(fits)
            .min_by_key(|r| r.path.matches('{').count())
            .unwrap_or_else(|| panic!("no {path}"));
        if !route.permission.is_some_and(|p| p.hats.contains(&who.hat)) {
            return Err(Fail::Use(app::Error::Forbidden("door")));
        }
        let mut params = BTreeMap::new();
        for (p, a) in route.path.split('/').zip(&asked) {
            if let Some(name) = p.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                params.insert(name.to_string(), (*a).to_string());
            }
        }
        let mut form = Form::default();
        fields.iter().for_each(|(n, v)| form.push(n, *v));
        (route.handler)(&Req {
            app: self.app.app.clone(),
            method,
            path: path.into(),
            params,
            query: Form::parse(query.as_bytes()).unwrap(),
            form,
            files: Vec::new(),
            session: Some(Session {
                actor: who.clone(),
                office: String::new(),
                csrf_key: vec![1; 32],
            }),
            shell: samples::shell(),
            origin: String::new(),
        })
    }

    fn see(&self, who: &Actor, path: &str) -> String {
        html(self.send(who, Method::Get, path, &[]).unwrap_or_else(|_| panic!("{path}")))
    }

    fn tap(&self, who: &Actor, key: &str, fields: &[(&str, &str)]) -> Result<Resp, Fail> {
        let mut all = vec![("_key", key)];
        all.extend_from_slice(fields);
        self.send(who, Method::Post, &format!("/transitions/doctor/{}", self.stay), &all)
    }

    fn seen(&self) -> String {
        let page = self.see(&self.doctor, "/transitions/doctor");
        page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().into()
    }
}

fn html(r: Resp) -> String {
    match r.body {
        Body::Html(h) => {
            samples::sound(&h);
            h
        }
        other => panic!("no page but {other:?}"),
    }
}

fn gone(r: Result<Resp, Fail>) -> bool {
    matches!(r, Err(Fail::NotFound | Fail::Use(app::Error::NotFound | app::Error::Forbidden(_))))
}

#[test]
fn the_doctor_sets_the_day_in_one_tap_and_a_change_needs_its_reason() {
    let t = Town::new();
    let page = t.see(&t.doctor, "/transitions/doctor");
    assert!(page.contains("退院予定日を決める患者さん 1人") && page.contains("阿部 ハル さん"));
    let done = t.tap(&t.doctor, "key-0001", &[("on", "2026-11-26"), ("seen", "none")]).unwrap();
    assert!(matches!(done.body, Body::Redirect { .. }), "{done:?}");
    let page = t.see(&t.doctor, "/transitions/doctor");
    assert!(
        page.contains("退院予定日を決める患者さんはいません") && page.contains("11月26日（木）")
    );
    // the day passes: it is asked for again, and a change is not taken without its reason
    t.app.clock.set(at("2026-11-27", "09:00"));
    let seen = t.seen();
    let bare = t.tap(&t.doctor, "key-0002", &[("on", "2026-12-04"), ("seen", &seen)]).unwrap();
    assert_eq!(bare.status, 422);
    assert!(html(bare).contains("予定日を変える理由を入力してください"));
    let with = [("on", "2026-12-04"), ("seen", seen.as_str()), ("reason", "病状が変わったため")];
    assert!(matches!(t.tap(&t.doctor, "key-0003", &with).unwrap().body, Body::Redirect { .. }));
    // from a page opened before somebody else changed it, nothing is overwritten unseen
    t.app.clock.set(at("2026-12-05", "09:00"));
    let old =
        t.tap(&t.doctor, "key-0004", &[("on", "2026-12-06"), ("seen", &seen), ("reason", "x")]);
    let old = old.unwrap();
    assert_eq!(old.status, 422);
    assert!(html(old).contains("ほかの人が退院予定日を変えました"));
    for wrong in ["", "x", "2026-01-01"] {
        let r = t.tap(&t.doctor, "key-0005", &[("on", wrong), ("seen", &seen)]).unwrap();
        assert_eq!(r.status, 422, "{wrong}");
    }
    let acts = t.app.read(&t.cm, |cx| crate::store::acts(cx, t.stay)).unwrap();
    let days: Vec<&str> = acts.iter().filter_map(|a| a.detail.date.as_deref()).collect();
    assert_eq!(days, ["2026-11-26", "2026-12-04"]);
    assert!(acts.iter().filter(|a| a.detail.date.is_some()).all(|a| a.name == "稲垣 達也"));
}

#[test]
fn nobody_but_the_doctors_of_this_hospital_taps_a_day() {
    let t = Town::new();
    for who in [&t.elsewhere, &t.clinic, &t.ward, &t.nurse, &t.cm] {
        let r = t.tap(who, "key-0001", &[("on", "2026-11-26"), ("seen", "none")]);
        assert!(gone(r), "{}", who.name);
    }
    let acts = t.app.read(&t.cm, |cx| crate::store::acts(cx, t.stay)).unwrap();
    assert!(acts.iter().all(|a| a.detail.date.is_none()));
    let page = t.see(&t.elsewhere, "/transitions/doctor");
    assert!(!page.contains("阿部"));
}

#[test]
fn the_ward_sees_its_patients_and_chooses_its_ward() {
    let t = Town::new();
    let page = t.see(&t.ward, "/transitions/ward");
    assert!(page.contains("すべての病棟の患者さん 1人") && page.contains("ADLのようすを入力する"));
    let other = format!("/transitions/ward?ward={}", super::code("4階西病棟"));
    assert!(!t.see(&t.ward, &other).contains("阿部"));
    let chosen = [("_key", "key-0001"), ("ward", "4階西病棟"), ("back", "https://evil.example/")];
    let done = t.send(&t.ward, Method::Post, "/transitions/my-wards", &chosen).unwrap();
    assert!(matches!(done.body, Body::Redirect { to, .. } if to == "/transitions/ward"));
    assert!(!t.see(&t.ward, "/transitions/ward").contains("阿部"));
    assert!(t.see(&t.ward, "/transitions/ward?ward=all").contains("阿部"));
    let nowhere = [("_key", "key-0002"), ("ward", "ないない病棟")];
    assert!(t.send(&t.ward, Method::Post, "/transitions/my-wards", &nowhere).is_err());
    for asked in ["x", "%3Cb%3E", ""] {
        t.see(&t.ward, &format!("/transitions/ward?ward={asked}"));
    }
}

#[test]
fn the_team_sees_where_and_until_when_and_nothing_of_why() {
    let t = Town::new();
    let one = format!("/transitions/shared/{}", t.stay);
    for who in [&t.nurse, &t.clinic] {
        let list = t.see(who, "/transitions/shared");
        assert!(list.contains("阿部 ハル さん") && !list.contains("肺炎"), "{}", who.name);
        let page = t.see(who, &one);
        assert!(page.contains("まだ決まっていません") && !page.contains("肺炎"), "{}", who.name);
        assert!(page.contains("ここに出ないこと") && page.contains("佐藤 花子"));
    }
    t.tap(
        &t.doctor,
        "key-0001",
        &[("on", "2026-11-26"), ("seen", "none"), ("reason", "熱が下がったため")],
    )
    .unwrap();
    let page = t.see(&t.nurse, &one);
    assert!(page.contains("11月26日（木）") && !page.contains("熱が"));
    // who is not in the team finds nobody, and the hospital's doctor has the hospital's list
    assert!(!t.see(&t.stranger, "/transitions/shared").contains("阿部"));
    for who in [&t.stranger, &t.doctor, &t.elsewhere, &t.ward] {
        assert!(gone(t.send(who, Method::Get, &one, &[])), "{}", who.name);
    }
    // a doctor of a clinic is led from the hospital's list to that of the team
    let led = t.send(&t.clinic, Method::Get, "/transitions/doctor", &[]).unwrap();
    assert!(matches!(led.body, Body::Redirect { to, .. } if to == "/transitions/shared"));
}

#[test]
fn the_team_may_open_no_page_of_the_stay_itself() {
    let t = Town::new();
    for r in crate::html::routes() {
        let open = r.permission.is_some_and(|p| p.hats.contains(&Hat::Provider));
        let path = r.path.replace("{stay}", &t.stay.to_string());
        if r.method != Method::Get
            || !open
            || path.contains('{')
            || !path.contains(&t.stay.to_string())
        {
            continue;
        }
        match t.send(&t.nurse, Method::Get, &path, &[]) {
            Ok(page) => {
                if let Body::Html(h) = page.body {
                    assert!(!h.contains("誤嚥性肺炎"), "{path}");
                }
            }
            Err(e) => assert!(gone(Err(e)), "{path}"),
        }
    }
    let entry = t.app.read(&t.nurse, |cx| crate::timeline::timeline(cx, t.resident.0)).unwrap();
    assert_eq!(entry.len(), 1);
    assert!(!format!("{entry:?}").contains("肺炎"));
    assert!(entry[0].whereabouts.as_deref() == Some("結野中央病院に入院中"));
    let current = t.app.read(&t.nurse, crate::figures::current).unwrap();
    assert_eq!(current.len(), 1);
    assert!(current[0].href.contains("/transitions/shared/"));
}
