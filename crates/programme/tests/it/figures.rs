//! Every live indicator of a random fiscal year equals a recount that knows nothing of how it was counted; after a write it has
//! moved in the next request; what was taken back counts no more.
use std::collections::BTreeMap;

use events::model::State;
use events::use_cases::{change, count};
use meetings::model::{NewBody, NewMeeting};
use meetings::use_cases::{bodies, meetings as planning};
use programme::IndicatorId;
use programme::model::Num;
use programme::model::shown;
use programme::use_cases::{dashboard, values};
use testkit::TestApp;

use crate::support::{add, both, city, coordinator, define, event, get, held, live, on};

/// A small generator of its own: the same numbers each run, other ones than the program uses.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Kinds of bodies whose meetings the test counts apart.
const BODIES: [&str; 3] = ["council", "section", "care-case"];

/// What the test itself did.
#[derive(Default)]
struct Mine {
    /// (row of the plan, fiscal year) → times, persons.
    events: BTreeMap<(&'static str, i64), (i64, i64)>,
    /// (kind of body, fiscal year) → meetings held.
    meetings: BTreeMap<(&'static str, i64), i64>,
}

fn fiscal(day: &str) -> i64 {
    let (y, m): (i64, i64) = (day[..4].parse().unwrap(), day[5..7].parse().unwrap());
    if m >= 4 { y } else { y - 1 }
}

fn meet(app: &TestApp, body: meetings::BodyId, day: &str) {
    let new = NewMeeting {
        day: Some(day.parse().unwrap()),
        from: "18:30".into(),
        to: "20:00".into(),
        form: "gather".into(),
        ..NewMeeting::default()
    };
    app.write(&coordinator(), move |cx| {
        let id = planning::add(cx, body, &new)?;
        planning::set_state(cx, id, meetings::model::State::Held, "")
    })
    .unwrap();
}

fn enter(app: &TestApp, dice: &mut Dice) -> Mine {
    let mut mine = Mine::default();
    let kinds = [("training", "training"), ("talk", "campaign"), ("citizens", "lecture-visit")];
    let seats: Vec<_> = BODIES
        .iter()
        .map(|kind| {
            let body = NewBody {
                name: format!("会議体 {kind}"),
                kind: (*kind).into(),
                ..NewBody::default()
            };
            (*kind, app.write(&coordinator(), move |cx| bodies::add(cx, &body)).unwrap())
        })
        .collect();
    for _ in 0..30 {
        let (kind, row) = kinds[dice.below(3) as usize];
        let day =
            format!("{}-{:02}-{:02}", 2022 + dice.below(4), 1 + dice.below(12), 1 + dice.below(28));
        let persons = 1 + dice.below(90) as i64;
        let id = held(app, kind, "記録", &day, persons);
        if dice.below(5) == 0 {
            // a slip: it was never held
            app.write(&coordinator(), move |cx| {
                change::set_state(cx, id, State::Planned, "")?;
                change::set_state(cx, id, State::Void, "")
            })
            .unwrap();
            continue;
        }
        let sum = mine.events.entry((row, fiscal(&day))).or_default();
        *sum = (sum.0 + 1, sum.1 + persons);
    }
    for _ in 0..24 {
        let day =
            format!("{}-{:02}-{:02}", 2022 + dice.below(4), 1 + dice.below(12), 1 + dice.below(28));
        let (kind, body) = seats[dice.below(seats.len() as u64) as usize];
        meet(app, body, &day);
        *mine.meetings.entry((kind, fiscal(&day))).or_default() += 1;
    }
    mine
}

fn value(app: &TestApp, id: IndicatorId, year: i64) -> Option<Num> {
    let w = app.read(&city(), move |cx| values::open(cx, id, year, year, None)).unwrap();
    w.years[0].shown.value()
}

#[test]
fn every_live_figure_of_a_random_year_equals_an_independent_recount() {
    both(|app| {
        on(&app, "2026-11-22");
        let mut dice = Dice(20_261_122);
        let mine = enter(&app, &mut dice);
        let mut ids = Vec::new();
        for row in ["training", "campaign", "lecture-visit"] {
            for (what, unit) in [("times", "回"), ("persons", "人")] {
                let new =
                    live(&format!("{row} {what}"), unit, "events.plan", &format!("{row}.{what}"));
                ids.push((row, what, define(&app, new)));
            }
        }
        let met = define(&app, live("会議", "回", "meetings.held", "all"));
        let by_kind =
            BODIES.map(|kind| (kind, define(&app, live(kind, "回", "meetings.held", kind))));
        let year = 2022 + dice.below(4) as i64;
        for of in [year, 2021] {
            for (row, what, id) in &ids {
                let want =
                    mine.events.get(&(*row, of)).map(|s| if *what == "times" { s.0 } else { s.1 });
                assert_eq!(value(&app, *id, of), want.map(Num::whole), "{row} {what} {of}");
            }
            let met_in = |kind: &str| -> Option<Num> {
                let fits = |k: &(&str, i64)| k.1 == of && (kind.is_empty() || k.0 == kind);
                let n: i64 = mine.meetings.iter().filter(|(k, _)| fits(k)).map(|(_, n)| n).sum();
                (n > 0).then(|| Num::whole(n))
            };
            assert_eq!(value(&app, met, of), met_in(""), "{of}");
            for (kind, id) in by_kind {
                assert_eq!(value(&app, id, of), met_in(kind), "{kind} {of}");
            }
        }
        // the measures rebuilt by folding are those that grew act by act
        let before: Vec<Option<Num>> =
            ids.iter().map(|(_, _, id)| value(&app, *id, year)).collect();
        app.write(&coordinator(), |cx| app::measures::fold(cx.tx()).map(drop).map_err(Into::into))
            .unwrap();
        let after: Vec<Option<Num>> = ids.iter().map(|(_, _, id)| value(&app, *id, year)).collect();
        assert_eq!(before, after);
        let whole: i64 = mine.events.iter().filter(|(k, _)| k.1 == year).map(|(_, v)| v.0).sum();
        let measured = app
            .read(&coordinator(), |cx| app::measures::all(cx, count::TIMES))
            .unwrap()
            .into_iter()
            .filter(|(dims, _)| dims.ends_with(&format!("year={year}")))
            .map(|(_, n)| n)
            .sum::<i64>();
        assert_eq!(measured, whole);
    });
}

#[test]
fn a_figure_has_moved_in_the_request_after_the_write_and_opens_to_its_records() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = define(&app, live("研修の参加", "人", "events.plan", "training.persons"));
        assert_eq!(value(&app, id, 2026), None, "nothing recorded is no zero");
        held(&app, "training", "研修", "2026-10-01", 40);
        assert_eq!(value(&app, id, 2026), Some(Num::whole(40)));
        let page = get(&app, &city(), &format!("/programme/indicators/{id}"));
        assert!(page.contains(">40<") && page.contains("/events?year=2026"), "{page}");
        assert!(page.contains("11月22日現在"), "a running year says so");
    });
}

