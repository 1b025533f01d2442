//! Pages as a browser asks for them: empty, full, wrong, printed.
use std::sync::atomic::{AtomicU64, Ordering};

use app::Error;
use kernel::Actor;

use meetings::use_cases::{decisions, meetings as planning, minutes, poll};
use slice::{Body, Fail, Method};
use testkit::{Contents, TestApp, TestDb, kitakami};

use crate::support::{
    add_body, add_member, ask, body, city, coordinator, get, held, html, member, on, plan,
};

static N: AtomicU64 = AtomicU64::new(1);
const KEY: &str = "0123456789abcdef";
const SEED: &str = "0123456789abcdef0123456789abcdef";

fn base() -> TestApp {
    let app = TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami());
    on(&app, "2026-11-22");
    app
}

fn post(app: &TestApp, actor: &Actor, path: &str, form: &[(&str, &str)]) -> (u16, String) {
    let mut all = vec![("_key", KEY)];
    all.extend(form);
    // every press has a key of its own
    let n = N.fetch_add(1, Ordering::Relaxed);
    let key = format!("{n:032x}");
    all[0].1 = &key;
    html(ask(app, Some(actor), Method::Post, path, &all))
}

#[test]
fn the_first_pages_draw_while_nothing_is_there() {
    let app = base();
    for path in [
        "/meetings",
        "/meetings/chart",
        "/meetings/years",
        "/meetings/chronicle",
        "/meetings/actions",
        "/meetings/bodies/new",
        "/meetings/chronicle/copy",
    ] {
        assert!(get(&app, Some(&coordinator()), path).contains("<h1>"), "{path}");
    }
    assert!(get(&app, Some(&city()), "/meetings").contains("まだ会議体はありません"));
    assert!(
        !get(&app, Some(&city()), "/meetings").contains("会議体を登録する"),
        "the city is offered nothing to write"
    );
    assert!(matches!(ask(&app, None, Method::Get, "/meetings", &[]), Err(Fail::Login)));
    let none = format!("/meetings/{}", testkit::id(3));
    assert!(matches!(ask(&app, Some(&city()), Method::Get, &none, &[]), Err(Fail::NotFound)));
    assert!(matches!(
        ask(&app, Some(&city()), Method::Get, "/meetings/x", &[]),
        Err(Fail::NotFound)
    ));
}

