//! Pages as a browser asks for them: empty, full, wrong, printed.
use slice::{Body, Fail, Method};
use surveys::model::State;
use testkit::{Contents, TestApp, TestDb, kitakami, staff};

use crate::support::{add, ask, city, coordinator, get, html, on, post, put, survey};

fn base() -> TestApp {
    let app = TestApp::in_region(TestDb::sqlite(Contents::Base), kitakami());
    on(&app, "2026-11-10");
    app
}

fn printed(app: &TestApp, path: &str) -> serde_json::Value {
    match ask(app, Some(&coordinator()), Method::Get, path, &[], vec![]).unwrap().body {
        Body::Print(job) => job.body.clone(),
        other => panic!("{path}: {other:?}"),
    }
}

fn file(app: &TestApp, path: &str) -> Vec<u8> {
    match ask(app, Some(&coordinator()), Method::Get, path, &[], vec![]).unwrap().body {
        Body::File { bytes, .. } => bytes,
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn a_survey_is_made_from_a_template_by_its_pages() {
    let app = base();
    let c = coordinator();
    assert!(get(&app, Some(&c), "/surveys").contains("まだ調査はありません"));
    assert!(!get(&app, Some(&city()), "/surveys").contains("調査をつくる"));
    let (status, page) = post(&app, Some(&c), "/surveys/new", &[("from", "empty")]);
    assert_eq!(status, 422);
    assert!(page.contains("調査の名前を入力してください"));
    let (status, to) = post(
        &app,
        Some(&c),
        "/surveys/new",
        &[("from", "t.discharge-care"), ("title", "11月の調査<b>")],
    );
    assert_eq!(status, 303);
    assert!(get(&app, Some(&c), &to).contains("11月の調査&#60;b&#62;"));
    let (status, page) = post(
        &app,
        Some(&c),
        &format!("{to}/edit"),
        &[("title", "11月の調査"), ("until", "きのうの次"), ("_version", "1")],
    );
    assert_eq!(status, 422);
    assert!(page.contains("きのうの次"), "what was typed stays");
    let form = [
        ("title", "11月の調査"),
        ("from", "R8.11.1"),
        ("until", "R8.11.30"),
        ("named", "1"),
        ("_version", "1"),
    ];
    assert_eq!(post(&app, Some(&c), &format!("{to}/edit"), &form).0, 303);
    let (status, page) = post(&app, Some(&c), &format!("{to}/edit"), &form);
    assert_eq!(status, 422, "somebody was faster: {page}");
    let questions = format!("{to}/questions");
    assert!(get(&app, Some(&c), &questions).contains("退院の前に病院から連絡があった方"));
    let (status, page) = post(
        &app,
        Some(&c),
        &questions,
        &[
            ("_version", "2"),
            ("q1.label", "元気ですか"),
            ("q1.kind", "one"),
            ("q1.options", "はい"),
            ("q1.most", "九"),
        ],
    );
    assert_eq!(status, 422);
    assert!(page.contains("元気ですか") && page.contains("数字で入力してください"), "{page}");
    let (status, _) = post(
        &app,
        Some(&c),
        &questions,
        &[
            ("_version", "2"),
            ("q1.code", "q3"),
            ("q1.label", "何人ですか"),
            ("q1.kind", "number"),
            ("q1.unit", "人"),
            ("q1.place", "20"),
            ("q2.label", "よいですか"),
            ("q2.kind", "one"),
            ("q2.options", "はい\nいいえ\nその他"),
            ("q2.flags", "required"),
            ("q2.flags", "other"),
            ("q2.place", "10"),
        ],
    );
    assert_eq!(status, 303);
    let page = get(&app, Some(&c), &questions);
    let (a, b) = (page.find("よいですか").unwrap(), page.find("何人ですか").unwrap());
    assert!(a < b, "the order is the number");
    assert_eq!(post(&app, Some(&c), &format!("{to}/state"), &[("to", "open")]).0, 303);
    assert!(get(&app, Some(&c), "/surveys").contains("受付中"));
    assert!(matches!(ask(&app, None, Method::Get, "/surveys", &[], vec![]), Err(Fail::Login)));
    let none = format!("/surveys/{}", testkit::id(3));
    assert!(matches!(ask(&app, Some(&c), Method::Get, &none, &[], vec![]), Err(Fail::NotFound)));
}

#[test]
fn who_is_asked_answers_on_a_phone_without_script() {
    let app = base();
    let c = coordinator();
    let id = survey(&app, true);
    add(&app, id, "みどり<病院", "病院");
    add(&app, id, "ひがし薬局", "薬局");
    put(&app, id, State::Open).unwrap();
    let asked = get(&app, Some(&c), &format!("/surveys/{id}/asked"));
    assert!(asked.contains("みどり&#60;病院") && asked.contains("まだの相手は2か所です"));
    let press = [
        ("_key", "0123456789abcdef0"),
        ("which", "new"),
        ("_seed", "0123456789abcdef0123456789abcdef"),
    ];
    let path = format!("/surveys/{id}/letters");
    let job = match ask(&app, Some(&c), Method::Post, &path, &press, vec![]).unwrap().body {
        Body::Print(job) => job.body.clone(),
        other => panic!("{other:?}"),
    };
    let letters = job["letters"].as_array().unwrap();
    assert_eq!(letters.len(), 2);
    let qr = letters[0]["qr"].as_str().unwrap();
    let token = qr.rsplit('/').next().unwrap();
    let page = get(&app, None, &format!("/q/{token}"));
    assert!(page.contains("みどり&lt;病院のもの") && page.contains("質問q1"), "{page}");
    let (_, by_code) = post(&app, None, "/q", &[("word", letters[0]["code"].as_str().unwrap())]);
    assert!(by_code.contains("質問q1"));
    let (status, page) =
        post(&app, None, "/q/answer", &[("word", token), ("a.q2", "たくさん"), ("a.q4", "よい")]);
    assert_eq!(status, 422);
    assert!(
        page.contains("たくさん")
            && page.contains("よい")
            && page.contains("質問q1を入力してください"),
        "{page}"
    );
    let form = [("word", token), ("a.q1", "0"), ("a.q2", "１２"), ("a.q4", "よい")];
    for _ in 0..2 {
        let (status, page) = post(&app, None, "/q/answer", &form);
        assert_eq!(status, 200);
        assert!(page.contains("答えを送りました"), "{page}");
    }
    assert!(get(&app, None, &format!("/q/{token}")).contains("直して送る"));
    let page = get(&app, Some(&c), &format!("/surveys/{id}/results"));
    assert!(page.contains("1件（画面から1") && page.contains("合計 12"), "{page}");
    let (status, page) = post(&app, None, "/q", &[("word", "AAAA-AAAA")]);
    assert_eq!(status, 422);
    assert!(page.contains("見つかりません"));
    // keyed in for the other
    let form = get(&app, Some(&c), &format!("/surveys/{id}/asked"));
    let of =
        form.split("answer?asked=").nth(2).or_else(|| form.split("answer?asked=").nth(1)).unwrap();
    let of: String = of.chars().take_while(|c| *c == '-' || c.is_ascii_hexdigit()).collect();
    assert!(
        get(&app, Some(&c), &format!("/surveys/{id}/answer?asked={of}"))
            .contains("そのまま入れてください")
    );
    let (status, _) =
        post(&app, Some(&c), &format!("/surveys/{id}/answer"), &[("asked", &of), ("a.q1", "1")]);
    assert_eq!(status, 303);
}

#[test]
fn an_office_with_accounts_is_asked_in_its_own_list() {
    let app = base();
    let me = staff(kernel::Hat::CareManager, testkit::id(5));
    assert!(get(&app, Some(&me), "/surveys/mine").contains("いま届いている調査はありません"));
    let other = format!("/surveys/mine/{}", testkit::id(3));
    assert!(matches!(ask(&app, Some(&me), Method::Get, &other, &[], vec![]), Err(Fail::NotFound)));
}

#[test]
fn an_anonymous_survey_is_answered_crossed_grouped_printed_and_published() {
    let app = base();
    let c = coordinator();
    let id = survey(&app, false);
    put(&app, id, State::Open).unwrap();
    let page = get(&app, Some(&c), &format!("/surveys/{id}"));
    let slug: String = page.split("/q/open/").nth(1).unwrap().chars().take(8).collect();
    let open = format!("/q/open/{slug}");
    assert!(get(&app, None, &open).contains("お名前は聞きません"));
    let (status, page) = post(&app, None, &open, &[("a.q4", "早くしてほしい")]);
    assert_eq!(status, 422);
    assert!(page.contains("早くしてほしい"));
    for n in 0..7 {
        let form =
            [("a.q1", if n < 6 { "0" } else { "1" }), ("a.q3", "9"), ("a.q4", "早くしてほしい")];
        let (status, page) = post(&app, None, &open, &form);
        assert_eq!(status, 200);
        assert!(page.contains("自分の答えを直す"));
    }
    let at = |tail: &str| format!("/surveys/{id}{tail}");
    let page = get(&app, Some(&c), &at("/results"));
    assert!(page.contains("7件（画面から7") && page.contains("NPS +100.0"), "{page}");
    let answer: String = page.split("name=\"g.").nth(1).unwrap().chars().take(36).collect();
    let (status, _) = post(
        &app,
        Some(&c),
        &at("/results/group"),
        &[("question", "q4"), (&format!("g.{answer}"), "早さ")],
    );
    assert_eq!(status, 303);
    assert!(get(&app, Some(&c), &at("/results")).contains("早さ"));
    let city_page = get(&app, Some(&city()), &at("/results"));
    assert!(
        !city_page.contains("早くしてほしい") && city_page.contains("早さ"),
        "counts, no words"
    );
    assert!(get(&app, Some(&c), &at("/cross")).contains("たての質問"));
    assert!(get(&app, Some(&c), &at("/cross?row=q1&column=q3")).contains("6（100.0%）"));
    assert!(get(&app, Some(&c), &at("/public")).contains("締め切ってから決められます"));
    assert!(printed(&app, &at("/paper/sheet"))["questions"].as_array().unwrap().len() == 5);
    assert!(printed(&app, &at("/paper/results"))["blocks"].as_array().unwrap().len() > 4);
    assert!(file(&app, &at("/paper/results-xlsx")).starts_with(b"PK"));
    assert!(file(&app, &at("/paper/cross-xlsx?row=q1&column=q3")).starts_with(b"PK"));
    assert!(
        String::from_utf8(file(&app, &at("/paper/results-csv")))
            .unwrap()
            .contains("早くしてほしい")
    );
    let early = ask(&app, Some(&c), Method::Get, &at("/paper/public"), &[], vec![]);
    assert!(matches!(early, Err(Fail::NotFound)));
    assert_eq!(post(&app, Some(&c), &at("/state"), &[("to", "closed")]).0, 303);
    assert_eq!(post(&app, Some(&c), &at("/public"), &[]).0, 303);
    let body = printed(&app, &at("/paper/public")).to_string();
    assert!(body.contains('＊') && !body.contains("早くしてほしい"));
    assert!(file(&app, &at("/paper/public-xlsx")).starts_with(b"PK"));
    let (status, page) = post(&app, None, &open, &[("a.q1", "0")]);
    assert_eq!(status, 422);
    assert!(page.contains("締め切りました"));
}

#[test]
fn a_file_is_matched_taken_and_taken_back_by_its_pages() {
    let app = base();
    let c = coordinator();
    let id = survey(&app, false);
    put(&app, id, State::Open).unwrap();
    let base = format!("/surveys/{id}/import");
    let (status, page) = post(&app, Some(&c), &base, &[]);
    assert_eq!(status, 422);
    assert!(page.contains("ファイルを選んでください"));
    let csv = "質問q1,メモ\nはい,a\nたぶん,b\n".as_bytes().to_vec();
    let files = vec![("file".to_string(), "a.csv".to_string(), csv)];
    let (_, to) =
        html(ask(&app, Some(&c), Method::Post, &base, &[("_key", "0123456789abcdefa")], files));
    let page = get(&app, Some(&c), &to);
    assert!(
        page.contains("2行のうち、1件を取り込めます") && page.contains("3行目は取り込めません"),
        "{page}"
    );
    assert_eq!(post(&app, Some(&c), &format!("{to}/match"), &[("c.0", "q1"), ("c.1", "-")]).0, 303);
    assert_eq!(post(&app, Some(&c), &format!("{to}/run"), &[]).0, 303);
    assert!(get(&app, Some(&c), &to).contains("1件を取り込みました"));
    let (status, page) = post(&app, Some(&c), &format!("{to}/undo"), &[("why", "")]);
    assert_eq!(status, 422);
    assert!(page.contains("取り消す理由"));
    assert_eq!(post(&app, Some(&c), &format!("{to}/undo"), &[("why", "ちがう")]).0, 303);
    assert!(get(&app, Some(&c), &base).contains("取り消し"));
}
