//! Every page, and the way of a participant through the public ones.
use events::model::State;
use events::model::form::shipped;
use events::use_cases::{change, entries, forms, tasks};
use slice::{Body, Fail, Method};
use testkit::{Contents, TestApp, TestDb, kitakami};

use crate::support::{add, ask, city, coordinator, event, get, html, on, somebody};

fn base() -> TestApp {
    TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami())
}

#[test]
fn a_participant_signs_up_sees_it_and_cancels_without_a_login() {
    let app = base();
    let mut new = event("training", &["2026-12-18"]);
    new.capacity = Some(3);
    let id = add(&app, new);
    app.write(&coordinator(), move |cx| change::set_state(cx, id, State::Open, "")).unwrap();
    let list = get(&app, None, "/e");
    let slug = list.split("/e/").nth(1).unwrap().get(..8).unwrap().to_string();
    let page = get(&app, None, &format!("/e/{slug}"));
    assert!(page.contains("に消します") && page.contains("受付・出欠・連絡だけに使い"), "{page}");
    let wrong = [("_key", "0123456789abcdef"), ("name", "結野 花"), ("profession", "nurse")];
    let (status, back) = html(ask(&app, None, Method::Post, &format!("/e/{slug}"), &wrong));
    assert_eq!(status, 422);
    assert!(
        back.contains("結野 花") && back.contains("連絡先（電話かメール）を入力"),
        "kept and said beside the field"
    );
    let mut right = wrong.to_vec();
    right.push(("contact", "0000-65-0012"));
    let (status, to) = html(ask(&app, None, Method::Post, &format!("/e/{slug}"), &right));
    assert_eq!(status, 303);
    assert!(to.starts_with("/e/mine/") && !to.contains("結野"), "{to}");
    let mine = get(&app, None, &to);
    assert!(mine.contains("受け付けました") && mine.contains("<svg"));
    assert!(!mine.contains("結野 花"), "a page that others may see over a shoulder names nobody");
    let token = to.strip_prefix("/e/mine/").unwrap();
    let (_, gone) = html(ask(&app, None, Method::Post, "/e/mine/cancel", &[("word", token)]));
    assert!(gone.contains("取り消しました"));
    let (status, nothing) =
        html(ask(&app, None, Method::Post, "/e/mine", &[("word", "AAAA-AAAA")]));
    assert_eq!(status, 422);
    assert!(nothing.contains("見つかりません"));
    assert!(matches!(ask(&app, None, Method::Get, "/e/zzzzzzzz", &[]), Err(Fail::NotFound)));
    assert!(matches!(
        ask(&app, None, Method::Get, &format!("/events/{id}"), &[]),
        Err(Fail::Login)
    ));
}

#[test]
fn the_same_name_and_contact_take_one_place_only() {
    let app = base();
    let mut new = event("training", &["2026-12-18"]);
    new.capacity = Some(2);
    let id = add(&app, new);
    app.write(&coordinator(), move |cx| change::set_state(cx, id, State::Open, "")).unwrap();
    let slug = app.read(&coordinator(), move |cx| entries::people(cx, id)).unwrap().event.slug;
    let post = |key: &str, name: &str, contact: &str| {
        let form = [("_key", key), ("name", name), ("profession", "nurse"), ("contact", contact)];
        html(ask(&app, None, Method::Post, &format!("/e/{slug}"), &form))
    };
    assert_eq!(post("0123456789abcdef", "結野 花", "0000-65-0012").0, 303);
    // the browser's way back makes a new key
    let (status, page) = post("1123456789abcdef", "結野　花", "００００６５００１２");
    assert_eq!(status, 422);
    assert!(page.contains("もう申し込まれています"), "{page}");
    assert_eq!(post("2123456789abcdef", "結野 花", "0000-65-0013").0, 303, "somebody of that name");
    let n = app.read(&coordinator(), move |cx| entries::people(cx, id)).unwrap().entries.len();
    assert_eq!(n, 2);
    // who asks whether others are on the list is stopped
    let refused = (0..60)
        .map(|i| post(&format!("{i:016}"), "結野 花", "0000-65-0012").1)
        .any(|page| page.contains("15分ほど申し込めません"));
    assert!(refused);
}

