//! Handing over and the follow-up as requests: what is typed wrong comes back, what is right goes on.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use people::model::{Consent, ConsentMethod, NewResident, Sex};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, ResidentId};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::TestApp;

struct Town {
    app: TestApp,
    cm: Actor,
    colleague: Actor,
    other: OrganisationId,
    resident: ResidentId,
}

fn organisation(app: &TestApp, name: &str) -> OrganisationId {
    let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, close),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

fn staff(app: &TestApp, organisation: OrganisationId, name: &str) -> Actor {
    let new = NewAccount {
        organisation,
        name: name.into(),
        kana: "さとう".into(),
        hat: Hat::CareManager,
        profession: String::new(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(organisation.0),
        hat: Hat::CareManager,
        name: name.into(),
    }
}

impl Town {
    fn new() -> Town {
        let app = TestApp::sqlite();
        let office = organisation(&app, "結の里居宅");
        let other = organisation(&app, "北町居宅");
        let cm = staff(&app, office, "佐藤 花子");
        let cmd = Register {
            resident: NewResident {
                name: "髙橋 𠮷江".into(),
                kana: "たかはし よしえ".into(),
                birth: "1940-05-03".parse().unwrap(),
                sex: Sex::Female,
                address: "結野市ひばり野台二丁目3".into(),
                phone: String::new(),
                insurer: String::new(),
                insured: String::new(),
                care_level: CareLevel::Care2,
                care_from: None,
                care_to: None,
                household: String::new(),
            },
            consent: Consent {
                method: ConsentMethod::Written,
                heard_by: String::new(),
                given_on: "2026-11-01".parse().unwrap(),
                form_version: "1".into(),
            },
            not_the_same: false,
        };
        let Registered::Done(resident) = app.write(&cm, move |cx| register(cx, &cmd)).unwrap()
        else {
            panic!("no doubt about who it is");
        };
        let colleague = staff(&app, office, "菊池 誠");
        Town { app, cm, colleague, other, resident }
    }

    fn ask(&self, method: Method, path: &str, fields: &[(&str, &str)]) -> Result<Resp, Fail> {
        let mut form = Form::default();
        for (name, value) in fields {
            form.push(name, *value);
        }
        let (query, form) = match method {
            Method::Get => (form, Form::default()),
            Method::Post => (Form::default(), form),
        };
        let params = match path.strip_prefix("/handover/") {
            Some("preview") | None => BTreeMap::new(),
            Some(rest) => {
                let id = rest.split('/').next().unwrap().to_string();
                BTreeMap::from([("handover".to_string(), id)])
            }
        };
        let handler = match (method, path) {
            (Method::Get, "/handover") => super::handover::choose,
            (Method::Get, "/handover/preview") => super::handover::preview,
            (Method::Post, "/handover") => super::handover::post,
            (Method::Get, _) => super::handover_done::page,
            (Method::Post, _) => super::handover_done::undo,
        };
        let req = Req {
            app: self.app.app.clone(),
            method,
            path: path.into(),
            params,
            query,
            form,
            files: Vec::new(),
            session: Some(Session {
                actor: self.cm.clone(),
                office: "結の里居宅".into(),
                csrf_key: vec![1],
            }),
            shell: super::super::office::samples::shell(),
            origin: String::new(),
        };
        handler(&req)
    }

    fn html(&self, method: Method, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let resp = self.ask(method, path, fields).unwrap();
        let Body::Html(html) = resp.body else { panic!("a page, not {:?}", resp.body) };
        super::super::office::samples::sound(&html);
        (resp.status, html)
    }
}

#[test]
fn from_the_choice_over_the_list_to_done_and_back() {
    let t = Town::new();
    let (status, html) = t.html(Method::Get, "/handover", &[]);
    assert!(status == 200 && html.contains("菊池 誠") && html.contains("北町居宅"));
    let from = t.cm.account.unwrap().to_string();
    let to = t.colleague.account.unwrap().to_string();
    let asked = [("a.from", from.as_str()), ("a.office", "same"), ("a.to", to.as_str())];
    let (status, html) = t.html(Method::Get, "/handover/preview", &asked);
    assert!(status == 200 && html.contains("髙橋 𠮷江 さん"));
    // without a reason it comes back with what was marked
    let who = t.resident.to_string();
    let mut fields = asked.to_vec();
    fields.extend([("a.who", who.as_str()), ("_key", "aaaaaaaaaa")]);
    let (status, html) = t.html(Method::Post, "/handover", &fields);
    assert!(status == 422 && html.contains("引き継ぐ理由を入力してください"));
    assert_eq!(html.matches(" checked").count(), 1);
    fields.push(("a.reason", "退職のため"));
    let done = t.ask(Method::Post, "/handover", &fields).unwrap();
    let Body::Redirect { to: path, .. } = done.body else { panic!("{:?}", done.body) };
    // the same press again is the same act
    let again = t.ask(Method::Post, "/handover", &fields).unwrap();
    assert!(matches!(again.body, Body::Redirect { to, .. } if to == path));
    let (_, html) = t.html(Method::Get, &path, &[]);
    assert!(html.contains("1人の担当を引き継ぎました") && html.contains("引き継ぎを取り消す"));
    t.app.clock.advance_minutes(6);
    let (status, html) = t.html(Method::Post, &format!("{path}/undo"), &[]);
    assert!(status == 422 && html.contains("5分をすぎたため"));
}

#[test]
fn a_choice_that_does_not_fit_comes_back_beside_its_field() {
    let t = Town::new();
    let from = t.cm.account.unwrap().to_string();
    let other = t.other.to_string();
    for (fields, said) in [
        (vec![("a.from", "?")], "いまの担当を選んでください"),
        (vec![("a.from", from.as_str())], "引き継ぐ人を選んでください"),
        (vec![("a.from", from.as_str()), ("a.to", from.as_str())], "同じ人です"),
        (vec![("a.from", from.as_str()), ("a.office", "x")], "引き継ぐ先を選んでください"),
    ] {
        let (status, html) = t.html(Method::Get, "/handover/preview", &fields);
        assert!(status == 422 && html.contains(said), "{said}");
    }
    // another office: the day of consent is asked for, beside the rest that was typed
    let who = t.resident.to_string();
    let fields = [
        ("a.from", from.as_str()),
        ("a.office", other.as_str()),
        ("a.taker", "later"),
        ("a.reason", "転居のため"),
        ("a.who", who.as_str()),
    ];
    let (status, html) = t.html(Method::Post, "/handover", &fields);
    assert!(status == 422 && html.contains("同意した日を入力してください"));
    assert!(html.contains("転居のため"));
}
