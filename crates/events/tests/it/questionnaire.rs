//! The questionnaire: by phone and from paper, once each, grouped by hand.
use app::Error;
use events::model::form::{Given, Kind, shipped};
use events::use_cases::forms;
use events::use_cases::public::{self as open, visitor};

use crate::support::{add, both, city, coordinator, event, on};

fn given(scale: &str, text: &str) -> Given {
    let mut g = Given::from([("q2".to_string(), vec![scale.to_string()])]);
    if !text.is_empty() {
        g.insert("q5".into(), vec![text.into()]);
    }
    g
}

#[test]
fn answers_come_once_and_add_up() {
    both(|app| {
        on(&app, "2026-11-18");
        let id = add(&app, event("training", &["2026-11-18"]));
        app.write(&coordinator(), move |cx| forms::save(cx, id, &shipped()?, None)).unwrap();
        let slug = app.read(&coordinator(), |cx| forms::open(cx, id)).unwrap().2.unwrap().slug;
        let send = |scale: &'static str, text: &'static str, key: &'static str| {
            let s = slug.clone();
            app.write(&visitor(), move |cx| open::answer(cx, &s, &given(scale, text), key, "net"))
        };
        send("0", "会場が寒かった", "page-0001").unwrap();
        send("0", "会場が寒かった", "page-0001").unwrap();
        send("4", "資料がよかった", "page-0002").unwrap();
        app.write(&coordinator(), move |cx| {
            forms::key_in(cx, id, &given("1", "寒い"), "paper-001")
        })
        .unwrap();
        let r = app.read(&coordinator(), |cx| forms::results(cx, id)).unwrap();
        assert_eq!(r.answers, (2, 1), "the same press twice is one answer");
        assert_eq!(r.questions[1].rows.iter().map(|r| r.1).collect::<Vec<_>>(), [1, 1, 0, 0, 1]);
        let cold: Vec<_> = r.questions[4]
            .texts
            .iter()
            .filter(|t| t.1.contains("寒"))
            .map(|t| (t.0, "会場".to_string()))
            .collect();
        assert_eq!(cold.len(), 2);
        app.write(&coordinator(), move |cx| forms::group(cx, id, "q5", &cold)).unwrap();
        let r = app.read(&city(), |cx| forms::results(cx, id)).unwrap();
        assert_eq!(r.questions[4].groups, [("会場".to_string(), 2)]);
        assert!(r.questions[4].texts.is_empty(), "the texts themselves are for the centre");
        let one = r.all.iter().find(|a| a.way == "page").unwrap().id;
        app.write(&coordinator(), move |cx| forms::remove(cx, id, one, true)).unwrap();
        assert_eq!(app.read(&city(), |cx| forms::results(cx, id)).unwrap().answers, (1, 1));
        let mut other = shipped().unwrap();
        other.questions.pop();
        let fixed = app.write(&coordinator(), move |cx| forms::save(cx, id, &other, None));
        assert!(matches!(fixed, Err(Error::Rule(_))), "answers belong to their questions");
        on(&app, "2026-12-03");
        assert!(matches!(send("0", "", "page-0003"), Err(Error::NotFound)), "closed after 14 days");
    });
}

#[test]
fn questions_can_be_made_and_are_looked_at() {
    both(|app| {
        let id = add(&app, event("training", &["2026-12-18"]));
        let mut f = shipped().unwrap();
        f.questions[1].kind = Kind::One;
        f.questions[1].options.truncate(1);
        let bad = f.clone();
        let refused = app.write(&coordinator(), move |cx| forms::save(cx, id, &bad, None));
        assert!(matches!(refused, Err(Error::Invalid(w)) if w[0].field == "q2.options"));
        f.questions[1].options.push("いいえ".into());
        app.write(&coordinator(), move |cx| forms::save(cx, id, &f, None)).unwrap();
        let slug = app.read(&coordinator(), |cx| forms::open(cx, id)).unwrap().2.unwrap().slug;
        assert!(
            matches!(app.read(&visitor(), |cx| open::questions(cx, &slug)), Err(Error::NotFound)),
            "not before the event"
        );
    });
}