#[test]
fn a_questionnaire_says_when_it_opens_and_keeps_what_is_too_long() {
    let app = base();
    let id = add(&app, event("training", &["2026-12-18"]));
    app.write(&coordinator(), move |cx| forms::save(cx, id, &shipped()?, None)).unwrap();
    let (form, kept) = app
        .read(&coordinator(), |cx| Ok((forms::open(cx, id)?.1, forms::open(cx, id)?.2.unwrap())))
        .unwrap();
    let path = format!("/e/q/{}", kept.slug);
    assert!(get(&app, None, &path).contains("12月18日"), "not simply not there");
    on(&app, "2026-12-18");
    let text = form.questions.iter().find(|q| q.kind == events::model::form::Kind::Text).unwrap();
    let long = "あ".repeat(1001);
    let posted = [("_key", "0123456789abcdef"), (text.code.as_str(), long.as_str())];
    let (status, page) = html(ask(&app, None, Method::Post, &path, &posted));
    assert_eq!(status, 422);
    assert!(page.contains("1000字までにしてください（いま1001字です）") && page.contains(&long));
}

#[test]
fn a_wish_without_a_way_to_reach_anybody_or_with_fewer_than_nobody_is_refused() {
    let app = base();
    let wish = |persons: &'static str, contact: &'static str| {
        let form = [
            ("_key", "0123456789abcdef"),
            ("group", "東町サロン"),
            ("theme", "みとり"),
            ("when", "12月の午前"),
            ("persons", persons),
            ("name", "結野 花"),
            ("contact", contact),
        ];
        html(ask(&app, None, Method::Post, "/e/ask", &form))
    };
    assert!(wish("-5人", "0000-65-0012").1.contains("20人くらい のように"));
    assert!(wish("20人", "でたらめ").1.contains("電話番号かメールアドレスを"));
    assert!(wish("20人くらい", "hana@example.jp").1.contains("受け付けました"));
}

#[test]
fn every_page_draws_empty_and_full_and_says_what_is_wrong() {
    let app = base();
    let c = coordinator();
    for path in [
        "/events",
        "/events/new",
        "/events/plan",
        "/events/requests",
        "/events/videos",
        "/events/helpers",
    ] {
        let page = get(&app, Some(&c), path);
        assert!(page.contains("<h1>"), "{path}");
    }
    assert!(get(&app, Some(&c), "/events").contains("まだ催しはありません"));
    let (status, page) = html(ask(
        &app,
        Some(&c),
        Method::Post,
        "/events/new",
        &[("_key", "0123456789abcdef"), ("title", "名前だけ"), ("day1", "きのうの次")],
    ));
    assert_eq!(status, 422);
    assert!(page.contains("名前だけ") && page.contains("12月4日"), "what was typed stays");
    let form = [
        ("_key", "0123456789abcdee"),
        ("kind", "training"),
        ("title", "多職種研修会<b>"),
        ("day1", "R8.12.4"),
        ("from1", "18:30"),
        ("to1", "20時"),
        ("day2", "R8.12.11"),
        ("funding", "fund"),
        ("capacity", "３０"),
        ("fee", "0"),
        ("t.nurse", "10"),
        ("hosts", "歯科医師会"),
    ];
    let (status, to) = html(ask(&app, Some(&c), Method::Post, "/events/new", &form));
    assert_eq!(status, 303, "{to}");
    let page = get(&app, Some(&c), &to);
    assert!(
        page.contains("多職種研修会&#60;b&#62;") && page.contains("定員") && page.contains("30人"),
        "{page}"
    );
    let id: events::EventId = to.strip_prefix("/events/").unwrap().parse().unwrap();
    app.write(&c, move |cx| {
        change::set_state(cx, id, State::Open, "")?;
        let (e, _) = entries::add(cx, id, &somebody("結野 花", "nurse"), "key-00000001")?;
        entries::receive(cx, id, e.id, 1, true)?;
        forms::save(cx, id, &shipped()?, None)?;
        let (_, all) = tasks::open(cx, id)?;
        tasks::tick(cx, id, all[0].id, true)
    })
    .unwrap();
    for tail in [
        "",
        "/edit",
        "/heads",
        "/tasks",
        "/people",
        "/reception",
        "/form",
        "/answer",
        "/results",
        "/text/report",
        "/text/newsletter",
    ] {
        let page = get(&app, Some(&c), &format!("{to}{tail}"));
        assert!(page.contains("<h1>"), "{tail}");
        assert_eq!(page.contains("結野 花"), ["/people", "/reception"].contains(&tail), "{tail}");
    }
    for tail in [
        "/paper/tasks",
        "/paper/leaflet",
        "/paper/door",
        "/paper/form",
        "/people/paper/list",
        "/people/paper/badges",
        "/people/paper/certificates",
        "/results?format=print",
        "/text/report?format=print",
    ] {
        let r = ask(&app, Some(&c), Method::Get, &format!("{to}{tail}"), &[]).unwrap();
        let Body::Print(job) = r.body else { panic!("{tail}") };
        assert!(!job.file_name().contains("結野"), "no name of a person in the name of a file");
    }
    for tail in ["/paper/tasks-xlsx", "/people/paper/xlsx", "/results?format=xlsx"] {
        assert!(
            matches!(
                ask(&app, Some(&c), Method::Get, &format!("{to}{tail}"), &[]).unwrap().body,
                Body::File { .. }
            ),
            "{tail}"
        );
    }
    for list in ["/events?format=xlsx", "/events/plan?format=xlsx"] {
        assert!(
            matches!(ask(&app, Some(&c), Method::Get, list, &[]).unwrap().body, Body::File { .. }),
            "{list}"
        );
    }
    let seen = get(&app, Some(&city()), &to);
    assert!(!seen.contains("参加者の名簿"), "the city is offered no names");
    assert!(matches!(
        ask(&app, Some(&c), Method::Get, &format!("{to}/paper/other"), &[]),
        Err(Fail::NotFound)
    ));
}

