//! Every page with sample data: empty, normal, long, errors, without permission; files and papers.
use issues::model::{Level, Profession};
use issues::use_cases;
use kernel::{Actor, Hat};
use slice::{Body, Fail, Method, Resp};
use testkit::{TestApp, id};

use crate::support::*;

/// What holds for every page: one h1, no second id, no leftover of a template, nothing inline.
fn sound(html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{html}");
    for bad in ["{{", "{%", "style=", "onclick", "Some(", "None", "Html("] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "an id twice in {html}");
    for href in html.split("href=\"").skip(1).filter_map(|s| s.split('"').next()) {
        let good = ["/kitakami", "#", "tel:", "/assets"].iter().any(|p| href.starts_with(p));
        assert!(good, "{href}");
    }
}

fn seen(app: &TestApp, actor: &Actor, path: &str, query: &str) -> String {
    let page = get(app, actor, path, query);
    sound(&page);
    page
}

/// A region in which there is something of everything, with texts that are long or look like markup.
fn filled() -> (TestApp, issues::IssueId, Vec<(Level, issues::ActId)>) {
    let app = sqlite();
    let mut t =
        hearing("8/24", "pharmacy", &format!("<script>alert(1)</script>\n{}", "長".repeat(120)));
    t.names = "結野薬剤師会\nとても長い名前の団体".repeat(3);
    t.people = "薬局の管理薬剤師".into();
    let talk = save(&app, Level::First, &t);
    let a = add(&app, 2026, Profession::Pharmacy, "<b>訪問</b>のきっかけ");
    let b = add(&app, 2026, Profession::Pharmacy, "まとめる");
    app.write(&centre(), move |cx| use_cases::merge(cx, b, a)).unwrap();
    let owner = Some(issues::model::Owner::Profession(Profession::Medical));
    let d = issues::model::NewIssue {
        owner,
        ..new_issue(2026, Profession::Pharmacy, "訪問のきっかけ")
    };
    let version = issue(&app, a).version;
    app.write(&centre(), move |cx| use_cases::change_issue(cx, a, version, &d)).unwrap();
    app.write(&centre(), move |cx| use_cases::cite(cx, a, "issues.hearing", talk.0)).unwrap();
    let mut m = matching("同行訪問", &["medical", "pharmacy"], "done", "5/21、8/29");
    m.issues = texts(&[&a.to_string()]);
    m.tells = "true".into();
    let m = save(&app, Level::Second, &m);
    let mut p = matching("第1回協議会", &["medical"], "done", "6/1");
    p.sort = "council".into();
    p.body = "推進協議会".into();
    p.agreed = "同行訪問を続ける".into();
    let p = save(&app, Level::Third, &p);
    (app, a, vec![(Level::First, talk), (Level::Second, m), (Level::Third, p)])
}

const PAGES: [&str; 11] = [
    "/issues",
    "/issues/board",
    "/issues/hearings",
    "/issues/matches",
    "/issues/platforms",
    "/issues/feedback",
    "/issues/silent",
    "/issues/tables",
    "/issues/figures",
    "/issues/tables/solutions",
    "/issues/tables/steps",
];

fn query_of(path: &str) -> &'static str {
    if path.starts_with("/issues/tables/") { "profession=pharmacy&fy=2026" } else { "" }
}

#[test]
fn empty_pages_say_what_comes_first() {
    let app = sqlite();
    for path in PAGES {
        for who in [centre(), city()] {
            seen(&app, &who, path, query_of(path));
        }
    }
    let page = seen(&app, &centre(), "/issues", "");
    assert!(page.contains("打ち合わせを書くと、聞いたことの1行を押すだけで課題になります"));
    assert!(seen(&app, &centre(), "/issues/silent", "").contains("まだ聞いていません"));
    assert!(!seen(&app, &city(), "/issues", "").contains("/issues/new"), "the city does not write");
}

