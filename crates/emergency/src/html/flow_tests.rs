//! The pages, one after the other, as a crew walks them: what stands on them, and how many taps it takes.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use people::use_cases::change;
use people::use_cases::register::{Register, Registered, register};
use people::{
    AlertLevel, CareLevel, Consent, ConsentMethod, FactKind, NewContact, NewFact, NewResident,
    NewTeamMember, ResidentId, Sex, TeamRole,
};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::TestApp;
use ui::{RegionBadge, Shell};

use crate::model::card::{NewCard, Source};
use crate::use_cases::register::NewRegistration;

pub(super) struct Town {
    pub app: TestApp,
    pub cm: Actor,
    pub crew: Actor,
    pub chief: Actor,
    pub city: Actor,
    pub doctor: Actor,
    pub hokatsu: Actor,
    pub hospital: OrganisationId,
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: name.into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-65-1190".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
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
    let (account, organisation) = (Some(id.0), Some(organisation.0));
    Actor { kind: ActorKind::Staff, account, organisation, hat, name: name.into() }
}

pub(super) fn town() -> Town {
    let app = TestApp::sqlite();
    app.clock.set(testkit::at("2026-11-21", "02:10"));
    let org = |name, kind| organisation(&app, name, kind);
    let hospital = org("結野中央病院", OrganisationKind::Hospital);
    org("結野みどり総合病院", OrganisationKind::Hospital);
    let office = org("居宅介護支援 結の里", OrganisationKind::CareManagement);
    let fire = org("結野市消防本部", OrganisationKind::Fire);
    let second = org("隣町消防本部", OrganisationKind::Fire);
    let hall = org("結野市", OrganisationKind::City);
    let care = org("ひばり地域包括", OrganisationKind::Hokatsu);
    Town {
        cm: staff(&app, office, "佐藤 花子", Hat::CareManager),
        crew: staff(&app, fire, "救急1・隊員02", Hat::Crew),
        chief: staff(&app, second, "隣町 係長", Hat::Provider),
        city: staff(&app, hall, "市 花子", Hat::City),
        doctor: staff(&app, hospital, "伊藤 医師", Hat::Doctor),
        hokatsu: staff(&app, care, "包括 歩", Hat::Hokatsu),
        hospital,
        app,
    }
}

pub(super) fn person(t: &Town, name: &str, kana: &str, birth: &str, address: &str) -> ResidentId {
    person_of(t, &t.cm, name, kana, birth, address)
}