#[test]
fn the_first_page_says_what_moved_since_last_month_and_what_is_missing() {
    both(|app| {
        on(&app, "2026-11-22");
        for i in 0..7 {
            define(&app, live(&format!("研修 {i}"), "回", "events.plan", "training.times"));
        }
        held(&app, "training", "研修", "2026-05-10", 10);
        held(&app, "training", "研修", "2026-11-10", 10);
        held(&app, "training", "研修", "2025-11-10", 10);
        let f = app.read(&coordinator(), dashboard::open).unwrap();
        assert_eq!(f.figures.len(), 6, "six at most");
        let one = &f.figures[0];
        assert_eq!(one.now.value(), Some(Num::whole(2)));
        assert_eq!(one.month.as_ref().unwrap().value(), Some(Num::whole(1)));
        assert_eq!(one.before.value(), Some(Num::whole(1)));
        assert!(
            f.gaps.iter().any(|g| g.0.contains("ロードマップがまだありません")),
            "{:?}",
            f.gaps
        );
        let page = get(&app, &coordinator(), "/programme");
        assert!(page.contains("＋1回"), "{page}");
    });
}

#[test]
fn what_is_typed_stands_before_the_count_until_it_is_taken_back() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = define(&app, live("研修", "回", "events.plan", "training.times"));
        held(&app, "training", "研修", "2025-06-10", 10);
        let kept = shown::Kept {
            state: shown::State::Actual,
            n: Some(Num::whole(9)),
            source: "市の実績表".into(),
            origin: shown::Origin::Hand,
            ..shown::Kept::default()
        };
        app.write(&coordinator(), move |cx| values::put(cx, id, 2025, &kept)).unwrap();
        assert_eq!(value(&app, id, 2025), Some(Num::whole(9)));
        let w = app.read(&city(), move |cx| values::open(cx, id, 2025, 2025, None)).unwrap();
        let behind = w.years[0].behind.as_ref().unwrap();
        assert_eq!(behind.value(), Some(Num::whole(1)), "the count is told beside it");
        let back = shown::Kept { origin: shown::Origin::Hand, ..shown::Kept::default() };
        app.write(&coordinator(), move |cx| values::put(cx, id, 2025, &back)).unwrap();
        assert_eq!(value(&app, id, 2025), Some(Num::whole(1)));
        let (_, editions) = app.read(&city(), move |cx| values::to_type(cx, id, 2025)).unwrap();
        assert_eq!(editions.len(), 2, "both editions stay");
    });
}

/// An event that is still to come is 予定, not a figure; its day past and held, it is one.
#[test]
fn what_is_planned_is_no_figure_yet() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = define(&app, live("イベント", "人", "events.plan", "campaign.persons"));
        let e = add(&app, event("festival", "フェス", "2026-12-12", Some(700)));
        let words = |app: &TestApp| {
            let w = app.read(&city(), move |cx| values::open(cx, id, 2026, 2026, None)).unwrap();
            w.years[0].shown.words("人")
        };
        assert_eq!(words(&app), "700（予定）");
        on(&app, "2026-12-13");
        app.write(&coordinator(), move |cx| {
            change::put_heads(cx, e, &[("citizen".into(), 650)])?;
            change::set_state(cx, e, State::Held, "")
        })
        .unwrap();
        assert_eq!(words(&app), "650");
    });
}
