//! Every page with sample data: empty, normal, long, errors, without permission.
use accounts::OrganisationKind;
use directory::model::window::Party;
use directory::use_cases::light::{self, LightData};
use kernel::Hat;
use slice::{Body, Fail, Method};
use testkit::{TestApp, id, staff};

use crate::support::*;

/// What holds for every page: one h1, no second id, no leftover of a template, nothing inline.
pub fn sound(html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{html}");
    for bad in ["{{", "{%", "style=", "onclick", "Some(", "None", "Html("] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "an id twice");
    for href in html.split("href=\"").skip(1).filter_map(|s| s.split('"').next()) {
        let good =
            ["/kitakami", "#", "tel:", "/assets", "http"].iter().any(|p| href.starts_with(p));
        assert!(good, "{href}");
    }
}

fn seen(app: &TestApp, hat: Hat, path: &str, query: &str) -> String {
    let html = get(app, hat, path, query);
    sound(&html);
    html
}

#[test]
fn an_empty_directory_says_what_to_do_to_those_who_can() {
    let app = base();
    let keeper = seen(&app, Hat::Coordinator, "/directory", "");
    assert!(
        keeper.contains("まだ取り込んでいません")
            && keeper.contains("href=\"/kitakami/directory/import\"")
    );
    let reader = seen(&app, Hat::CareManager, "/directory", "");
    assert!(reader.contains("まだ取り込んでいません") && !reader.contains("/directory/import"));
    assert!(
        seen(&app, Hat::CareManager, "/directory/windows", "")
            .contains("連絡窓口は、まだ登録されていません")
    );
}

#[test]
fn kinds_that_were_not_imported_say_so() {
    let app = base();
    imported(&app, &some(3));
    let list = seen(&app, Hat::Liaison, "/directory", "");
    for kind in ["居宅介護支援", "訪問看護", "訪問介護", "地域包括支援センター", "病院"]
    {
        assert!(list.contains(&format!(">{kind}</a>")), "{kind}");
    }
    assert!(
        list.contains("まだ取り込んでいない種類")
            && list.contains("訪問入浴・訪問リハビリ 3")
            && list.contains("6月30日の公開データから")
    );
    let nursing = seen(&app, Hat::Liaison, "/directory", "kind=nursing");
    assert!(nursing.contains("訪問看護は、まだ取り込んでいません"));
    let none =
        seen(&app, Hat::Liaison, "/directory", "q=%E3%81%AA%E3%81%84%E5%90%8D%E5%89%8D&kind=visit");
    assert!(none.contains("あてはまる事業所はありません"));
}

#[test]
fn the_list_calls_searches_and_pages() {
    let app = base();
    let mut rows = some(60);
    rows.push(row(90, &"とても長い名前の".repeat(20), "ナガイ"));
    rows.push(row(91, "<script>alert(1)</script>", "アブナイ"));
    imported(&app, &rows);
    let list = seen(&app, Hat::Doctor, "/directory", "");
    assert!(list.contains("href=\"tel:0197650001\"") && list.contains("62か所"));
    assert!(list.contains("script&#62;alert(1)") && !list.contains("<script>alert"));
    let next =
        list.split("href=\"").find(|s| s.contains("after=")).unwrap().split('"').next().unwrap();
    let (_, query) = next.split_once('?').unwrap();
    let second = seen(&app, Hat::Doctor, "/directory", query);
    assert!(second.contains("before=") && second.contains("とても長い名前の"));
    let found = seen(&app, Hat::Doctor, "/directory", "q=%E3%83%8A%E3%82%AC");
    assert!(found.contains("見つかった事業所 1か所"));
    // nonsense in the address is no error
    for odd in [
        "after=x",
        "city=999999999&kind=zzz",
        "kind=&service=%27",
        &format!("q={}", "a".repeat(5_000)),
    ] {
        seen(&app, Hat::Doctor, "/directory", odd);
    }
}

#[test]
fn the_list_leaves_as_files_and_paper() {
    let app = base();
    imported(&app, &some(3));
    let file = |format: &str| {
        let with = Ask { query: format!("format={format}&q=1"), ..Ask::default() };
        ask(&app, &staff(Hat::City, id(1)), Method::Get, "/directory/export", with).unwrap().body
    };
    let Body::File { name, bytes, .. } = file("csv") else { panic!() };
    assert_eq!(name, "jigyosho-2026-11-19.csv");
    assert!(String::from_utf8(bytes).unwrap().contains("0370100001,訪問入浴介護,北上訪問入浴1"));
    let Body::File { bytes, .. } = file("xlsx") else { panic!() };
    assert!(bytes.starts_with(b"PK"));
    let Body::Print(job) = file("print") else { panic!() };
    assert_eq!((job.title.as_str(), job.demo.is_some()), ("医療・介護の事業所一覧", true));
    let with = Ask::default();
    let Body::Print(job) =
        ask(&app, &staff(Hat::City, id(1)), Method::Get, "/directory/windows/print", with)
            .unwrap()
            .body
    else {
        panic!()
    };
    assert_eq!(job.title, "連絡窓口一覧");
}

