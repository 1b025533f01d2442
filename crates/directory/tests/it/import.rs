//! Importing on both engines: what is written, what is not, and that a second time changes nothing.
use directory::model::kouhyou::{ParsedFile, parse};
use directory::use_cases::browse::{self, Filter, Turn};
use directory::use_cases::import::{self, Confirmed, Imported};
use kernel::{Actor, Hat};
use office::csv::Limits;
use testkit::{Contents, TestApp, TestDb, for_both_with, id, staff};

use crate::support::{HEAD, file, region, row, some};

fn ten() -> Vec<String> {
    some(10)
}

fn run(app: &TestApp, files: &[ParsedFile]) -> Imported {
    let files = files.to_vec();
    app.write(&Actor::operator(), move |cx| import::import(cx, &files, None)).unwrap()
}

fn counts(i: &Imported) -> (usize, usize, usize, usize, usize) {
    let r = &i.report;
    (r.created, r.updated, r.unchanged, r.closed, r.rejected.len())
}

fn names(app: &TestApp, words: &str) -> Vec<String> {
    let filter = Filter { words: words.into(), ..Filter::default() };
    let page = app.read(&Actor::operator(), |cx| browse::list(cx, &filter, Turn::First)).unwrap();
    page.listed.rows.into_iter().map(|f| f.data.name).collect()
}

#[test]
fn every_statement_prepares_on_both_engines() {
    for_both_with(Contents::Base, |db| testkit::prepare_all(&db, directory::slice().statements));
}

#[test]
fn a_second_import_changes_nothing_and_later_ones_follow_the_file() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        assert_eq!(counts(&run(&app, &[file(&ten())])), (10, 0, 0, 0, 0));
        assert_eq!(counts(&run(&app, &[file(&ten())])), (0, 0, 10, 0, 0));
        // one changes its name, one is gone, one is new
        let mut rows = ten();
        rows[0] = row(1, "さくら訪問入浴", "サクラホウモンニュウヨク");
        rows.remove(4);
        rows.push(row(11, "ひまわり", "ヒマワリ"));
        assert_eq!(counts(&run(&app, &[file(&rows)])), (1, 1, 8, 1, 0));
        assert_eq!(names(&app, "さくら"), ["さくら訪問入浴"]);
        assert_eq!(names(&app, "サクラ ひばり台"), ["さくら訪問入浴"]);
        assert!(names(&app, "北上訪問入浴1").iter().all(|n| n != "さくら訪問入浴"));
        assert!(names(&app, "北上訪問入浴5").is_empty());
        assert_eq!(names(&app, "ひま"), ["ひまわり"]);
        // it comes back
        assert_eq!(counts(&run(&app, &[file(&ten())])), (0, 2, 8, 1, 0));
        assert_eq!(names(&app, "北上訪問入浴5"), ["北上訪問入浴5"]);
    });
}

#[test]
fn what_cannot_be_read_leaves_nothing_behind() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let broken = parse("jigyosho_120.csv", b"\xFF\xFE\x00", &Limits::default());
        let imported = run(&app, &[broken]);
        assert!(imported.report.nothing_read() && imported.id.is_none());
        assert_eq!(imported.report.rows(), 1);
        assert!(names(&app, "").is_empty());
        let page = app
            .read(&Actor::operator(), |cx| browse::list(cx, &Filter::default(), Turn::First))
            .unwrap();
        assert!(page.freshness.is_none() && page.kinds.iter().all(|k| k.never));
    });
}

#[test]
fn a_rehearsal_writes_nothing_and_tells_the_same() {
    let app = region(TestDb::sqlite(Contents::Base));
    let files = [file(&ten())];
    let plan = app.read(&Actor::operator(), |cx| import::rehearse(cx, &files, None)).unwrap();
    assert!(names(&app, "").is_empty());
    assert_eq!(run(&app, &files).report, plan.report());
}

#[test]
fn a_failed_commit_imports_nothing_at_all() {
    let app = region(TestDb::sqlite(Contents::Base));
    app.db().inject(db::Fault::CommitFails);
    let files = vec![file(&ten())];
    let failed = app.write(&Actor::operator(), move |cx| import::import(cx, &files, None));
    assert!(failed.is_err());
    assert!(names(&app, "").is_empty());
    assert_eq!(counts(&run(&app, &[file(&ten())])), (10, 0, 0, 0, 0));
}

