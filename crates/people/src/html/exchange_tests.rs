//! A person goes from one region to the other: the file, its preview, and what is wrong with a file.
use super::*;
use crate::html::testing::{html, req, sound};
use crate::model::{AlertLevel, FactKind, NewFact};
use crate::use_cases::{change, view};
use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use slice::Body;
use testkit::TestApp;

fn office(app: &TestApp) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: "結の里居宅".into(),
        kana: "ゆい".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap().0
}

fn asked(app: &TestApp, office: Id, param: (&str, &str), fields: &[(&str, &str)]) -> Req {
    let mut r = req(app, Hat::CareManager, office, "/people/x");
    if let Some(s) = &mut r.session {
        s.actor = testkit::staff(Hat::CareManager, office);
    }
    r.params.insert(param.0.into(), param.1.into());
    for (name, value) in fields {
        r.form.push(name, *value);
    }
    r
}

const MIYO: &[(&str, &str)] = &[
    ("name", "髙橋 ミヨ"),
    ("kana", "たかはし みよ"),
    ("birth.era", "S"),
    ("birth.y", "15"),
    ("birth.m", "5"),
    ("birth.d", "3"),
    ("sex", "female"),
    ("care_level", "22"),
    ("consent_method", "written"),
    ("consent_on", "2026-04-01"),
];

const EXPORT: &[(&str, &str)] = &[
    ("to_region", "雪代市"),
    ("reason", "長女宅の近くへ転居"),
    ("consent_on", "2026-11-18"),
    ("passphrase", "さくら 川べり 12月"),
    ("again", "さくら 川べり 12月"),
];

fn path(r: Resp) -> String {
    match r.body {
        Body::Redirect { to, .. } => to,
        other => panic!("not done: {other:?}"),
    }
}

/// A region with one person and the file made of them.
fn sent() -> (TestApp, Id, String, Vec<u8>) {
    let app = TestApp::sqlite();
    let office = office(&app);
    let to = path(super::super::register::save(&asked(&app, office, ("x", ""), MIYO)).unwrap());
    let id = to.trim_start_matches("/people/").to_string();
    let resident: ResidentId = id.parse().unwrap();
    let fact = NewFact {
        kind: FactKind::Allergy,
        text: "ペニシリン".into(),
        code: String::new(),
        alert: AlertLevel::Harm,
        source: "お薬手帳".into(),
        as_of: "2026-11-01".parse().unwrap(),
    };
    let who = testkit::staff(Hat::CareManager, office);
    app.write(&who, move |cx| change::add_fact(cx, resident, &fact)).unwrap();
    let made = export(&asked(&app, office, ("resident", &id), EXPORT)).unwrap();
    let Body::File { bytes, name, .. } = made.body else { panic!("{:?}", made.body) };
    assert!(name.ends_with(".yui.json"));
    (app, office, id, bytes)
}

fn opened(app: &TestApp, office: Id, file: &[u8], passphrase: &str) -> Resp {
    let mut r = asked(app, office, ("x", ""), &[("passphrase", passphrase)]);
    r.files.push(("file".into(), "a.json".into(), file.to_vec()));
    upload(&r).unwrap()
}

#[test]
fn the_person_arrives_in_the_other_region_with_what_was_sent() {
    let (here, office_here, id, file) = sent();
    assert!(!String::from_utf8_lossy(&file).contains("ペニシリン"));
    let page = export_page(&asked(&here, office_here, ("resident", &id), &[])).unwrap();
    let page = html(page);
    sound(&page);
    assert!(page.contains("雪代市へ渡しました"));
    let there = TestApp::sqlite();
    let office = office(&there);
    let to = path(opened(&there, office, &file, "さくら　川べり　１２月"));
    let hash = to.trim_start_matches("/people/import/").to_string();
    let shown = html(incoming(&asked(&there, office, ("hash", &hash), &[])).unwrap());
    sound(&shown);
    assert!(
        shown.contains("髙橋 ミヨ") && shown.contains("ペニシリン") && shown.contains("はじめて")
    );
    // without the consent given to this office it is not taken in
    let refused = take_in(&asked(&there, office, ("hash", &hash), &[])).unwrap();
    assert_eq!(refused.status, 422);
    assert!(html(refused).contains("同意のしかたを選んでください"));
    let consent = [("consent_method", "written"), ("consent_on", "2026-11-19")];
    let to = path(take_in(&asked(&there, office, ("hash", &hash), &consent)).unwrap());
    let new: ResidentId = to.trim_start_matches("/people/").parse().unwrap();
    let v =
        there.read(&testkit::staff(Hat::CareManager, office), |cx| view::view(cx, new)).unwrap();
    assert_eq!(v.resident.name, "髙橋 ミヨ");
    assert_eq!(v.facts[0].text, "ペニシリン");
    assert_eq!(v.facts[0].source, "結野市から（お薬手帳）");
    // the same file again: it is said, and the same person is not registered twice by accident
    let to = path(opened(&there, office, &file, "さくら 川べり 12月"));
    let hash = to.trim_start_matches("/people/import/").to_string();
    let shown = html(incoming(&asked(&there, office, ("hash", &hash), &[])).unwrap());
    sound(&shown);
    assert!(shown.contains("前に一度取り込まれています") && shown.contains("別の方だと"));
    let twice = take_in(&asked(&there, office, ("hash", &hash), &consent)).unwrap();
    assert!(twice.status == 422 && html(twice).contains("1件あります"));
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_are_told_in_plain_words() {
    let (_, _, _, file) = sent();
    let there = TestApp::sqlite();
    let office = office(&there);
    for (bytes, passphrase, said) in [
        (file.clone(), "ちがう合言葉です", "合言葉がちがいます"),
        (file[..file.len() / 2].to_vec(), "さくら 川べり 12月", "こわれているか"),
        (b"name,kana".to_vec(), "x", "引き継ぎのファイルではありません"),
    ] {
        let r = opened(&there, office, &bytes, passphrase);
        assert_eq!(r.status, 422);
        let page = html(r);
        sound(&page);
        assert!(page.contains(said), "{said}");
        assert!(!page.contains(passphrase) || passphrase == "x");
    }
    let none = upload(&asked(&there, office, ("x", ""), &[])).unwrap();
    assert!(html(none).contains("ファイルを選んでください"));
}

#[test]
fn an_export_needs_consent_a_reason_and_a_passphrase_typed_twice() {
    let (app, office, id, _) = sent();
    for (skip, said) in [
        ("to_region", "引き継ぐ先の地域を入力してください"),
        ("reason", "引き継ぐ理由を入力してください"),
        ("consent_on", "同意した日を入力してください"),
        ("passphrase", "文字以上にしてください"),
        ("again", "2つの合言葉がちがいます"),
    ] {
        let fields: Vec<_> = EXPORT.iter().copied().filter(|(n, _)| *n != skip).collect();
        let r = export(&asked(&app, office, ("resident", &id), &fields)).unwrap();
        assert_eq!(r.status, 422, "{skip}");
        let page = html(r);
        sound(&page);
        assert!(page.contains(said), "{said}");
        assert!(!page.contains("さくら"), "the passphrase does not come back");
    }
    let long = "勅使河原 長右衛門太郎左衛門之助".repeat(20);
    let fields: Vec<_> = EXPORT
        .iter()
        .map(|(n, v)| if *n == "reason" { (*n, long.as_str()) } else { (*n, *v) })
        .collect();
    let r = export(&asked(&app, office, ("resident", &id), &fields)).unwrap();
    assert!(r.status == 422 && html(r).contains(&long));
}
