//! Last year's survey again: the questions keep their mapping, and what came back stands side by side; crossed tables.
use forms::ask::{Kind, filled};
use surveys::SurveyId;
use surveys::model::{NewSurvey, State};
use surveys::use_cases::answers as act;
use surveys::use_cases::results;
use surveys::use_cases::surveys::{self as making, Start};
use testkit::TestApp;

use crate::support::{add, both, coordinator, day, given, on, put, q, survey};

fn key_in(app: &TestApp, id: SurveyId, name: &str, kind: &str, pairs: &[(&str, &str)]) {
    let all = app.read(&coordinator(), |cx| making::open(cx, id)).unwrap().survey.questions;
    let of = add(app, id, name, kind);
    let a = filled(&all, &given(pairs));
    app.write(&coordinator(), move |cx| act::key_in(cx, id, Some(of), &a, "k")).unwrap();
}

#[test]
fn a_copy_is_compared_with_what_it_was_copied_from() {
    both(|app| {
        on(&app, "2025-11-10");
        let was = survey(&app, true);
        let v = app.read(&coordinator(), |cx| making::open(cx, was)).unwrap().survey;
        let new = NewSurvey { from: day("2025-11-01"), until: day("2025-11-30"), ..v.data.clone() };
        app.write(&coordinator(), move |cx| making::save(cx, was, &new, v.version)).unwrap();
        put(&app, was, State::Open).unwrap();
        key_in(&app, was, "みどり病院", "病院", &[("q1", "0"), ("q2", "4"), ("q3", "10")]);
        key_in(&app, was, "ひがし薬局", "薬局", &[("q1", "1"), ("q2", "6"), ("q3", "0")]);

        on(&app, "2026-11-10");
        let id =
            app.write(&coordinator(), move |cx| making::create(cx, "", &Start::Copy(was))).unwrap();
        let w = app.read(&coordinator(), |cx| making::open(cx, id)).unwrap();
        assert_eq!(w.survey.previous, Some(was));
        assert_eq!(w.rates.iter().map(|r| r.asked).sum::<i64>(), 2, "the same are asked");
        let mut list = w.survey.questions.clone();
        list[1].options = vec!["いいえ".into(), "はい".into(), "わからない".into()];
        list.push(q("q5", Kind::One, &["ある", "ない"]));
        app.write(&coordinator(), move |cx| making::save_questions(cx, id, &list, 1)).unwrap();
        let w = app.read(&coordinator(), |cx| making::open(cx, id)).unwrap().survey;
        let new = NewSurvey { until: day("2026-11-30"), ..w.data.clone() };
        app.write(&coordinator(), move |cx| making::save(cx, id, &new, w.version)).unwrap();
        put(&app, id, State::Open).unwrap();
        key_in(&app, id, "あさひ居宅", "居宅", &[("q1", "1"), ("q2", "9"), ("q3", "9")]);

        let (_, before, all) = app.read(&coordinator(), |cx| results::years(cx, id)).unwrap();
        assert_eq!(before.id, was);
        let codes: Vec<&str> = all.iter().map(|c| c.code.as_str()).collect();
        assert_eq!(codes, ["q1", "q2", "q3"], "texts and new questions are not compared");
        assert_eq!(all[0].rows[1], ("はい".into(), Some(1), Some(1)));
        assert_eq!(all[0].rows[2], ("わからない".into(), None, Some(0)));
        let (b, n) = all[1].numbers.unwrap();
        assert_eq!((b.unwrap().sum, n.unwrap().sum), (10, 9));
        let (b, n) = all[2].nps.unwrap();
        assert_eq!((b.words(), n.words()), ("±0.0".to_string(), "+100.0".to_string()));

        let (_, x) = app.read(&coordinator(), |cx| results::cross(cx, was, "q1", None)).unwrap();
        assert_eq!(x.columns, ["病院", "薬局"]);
        assert_eq!(x.cells, [vec![1, 0], vec![0, 1]]);
        let (_, x) =
            app.read(&coordinator(), |cx| results::cross(cx, was, "q1", Some("q3"))).unwrap();
        assert_eq!((x.cells[0][10], x.n), (1, 2));
        let text = app.read(&coordinator(), |cx| results::cross(cx, was, "q4", None));
        assert!(matches!(text, Err(app::Error::NotFound)), "a text stands on no axis");
    });
}
