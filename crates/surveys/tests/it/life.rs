//! A survey from the first question to the published edition.
use app::Error;
use surveys::model::State;
use surveys::model::answering::{ANSWERED, CHOICE, NUMBER};
use surveys::use_cases::asked::{self, Letters};
use surveys::use_cases::surveys::{self as making};
use surveys::use_cases::{answers as act, public, results};
use testkit::TestApp;

use crate::support::{
    add, answers, both, city, coordinator, links, on, put, questions, say, survey,
};

const SEED: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

fn measure(app: &TestApp, name: &str, dims: &str) -> i64 {
    app.db.write(|tx| app::measures::fold(tx).map(drop)).unwrap();
    app.read(&coordinator(), |cx| app::measures::value(cx, name, dims)).unwrap()
}

#[test]
fn offices_answer_by_their_own_links_and_correct_until_the_end() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, true);
        let paper = add(&app, id, "ひがし薬局", "薬局");
        add(&app, id, "みどり病院", "病院");
        add(&app, id, "あさひ居宅", "居宅");
        let early = app.write(&coordinator(), move |cx| asked::links(cx, id, Letters::New, SEED));
        assert!(matches!(early, Err(Error::Rule(_))), "nothing goes out of a draft");
        put(&app, id, State::Open).unwrap();
        let words = links(&app, id, Letters::New, SEED);
        assert_eq!(words.len(), 3);
        let word = &words["みどり病院"];
        assert!(
            matches!(say(&app, word, &[("q2", "3")]), Err(Error::Invalid(f)) if f[0].field == "a.q1")
        );
        say(&app, word, &[("q1", "0"), ("q2", "3"), ("q3", "9")]).unwrap();
        say(&app, word, &[("q1", "0"), ("q2", "3"), ("q3", "9")]).unwrap();
        say(&app, word, &[("q1", "1"), ("q2", "5")]).unwrap();
        let survey_of = format!("survey={id}");
        assert_eq!(
            measure(&app, ANSWERED, &survey_of),
            1,
            "the last answer of a link counts, once"
        );
        assert_eq!(measure(&app, CHOICE, &format!("{survey_of};question=q1;answer=0")), 0);
        assert_eq!(measure(&app, CHOICE, &format!("{survey_of};question=q1;answer=1")), 1);
        assert_eq!(measure(&app, NUMBER, &format!("{survey_of};question=q2")), 5);
        let a = answers(&[("q1", "0")]);
        app.write(&coordinator(), move |cx| act::key_in(cx, id, Some(paper), &a, "k")).unwrap();
        let r = app.read(&coordinator(), |cx| results::open(cx, id)).unwrap();
        assert_eq!(r.n, (2, 1, 1, 0));
        let rates: Vec<_> =
            r.rates.iter().map(|x| (x.kind.as_str(), x.asked, x.answered)).collect();
        assert_eq!(rates, [("居宅", 1, 0), ("病院", 1, 1), ("薬局", 1, 1)]);
        let by_city = app.read(&city(), |cx| results::open(cx, id)).unwrap();
        assert!(
            by_city.answers.is_empty() && by_city.asked.is_empty(),
            "the city sees counts alone"
        );
        // a second letter opens too, only the one who has not answered gets it
        let again = links(&app, id, Letters::Waiting, OTHER);
        assert_eq!(again.keys().collect::<Vec<_>>(), ["あさひ居宅"]);
        app.read(&public::visitor(), |cx| public::mine(cx, &words["あさひ居宅"], "net")).unwrap();
        let l = app.read(&coordinator(), |cx| asked::list(cx, id)).unwrap();
        assert_eq!(l.asked.iter().map(|a| a.chased).sum::<i64>(), 1);
        on(&app, "2026-12-01");
        assert!(matches!(say(&app, word, &[("q1", "0")]), Err(Error::Rule(_))));
        let shown = app.read(&public::visitor(), |cx| public::mine(cx, word, "net")).unwrap();
        assert!(!shown.takes && shown.answer.is_some(), "the link shows what was answered");
        on(&app, "2027-01-05");
        let gone = app.read(&public::visitor(), |cx| public::mine(cx, word, "net"));
        assert!(matches!(gone, Err(Error::NotFound)));
    });
}

