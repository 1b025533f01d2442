//! Two sources that meet: sure ones become one, doubtful ones wait for a person, and each field knows its source.
use directory::FacilityId;
use directory::model::facility::Field;
use directory::model::kouhyou::ParsedFile;
use directory::model::sources::{Source, parse_all};
use directory::use_cases::browse::{self, Filter, Turn};
use directory::use_cases::import::{self, Imported};
use directory::use_cases::review;
use kernel::{Actor, Hat};
use office::csv::Limits;
use slice::Method;
use testkit::{Contents, TestApp, for_both_with, id, staff};

use crate::support::{Ask, ask, base, get, goes_to, region};

const IRYO: &str = "ID,正式名称,正式名称（フリガナ）,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス\n\
    3103100001,医療法人仁結会（財団）青葉病院,アオバビョウイン,岩手県釜石市野田町一丁目１６番３２号,39.26,141.87,www.aoba.example.jp\n\
    3103100002,みさき病院,ミサキビョウイン,岩手県釜石市大町2-3,0.0,0.0,\n\
    3103100003,やまびこ病院,ヤマビコビョウイン,岩手県花巻市桜町9-9,0.0,0.0,\n";
const CODES: &str = "031110283,1110283,青葉病院,0260052,釜石市野田町１－１６－３２\r\n\
    031110457,1110457,みさき第二病院,0260024,釜石市大町２丁目３番\r\n\
    031110999,1110999,ひかり医院,0240061,北上市大通り１－１\r\n";

fn parsed(name: &str, text: &str) -> Vec<ParsedFile> {
    parse_all(&[(name.to_string(), text.as_bytes().to_vec())], &Limits::default())
}

fn run(app: &TestApp, files: &[ParsedFile]) -> Imported {
    let files = files.to_vec();
    app.write(&Actor::operator(), move |cx| import::import(cx, &files, None)).unwrap()
}

fn counts(i: &Imported) -> (usize, usize, usize, usize, usize) {
    let r = &i.report;
    (r.created, r.updated, r.unchanged, r.closed, r.rejected.len())
}

fn listed(app: &TestApp) -> Vec<(FacilityId, String)> {
    let page = app
        .read(&Actor::operator(), |cx| browse::list(cx, &Filter::default(), Turn::First))
        .unwrap();
    page.listed.rows.into_iter().map(|f| (f.id, f.data.name)).collect()
}

#[test]
fn sure_pairs_join_doubtful_ones_are_asked_and_a_second_run_changes_nothing() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let (iryo, codes) = (parsed("a_20250601.csv", IRYO), parsed("b_202508.csv", CODES));
        assert_eq!(counts(&run(&app, &iryo)), (3, 0, 0, 0, 0));
        let second = run(&app, &codes);
        assert_eq!(counts(&second), (2, 1, 0, 0, 0), "{:?}", second.report.warnings);
        assert_eq!(counts(&run(&app, &codes)), (0, 0, 3, 0, 0));
        assert_eq!(counts(&run(&app, &iryo)), (0, 0, 3, 0, 0));
        let names = listed(&app);
        assert_eq!(names.len(), 5);
        // 厚生局 is first for the name, 医療情報ネット alone knows the place on the map
        let aoba = names.iter().find(|(_, n)| n == "青葉病院").unwrap().0;
        let from = app.read(&Actor::operator(), |cx| review::provenance(cx, aoba)).unwrap();
        let of =
            |f: Field| from.iter().find(|s| s.field == f).map(|s| (s.source, s.as_of.to_string()));
        assert_eq!(of(Field::Name), Some((Source::Codes, "2025-08-01".into())));
        assert_eq!(of(Field::Place), Some((Source::Iryo, "2025-06-01".into())));
        assert_eq!(of(Field::Phone), None);
        let answers = app.read(&Actor::operator(), |cx| review::answers(cx, aoba)).unwrap();
        assert_eq!(answers[0].2.text, "0260052");

        let (open, n) = app.read(&Actor::operator(), review::list).unwrap();
        assert_eq!((open.len(), n), (1, 1));
        let q = &open[0];
        assert_eq!(
            (q.new.data.name.as_str(), q.old.data.name.as_str()),
            ("みさき第二病院", "みさき病院")
        );
        let (qid, old, new) = (q.id, q.old.id, q.new.id);
        app.write(&Actor::operator(), move |cx| review::accept(cx, qid)).unwrap();
        let names = listed(&app);
        assert!(names.iter().any(|(i, n)| *i == old && n == "みさき第二病院"));
        assert!(names.iter().all(|(i, _)| *i != new));
        assert_eq!(app.read(&Actor::operator(), review::list).unwrap().1, 0);
        // what is one stays one
        assert_eq!(counts(&run(&app, &codes)), (0, 0, 3, 0, 0));
        assert_eq!(counts(&run(&app, &iryo)), (0, 0, 3, 0, 0));
        assert_eq!(listed(&app).len(), 4);
    });
}