#[test]
fn a_body_and_its_meeting_are_entered_by_their_forms_and_bad_input_stays_on_the_page() {
    let app = base();
    let c = coordinator();
    let (status, page) = post(
        &app,
        &c,
        "/meetings/bodies/new",
        &[("name", "推進会議<b>"), ("founded_on", "きのうの次")],
    );
    assert_eq!(status, 422);
    assert!(
        page.contains("推進会議&#60;b&#62;") && page.contains("きのうの次"),
        "what was typed stays"
    );
    let form = [
        ("name", "推進会議<b>"),
        ("kind", "council"),
        ("founded_on", "R2.6.1"),
        ("secretariat", "連携拠点"),
    ];
    let (status, to) = post(&app, &c, "/meetings/bodies/new", &form);
    assert_eq!(status, 303, "{to}");
    let page = get(&app, Some(&c), &to);
    assert!(page.contains("推進会議&#60;b&#62;") && page.contains("令和2年6月1日"), "{page}");
    let members = format!("{to}/members");
    let (status, page) =
        post(&app, &c, &members, &[("organisation", "ひがし薬局"), ("until", "x")]);
    assert_eq!(status, 422);
    assert!(page.contains("ひがし薬局"), "{page}");
    let form = [
        ("organisation", "ひがし薬局"),
        ("profession", "pharmacist"),
        ("role", "chair"),
        ("from", "R8.4.1"),
    ];
    let (status, _) = post(&app, &c, &members, &form);
    assert_eq!(status, 303);
    assert!(get(&app, Some(&c), &to).contains("委員（1人）"));
    let new = format!("{to}/new");
    let (status, page) = post(
        &app,
        &c,
        &new,
        &[("day", "R8.12.4"), ("from", "20時"), ("to", "18:30"), ("link", "http://x")],
    );
    assert_eq!(status, 422);
    assert!(page.contains("開き方を選んでください") && page.contains("http://x"), "{page}");
    let form = [
        ("day", "R8.12.4"),
        ("from", "18:30"),
        ("to", "20:00"),
        ("form", "both"),
        ("place", "保健センター"),
        ("title", "災害"),
    ];
    let (status, meeting) = post(&app, &c, &new, &form);
    assert_eq!(status, 303, "{meeting}");
    let page = get(&app, Some(&c), &meeting);
    assert!(page.contains("第1回") && page.contains("ハイブリッド"), "{page}");
    let (status, page) = post(
        &app,
        &c,
        &format!("{meeting}/agenda"),
        &[("title", " "), ("minutes", "九"), ("who", "会長")],
    );
    assert_eq!(status, 422);
    assert!(page.contains("数字で入力してください") && page.contains("会長"), "{page}");
    let (status, _) =
        post(&app, &c, &format!("{meeting}/agenda"), &[("title", "安否確認"), ("minutes", "１０")]);
    assert_eq!(status, 303);
    let (status, _) =
        post(&app, &c, &format!("{meeting}/papers"), &[("paper", "名簿"), ("held_at", "共有の棚")]);
    assert_eq!(status, 303);
    let page = get(&app, Some(&c), &meeting);
    assert!(
        page.contains("1．安否確認") && page.contains("資料1　名簿") && page.contains("10分"),
        "{page}"
    );
    let seen = get(&app, Some(&city()), &meeting);
    assert!(!seen.contains("<form method=\"post\""), "the city reads");
    let (status, page) = post(&app, &c, &format!("{meeting}/state"), &[("to", "off"), ("why", "")]);
    assert!(status == 422 && page.contains("中止の理由を60字まで"), "{page}");
    assert!(matches!(
        ask(&app, Some(&c), Method::Post, &format!("{meeting}/state"), &[("to", "x")]),
        Err(Fail::NotFound)
    ));
}