pub(super) fn person_of(
    t: &Town,
    who: &Actor,
    name: &str,
    kana: &str,
    birth: &str,
    address: &str,
) -> ResidentId {
    let cmd = Register {
        resident: NewResident {
            name: name.into(),
            kana: kana.into(),
            birth: birth.parse().unwrap(),
            sex: Sex::Female,
            address: address.into(),
            phone: "0000-65-0301".into(),
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
        not_the_same: true,
    };
    let Registered::Done(id) = t.app.write(who, move |cx| register(cx, &cmd)).unwrap() else {
        panic!()
    };
    t.app.write(who, move |cx| crate::use_cases::index::refresh(cx, id.0)).unwrap();
    id
}

/// 髙橋 ミヨ of the mock-up.
pub(super) fn miyo(t: &Town) -> ResidentId {
    let id = person(t, "髙橋 ミヨ", "たかはし みよ", "1940-04-08", "結野市常盤台二丁目3-14");
    let facts = [
        (FactKind::Medicine, "ワーファリン", AlertLevel::Caution),
        (FactKind::Allergy, "ペニシリン（全身のじんましん）", AlertLevel::Harm),
        (FactKind::Device, "ペースメーカー（左胸・R3）", AlertLevel::Caution),
        (FactKind::Diagnosis, "心不全", AlertLevel::None),
        (FactKind::Diagnosis, "糖尿病", AlertLevel::None),
        (FactKind::Diagnosis, "心房細動", AlertLevel::None),
    ];
    for (kind, text, alert) in facts {
        let f = NewFact {
            kind,
            text: text.into(),
            code: String::new(),
            alert,
            source: "主治医".into(),
            as_of: "2026-09-30".parse().unwrap(),
        };
        t.app.write(&t.cm, move |cx| change::add_fact(cx, id, &f)).unwrap();
    }
    for (relation, name, phone) in
        [("長男", "髙橋 正", "090-0000-0001"), ("隣家", "佐々木 ハル", "0000-65-0002")]
    {
        let c = NewContact {
            name: name.into(),
            relation: relation.into(),
            age: None,
            phone: phone.into(),
            lives_with: false,
            carer: false,
            key_person: relation == "長男",
            source: "家族".into(),
        };
        t.app.write(&t.cm, move |cx| change::add_contact(cx, id, &c)).unwrap();
    }
    let nurse = NewTeamMember {
        role: TeamRole::VisitNursing,
        organisation: None,
        account: None,
        label: "訪問看護 ゆい".into(),
        person: String::new(),
        phone: "0000-65-0006".into(),
        from: "2026-10-01".parse().unwrap(),
    };
    t.app.write(&t.cm, move |cx| change::add_member(cx, id, &nurse)).unwrap();
    let body = [
        ("clinic1", "常盤台医院"),
        ("clinic1.doctor", "伊藤医師（訪問診療）"),
        ("clinic1.day", "0000-65-0203"),
        ("clinic1.night", "080-0000-0003"),
        ("clinic2", "結野中央病院 循環器内科"),
        ("clinic2.day", "0000-64-0004"),
        ("clinic2.number", "12345"),
        ("key", "隣家 佐々木さん（右どなり・青い屋根）"),
        ("entrance", "平屋・北口から"),
        ("landmark", "ときわ公園の北"),
        ("care", "インスリン（朝・夕）"),
        ("usual", "歩行器・会話できる"),
        ("senses", "右耳が聞こえにくい"),
    ];
    let card = NewCard {
        version: 0,
        body: body.map(|(a, b)| (a.to_string(), b.to_string())).into(),
        source: Source::Person,
        settled: true,
        confirmed_on: "2026-09-30".parse().unwrap(),
        confirmed_with: "本人・長男".into(),
    };
    t.app.write(&t.cm, move |cx| crate::use_cases::card::save(cx, id, &card)).unwrap();
    registered(t, id);
    id
}

pub(super) fn registered(t: &Town, id: ResidentId) {
    let n = NewRegistration {
        method: ConsentMethod::Written,
        given_by: "ご本人".into(),
        heard_by: "佐藤 花子".into(),
        given_on: "2026-11-02".parse().unwrap(),
        tell_team: true,
    };
    t.app.write(&t.cm, move |cx| crate::use_cases::register::register(cx, id, &n)).unwrap();
}

pub(super) fn req(
    t: &Town,
    who: &Actor,
    path: &str,
    params: &[(&str, String)],
    form: &[(&str, &str)],
) -> Req {
    let mut f = Form::default();
    form.iter().for_each(|(k, v)| f.push(k, *v));
    let region =
        RegionBadge {
            slug: "yuino".into(), name: "結野市".into(), demo: true, fictitious: true
        };
    let shown = ui::Who { name: who.name.clone(), ..ui::Who::default() };
    Req {
        app: t.app.app.clone(),
        method: if form.is_empty() { Method::Get } else { Method::Post },
        path: path.into(),
        params: params
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect::<BTreeMap<_, _>>(),
        query: Form::default(),
        form: f,
        files: Vec::new(),
        session: Some(Session { actor: who.clone(), office: String::new(), csrf_key: vec![1; 32] }),
        shell: Shell { region, csrf: "token".into(), who: Some(shown), ..Shell::default() },
        origin: "http://127.0.0.1:8080".into(),
    }
}

/// The page; kept for eyes where `YUI_PAGES` names a folder.
pub(super) fn html(name: &str, r: Result<Resp, Fail>) -> String {
    let Body::Html(h) = r.unwrap().body else { panic!("{name}: no page") };
    if let Ok(dir) = std::env::var("YUI_PAGES") {
        std::fs::write(format!("{dir}/{name}.html"), &h).unwrap();
    }
    assert!(!h.contains(" style=") && !h.contains("<script>"), "{name}: inline");
    h
}

pub(super) fn to(r: Result<Resp, Fail>) -> String {
    match r.unwrap().body {
        Body::Redirect { to, .. } => to,
        other => panic!("no redirect but {other:?}"),
    }
}

pub(super) fn value<'a>(h: &'a str, field: &str) -> &'a str {
    h.split(&format!("name=\"{field}\" value=\"")).nth(1).and_then(|t| t.split('"').next()).unwrap()
}