#[test]
fn a_facility_that_one_source_drops_stays_open_while_another_lists_it() {
    let app = base();
    let iryo = parsed("a_20250601.csv", IRYO);
    run(&app, &iryo);
    // eleven codes, so that one gone is under a fifth
    let many: String = (0..10)
        .map(|n| format!("0311200{n:02},11200{n:02},結野医院{n},0240061,北上市大通り{n}－５\r\n"))
        .collect();
    let all = format!("{many}031110283,1110283,青葉病院,0260052,釜石市野田町１－１６－３２\r\n");
    run(&app, &parsed("b_202408.csv", &all));
    let fewer = run(&app, &parsed("b_202508.csv", &many));
    assert_eq!(counts(&fewer), (0, 0, 10, 0, 0));
    assert!(fewer.report.warnings.iter().any(|w| w.kind == "still_listed"));
    assert!(listed(&app).iter().any(|(_, n)| n.contains("青葉病院")));
    let again = run(&app, &parsed("b_202508.csv", &many));
    assert!(again.report.warnings.iter().all(|w| w.kind != "still_listed"));
}

#[test]
fn pairs_told_apart_are_not_asked_about_again() {
    let app = base();
    run(&app, &parsed("a.csv", IRYO));
    run(&app, &parsed("b.csv", CODES));
    let (open, _) = app.read(&Actor::operator(), review::list).unwrap();
    let qid = open[0].id;
    app.write(&Actor::operator(), move |cx| review::reject(cx, qid)).unwrap();
    run(&app, &parsed("b.csv", &CODES.replace("みさき第二病院", "みさき第二　病院")));
    assert_eq!(app.read(&Actor::operator(), review::list).unwrap().1, 0);
    assert_eq!(listed(&app).len(), 5);
    let late = app.write(&Actor::operator(), move |cx| review::accept(cx, qid));
    assert!(matches!(late, Err(app::Error::NotFound)));
}

#[test]
fn sources_given_together_meet_in_one_import() {
    let app = base();
    let both = parse_all(
        &[("a.csv".into(), IRYO.into()), ("b.csv".into(), CODES.into())],
        &Limits::default(),
    );
    let done = run(&app, &both);
    assert_eq!(counts(&done), (5, 1, 0, 0, 0));
    assert_eq!(app.read(&Actor::operator(), review::list).unwrap().1, 1);
    assert_eq!(counts(&run(&app, &both)), (0, 0, 6, 0, 0));
}

#[test]
fn the_page_shows_both_sides_and_does_what_is_pressed() {
    let app = base();
    let empty = get(&app, Hat::Coordinator, "/directory/review", "");
    assert!(empty.contains("確かめるものはありません"));
    run(&app, &parsed("a.csv", IRYO));
    run(&app, &parsed("b.csv", CODES));
    let page = get(&app, Hat::Coordinator, "/directory/review", "");
    for word in [
        "みさき病院",
        "みさき第二病院",
        "医療情報ネット",
        "厚生局の医療機関コード一覧",
        "同じ施設",
        "ちがう施設",
        "1件",
    ] {
        assert!(page.contains(word), "{word}");
    }
    let (open, _) = app.read(&Actor::operator(), review::list).unwrap();
    let path = format!("/directory/review/{}", open[0].id);
    let press = |what: &str, hat: Hat| {
        let form =
            vec![("_do".to_string(), what.to_string()), ("_key".to_string(), id(77).to_string())];
        ask(&app, &staff(hat, id(1)), Method::Post, &path, Ask { form, ..Ask::default() })
    };
    assert!(press("same", Hat::CareManager).is_err(), "only those who keep the lists decide");
    assert_eq!(press("", Hat::Coordinator).unwrap().status, 422);
    assert_eq!(goes_to(press("same", Hat::Coordinator).unwrap()), "/directory/review");
    assert!(
        get(&app, Hat::Coordinator, "/directory/review", "").contains("確かめるものはありません")
    );
}