#[test]
fn a_facility_shows_how_to_reach_it_and_when() {
    let app = base();
    imported(&app, &some(2));
    let id = first_facility(&app);
    let path = format!("/directory/{id}");
    let bare = seen(&app, Hat::Liaison, &path, "");
    assert!(
        bare.contains("連絡窓口は、まだ登録されていません") && !bare.contains("連絡窓口を登録する")
    );
    put_window(&app, &window(Party::Facility(id)));
    let mut second = window(Party::Facility(id));
    second.name = "夜間の窓口".into();
    second.week = [None; 7];
    put_window(&app, &second);
    let full = seen(&app, Hat::Coordinator, &path, "");
    for want in [
        "いま かけてよい時間です（12:00まで）",
        "木曜 16:00〜17:30（会議）",
        "平日 8:30〜17:30",
        "令和8年10月2日",
        "6月30日の公開データから",
        "class=\"hours\"",
        "連絡窓口を登録する",
        "電話の時間は、まだ聞いていません",
    ] {
        assert!(full.contains(want), "{want}");
    }
    for nothing in ["/directory/x", &format!("/directory/{}", testkit::id(999))] {
        let r =
            ask(&app, &staff(Hat::Liaison, testkit::id(1)), Method::Get, nothing, Ask::default());
        assert!(matches!(r, Err(Fail::NotFound)), "{nothing}");
    }
}

fn upload(app: &TestApp, files: &[(&str, Vec<u8>)], form: &[(&str, &str)]) -> slice::Resp {
    let with = Ask {
        form: form.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect(),
        files: files
            .iter()
            .map(|(n, b)| ("files".to_string(), (*n).to_string(), b.clone()))
            .collect(),
        ..Ask::default()
    };
    ask(app, &staff(Hat::Coordinator, id(1)), Method::Post, "/directory/import", with).unwrap()
}

