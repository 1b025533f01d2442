//! Pages as a browser asks for them: empty, full, wrong, refused; the paper of a council.
use programme::permissions;
use slice::{Body, Fail, Method};

use crate::support::{ask, base, city, coordinator, get, held, post};

#[test]
fn the_first_pages_draw_while_nothing_is_there() {
    let app = base();
    for path in [
        "/programme",
        "/programme/indicators",
        "/programme/indicators/examples",
        "/programme/indicators/new",
        "/programme/tables",
        "/programme/tables/new",
        "/programme/roadmap",
        "/programme/roadmap/new",
        "/programme/roadmap/phases",
        "/programme/logic",
        "/programme/logic?scene=end",
        "/programme/logic/new?scene=end",
        "/programme/paper",
    ] {
        assert!(get(&app, &coordinator(), path).contains("<h1>"), "{path}");
    }
    assert!(get(&app, &city(), "/programme").contains("まだ指標がありません"));
    for path in ["/programme/logic?scene=x", "/programme/logic/new?scene=across"] {
        let r = ask(&app, Some(&city()), Method::Get, path, &[], None);
        assert!(matches!(r, Err(Fail::NotFound)), "{path}");
    }
    for of in ["indicators", "tables", "roadmap", "logic"] {
        let path = format!("/programme/{of}/{}", testkit::id(9));
        let r = ask(&app, Some(&city()), Method::Get, &path, &[], None);
        assert!(matches!(r, Err(Fail::NotFound)), "{path}");
    }
}

#[test]
fn who_has_another_hat_sees_nothing() {
    let app = base();
    let ward = testkit::staff(kernel::Hat::Ward, testkit::id(5));
    for path in ["/programme", "/programme/indicators", "/programme/tables", "/programme/paper"] {
        let r = ask(&app, Some(&ward), Method::Get, path, &[], None);
        assert!(
            matches!(r, Err(Fail::Use(app::Error::Forbidden { .. })) | Err(Fail::NotFound)),
            "{path}"
        );
    }
    assert!(permissions::ALL.iter().all(|p| !p.hats.contains(&kernel::Hat::Ward)));
}