#[test]
fn the_confirmation_does_exactly_what_the_preview_showed() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let keeper = staff(Hat::Coordinator, id(1));
        let bytes = format!("{HEAD}\r\n{}\r\n", ten().join("\r\n")).into_bytes();
        let upload = vec![("jigyosho_120.csv".to_string(), bytes)];
        let up = app.write(&keeper, move |cx| import::upload(cx, &upload, None)).unwrap();
        let (files, _) = app.read(&keeper, |cx| import::uploaded(cx, up)).unwrap();
        let parsed: Vec<ParsedFile> =
            files.iter().map(|(n, b)| parse(n, b, &Limits::default())).collect();
        let shown = app.read(&keeper, |cx| import::rehearse(cx, &parsed, None)).unwrap().hash();
        // somebody else's upload does not exist for me
        let other = staff(Hat::Coordinator, id(2));
        assert!(matches!(
            app.read(&other, |cx| import::uploaded(cx, up)),
            Err(app::Error::NotFound)
        ));
        // the directory changes in between
        run(&app, &[file(&ten()[..3])]);
        let (p, s) = (parsed.clone(), shown.clone());
        let late = app.write(&keeper, move |cx| import::confirm(cx, up, &p, &s)).unwrap();
        assert_eq!(late, Confirmed::Changed);
        assert_eq!(names(&app, "").len(), 3);
        let shown = app.read(&keeper, |cx| import::rehearse(cx, &parsed, None)).unwrap().hash();
        let p = parsed.clone();
        let Confirmed::Done(done) =
            app.write(&keeper, move |cx| import::confirm(cx, up, &p, &shown)).unwrap()
        else {
            panic!("not done")
        };
        assert_eq!(counts(&done), (7, 0, 3, 0, 0));
        assert!(matches!(
            app.read(&keeper, |cx| import::uploaded(cx, up)),
            Err(app::Error::NotFound)
        ));
        let kept = app.read(&keeper, |cx| import::done(cx, done.id.unwrap())).unwrap();
        assert!(kept.report.contains("\"created\":7"));
    });
}

#[test]
fn uploads_that_nobody_confirms_are_forgotten_after_a_day() {
    let app = region(TestDb::sqlite(Contents::Base));
    let keeper = staff(Hat::City, id(1));
    let files = vec![("jigyosho_120.csv".to_string(), b"x".to_vec())];
    let up = app.write(&keeper, move |cx| import::upload(cx, &files, None)).unwrap();
    app.clock.advance_minutes(24 * 60 + 1);
    assert_eq!(app.write(&keeper, import::forget_old).unwrap(), 1);
    assert!(matches!(app.read(&keeper, |cx| import::uploaded(cx, up)), Err(app::Error::NotFound)));
    let big = vec![("a.csv".to_string(), vec![b'x'; import::UPLOAD_BYTES + 1])];
    let refused = app.write(&keeper, move |cx| import::upload(cx, &big, None));
    assert!(matches!(refused, Err(app::Error::Invalid(f)) if f[0].message.contains("20MB")));
}

#[test]
fn only_keepers_of_the_lists_import() {
    let app = region(TestDb::sqlite(Contents::Base));
    for hat in Hat::ALL {
        let files = vec![file(&ten())];
        let done = app.write(&staff(hat, id(1)), move |cx| import::import(cx, &files, None));
        let keeper = matches!(hat, Hat::Coordinator | Hat::City | Hat::Operator);
        assert_eq!(done.is_ok(), keeper, "{hat:?}");
        let seen =
            app.read(&staff(hat, id(1)), |cx| browse::list(cx, &Filter::default(), Turn::First));
        // who is at home has pages of their own
        assert_eq!(seen.is_ok(), !hat.at_home(), "{hat:?}");
    }
}

mod any {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[ぁ-んァ-ヶ一-龠0-9a-zA-Z（）・ー－ 　]{0,12}",
            1 => Just("=1+1".to_string()),
            1 => Just("あ".repeat(400)),
            1 => "[\\PC&&[^\"]]{0,8}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn importing_twice_changes_nothing_whatever_the_cells_hold(
            rows in proptest::collection::vec((cell(), cell(), cell(), cell(), 1u32..30), 0..40)
        ) {
            let app = region(TestDb::sqlite(Contents::Base));
            let lines: Vec<String> = rows
                .iter()
                .map(|(name, kana, address, phone, n)| format!("032069,岩手県,北上市,\"{name}\",\"{kana}\",訪問入浴介護,\"{address}\",39.3,141.1,\"{phone}\",\"{phone}\",,,{:010},{n}", 370_100_000 + n))
                .collect();
            let files = [file(&lines)];
            let first = run(&app, &files).report;
            let second = run(&app, &files).report;
            prop_assert_eq!(second.unchanged, first.created);
            prop_assert_eq!((second.created, second.updated, second.closed), (0, 0, 0));
            prop_assert_eq!(&second.rejected, &first.rejected);
            prop_assert_eq!(first.rows(), first.created + first.rejected.len());
        }
    }
}
