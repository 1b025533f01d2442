//! Pages through their handlers, on a real store with the real people and directory and a stand-in for 入退院.
use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use app::Permission;
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use slice::{Body, Fail, FirstStep, Migrates, Route, Slice};
use testkit::{Contents, TestApp, TestDb};

use crate::testing::{current, day, html, req, sound, todo};
use crate::{jobs, log, notices, person, search, today};

static STAY: Permission = Permission {
    code: "stand-in.stay.read",
    label: "入退院",
    capability: "stand-in",
    hats: &[Hat::CareManager, Hat::Liaison],
};

const STAYS: &[&Permission] = &[&STAY];

fn stand_in() -> Slice {
    let mut s = Slice::new("stand-in", "入退院", Migrates::Persons);
    let route = |path| Route::get(path, &STAY, slice::Audit::List, |_| Err(Fail::NotFound));
    s.routes = vec![route("/transitions"), route("/transitions/intray"), route("/transitions/new")];
    s.permissions = STAYS;
    s.todo = Some(|_| {
        let (mut late, mut later) =
            (todo("高橋 ミヨ", "入院時情報提供書を送る"), todo("及川 トシ", "読む"));
        (late.rank, later.rank) = (1, 2);
        Ok(vec![later, late])
    });
    s.current = Some(|_| Ok(vec![current("高橋 ミヨ", "あなた", None)]));
    s.timeline = Some(|_, _| Err(app::Error::NotFound));
    s.pack = Some(|cx, _| {
        let all = people::use_cases::view::list(cx, None, false)?.0;
        let one = |r: people::Resident| slice::Packed {
            resident: r.id.0,
            state: "入院中".into(),
            place: "みどり総合病院".into(),
            next: "担当決定".into(),
            facts: Vec::new(),
            papers: Vec::new(),
        };
        Ok(all.into_iter().map(one).collect())
    });
    s.first_step = Some(|cx, resident| {
        Ok(app::may(cx, &STAY)?.then(|| FirstStep {
            words: "入院の連絡をする".into(),
            href: format!("/transitions/new?resident={resident}"),
        }))
    });
    s
}

pub(crate) fn sources_of_tests() {
    crate::set_sources(&[directory::slice(), people::slice(), stand_in(), crate::slice()]);
}