fn at(h: &str, text: &str) -> usize {
    h.find(text).unwrap_or_else(|| panic!("{text} is not there"))
}

#[test]
fn from_the_box_to_the_record_in_four_taps_and_in_the_order_of_the_questions() {
    let t = town();
    let id = miyo(&t);
    let other = person(
        &t,
        "高橋 ミヨ",
        "たかはし みよ",
        "1938-02-11",
        "結野市常盤台二丁目11-2 ハイツ結 203",
    );
    registered(&t, other);
    html("1-box", super::crew::page(&req(&t, &t.crew, "/scene", &[], &[])));
    // tap 1
    let found = html(
        "2-found",
        super::crew::find(&req(
            &t,
            &t.crew,
            "/scene/find",
            &[],
            &[("incident", "2026-1121-07"), ("q", "常盤台二丁目 たかはし 80代 女")],
        )),
    );
    assert!(
        found.contains("候補 2人")
            && found.contains("<mark>86歳</mark>")
            && found.contains("<mark>3-14</mark>")
    );
    assert!(
        found.contains("<b>住所</b> 常盤台二丁目") && !found.contains("心不全"),
        "no diagnosis among candidates"
    );
    // tap 2
    let lookup = value(&found, "lookup").to_owned();
    let who = id.to_string();
    let open = [("lookup", lookup.as_str()), ("resident", who.as_str()), ("_key", "tap-two-0001")];
    let path = to(super::crew::open(&req(&t, &t.crew, "/scene/open", &[], &open)));
    let opened = [("opened", path.rsplit('/').next().unwrap().to_owned())];
    let card = html("3-card", super::scene::page(&req(&t, &t.crew, &path, &opened, &[])));
    let order = [
        "髙橋 ミヨ",
        "鍵　隣家",
        "長男 髙橋 正",
        "080-0000-0003",
        "ペニシリン",
        "心不全",
        "訪問看護 ゆい",
        "本人・長男と確認",
    ];
    for pair in order.windows(2) {
        assert!(at(&card, pair[0]) < at(&card, pair[1]), "{} before {}", pair[0], pair[1]);
    }
    assert!(card.contains("tel:09000000001") && card.contains("夜間の番号"));
    assert!(!path.contains(&who), "no resident in the address");
    // tap 3; the fourth is the telephone
    let arrest = [("on", "true"), ("_key", "tap-three-01")];
    to(super::scene::arrest(&req(&t, &t.crew, &path, &opened, &arrest)));
    let card = html("4-arrest", super::scene::page(&req(&t, &t.crew, &path, &opened, &[])));
    assert!(
        card.contains("心肺停止 選択中") && card.contains("話し合いの記録は、ここにはありません")
    );
    let over = html("5-handover", super::scene::handover(&req(&t, &t.crew, &path, &opened, &[])));
    // the way back to the box, with the incident and without anything in the address
    for page in [&card, &over] {
        assert!(
            page.contains("action=\"/yuino/scene/find\"") && page.contains("さがす画面にもどる")
        );
        assert_eq!((value(page, "fill"), value(page, "incident")), ("yes", "2026-1121-07"));
    }
    let back = [("fill", "yes"), ("incident", "2026-1121-07")];
    let back = html("5-back", super::crew::find(&req(&t, &t.crew, "/scene/find", &[], &back)));
    assert!(back.contains("value=\"2026-1121-07\"") && !back.contains("手がかりが2つ要ります"));
    let none = html(
        "6-none",
        super::crew::find(&req(
            &t,
            &t.crew,
            "/scene/find",
            &[],
            &[("incident", "2026-1121-07"), ("q", "繭倉町 やまだ 70代 男")],
        )),
    );
    assert!(none.contains("候補はありません") && none.contains("この中にいない"));
    assert!(none.contains("action=\"/yuino/scene/glass/find\""), "by a form, never by an address");
    let over = [
        ("fill", value(&none, "fill")),
        ("incident", "2026-1121-07"),
        ("q", "繭倉町 やまだ 70代 男"),
    ];
    let glass =
        html("6-over", super::glass::find(&req(&t, &t.crew, "/scene/glass/find", &[], &over)));
    assert!(
        glass.contains("value=\"繭倉町 やまだ 70代 男\"")
            && glass.contains("value=\"2026-1121-07\"")
    );
    assert!(
        glass.contains("緊急閲覧 ― 登録のない方をさがす")
            && !glass.contains("理由を選んでください")
    );
    let few =
        super::crew::find(&req(&t, &t.crew, "/scene/find", &[], &[("incident", ""), ("q", "女")]))
            .unwrap();
    assert_eq!(few.status, 422);
    let few = html("6-few", Ok(few));
    assert!(
        few.contains("<b>性別</b> 女") && few.contains("事案番号を入力してください"),
        "all at once"
    );
}