#[test]
fn every_page_with_something_in_it() {
    let (app, a, acts) = filled();
    for path in PAGES {
        for who in [centre(), city()] {
            let page = seen(&app, &who, path, query_of(path));
            assert!(!page.contains("<script>alert") && !page.contains("<b>訪問</b>"), "{path}");
        }
    }
    let page = seen(&app, &centre(), &format!("/issues/{a}"), "");
    for want in [
        "R8 薬剤 A",
        "ここにまとめた課題",
        "同行訪問",
        "打ち合わせ（一次連携）",
        "「多職種協議」へ進める",
    ] {
        assert!(page.contains(want), "{want}");
    }
    assert!(page.contains("だれの課題か") && page.contains("医科"));
    for (level, act) in &acts {
        let path = format!("{}/{act}", level.path());
        seen(&app, &city(), &path, "");
        seen(&app, &centre(), &format!("{path}/edit"), "");
        seen(&app, &centre(), &format!("{}/new", level.path()), &format!("issue={a}"));
        for other in Level::ALL.iter().filter(|l| *l != level) {
            let wrong = ask(
                &app,
                &centre(),
                Method::Get,
                &format!("{}/{act}", other.path()),
                Ask::default(),
            );
            assert!(matches!(wrong, Err(Fail::NotFound)));
        }
    }
    seen(&app, &centre(), &format!("/issues/{a}/edit"), "");
    seen(&app, &centre(), &format!("/issues/{a}/merge"), "");
    seen(&app, &centre(), &format!("/issues/{a}/evidence"), "kind=issues.match");
    let sheet = seen(&app, &centre(), "/issues/feedback/profession/medical", "");
    assert!(sheet.contains("医科の課題") && sheet.contains("お返ししたと記録する"));
    assert!(
        !seen(&app, &city(), "/issues/feedback/profession/medical", "").contains("お返ししたと")
    );
    let steps = seen(&app, &city(), "/issues/tables/steps", "profession=pharmacy&fy=all");
    assert!(steps.contains("通算1回"));
}

fn file(app: &TestApp, path: &str, query: &str) -> Body {
    let with = Ask { query: query.into(), ..Ask::default() };
    ask(app, &city(), Method::Get, path, with).unwrap().body
}

#[test]
fn every_table_leaves_as_excel_and_on_paper() {
    let (app, _, _) = filled();
    for (path, query, title) in [
        ("/issues/export", "fy=all", "連携課題の一覧"),
        ("/issues/board/export", "", "課題の把握から事業化まで"),
        ("/issues/acts/export", "level=second", "マッチング（二次連携）"),
        (
            "/issues/tables/solutions/export",
            "profession=pharmacy&fy=2026",
            "薬剤の課題（令和8年度）と、年度ごとの解決策",
        ),
        (
            "/issues/tables/steps/export",
            "profession=pharmacy&fy=2026",
            "令和8年度「薬剤との連携の歩み」",
        ),
        ("/issues/tables/steps/export", "profession=pharmacy", "「薬剤との連携の歩み」"),
        ("/issues/feedback/profession/medical/print", "", "連携課題のお知らせ"),
    ] {
        let Body::Print(job) = file(&app, path, query) else { panic!("{path}") };
        assert_eq!((job.title.as_str(), job.demo.is_some()), (title, true));
        assert!(!job.body["rows"].as_array().unwrap().is_empty(), "{path}");
        let Body::File { name, bytes, .. } = file(&app, path, &format!("{query}&format=xlsx"))
        else {
            panic!("{path}")
        };
        assert!(bytes.starts_with(b"PK") && name.ends_with(".xlsx"), "{name}");
    }
}