#[test]
fn what_may_be_published_hides_small_numbers_and_what_gives_them_away() {
    let app = base();
    on(&app, "2026-11-20");
    let id = add(&app, event("training", &["2026-11-18"]));
    app.write(&coordinator(), move |cx| {
        let heads = [("doctor", 2), ("nurse", 20), ("care-manager", 9)];
        let heads: Vec<_> = heads.iter().map(|(p, n)| ((*p).to_string(), *n)).collect();
        change::put_heads(cx, id, &heads)?;
        change::set_state(cx, id, State::Held, "")
    })
    .unwrap();
    let path = format!("/events/{id}/paper/public");
    let Body::Print(job) = ask(&app, Some(&coordinator()), Method::Get, &path, &[]).unwrap().body
    else {
        panic!("no paper")
    };
    let rows = job.body["blocks"][1]["table"]["rows"].to_string();
    assert_eq!(
        rows,
        r#"[["医師","＊"],["看護師・保健師","20人"],["介護支援専門員","＊"],["計","31人"]]"#
    );
}

#[test]
fn the_door_and_the_questionnaire_work_on_any_phone() {
    let app = base();
    let id = add(&app, event("training", &["2026-12-18"]));
    app.write(&coordinator(), move |cx| {
        change::set_state(cx, id, State::Open, "")?;
        forms::save(cx, id, &shipped()?, None)
    })
    .unwrap();
    let (slug, form) = app
        .read(&coordinator(), |cx| {
            Ok((entries::people(cx, id)?.event.slug, forms::open(cx, id)?.2.unwrap().slug))
        })
        .unwrap();
    assert!(matches!(
        ask(&app, None, Method::Get, &format!("/e/here/{slug}"), &[]),
        Err(Fail::NotFound)
    ));
    on(&app, "2026-12-18");
    assert!(get(&app, None, &format!("/e/here/{slug}")).contains("受付"));
    let walk = [
        ("_key", "0123456789abcdef"),
        ("do", "walk"),
        ("name", "髙橋 一郎"),
        ("profession", "citizen"),
    ];
    for _ in 0..2 {
        let (_, page) = html(ask(&app, None, Method::Post, &format!("/e/here/{slug}"), &walk));
        assert!(page.contains("受け付けました"));
    }
    let (status, page) = html(ask(
        &app,
        None,
        Method::Post,
        &format!("/e/here/{slug}"),
        &[("_key", "0123456789abcdef"), ("do", "code"), ("code", "なんでも")],
    ));
    assert_eq!(status, 422);
    assert!(page.contains("見つかりません"));
    assert_eq!(app.read(&coordinator(), |cx| entries::people(cx, id)).unwrap().entries.len(), 1);
    let page = get(&app, None, &format!("/e/q/{form}"));
    assert!(page.contains("お名前は聞きません"));
    let (status, _) = html(ask(
        &app,
        None,
        Method::Post,
        &format!("/e/q/{form}"),
        &[("_key", "0123456789abcdef")],
    ));
    assert_eq!(status, 422, "an empty sheet is said to be one");
    let (_, page) = html(ask(
        &app,
        None,
        Method::Post,
        &format!("/e/q/{form}"),
        &[("_key", "0123456789abcdef"), ("q2", "0")],
    ));
    assert!(page.contains("ありがとうございました"));
    assert!(
        get(&app, Some(&coordinator()), &format!("/events/{id}/results"))
            .contains("1枚（画面から1、紙から0）")
    );
}