#[test]
fn an_anonymous_answer_is_one_for_two_presses_and_its_link_corrects_it() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        add(&app, id, "ひがし薬局", "薬局");
        put(&app, id, State::Open).unwrap();
        let s = app.read(&coordinator(), |cx| making::open(cx, id)).unwrap().survey;
        let send = |key: &'static str, code: &'static str| {
            let (slug, a) = (s.slug.clone(), answers(&[("q1", code), ("q3", "10")]));
            app.write(&public::visitor(), move |cx| public::answer_open(cx, &slug, &a, key, "net"))
        };
        let token = send(SEED, "0").unwrap();
        assert_eq!(send(SEED, "0").unwrap(), token);
        assert_ne!(send(OTHER, "1").unwrap(), token);
        assert!(matches!(send("short", "1"), Err(Error::Rule(_))));
        say(&app, &token, &[("q1", "1")]).unwrap();
        let r = app.read(&coordinator(), |cx| results::open(cx, id)).unwrap();
        assert_eq!(r.n.0, 2);
        assert_eq!(r.questions[0].tally.rows.iter().map(|r| r.2).collect::<Vec<_>>(), [0, 2]);
        assert!(r.answers.iter().all(|a| a.asked.is_none() && a.kind.is_empty()));
        let code = token[..8].to_string();
        let by_code = app.read(&public::visitor(), |cx| public::mine(cx, &code, "net"));
        assert!(matches!(by_code, Err(Error::NotFound)), "an anonymous answer has no code");
        let letters = links(&app, id, Letters::New, SEED);
        assert_eq!(letters["ひがし薬局"], "", "a letter of an anonymous survey has the open link");
        let first = r.answers[0].id;
        app.write(&coordinator(), move |cx| act::remove(cx, id, first, true)).unwrap();
        app.write(&coordinator(), move |cx| act::remove(cx, id, first, true)).unwrap();
        assert_eq!(measure(&app, ANSWERED, &format!("survey={id}")), 1);
        app.write(&coordinator(), move |cx| act::remove(cx, id, first, false)).unwrap();
        assert_eq!(measure(&app, ANSWERED, &format!("survey={id}")), 2);
    });
}

#[test]
fn a_named_survey_has_no_open_page_and_wrong_numbers_are_bounded() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, true);
        add(&app, id, "ひがし薬局", "薬局");
        put(&app, id, State::Open).unwrap();
        let words = links(&app, id, Letters::New, SEED);
        let s = app.read(&coordinator(), |cx| making::open(cx, id)).unwrap().survey;
        let none = app.read(&public::visitor(), |cx| public::page(cx, &s.slug));
        assert!(matches!(none, Err(Error::NotFound)));
        for _ in 0..public::MISSES {
            let missed = app.read(&public::visitor(), |cx| public::mine(cx, "AAAA-AAAA", "net"));
            assert!(matches!(missed, Err(Error::NotFound)));
            app.write(&public::visitor(), |cx| public::missed(cx, "net")).unwrap();
        }
        let word = &words["ひがし薬局"];
        let shut = app.read(&public::visitor(), |cx| public::mine(cx, word, "net"));
        assert!(matches!(shut, Err(Error::Rule(_))));
        app.read(&public::visitor(), |cx| public::mine(cx, word, "another")).unwrap();
        on(&app, "2026-11-13");
        app.write(&kernel::Actor::system(), public::forget).unwrap();
        app.read(&public::visitor(), |cx| public::mine(cx, word, "net")).unwrap();
    });
}