#[test]
fn every_page_of_a_full_meeting_draws_and_every_paper_is_made() {
    let app = base();
    let c = coordinator();
    let of = add_body(&app, body("推進会議"));
    let below = meetings::model::NewBody {
        parent: of.to_string(),
        kind: "section".into(),
        ..body("とても長い名前の入退院支援と在宅療養のための部会")
    };
    add_body(&app, below);
    let m = add_member(&app, of, member("ひがし薬局", "pharmacist"));
    let id = held(&app, of, "2026-11-01");
    let next = plan(&app, of, Some("2026-12-18"));
    let at = format!("/meetings/{id}");
    let seat = m.to_string();
    let form = [
        ("member1", seat.as_str()),
        ("presence1", "online"),
        ("proxy1", ""),
        ("organisation2", "県"),
        ("name2", ""),
        ("profession2", ""),
    ];
    let (status, page) = post(&app, &c, &format!("{at}/attendance"), &form);
    assert_eq!(status, 422);
    assert!(page.contains("職種を選んでください") && page.contains("value=\"県\""), "{page}");
    let mut form = form.to_vec();
    form[5].1 = "city";
    assert_eq!(post(&app, &c, &format!("{at}/attendance"), &form).0, 303);
    let (status, one) = post(&app, &c, &format!("{at}/decisions"), &[("decision", "一覧を配る")]);
    assert_eq!(status, 303);
    let (status, page) = post(
        &app,
        &c,
        &one,
        &[("_do", "action"), ("text", "まとめる"), ("owner", ""), ("due", "R8.10.1")],
    );
    assert_eq!(status, 422);
    assert!(page.contains("担当を入力してください") && page.contains("まとめる"), "{page}");
    let form = [("_do", "action"), ("text", "まとめる"), ("owner", "事務局"), ("due", "R8.12.1")];
    assert_eq!(post(&app, &c, &one, &form).0, 303);
    let w = app.read(&c, |cx| meetings::use_cases::read::one(cx, id)).unwrap();
    let action = w.actions[0].id;
    assert_eq!(
        post(&app, &city(), &format!("/meetings/actions/{action}/tick"), &[("done", "1")]).0,
        303
    );
    assert_eq!(
        post(&app, &city(), &format!("/meetings/actions/{action}/tick"), &[("done", "0")]).0,
        303
    );
    assert!(get(&app, Some(&c), &format!("/meetings/{next}")).contains("前回までの宿題"));
    assert_eq!(post(&app, &c, &format!("/meetings/{next}/take-up"), &[]).0, 303);
    let item = app.read(&c, |cx| meetings::use_cases::read::one(cx, next)).unwrap().items[0].id;
    for tail in ["", "/edit", "/attendance", "/minutes", "/decisions", "/poll"] {
        assert!(get(&app, Some(&c), &format!("{at}{tail}")).contains("<h1>"), "{tail}");
    }
    for path in [
        one.clone(),
        format!("/meetings/actions/{action}"),
        format!("/meetings/{next}/agenda/{item}"),
        format!("/meetings/{next}/agenda/{item}/evidence"),
        format!("/meetings/bodies/{of}"),
        format!("/meetings/bodies/{of}/edit"),
        format!("/meetings/bodies/{of}/members/{m}"),
        "/meetings/actions".into(),
        "/meetings/years?year=2026".into(),
        "/meetings/years?year=999999".into(),
        "/meetings/chronicle?year=2026".into(),
    ] {
        assert!(get(&app, Some(&c), &path).contains("<h1>"), "{path}");
    }
    let page = get(&app, Some(&c), &format!("{at}/minutes"));
    assert!(page.contains("県") && page.contains("1．一覧を配る"), "{page}");
    assert_eq!(
        post(
            &app,
            &c,
            &format!("{at}/minutes"),
            &[("_do", "confirm"), ("_version", "0"), ("content", "■ 議事\r\n決めた")]
        )
        .0,
        303
    );
    let page = get(&app, Some(&city()), &format!("{at}/minutes"));
    assert!(
        page.contains("決めた") && page.contains("第1版") && !page.contains("<textarea"),
        "{page}"
    );
    let (status, page) =
        post(&app, &c, &format!("{at}/minutes"), &[("_do", "correct"), ("reason", "")]);
    assert!(status == 422 && page.contains("訂正の理由を120字まで"), "{page}");
    for path in [
        format!("/meetings/{next}/paper/notice"),
        format!("/meetings/{next}/paper/agenda"),
        format!("{at}/paper/minutes"),
        format!("{at}/paper/attendance"),
        "/meetings/chart?format=print".into(),
        "/meetings/chronicle?year=2026&format=print".into(),
    ] {
        let r = ask(&app, Some(&city()), Method::Get, &path, &[]).unwrap();
        let Body::Print(job) = r.body else { panic!("{path}") };
        assert!(!job.file_name().contains("結野 花"), "no name of a person in the name of a file");
    }
    for path in [
        "/meetings?format=xlsx",
        "/meetings/years?year=2026&format=xlsx",
        "/meetings/actions?format=xlsx",
        "/meetings/chronicle?year=2026&format=xlsx",
    ] {
        let r = ask(&app, Some(&city()), Method::Get, path, &[]).unwrap();
        assert!(matches!(r.body, Body::File { .. }), "{path}");
    }
    for path in [
        format!("{at}/paper/notice"),
        format!("{at}/paper/x"),
        format!("/meetings/{next}/paper/minutes"),
    ] {
        assert!(
            matches!(ask(&app, Some(&c), Method::Get, &path, &[]), Err(Fail::NotFound)),
            "{path}"
        );
    }
}