#[test]
fn nonsense_in_an_address_is_no_error() {
    let (app, a, _) = filled();
    let long = format!("q={}", "a".repeat(5_000));
    for odd in [
        "fy=x&stage=%27&profession=zz&scene=1",
        "fy=99999&after=1.2.3",
        "after=2026.dental.99999999999999999999",
        "before=x.y&fy=-1",
        "fy=2026&after=2026.dental.1&q=%25",
        "months=999999999999",
        &long,
    ] {
        for path in PAGES.iter().filter(|p| !p.starts_with("/issues/tables/")) {
            seen(&app, &centre(), path, odd);
        }
        seen(&app, &centre(), &format!("/issues/{a}/evidence"), odd);
        seen(&app, &centre(), "/issues/hearings/new", odd);
    }
    for (path, query) in [
        ("/issues/x", ""),
        ("/issues/tables/steps", "profession=x"),
        ("/issues/tables/solutions", "profession=zz"),
        ("/issues/acts/export", "level=9"),
        ("/issues/feedback/profession/zz", ""),
        ("/issues/feedback/party/00000000-0000-0000-0000-000000000000", ""),
        ("/issues/00000000-0000-0000-0000-000000000000", ""),
    ] {
        let r =
            ask(&app, &centre(), Method::Get, path, Ask { query: query.into(), ..Ask::default() });
        assert!(matches!(r, Err(Fail::NotFound)), "{path}");
    }
    // Opened by hand, without saying whose and which year, a table still opens.
    for path in PAGES.iter().filter(|p| p.starts_with("/issues/tables/")) {
        seen(&app, &centre(), path, "");
    }
}

fn refused(r: Result<Resp, Fail>) -> String {
    let r = r.unwrap();
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    page
}

#[test]
fn a_form_that_does_not_fit_comes_back_with_everything_typed() {
    let (app, a, _) = filled();
    let page = refused(post(
        &app,
        &centre(),
        "/issues/hearings/new",
        &[
            ("days", "来週"),
            ("said", "聞いたこと"),
            ("sort", "hearing"),
            ("state", "done"),
            ("_key", "k1k1k1k1"),
        ],
    ));
    assert!(
        page.contains("「来週」を日にちとして読めません") && page.contains("聞いたこと</textarea>")
    );
    assert!(page.contains("話した相手の職種をひとつ選んでください"));
    let page = refused(post(
        &app,
        &centre(),
        "/issues/new",
        &[
            ("title", ""),
            ("profession", "dental"),
            ("fy", "2026"),
            ("detail", "くわしく"),
            ("_key", "k2k2k2k2"),
        ],
    ));
    assert!(page.contains("課題を1行で入力してください") && page.contains("くわしく"));
    let page = refused(post(
        &app,
        &centre(),
        &format!("/issues/{a}/end"),
        &[("how", "solved"), ("ended", ""), ("solved_on", "2026-11-01"), ("_key", "k3k3k3k3")],
    ));
    assert!(page.contains("何で解決したかを"));
    let page = refused(post(&app, &centre(), &format!("/issues/{a}/merge"), &[("into", "")]));
    assert!(page.contains("まとめる先の課題を選んでください"));
    let page = refused(post(
        &app,
        &centre(),
        "/issues/feedback/profession/medical",
        &[("on", "2026-11-01"), ("_key", "k4k4k4k4")],
    ));
    assert!(page.contains("お返しした方法を選んでください"));
}

#[test]
fn a_talk_is_written_by_page_and_its_line_pressed() {
    let app = sqlite();
    let form = [
        ("days", "きょう"),
        ("fy", "2026"),
        ("professions", "dental"),
        ("sort", "hearing"),
        ("form", "tel"),
        ("state", "done"),
        ("said", "歯科が途切れる\n往診"),
        ("_key", "talk-key-1"),
    ];
    let to = goes_to(post(&app, &centre(), "/issues/hearings/new", &form).unwrap());
    assert_eq!(goes_to(post(&app, &centre(), "/issues/hearings/new", &form).unwrap()), to);
    let page = seen(&app, &centre(), &to, "");
    assert!(page.contains("TEL") && page.contains("令和8年度"));
    let line = page.split("/issues/lines/").nth(1).unwrap().split('"').next().unwrap().to_string();
    let path = format!("/issues/lines/{line}");
    let back = goes_to(post(&app, &centre(), &path, &[("_key", "line-key-1")]).unwrap());
    assert!(back.starts_with(&to), "the talk stays open for the next line: {back}");
    let page = seen(&app, &centre(), &to, "");
    assert!(page.contains("R8 歯科 A"));
    assert_eq!(all(&app).len(), 1);
    let nobody = testkit::staff(Hat::Ward, id(3));
    let r = post(&app, &nobody, &path, &[("_key", "line-key-2")]);
    assert!(matches!(r, Err(Fail::Use(app::Error::Forbidden(_)))));
}