#[test]
fn an_older_region_whose_offices_are_their_own_records_gets_a_second_source() {
    let app = base();
    crate::support::imported(&app, &crate::support::some(5));
    let json = r#"[{"id":"370100001","name":"北上訪問入浴1","tel":"0197-65-0001","address":"岩手県北上市ひばり台1-1","pref":"岩手県","city":"北上市","category":"visit_bath","serviceType":"訪問入浴介護","url":"https://yui.example.jp/"}]"#;
    let joined = run(&app, &parsed("x.json", json));
    assert_eq!(counts(&joined), (0, 1, 0, 0, 0), "{:?}", joined.report);
    assert_eq!(listed(&app).len(), 5);
    // the first source again: nothing changes, and what only the second one knows stays
    let again = {
        let files = vec![crate::support::file(&crate::support::some(5))];
        run(&app, &files)
    };
    assert_eq!(counts(&again), (0, 0, 5, 0, 0));
    let one = listed(&app).into_iter().find(|(_, n)| n == "北上訪問入浴1").unwrap().0;
    let f = app.read(&Actor::operator(), |cx| browse::facility_page(cx, one)).unwrap();
    assert_eq!(f.facility.data.url.as_deref(), Some("https://yui.example.jp/"));
}

#[test]
fn the_preview_page_takes_the_other_sources_too() {
    let app = base();
    run(&app, &parsed("a.csv", IRYO));
    let files = vec![("files".to_string(), "codes.csv".to_string(), CODES.as_bytes().to_vec())];
    let with = Ask { files, ..Ask::default() };
    let keeper = staff(Hat::Coordinator, id(1));
    let to = goes_to(ask(&app, &keeper, Method::Post, "/directory/import", with).unwrap());
    let page = get(&app, Hat::Coordinator, &to, "");
    for word in ["合わせる", "ひかり医院", "同じ施設かもしれません"] {
        assert!(page.contains(word), "{word}");
    }
    let shown = page
        .split("name=\"shown\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_string();
    let form = vec![
        ("_do".to_string(), "import".to_string()),
        ("_key".to_string(), id(78).to_string()),
        ("shown".to_string(), shown),
    ];
    let done =
        goes_to(ask(&app, &keeper, Method::Post, &to, Ask { form, ..Ask::default() }).unwrap());
    assert!(done.starts_with("/directory/import/done/"), "{done}");
    let page = get(&app, Hat::Coordinator, &done, "");
    assert!(page.contains("/directory/review"), "the way to the questions");
    assert_eq!(listed(&app).len(), 5);
}

#[test]
fn what_was_put_together_by_mistake_is_two_again_with_all_it_had() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        run(&app, &parsed("a_20250601.csv", IRYO));
        run(&app, &parsed("b_202508.csv", CODES));
        let before = listed(&app);
        let (open, _) = app.read(&Actor::operator(), review::list).unwrap();
        let (qid, old, new) = (open[0].id, open[0].old.id, open[0].new.id);
        let sources =
            |id: FacilityId| app.read(&Actor::operator(), |cx| review::provenance(cx, id)).unwrap();
        let had = (sources(old), sources(new));
        assert!(app.read(&Actor::operator(), review::recent).unwrap().is_empty());
        app.write(&Actor::operator(), move |cx| review::accept(cx, qid)).unwrap();
        let recent = app.read(&Actor::operator(), review::recent).unwrap();
        assert_eq!((recent.len(), recent[0].same), (1, true));
        assert_eq!((recent[0].new.data.name.as_str(), recent[0].old.id), ("みさき第二病院", old));
        app.write(&Actor::operator(), move |cx| review::undo(cx, qid)).unwrap();
        assert_eq!(listed(&app), before);
        assert_eq!((sources(old), sources(new)), had);
        let (again, _) = app.read(&Actor::operator(), review::list).unwrap();
        assert_eq!((again.len(), again[0].id), (1, qid), "the question is asked again");
        assert!(app.read(&Actor::operator(), review::recent).unwrap().is_empty());
        let twice = app.write(&Actor::operator(), move |cx| review::undo(cx, qid));
        assert!(matches!(twice, Err(app::Error::NotFound)), "{twice:?}");
        // told apart by mistake is taken back too; after a day it is for the keeper
        app.write(&Actor::operator(), move |cx| review::reject(cx, qid)).unwrap();
        app.write(&Actor::operator(), move |cx| review::undo(cx, qid)).unwrap();
        app.write(&Actor::operator(), move |cx| review::accept(cx, qid)).unwrap();
        let later = app.now().plus_minutes(60 * 24 + 1);
        app.clock.set(later);
        let late = app.write(&Actor::operator(), move |cx| review::undo(cx, qid));
        assert!(matches!(late, Err(app::Error::Rule(_))), "{late:?}");
        // the next import finds everything where it is
        assert_eq!(counts(&run(&app, &parsed("a_20250601.csv", IRYO))), (0, 0, 3, 0, 0));
    });
}