#[test]
fn from_the_examples_to_the_paper_of_the_council() {
    let app = base();
    let c = coordinator();
    let (status, page) = post(&app, &c, "/programme/indicators/examples", &[]);
    assert_eq!(status, 422, "{page}");
    let names = [("names", "出前講座 開催回数"), ("names", "在宅等で亡くなった人の割合")];
    let (status, _) = post(&app, &c, "/programme/indicators/examples", &names);
    assert_eq!(status, 303);
    held(&app, "lecture-visit", "出前講座", "2026-06-01", 20);
    let list = get(&app, &c, "/programme/indicators");
    assert!(
        list.contains("出前講座 開催回数（回）") && list.contains("/events?year=2026"),
        "{list}"
    );
    let id_of = |name: &str| -> String {
        let all = app.read(&c, programme::use_cases::indicators::all).unwrap();
        all.iter().find(|i| i.data.name == name).unwrap().id.to_string()
    };
    let rate = id_of("在宅等で亡くなった人の割合");
    let path = format!("/programme/indicators/{rate}/value");
    assert!(get(&app, &c, &format!("{path}?year=R5")).contains("割る数"));
    for bad in [
        vec![("year", "R5"), ("state", "actual"), ("n", "abc"), ("source", "表")],
        vec![("year", "R5"), ("state", "actual"), ("n", ""), ("source", "表")],
        vec![("year", "R5"), ("state", "actual"), ("n", "138"), ("source", "表")],
        vec![("year", "R5"), ("state", "actual"), ("n", "50"), ("d", "20"), ("source", "表")],
        vec![("year", "R5"), ("state", "off"), ("n", "1"), ("source", "表")],
        vec![("year", "R30"), ("state", "actual"), ("n", "1"), ("source", "表")],
    ] {
        let (status, page) = post(&app, &c, &path, &bad);
        assert_eq!(status, 422, "{bad:?} {page}");
    }
    let good = [("year", "R5"), ("state", "actual"), ("n", "38.6"), ("source", "人口動態統計<b>")];
    let (status, to) = post(&app, &c, &path, &good);
    assert_eq!(status, 303, "{to}");
    let page = get(&app, &c, &to);
    assert!(page.contains("38.6%") && page.contains("人口動態統計&lt;b&gt;"), "{page}");
    let times = id_of("出前講座 開催回数");
    let targets = format!("/programme/indicators/{times}/targets");
    let (status, _) =
        post(&app, &city(), &targets, &[("target.2026", "18"), ("target.2027", "18")]);
    assert_eq!(status, 303);
    let (status, page) = post(&app, &city(), &targets, &[("target.2026", "たくさん")]);
    assert_eq!(status, 422, "{page}");
    let table = [
        ("title", "出前講座"),
        ("from", "R6"),
        ("plan", "R9"),
        ("to", "R9"),
        ("actual_words", "第9期実績値"),
        ("plan_words", "第10期計画値"),
        ("row.0", times.as_str()),
        ("label.0", "開催回数（回）"),
    ];
    let (status, to) = post(&app, &c, "/programme/tables/new", &table);
    assert_eq!(status, 303, "{to}");
    assert!(get(&app, &c, &to).contains("第9期実績値"));
    assert!(get(&app, &c, &format!("{to}/edit")).contains("計画がはじまる年度"));
    let bad: Vec<(&str, &str)> =
        table.iter().map(|(k, v)| if *k == "to" { (*k, "R2") } else { (*k, *v) }).collect();
    let (status, page) = post(&app, &c, "/programme/tables/new", &bad);
    assert_eq!(status, 422, "{page}");
    let (_, roadmap) = post(&app, &c, "/programme/roadmap/new", &[("year", "R8")]);
    let (t, r) = (to.rsplit('/').next().unwrap(), roadmap.rsplit('/').next().unwrap());
    let address = format!(
        "/programme/paper?format=print&title=第3回&from=R6&to=R8&i={times}&i={rate}&t={t}&r={r}"
    );
    let made = ask(&app, Some(&city()), Method::Get, &address, &[], None).unwrap();
    let Body::Print(job) = made.body else { panic!("no paper") };
    let text = job.body.to_string();
    for part in ["出前講座 開催回数（回）", "第10期計画値", "在宅等で亡くなった人の割合", "資料４"]
    {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(job.title, "第3回");
    let r = ask(&app, Some(&c), Method::Get, "/programme/indicators?format=xlsx", &[], None);
    assert!(matches!(r.unwrap().body, Body::File { .. }));
}

#[test]
fn an_indicator_is_defined_changed_and_taken_out_by_its_forms() {
    let app = base();
    let c = coordinator();
    let (status, page) = post(&app, &c, "/programme/indicators/new", &[("name", "救急<b>")]);
    assert_eq!(status, 422);
    assert!(page.contains("救急&#60;b&#62;") && page.contains("場面を選んでください"), "{page}");
    let form = [
        ("name", "高齢者の救急搬送"),
        ("scene", "acute"),
        ("unit", "人"),
        ("numerator", "65歳以上で救急搬送された人"),
        ("source", "消防本部の年報"),
        ("front", "city"),
    ];
    let (status, here) = post(&app, &c, "/programme/indicators/new", &form);
    assert_eq!(status, 303, "{here}");
    assert!(get(&app, &c, &format!("{here}/edit")).contains("高齢者の救急搬送"));
    let mut changed = form.to_vec();
    changed[0].1 = "救急搬送（65歳以上）";
    changed.push(("_version", "1"));
    let (status, _) = post(&app, &c, &format!("{here}/edit"), &changed);
    assert_eq!(status, 303);
    let (status, page) = post(&app, &c, &format!("{here}/edit"), &changed);
    assert_eq!(status, 422);
    assert!(page.contains("ほかの人が先に直しました"), "{page}");
    let mut bad = form.to_vec();
    bad.push(("provider", "events.plan/none"));
    let (status, page) = post(&app, &c, "/programme/indicators/new", &bad);
    assert_eq!(status, 422, "{page}");
    let (status, _) = post(&app, &c, &format!("{here}/remove"), &[("removed", "1")]);
    assert_eq!(status, 303);
    assert!(!get(&app, &c, "/programme/indicators").contains("救急搬送"));
    assert!(get(&app, &c, &here).contains("一覧に戻す"));
}