#[test]
fn the_pages_of_staff_say_what_they_are() {
    let t = town();
    let id = miyo(&t);
    let here = [("resident", id.to_string())];
    let page =
        html("7-staff", super::card::page(&req(&t, &t.cm, "/people/x/emergency", &here, &[])));
    assert!(page.contains("登録しています") && page.contains("変わりありませんか"));
    html("8-edit", super::card::edit(&req(&t, &t.cm, "/people/x/emergency/edit", &here, &[])));
    let bare = person(&t, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5");
    let not = html(
        "9-not",
        super::card::page(&req(
            &t,
            &t.cm,
            "/people/x/emergency",
            &[("resident", bare.to_string())],
            &[],
        )),
    );
    assert!(not.contains("まだ登録していません") && not.contains("同意を記録して登録する"));
    let empty = super::card::save(&req(
        &t,
        &t.cm,
        "/people/x/emergency/edit",
        &here,
        &[("_key", "12345678"), ("version", "1")],
    ));
    assert_eq!(empty.unwrap().status, 422);
    let paper = super::paper::print(&req(
        &t,
        &t.cm,
        "/people/x/emergency/print",
        &here,
        &[("kind", "fridge")],
    ))
    .unwrap();
    let Body::Print(job) = paper.body else { panic!() };
    if let Ok(dir) = std::env::var("YUI_PAGES") {
        std::fs::write(format!("{dir}/fridge.json"), job.body.to_string()).unwrap();
    }
    assert!(job.qr.as_ref().unwrap().contains("/yuino/scene/code/") && !job.title.contains("髙橋"));
    // one press that arrives twice makes one paper; after another paper was made it makes none
    let press = |key: &str| {
        let form = [("kind", "fridge"), ("_key", key)];
        super::paper::print(&req(&t, &t.cm, "/people/x/emergency/print", &here, &form)).unwrap()
    };
    let qr = |r: Resp| match r.body {
        Body::Print(job) => job.qr,
        _ => None,
    };
    let first = qr(press("paper-0001"));
    assert!(first.is_some());
    assert_eq!(first, qr(press("paper-0001")));
    let second = qr(press("paper-0002"));
    assert!(second.is_some() && second != first);
    assert_eq!(qr(press("paper-0001")), None);
    html("10-reviews", super::review::page(&req(&t, &t.chief, "/emergency/reviews", &[], &[])));
    html(
        "11-settings",
        super::review::settings_page(&req(&t, &t.city, "/emergency/settings", &[], &[])),
    );
    html("12-figures", super::figures::page(&req(&t, &t.city, "/emergency/figures", &[], &[])));
    assert!(super::review::page(&req(&t, &t.doctor, "/emergency/reviews", &[], &[])).is_err());
}

#[test]
fn break_glass_asks_for_a_reason_and_says_until_when() {
    let t = town();
    person(&t, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5");
    html("13-glass", super::glass::page(&req(&t, &t.crew, "/scene/glass", &[], &[])));
    let asked =
        [("incident", "2026-1121-09"), ("q", "繭倉町 きくち 80代"), ("reason", "unconscious")];
    let found = html(
        "14-glass-found",
        super::glass::find(&req(&t, &t.crew, "/scene/glass/find", &[], &asked)),
    );
    assert!(found.contains("キクチ マサコ"));
    let (lookup, who) = (value(&found, "lookup").to_owned(), value(&found, "resident").to_owned());
    let open = [
        ("lookup", lookup.as_str()),
        ("resident", who.as_str()),
        ("reason", "unconscious"),
        ("_key", "glass-0001"),
    ];
    let path = to(super::glass::open(&req(&t, &t.crew, "/scene/glass/open", &[], &open)));
    let opened = [("opened", path.rsplit('/').next().unwrap().to_owned())];
    let card = html("15-glass-card", super::scene::page(&req(&t, &t.crew, &path, &opened, &[])));
    assert!(card.contains("緊急閲覧です。3:10まで見られます"));
    let reviews =
        html("16-reviews", super::review::page(&req(&t, &t.chief, "/emergency/reviews", &[], &[])));
    assert!(reviews.contains("意識がない") && !reviews.contains("菊池"));
    t.app.clock.advance_minutes(8 * 24 * 60);
    let paused = html("17-paused", super::glass::page(&req(&t, &t.crew, "/scene/glass", &[], &[])));
    assert!(paused.contains("停止しています") && paused.contains("0000-65-1190"));
}

#[test]
fn the_team_and_the_hospital_have_their_pages() {
    let t = town();
    let id = miyo(&t);
    let asked = [("incident", "2026-1121-07"), ("q", "常盤台二丁目 たかはし 80代 女")];
    let found = html("2-one", super::crew::find(&req(&t, &t.crew, "/scene/find", &[], &asked)));
    let (lookup, who) = (value(&found, "lookup").to_owned(), id.to_string());
    let open = [("lookup", lookup.as_str()), ("resident", who.as_str()), ("_key", "tap-two-0001")];
    let path = to(super::crew::open(&req(&t, &t.crew, "/scene/open", &[], &open)));
    let opened = [("opened", path.rsplit('/').next().unwrap().to_owned())];
    let hospital = t.hospital.to_string();
    let bring = [("hospital", hospital.as_str()), ("_key", "bring-00001")];
    to(super::scene::transport(&req(&t, &t.crew, &path, &opened, &bring)));
    let todo = |who: &Actor| t.app.app.read(who, crate::todo::todo).unwrap();
    let last = |href: &str| href.rsplit('/').next().unwrap().to_owned();
    let alert = [("alert", last(&todo(&t.cm)[0].href))];
    let page =
        html("18-alert", super::team::alert(&req(&t, &t.cm, "/emergency/alerts/x", &alert, &[])));
    assert!(page.contains("入院の連絡をする") && !page.contains("1121"), "the incident is hidden");
    let transport = [("transport", last(&todo(&t.doctor)[0].href))];
    let page = html(
        "19-handover",
        super::team::handover(&req(&t, &t.doctor, "/emergency/handover/x", &transport, &[])),
    );
    assert!(page.contains("ペニシリン") && page.contains("090-0000-0001"));
    let close = [("_key", "close-00001")];
    assert_eq!(to(super::team::close(&req(&t, &t.cm, "/emergency/alerts/x", &alert, &close))), "/");
}

#[test]
fn the_register_is_entered_listed_printed_and_asked_in_a_disaster() {
    let t = town();
    let id =
        person_of(&t, &t.hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
    let here = [("resident", id.to_string())];
    html(
        "20-entry",
        super::registers::entry(&req(&t, &t.hokatsu, "/people/x/register", &here, &[])),
    );
    let wrong = super::registers::save(&req(
        &t,
        &t.hokatsu,
        "/people/x/register",
        &here,
        &[("_key", "entry-0000"), ("surveyed_on.y", "R8.11.10")],
    ));
    assert_eq!(wrong.unwrap().status, 422);
    let mut form = vec![
        ("_key", "entry-0001"),
        ("version", "0"),
        ("kinds", "alone"),
        ("surveyed_on.y", "R8.11.10"),
        ("given.minsei", "yes"),
    ];
    form.extend([
        ("reason.jishubo", "聞けていない"),
        ("reason.fire", "聞けていない"),
        ("reason.police", "望まない"),
        ("reason.shakyo", "聞けていない"),
    ]);
    to(super::registers::save(&req(&t, &t.hokatsu, "/people/x/register", &here, &form)));
    let list = html("21-list", super::registers::list(&req(&t, &t.city, "/registers", &[], &[])));
    assert!(list.contains("菊池 正子") && list.contains("繭倉町"));
    let mut print = req(&t, &t.city, "/registers/print", &[], &[]);
    print.query.push("receiver", "minsei");
    let Body::Print(job) = super::registers::print(&print).unwrap().body else { panic!() };
    assert_eq!(job.body["rows"].as_array().unwrap().len(), 1);
    let path = to(super::registers::open(&req(
        &t,
        &t.city,
        "/disasters",
        &[],
        &[("name", "11月21日の大雨"), ("_key", "board-0001")],
    )));
    let board = [("disaster", path.rsplit('/').next().unwrap().to_owned())];
    let who = id.to_string();
    let press =
        |who: &Actor, form: &[(&str, &str)]| super::board::say(&req(&t, who, &path, &board, form));
    let say = |actor: &Actor, status: &str, seen: &str, key: &str| {
        let form = [("resident", who.as_str()), ("status", status), ("seen", seen), ("_key", key)];
        t.app.clock.advance_minutes(1);
        press(actor, &form)
    };
    to(say(&t.city, "need", "0", "say-00001"));
    let seen = |name: &str| html(name, super::board::page(&req(&t, &t.city, &path, &board, &[])));
    let page = seen("22-board");
    assert!(page.contains("助けが要る 1人") && page.contains("市 花子"));
    assert!(page.contains("href=\"tel:0000650301\""));
    // an old page says who set what, and asks to press again knowingly
    let clash = say(&t.hokatsu, "safe", "0", "say-00002").unwrap();
    assert_eq!(clash.status, 422);
    let clash = html("22-clash", Ok(clash));
    assert!(
        clash.contains("ほかの人が先に変えています") && clash.contains("それでも「無事」にする")
    );
    assert!(clash.contains("助けが要る　11月21日"), "who and when");
    to(say(&t.hokatsu, "safe", value(&clash, "seen"), "say-00003"));
    assert!(seen("22-after").contains("前の記録 1件"));
    // the end is asked for, with the numbers of now
    let asking = press(&t.city, &[("close", "yes"), ("_key", "end-00001")]).unwrap();
    assert_eq!(asking.status, 422);
    let asking = html("22-asking", Ok(asking));
    assert!(asking.contains("全員のようすが入っています"));
    to(say(&t.city, "need", "2", "say-00004"));
    let counted = value(&asking, "counted");
    let old = [("close", "yes"), ("counted", counted), ("_key", "end-00002")];
    let old = html("22-changed", press(&t.city, &old));
    assert!(old.contains("人数が変わりました") && old.contains("まだ 0人・助けが要る 1人です"));
    let end = [("close", "yes"), ("counted", value(&old, "counted")), ("_key", "end-00003")];
    to(press(&t.city, &end));
    assert!(seen("22-ended").contains("終わっています（11月21日"));
    to(press(&t.city, &[("reopen", "yes"), ("_key", "again-0001")]));
    assert!(seen("22-open").contains("この安否確認を終える"));
}