#[test]
fn the_chart_is_a_picture_and_the_same_as_a_list() {
    let app = base();
    let top = add_body(&app, body("推進会議"));
    let section = meetings::model::NewBody { parent: top.to_string(), ..body("部会<script>") };
    let id = add_body(&app, section);
    add_body(&app, meetings::model::NewBody { parent: id.to_string(), ..body("ワーキング") });
    add_body(&app, body("連絡会"));
    let page = get(&app, Some(&city()), "/meetings/chart");
    assert!(page.contains("aria-hidden=\"true\"") && page.matches("<rect").count() == 4, "{page}");
    assert!(!page.contains("部会<script>") && page.contains("部会"));
    let list = page.split("<h2 class=\"mt4\">一覧</h2>").nth(1).unwrap();
    let list = list.split("<p class=\"btns").next().unwrap();
    assert_eq!(list.matches("<ul>").count(), list.matches("</ul>").count());
    assert_eq!(list.matches("<li>").count(), 4);
    assert_eq!(list.matches("<li>").count(), list.matches("</li>").count());
    assert_eq!(list.matches("<ul>").count(), 3, "one inside the other: {list}");
}

#[test]
fn the_day_that_suits_is_asked_without_a_login_and_without_a_name_on_the_page() {
    let app = base();
    let c = coordinator();
    let of = add_body(&app, body("推進会議"));
    let m = add_member(&app, of, member("ひがし薬局", "pharmacist"));
    let id = plan(&app, of, None);
    let at = format!("/meetings/{id}/poll");
    let (status, page) = post(
        &app,
        &c,
        &format!("{at}/dates"),
        &[("slot2", "R8.1.4"), ("from2", "18:30"), ("closes_on", "R8.12.1")],
    );
    assert_eq!(status, 422);
    assert!(page.contains("これからの日を入力してください") && page.contains("R8.1.4"), "{page}");
    let form = [
        ("slot1", "R8.12.4"),
        ("from1", "18:30"),
        ("slot3", "R8.12.8"),
        ("closes_on", "R8.12.1"),
        ("note", "よろしくお願いします"),
    ];
    assert_eq!(post(&app, &c, &format!("{at}/dates"), &form).0, 303);
    let (status, links) = post(&app, &c, &format!("{at}/links"), &[("_seed", SEED)]);
    assert_eq!(status, 200, "{links}");
    let (_, again) = post(&app, &c, &format!("{at}/links"), &[("_seed", SEED)]);
    let token = |page: &str| {
        let rest = page.split("/m/").nth(1).unwrap();
        rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>()
    };
    assert_eq!(token(&links), token(&again), "a second press shows the same links");
    let letters = ask(
        &app,
        Some(&c),
        Method::Post,
        &format!("{at}/letters"),
        &[("_key", KEY), ("_seed", SEED)],
    );
    assert!(matches!(letters.unwrap().body, Body::Print(_)));
    let own = format!("/m/{}", token(&links));
    let page = get(&app, None, &own);
    assert!(page.contains("12月4日") && page.contains("よろしくお願いします"), "{page}");
    assert!(!page.contains("結野 花"), "a page that others may see over a shoulder names nobody");
    let slots = app.read(&city(), |cx| poll::open(cx, id)).unwrap().slots;
    let (first, second) = (format!("m.{}", slots[0].id), format!("m.{}", slots[1].id));
    let word = token(&links);
    let none = [("_key", KEY), ("word", word.as_str()), ("note", "19時から")];
    let (status, page) = html(ask(&app, None, Method::Post, "/m/answer", &none));
    assert_eq!(status, 422);
    assert!(page.contains("どれかを選んでください") && page.contains("19時から"), "{page}");
    let form = [
        ("_key", KEY),
        ("word", word.as_str()),
        (first.as_str(), "yes"),
        (second.as_str(), "x"),
        ("note", ""),
    ];
    let (status, page) = html(ask(&app, None, Method::Post, "/m/answer", &form));
    assert!(status == 200 && page.contains("返事を受け付けました"), "{page}");
    let table = get(&app, Some(&city()), &at);
    assert!(table.contains('○') && !table.contains("<form method=\"post\""), "{table}");
    let keyed = format!("{at}/members/{m}");
    assert!(get(&app, Some(&c), &keyed).contains("checked"));
    assert_eq!(post(&app, &c, &keyed, &[]).0, 422);
    assert_eq!(post(&app, &c, &keyed, &[(&first, "no")]).0, 303);
    let r = ask(&app, Some(&city()), Method::Get, &format!("{at}?format=xlsx"), &[]).unwrap();
    assert!(matches!(r.body, Body::File { .. }));
    let slot = slots[0].id.to_string();
    assert_eq!(post(&app, &c, &at, &[("slot", &slot)]).0, 303);
    let page = get(&app, None, &own);
    assert!(page.contains("日程が決まりました") && !page.contains("返事を送る"), "{page}");
    let (status, page) = html(ask(&app, None, Method::Get, "/m/aaaaaaaaaaaaaaaaaaaaaaaaaa", &[]));
    assert!(status == 422 && page.contains("見つかりません"), "{page}");
    assert!(get(&app, None, "/m").contains("返事の番号"));
    let (status, _) = html(ask(&app, None, Method::Post, "/m", &[("word", "なんでも")]));
    assert_eq!(status, 422);
}