pub(crate) fn region() -> (TestApp, Id) {
    sources_of_tests();
    let app = TestApp::sqlite();
    let t = |h| Time::constant(h, 30, 0, 0);
    let office = NewOrganisation {
        name: "居宅介護支援 結の里".into(),
        kana: "ゆいのさと".into(),
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
    let id = app.write(&Actor::operator(), move |cx| add_organisation(cx, &office)).unwrap();
    (app, id.0)
}

pub(crate) fn resident(app: &TestApp, office: Id) -> ResidentId {
    let cmd = Register {
        resident: NewResident {
            name: "高橋 ミヨ".into(),
            kana: "たかはし みよ".into(),
            birth: day("1940-05-03"),
            sex: Sex::Female,
            address: "ひばり台二丁目3".into(),
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
            given_on: day("2026-04-01"),
            form_version: "1".into(),
        },
        not_the_same: false,
    };
    // Registering by the operator binds nobody; a care manager's account row is not needed for rights.
    let mut actor = testkit::staff(Hat::CareManager, office);
    actor.account = None;
    match app.write(&actor, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn today_shows_the_oldest_risk_first_and_leads_the_liaison_to_the_tray() {
    let (app, office) = region();
    let page = html(today::page(&req(&app, Hat::CareManager, office, "/")).unwrap());
    sound(&page);
    assert!(page.find("高橋 ミヨ さん").unwrap() < page.find("及川 トシ さん").unwrap());
    assert!(page.contains("/yuino/transitions/new"));
    let to = today::page(&req(&app, Hat::Liaison, office, "/")).unwrap();
    assert!(matches!(to.body, Body::Redirect { to, .. } if to == "/transitions/intray"));
}

/// What another slice waits for stands before the liaison's list, and the list is one press away.
#[test]
fn a_line_of_another_slice_comes_before_the_hospitals_own_list() {
    static HANDOVER: Permission = Permission {
        code: "stand-in.handover",
        label: "申し送り",
        capability: "calls",
        hats: &[Hat::Liaison, Hat::Crew],
    };
    let mut calls = Slice::new("calls", "救急", Migrates::Base);
    calls.routes =
        vec![Route::get("/scene", &HANDOVER, slice::Audit::None, |_| Err(Fail::NotFound))];
    calls.todo = Some(|_| {
        let line = todo("x", "申し送りを読む");
        Ok(vec![slice::Todo { who: None, title: "救急隊の申し送り".into(), ..line }])
    });
    crate::set_sources(&[directory::slice(), people::slice(), stand_in(), calls, crate::slice()]);
    let app = TestApp::sqlite();
    let page = html(today::page(&req(&app, Hat::Liaison, testkit::id(1), "/")).unwrap());
    sound(&page);
    assert!(page.contains("救急隊の申し送り") && page.contains("/yuino/transitions/intray"));
    assert!(!page.contains("高橋 ミヨ"), "what the list itself says is not said twice");
    assert!(page.contains("お知らせ（0件）"));
    let to = today::page(&req(&app, Hat::Crew, testkit::id(1), "/")).unwrap();
    assert!(matches!(to.body, Body::Redirect { to, .. } if to == "/scene"));
    app.write(&Actor::operator(), |cx| app::settings::set(cx, "capability.calls", "off")).unwrap();
    let to = today::page(&req(&app, Hat::Crew, testkit::id(1), "/")).unwrap();
    assert!(matches!(to.body, Body::Redirect { to, .. } if to == "/me"), "no way into what is off");
    let to = today::page(&req(&app, Hat::Liaison, testkit::id(1), "/")).unwrap();
    assert!(matches!(to.body, Body::Redirect { to, .. } if to == "/transitions/intray"));
}

#[test]
fn a_new_persons_page_leads_on_to_the_admission_unless_it_is_switched_off() {
    let (app, office) = region();
    let id = resident(&app, office);
    let mut r = req(&app, Hat::CareManager, office, "/people/x");
    r.params.insert("resident".into(), id.to_string());
    let page = html(person::page(&r).unwrap());
    sound(&page);
    assert!(page.contains(&format!("/yuino/transitions/new?resident={id}")), "{page}");
    app.write(&Actor::operator(), |cx| app::settings::set(cx, "capability.stand-in", "off"))
        .unwrap();
    assert!(!html(person::page(&r).unwrap()).contains("入院の連絡をする"));
}

#[test]
fn a_capability_that_is_off_takes_its_ways_away() {
    let (app, office) = region();
    app.write(&Actor::operator(), |cx| app::settings::set(cx, "capability.stand-in", "off"))
        .unwrap();
    let page = html(today::page(&req(&app, Hat::CareManager, office, "/")).unwrap());
    assert!(!page.contains("/yuino/transitions/new"));
    let r = today::page(&req(&app, Hat::Liaison, office, "/")).unwrap();
    assert!(matches!(r.body, Body::Html(_)), "no way into a tray that is switched off");
}

#[test]
fn the_centre_gets_counts_and_no_names() {
    let (app, office) = region();
    resident(&app, office);
    let page = html(today::page(&req(&app, Hat::Coordinator, office, "/")).unwrap());
    sound(&page);
    assert!(page.contains("今月の数字") && !page.contains("高橋"));
}

fn promised(_: &app::Cx<'_>) -> app::Result<Vec<slice::Todo>> {
    Ok(vec![slice::Todo {
        rank: 1,
        who: None,
        title: "会場を予約する（棚卸表）".into(),
        why: "期限を過ぎています".into(),
        chips: Vec::new(),
        action: "開く".into(),
        href: "/events".into(),
        due: None,
    }])
}

#[test]
fn a_region_without_persons_shows_its_directory_and_asks_no_slice_of_persons() {
    let mut events = slice::Slice::new("events", "研修・啓発", slice::Migrates::Base);
    events.todo = Some(promised);
    crate::set_sources(&[directory::slice(), people::slice(), stand_in(), events, crate::slice()]);
    let app = TestApp::in_region(TestDb::sqlite(Contents::Base), testkit::kitakami());
    let page = html(today::page(&req(&app, Hat::Coordinator, testkit::id(1), "/")).unwrap());
    sound(&page);
    assert!(page.contains("まだ取り込んでいません") && !page.contains("高橋"));
    assert!(page.contains("約束したこと") && page.contains("会場を予約する（棚卸表）"), "{page}");
    let mut r = req(&app, Hat::Coordinator, testkit::id(1), "/search");
    r.form.push("q", "たかはし");
    assert!(html(search::find(&r).unwrap()).contains("見つかりませんでした"));
}

#[test]
fn a_person_is_shown_to_the_team_and_to_nobody_else() {
    let (app, office) = region();
    let id = resident(&app, office);
    let mut r = req(&app, Hat::CareManager, office, "/people/x");
    r.params.insert("resident".into(), id.to_string());
    let page = html(person::page(&r).unwrap());
    sound(&page);
    assert!(page.contains("高橋 ミヨ さん") && page.contains("あなたの事業所"));
    for (hat, org) in [(Hat::CareManager, testkit::id(99)), (Hat::Coordinator, office)] {
        let mut r = req(&app, hat, org, "/people/x");
        r.params.insert("resident".into(), id.to_string());
        assert!(matches!(person::page(&r), Err(Fail::NotFound)), "{hat:?}");
    }
    r.params.insert("resident".into(), "../etc".into());
    assert!(matches!(person::page(&r), Err(Fail::NotFound)));
}

#[test]
fn the_log_tells_of_the_refusal_without_the_name() {
    let (app, office) = region();
    let id = resident(&app, office);
    let mut r = req(&app, Hat::CareManager, testkit::id(99), "/people/x");
    r.params.insert("resident".into(), id.to_string());
    assert!(person::page(&r).is_err());
    let mut r = req(&app, Hat::City, office, "/audit");
    r.query.push("denied", "1");
    let page = html(log::page(&r).unwrap());
    sound(&page);
    assert!(page.contains("ことわりました") && page.contains("利用者さん1人"));
    assert!(!page.contains("高橋") && !page.contains(&id.to_string()));
    // nobody else opens it, and no typed text becomes a filter
    let r = req(&app, Hat::Coordinator, office, "/audit");
    assert!(matches!(log::page(&r), Err(Fail::Use(app::Error::Forbidden(_)))));
    let mut r = req(&app, Hat::City, office, "/audit");
    r.query.push("act", "'; DROP");
    r.query.push("before", "nonsense");
    sound(&html(log::page(&r).unwrap()));
}

#[test]
fn searching_finds_by_kana_within_reach_only() {
    let (app, office) = region();
    resident(&app, office);
    let mut r = req(&app, Hat::CareManager, office, "/search");
    r.form.push("q", "タカハシ");
    assert!(html(search::find(&r).unwrap()).contains("高橋 ミヨ さん"));
    let mut r = req(&app, Hat::CareManager, testkit::id(99), "/search");
    r.form.push("q", "タカハシ");
    assert!(html(search::find(&r).unwrap()).contains("見つかりませんでした"));
    let mut r = req(&app, Hat::CareManager, office, "/search");
    r.form.push("q", "た");
    let refused = search::find(&r).unwrap();
    assert_eq!(refused.status, 422);
}

#[test]
fn notices_are_read_once_and_stay_read() {
    let (app, office) = region();
    app.write(&Actor::system(), move |cx| {
        let to = app::notices::To { organisation: office, account: None };
        app::notices::send(cx, to, "x.sent", "書類が届きました", "/transitions")
    })
    .unwrap();
    let r = req(&app, Hat::CareManager, office, "/notices");
    assert!(html(notices::page(&r).unwrap()).contains("読んでいないお知らせが 1件"));
    let mut post = req(&app, Hat::CareManager, office, "/notices/read");
    post.form.push("_key", "0123456789abcdef");
    notices::read(&post).unwrap();
    notices::read(&post).unwrap();
    assert!(!html(notices::page(&r).unwrap()).contains("読んでいない"));
}

#[test]
fn a_dead_job_is_tried_again_and_an_unknown_one_is_not_found() {
    let (app, office) = region();
    let payload = serde_json::json!({});
    let job = app
        .write(&Actor::system(), move |cx| {
            let id = app::jobs::enqueue(cx, "x.work", &payload, cx.now())?;
            let job = app::jobs::Job {
                id,
                kind: "x.work".into(),
                payload: "{}".into(),
                run_at: cx.now(),
                attempts: app::jobs::TRIES,
                error: None,
                dead_at: None,
            };
            app::jobs::fail(cx, &job, "no paper")?;
            Ok(id)
        })
        .unwrap();
    let r = req(&app, Hat::City, office, "/jobs");
    assert!(html(jobs::page(&r).unwrap()).contains("止まっている処理が 1件"));
    let again = |id: Id| {
        let mut post = req(&app, Hat::City, office, "/jobs/again");
        post.params.insert("id".into(), id.to_string());
        jobs::again(&post)
    };
    again(job).unwrap();
    assert!(!html(jobs::page(&r).unwrap()).contains("止まっています"));
    assert!(matches!(again(testkit::id(500)), Err(Fail::NotFound)));
}