#[test]
fn questions_stand_from_the_first_answer_on_and_a_slip_is_undone() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        put(&app, id, State::Void).unwrap();
        assert!(matches!(put(&app, id, State::Open), Err(Error::NotFound)));
        put(&app, id, State::Draft).unwrap();
        put(&app, id, State::Open).unwrap();
        let a = answers(&[("q1", "0")]);
        app.write(&coordinator(), move |cx| act::key_in(cx, id, None, &a, "k")).unwrap();
        let v = app.read(&city(), |cx| making::open(cx, id)).unwrap().survey.version;
        let mut new = questions();
        new[1].options.push("わからない".into());
        let refused = app.write(&coordinator(), move |cx| making::save_questions(cx, id, &new, v));
        assert!(matches!(refused, Err(Error::Rule(_))));
        let mut mapped = questions();
        mapped[1].was = "q1".into();
        app.write(&coordinator(), move |cx| making::save_questions(cx, id, &mapped, v)).unwrap();
        let stale =
            app.write(&coordinator(), move |cx| making::save_questions(cx, id, &questions(), v));
        assert!(matches!(stale, Err(Error::Stale { .. })));
        assert!(matches!(put(&app, id, State::Void), Err(Error::Rule(_))));
        let refused = app.write(&city(), move |cx| making::set_state(cx, id, State::Closed));
        assert!(matches!(refused, Err(Error::Forbidden("surveys.survey.write"))));
    });
}

#[test]
fn a_published_edition_never_changes() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        put(&app, id, State::Open).unwrap();
        for n in 0..12_u8 {
            let a = answers(&[("q1", if n < 10 { "0" } else { "1" }), ("q4", "よい")]);
            let key = format!("k{n}");
            app.write(&coordinator(), move |cx| act::key_in(cx, id, None, &a, &key)).unwrap();
        }
        let early = app.write(&coordinator(), move |cx| results::publish(cx, id));
        assert!(matches!(early, Err(Error::Rule(_))), "not before the end");
        on(&app, "2026-12-01");
        app.write(&coordinator(), move |cx| results::publish(cx, id)).unwrap();
        app.write(&coordinator(), move |cx| results::publish(cx, id)).unwrap();
        let (s, e) = app.read(&city(), |cx| results::edition(cx, id)).unwrap();
        assert!(s.published.is_some() && s.state == State::Closed && e.hides);
        assert!(e.tables[0].rows[1].1.is_none() && e.tables.len() == 2, "{e:?}");
        let a = answers(&[("q1", "0")]);
        let more = app.write(&coordinator(), move |cx| act::key_in(cx, id, None, &a, "late"));
        assert!(matches!(more, Err(Error::Rule(_))));
        assert!(matches!(put(&app, id, State::Open), Err(Error::Rule(_))));
    });
}

#[test]
fn others_may_cite_a_survey_and_what_was_written_without_its_office() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, true);
        let of = add(&app, id, "ひがし薬局", "薬局");
        put(&app, id, State::Open).unwrap();
        let a = answers(&[("q1", "0"), ("q4", "夜に電話がつながらない")]);
        app.write(&coordinator(), move |cx| act::key_in(cx, id, Some(of), &a, "k")).unwrap();
        let sources = surveys::slice().evidence;
        let found = app.read(&coordinator(), |cx| (sources[0].find)(cx, "連絡")).unwrap();
        assert_eq!(found[0].figure, "1件の答え（1か所のうち、100.0%）");
        let texts = app.read(&coordinator(), |cx| (sources[1].find)(cx, "夜")).unwrap();
        assert!(texts[0].title.contains("夜に電話") && !texts[0].title.contains("ひがし"));
        let one = app.read(&coordinator(), |cx| (sources[1].one)(cx, texts[0].id)).unwrap();
        assert_eq!(one.as_ref(), texts.first());
        assert!(app.read(&city(), |cx| (sources[1].find)(cx, "夜")).unwrap().is_empty());
        let from = "2026-11-01".parse().unwrap();
        let to = "2026-11-30".parse().unwrap();
        let figures =
            app.read(&city(), |cx| (surveys::slice().figures.unwrap())(cx, from, to)).unwrap();
        assert_eq!((figures[0].n, figures[0].d), (1, 1));
        on(&app, "2026-12-02");
        let todo = app.read(&coordinator(), |cx| (surveys::slice().todo.unwrap())(cx)).unwrap();
        assert!(todo.iter().any(|t| t.action == "結果を見る"), "{todo:?}");
    });
}