#[test]
fn the_chronicle_is_written_on_its_pages() {
    let app = base();
    let c = coordinator();
    let of = add_body(&app, body("推進会議"));
    held(&app, of, "2026-11-01");
    let (status, page) = post(
        &app,
        &c,
        "/meetings/chronicle",
        &[("year", "2026"), ("day", "R7.4.1"), ("text", "できごと<i>")],
    );
    assert_eq!(status, 422);
    assert!(
        page.contains("令和8年度の日を入力してください") && page.contains("できごと&#60;i&#62;"),
        "{page}"
    );
    assert_eq!(
        post(
            &app,
            &c,
            "/meetings/chronicle",
            &[("year", "2026"), ("day", "R8.8.1"), ("text", "冊子を発行")]
        )
        .0,
        303
    );
    let y = app.read(&c, |cx| meetings::use_cases::chronicle::open(cx, 2026)).unwrap();
    let line = y.lines.iter().find(|l| !l.source.is_empty()).unwrap().source.clone();
    let page = get(&app, Some(&c), &format!("/meetings/chronicle/line?year=2026&line={line}"));
    assert!(page.contains("あゆみに出さない"), "{page}");
    let form = [("year", "2026"), ("line", line.as_str()), ("_do", "out")];
    assert_eq!(post(&app, &c, "/meetings/chronicle/line", &form).0, 303);
    assert!(
        get(&app, Some(&c), "/meetings/chronicle?year=2026").contains("あゆみに出していない会議")
    );
    for odd in ["", "x", "meeting:x"] {
        let bad = [("_key", KEY), ("year", "2026"), ("line", odd)];
        let r = ask(&app, Some(&c), Method::Post, "/meetings/chronicle/line", &bad);
        assert!(matches!(r, Err(Fail::NotFound)), "{odd}");
    }
}

#[test]
fn a_form_without_its_key_changes_nothing() {
    let app = base();
    let of = add_body(&app, body("推進会議"));
    let path = format!("/meetings/bodies/{of}/remove");
    let (status, _) = html(ask(
        &app,
        Some(&coordinator()),
        Method::Post,
        &path,
        &[("_key", ""), ("removed", "1")],
    ));
    assert_eq!(status, 422);
    let id = held(&app, of, "2026-11-01");
    app.write(&coordinator(), move |cx| {
        let d = decisions::add(cx, id, "一覧を配る")?;
        decisions::remove(cx, id, d, true)?;
        minutes::confirm(cx, id, "済", 0).map(drop)
    })
    .unwrap();
    let locked = app.write(&coordinator(), move |cx| {
        planning::change(cx, id, &crate::support::meeting(Some("2026-11-02")), 1)
    });
    assert!(matches!(locked, Err(Error::Rule(_))));
}