fn hidden(html: &str, name: &str) -> String {
    let at = html.find(&format!("name=\"{name}\"")).unwrap();
    html[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
}

#[test]
fn an_import_by_page_shows_first_and_does_once() {
    let app = base();
    seen(&app, Hat::Coordinator, "/directory/import", "");
    let mut rows = some(4);
    rows.push(rows[1].clone());
    rows.push(row(7, "ゆい", "ユイ").replace("0197-65-0007", "休止中"));
    let to = goes_to(upload(
        &app,
        &[("C:\\data\\jigyosho_120.csv", csv(&rows)), ("x.csv", b"x".to_vec())],
        &[],
    ));
    let preview = seen(&app, Hat::Coordinator, &to, "");
    for want in [
        "取り込む前の確認",
        "6行目",
        "3行目と同じ事業所番号",
        "休止中",
        "名簿に取り込む",
        "jigyosho_120.csv ほか1ファイル",
        "ファイル名からサービスの種類がわかりません",
    ] {
        assert!(preview.contains(want), "{want}");
    }
    assert!(seen(&app, Hat::Coordinator, "/directory", "").contains("まだ取り込んでいません"));
    let form = [
        ("shown", hidden(&preview, "shown")),
        ("_key", hidden(&preview, "_key")),
        ("_do", "import".into()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let done = goes_to(post(&app, Hat::Coordinator, &to, &form));
    assert!(done.starts_with("/directory/import/done/"));
    // pressed twice: the same answer
    assert_eq!(goes_to(post(&app, Hat::Coordinator, &to, &form)), done);
    let page = seen(&app, Hat::Coordinator, &done, "");
    assert!(
        page.contains("名簿を取り込みました")
            && page.contains("3行目と同じ事業所番号")
            && !page.contains("duplicate")
    );
    assert!(seen(&app, Hat::CareManager, "/directory", "").contains("5か所"));
}

#[test]
fn a_change_in_between_is_shown_again_and_stopping_leaves_nothing() {
    let app = base();
    let to = goes_to(upload(&app, &[("jigyosho_120.csv", csv(&some(4)))], &[]));
    let preview = seen(&app, Hat::Coordinator, &to, "");
    imported(&app, &some(2));
    let shown = hidden(&preview, "shown");
    let again = goes_to(post(&app, Hat::Coordinator, &to, &[("shown", &shown), ("_do", "import")]));
    let (path, query) = again.split_once('?').unwrap();
    assert!(
        seen(&app, Hat::Coordinator, path, query).contains("見ているあいだに、名簿が変わりました")
    );
    assert_eq!(
        goes_to(post(&app, Hat::Coordinator, &to, &[("_do", "discard")])),
        "/directory/import"
    );
    let gone = ask(&app, &staff(Hat::Coordinator, id(1)), Method::Get, &to, Ask::default());
    assert!(matches!(gone, Err(Fail::NotFound)));
}

#[test]
fn bad_uploads_get_a_sentence_and_no_row() {
    let app = base();
    let again = |r: slice::Resp| {
        assert_eq!(r.status, 422);
        let page = html(r);
        sound(&page);
        page
    };
    assert!(again(upload(&app, &[], &[])).contains("取り込むファイルを選んでください"));
    assert!(
        again(upload(&app, &[("", Vec::new())], &[])).contains("取り込むファイルを選んでください")
    );
    let big = again(upload(&app, &[("jigyosho_120.csv", vec![b'x'; (20 << 20) + 1])], &[]));
    assert!(big.contains("20MBまで"));
    let day = [("edition.era", "R"), ("edition.y", "9"), ("edition.m", "1"), ("edition.d", "1")];
    let late = again(upload(&app, &[("jigyosho_120.csv", csv(&some(1)))], &day));
    assert!(late.contains("きょうまでの日"), "{late}");
    for (name, bytes) in [
        ("jigyosho_120.csv", b"\0\0".to_vec()),
        ("jigyosho_120.csv", Vec::new()),
        ("a.xlsx", b"PK\x03\x04".to_vec()),
    ] {
        let to = goes_to(upload(&app, &[(name, bytes)], &[]));
        let page = seen(&app, Hat::Coordinator, &to, "");
        assert!(
            page.contains("読み取れるものがありませんでした") && !page.contains("名簿に取り込む")
        );
    }
}

#[test]
fn a_window_is_entered_changed_and_confirmed_by_page() {
    let app = base();
    let office = organisation(&app, "みずほ居宅介護支援", OrganisationKind::CareManagement);
    let blank =
        seen(&app, Hat::Coordinator, "/directory/windows/new", &format!("organisation={office}"));
    assert!(blank.contains("みずほ居宅介護支援") && blank.contains("value=\"8:30\""));
    let org = office.to_string();
    let mut form = vec![
        ("organisation", org.as_str()),
        ("name", "入退院の窓口"),
        ("person", "佐藤 花子"),
        ("phone", "0000-65-0012"),
        ("open0", "8:30"),
        ("close0", "17:30"),
        ("open3", "8時30分"),
        ("close3", "1730"),
        ("holidays", "1"),
        ("avoid.0.from", "12:00"),
        ("avoid.0.to", "13:00"),
        ("avoid.0.weekday", ""),
        ("avoid.2.from", "16:00"),
        ("avoid.2.to", "17:30"),
        ("avoid.2.weekday", "3"),
        ("avoid.2.day_from", "1"),
        ("avoid.2.day_to", "10"),
        ("avoid.2.reason", "会議"),
    ];
    assert_eq!(
        goes_to(post(&app, Hat::Coordinator, "/directory/windows/new", &form)),
        "/directory/windows"
    );
    let list = seen(&app, Hat::Liaison, "/directory/windows", "");
    for want in [
        "みずほ居宅介護支援",
        "12:00〜13:00",
        "毎月1〜10日 木曜 16:00〜17:30（会議）",
        "木 8:30〜17:30",
        "まだ確かめていません",
    ] {
        assert!(list.contains(want), "{want} {list}");
    }
    assert!(!list.contains("いまも同じ"));
    let kept = app.read(&operator(), |cx| directory::windows_of(cx, office)).unwrap();
    let edit = format!("/directory/windows/edit/{}", kept[0].id);
    let page = seen(&app, Hat::Coordinator, &edit, "");
    assert!(page.contains("name=\"_version\" value=\"1\"") && page.contains("この窓口を消す"));
    // errors keep what was typed
    form.push(("_version", "1"));
    form.retain(|(k, _)| !matches!(*k, "name" | "close3" | "avoid.0.to"));
    form.extend([("name", ""), ("close3", "あさ"), ("avoid.0.to", "25:00")]);
    let wrong = post(&app, Hat::Coordinator, &edit, &form);
    assert_eq!(wrong.status, 422);
    let wrong = html(wrong);
    sound(&wrong);
    assert!(
        wrong.contains("時刻は 8:30 のように入力してください")
            && wrong.contains("value=\"あさ\"")
            && wrong.contains("佐藤 花子")
    );
    // confirmed today by somebody else: the open form is stale, both are shown
    let confirm = format!("/directory/windows/confirm/{}", kept[0].id);
    assert_eq!(goes_to(post(&app, Hat::Coordinator, &confirm, &[])), "/directory/windows");
    let stale = post(
        &app,
        Hat::Coordinator,
        &edit,
        &[("_version", "1"), ("name", "別の名前"), ("open0", "9:00"), ("close0", "17:00")],
    );
    assert_eq!(stale.status, 409);
    let stale = html(stale);
    sound(&stale);
    assert!(
        stale.contains("内容が変わりました")
            && stale.contains("name=\"keep.name\"")
            && stale.contains("入退院の窓口")
            && stale.contains("value=\"別の名前\"")
    );
    let remove = format!("/directory/windows/remove/{}", kept[0].id);
    assert_eq!(goes_to(post(&app, Hat::Coordinator, &remove, &[])), "/directory/windows");
    assert!(app.read(&operator(), |cx| directory::windows_of(cx, office)).unwrap().is_empty());
}

#[test]
fn receivers_and_names_have_their_pages() {
    let app = base();
    seen(&app, Hat::Coordinator, "/directory/light/new", "");
    let wrong =
        post(&app, Hat::Coordinator, "/directory/light/new", &[("name", ""), ("phone", "1")]);
    assert_eq!(wrong.status, 422);
    sound(&html(wrong));
    let good = [
        ("name", "市外中央病院"),
        ("kind", "hospital"),
        ("phone", "0197-65-0301"),
        ("note", "夜間は守衛へ"),
    ];
    assert_eq!(
        goes_to(post(&app, Hat::Coordinator, "/directory/light/new", &good)),
        "/directory/windows"
    );
    assert!(seen(&app, Hat::CareManager, "/directory/windows", "").contains("市外中央病院"));
    let one = app.read(&operator(), light::list).unwrap().remove(0);
    let edit = format!("/directory/light/edit/{}", one.id);
    seen(&app, Hat::Coordinator, &edit, "");
    let d = LightData { fax: "0197-65-0302".into(), ..one.data };
    let lid = one.id;
    app.write(&operator(), move |cx| light::save(cx, Some((lid, 1)), &d)).unwrap();
    let stale = post(&app, Hat::Coordinator, &edit, &[&good[..], &[("_version", "1")]].concat());
    assert_eq!(stale.status, 409);
    assert!(html(stale).contains("0197-65-0302"));
    assert_eq!(
        goes_to(post(&app, Hat::Coordinator, &edit, &[("_do", "retire")])),
        "/directory/windows"
    );

    seen(&app, Hat::Coordinator, "/directory/names", "");
    let areas = seen(&app, Hat::Coordinator, "/directory/areas", "");
    assert!(areas.contains("圏域は、まだ登録されていません"));
    let to = goes_to(post(
        &app,
        Hat::Coordinator,
        "/directory/names",
        &[("center", "在宅きたかみ"), ("hokatsu", "地域包括支援センター")],
    ));
    assert_eq!(to, "/directory/names");
    assert!(
        seen(&app, Hat::Coordinator, "/directory/import", "").contains("在宅きたかみで登録した")
    );
    let long = "あ".repeat(41);
    let wrong = post(&app, Hat::Coordinator, "/directory/names", &[("center", &long)]);
    assert_eq!(wrong.status, 422);
}

#[test]
fn every_route_asks_for_its_permission() {
    let app = base();
    imported(&app, &some(1));
    let facility = first_facility(&app).to_string();
    for route in directory::slice().routes {
        let permission = route.permission.unwrap();
        let denied = kernel::Hat::ALL.into_iter().find(|h| !permission.hats.contains(h));
        let Some(hat) = denied else { continue };
        let path = route.path.replace("{id}", &facility);
        let with = Ask {
            query: format!("facility={facility}"),
            form: vec![
                ("facility".into(), facility.clone()),
                ("name".into(), "x".into()),
                ("_version".into(), "1".into()),
            ],
            files: vec![("files".into(), "jigyosho_120.csv".into(), csv(&some(1)))],
        };
        let r = ask(&app, &staff(hat, id(1)), route.method, &path, with);
        assert!(
            matches!(r, Err(Fail::Use(app::Error::Forbidden(code))) if code == permission.code),
            "{} {r:?}",
            route.path
        );
    }
}
