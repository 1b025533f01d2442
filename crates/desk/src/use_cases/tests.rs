//! The acts of the desk on both engines, in the region without persons.
use std::collections::BTreeMap;

use app::{Error, measures};
use kernel::{Actor, Hat, Id};
use testkit::{Contents, TestApp, for_both_with, id, kitakami, staff};

use super::correct::{Correct, correct};
use super::hand_over::{HandOver, hand_over, take_back};
use super::list::Filter;
use super::record::record;
use super::{CASES, YEARS, cancel, figures, list, recall, view};
use crate::model::case::{Case, Status};
use crate::model::chart::{charts, words};

fn both(test: impl Fn(TestApp)) {
    for_both_with(Contents::Base, |db| test(TestApp::in_region(db, kitakami())));
}

fn coordinator() -> Actor {
    staff(Hat::Coordinator, id(1))
}

fn case(day: &str, by: &str, place: &str, method: &str, content: &str) -> Case {
    Case {
        day: day.into(),
        method: method.into(),
        place: place.into(),
        affiliation: by.into(),
        contents: vec![content.into()],
        ..Case::default()
    }
}

fn put(app: &TestApp, c: &Case) -> Id {
    let c = c.clone();
    app.write(&coordinator(), move |cx| record(cx, &c)).unwrap()
}

fn fields(e: Error) -> Vec<String> {
    match e {
        Error::Invalid(f) => f.into_iter().map(|f| f.field).collect(),
        other => panic!("{other:?}"),
    }
}

/// 釜石「平成29年度 問い合わせ & 相談概要」, typed in as records: the published charts come back.
#[test]
fn the_published_charts_of_kamaishi_come_back_from_records() {
    let inside: Vec<&str> = [
        ("body", 8),
        ("hospital", 7),
        ("nurse", 2),
        ("cm", 1),
        ("city", 1),
        ("resident", 1),
        ("clinic", 1),
        ("pharmacy", 1),
    ]
    .iter()
    .flat_map(|(c, n)| std::iter::repeat_n(*c, *n))
    .collect();
    let contents: Vec<&str> = [
        ("own_events", 6),
        ("between", 6),
        ("about_us", 1),
        ("data", 4),
        ("other_office", 4),
        ("other", 1),
    ]
    .iter()
    .flat_map(|(c, n)| std::iter::repeat_n(*c, *n))
    .collect();
    let methods: Vec<&str> =
        [("phone", 41), ("mail", 9), ("phone_mail", 3), ("visit", 4), ("paper", 1)]
            .iter()
            .flat_map(|(c, n)| std::iter::repeat_n(*c, *n))
            .collect();
    assert_eq!((inside.len(), contents.len(), methods.len()), (22, 22, 58));
    both(|app| {
        for (n, method) in methods.iter().enumerate() {
            let (by, place) = inside.get(n).map_or(("city", "out"), |b| (*b, "in"));
            let content = contents.get(n).copied().unwrap_or("data");
            put(&app, &case("2017-10-03", by, place, method, content));
        }
        let counts = app.read(&coordinator(), figures::counts).unwrap();
        let all = charts(&counts, 2017, false);
        let shown = |n: usize| -> Vec<(String, String)> {
            all.four[n].bars.iter().map(|b| (b.label.clone(), words(b.n))).collect()
        };
        let is = |n: usize, what: &[(&str, &str)]| {
            let what: Vec<(String, String)> =
                what.iter().map(|(l, n)| ((*l).to_string(), (*n).to_string())).collect();
            assert_eq!(shown(n), what);
        };
        assert_eq!(
            all.four.iter().map(|c| c.n).collect::<Vec<_>>(),
            [Some(58), Some(22), Some(22), Some(58)]
        );
        is(0, &[("圏域内", "22"), ("圏域外", "36")]);
        is(
            1,
            &[
                ("職能団体", "8"),
                ("病院", "7"),
                ("市保健師", "2"),
                ("ケアマネジャー", "1"),
                ("診療所", "1"),
                ("薬局", "1"),
                ("自治体", "1"),
                ("市民", "1"),
            ],
        );
        is(
            2,
            &[
                ("主催事業", "6"),
                ("職種間連携", "6"),
                ("データ提供依頼", "4"),
                ("他部署との調整", "4"),
                ("拠点への問合せ", "1"),
                ("その他", "1"),
            ],
        );
        is(
            3,
            &[
                ("電話", "41"),
                ("メール", "9"),
                ("対面", "4"),
                ("電話及びメール", "3"),
                ("文書", "1"),
            ],
        );
        assert!(all.four.iter().all(|c| c.adds_up));
    });
}

/// 釜石《課題解決支援を実施した相談事例》: six rows 「相談年度 → 解決策実施年度」.
#[test]
fn the_table_of_solutions_comes_back_from_records() {
    both(|app| {
        for (day, by, who, what, done) in [
            ("2015-09-01", "body", "薬剤師会", "国のモデル事業実施に係る参画依頼", 2016),
            (
                "2016-05-10",
                "company",
                "NPO法人",
                "ICT利用促進を目的とした課題抽出・分類に関する依頼",
                2017,
            ),
            (
                "2016-07-01",
                "hospital",
                "病院看護部",
                "「退院支援」に関する研修開催に関する相談",
                2016,
            ),
            (
                "2017-04-20",
                "hospital",
                "病院連携室",
                "介護申請を受け付けてもらえないことがある",
                2017,
            ),
            ("2017-06-02", "body", "薬剤師会", "保健師との連携を推進する事業を実施したい", 2017),
            ("2017-12-08", "hospital", "病院連携室", "多職種連携の会を結成したい", 2017),
        ] {
            put(
                &app,
                &Case {
                    public_who: who.into(),
                    public_what: what.into(),
                    solved_year: Some(done),
                    ..case(day, by, "in", "phone", "between")
                },
            );
        }
        let rows = app.read(&coordinator(), list::solved).unwrap();
        let table: Vec<(String, i64, Option<i64>)> =
            rows.into_iter().map(|k| (k.case.public_who, k.year, k.case.solved_year)).collect();
        assert_eq!(table[0], ("薬剤師会".into(), 2015, Some(2016)));
        assert_eq!(table[1], ("NPO法人".into(), 2016, Some(2017)));
        assert_eq!(table[2], ("病院看護部".into(), 2016, Some(2016)));
        assert_eq!(table.iter().filter(|r| r.1 == 2017 && r.2 == Some(2017)).count(), 3);
        let counts = app.read(&coordinator(), figures::counts).unwrap();
        let (columns, sums) = charts(&counts, 2017, false).solved;
        assert_eq!(columns, [2016, 2017]);
        assert_eq!(sums.last().unwrap().2, Some(6));
    });
}

#[test]
fn a_figure_equals_an_independent_recount_after_random_acts() {
    both(|app| {
        let mut seed: u64 = 41;
        let mut next = |n: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        let days = ["2024-03-31", "2024-04-01", "2025-10-03", "2026-04-01", "2026-11-18"];
        let (by, places) = (["cm", "hospital", "clinic", "other"], ["in", "out"]);
        let (methods, contents) = (["phone", "phone_mail", "mail"], ["stay", "home", "data"]);
        let any = |next: &mut dyn FnMut(u64) -> u64| {
            let mut c = case(
                days[next(5) as usize],
                by[next(4) as usize],
                places[next(2) as usize],
                methods[next(3) as usize],
                contents[next(3) as usize],
            );
            if next(2) == 0 {
                c.contents.push(contents[next(3) as usize].into());
            }
            if next(3) == 0 {
                c.solved_year = Some(2026);
            }
            c.tidy()
        };
        // what was done, kept apart from the program
        let mut mine: Vec<(Id, Case, i64, bool)> = Vec::new();
        for _ in 0..60 {
            match next(4) {
                0 | 1 => {
                    let c = any(&mut next);
                    mine.push((put(&app, &c), c, 1, true));
                }
                2 if !mine.is_empty() => {
                    let at = next(mine.len() as u64) as usize;
                    let (which, old, base, live) = mine[at].clone();
                    let c = any(&mut next);
                    let cmd =
                        Correct { id: which, base, case: c.clone(), why: "まちがい".into() };
                    let done = app.write(&coordinator(), move |cx| correct(cx, &cmd));
                    assert_eq!(done.is_ok(), live);
                    if live && c != old {
                        mine[at] = (which, c, base + 1, true);
                    }
                }
                3 if !mine.is_empty() => {
                    let at = next(mine.len() as u64) as usize;
                    let which = mine[at].0;
                    app.write(&coordinator(), move |cx| cancel::cancel(cx, which, "二重")).unwrap();
                    mine[at].3 = false;
                }
                _ => {}
            }
        }
        app.settle();
        let live: Vec<&Case> = mine.iter().filter(|m| m.3).map(|m| &m.1).collect();
        // 年度 by hand: the months before April belong to the year before
        let year = |c: &Case| {
            let (y, m): (i64, i64) = (c.day[..4].parse().unwrap(), c.day[5..7].parse().unwrap());
            if m < 4 { y - 1 } else { y }
        };
        let mut cases: BTreeMap<(i64, String, String), i64> = BTreeMap::new();
        let mut of_method: BTreeMap<(i64, String), i64> = BTreeMap::new();
        let mut of_content: BTreeMap<(i64, String, String), i64> = BTreeMap::new();
        let mut solved: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for c in &live {
            *cases.entry((year(c), c.place.clone(), c.affiliation.clone())).or_default() += 1;
            *of_method.entry((year(c), c.method.clone())).or_default() += 1;
            for x in &c.contents {
                *of_content.entry((year(c), c.place.clone(), x.clone())).or_default() += 1;
            }
            if let Some(s) = c.solved_year {
                *solved.entry((year(c), s)).or_default() += 1;
            }
        }
        let counts = app.read(&coordinator(), figures::counts).unwrap();
        assert_eq!(counts.cases, cases);
        assert_eq!(counts.methods, of_method);
        assert_eq!(counts.contents, of_content);
        assert_eq!(counts.solved, solved);
        // each figure opens to its records, and the list of a year has as many
        for ((y, place, by), n) in &cases {
            let dims = format!("year={y};place={place};by={by}");
            let records =
                app.read(&coordinator(), move |cx| measures::records(cx, CASES, &dims)).unwrap();
            assert_eq!(records.iter().map(|r| r.1).sum::<i64>(), *n);
            let f = Filter {
                year: Some(*y),
                place: place.clone(),
                affiliation: by.clone(),
                ..Filter::default()
            };
            let listed = app.read(&coordinator(), move |cx| list::list(cx, &f, None)).unwrap();
            assert_eq!(listed.all.0, *n);
        }
        let y26 = live.iter().filter(|c| year(c) == 2026).count() as i64;
        let value = app.read(&coordinator(), |cx| measures::value(cx, YEARS, "year=2026")).unwrap();
        assert_eq!(value, y26);
        // what the programme reads of each year, and of a part of one
        for on in ["2026-11-18", "2026-04-01", "2026-03-31", "2025-10-02", "2024-04-01"] {
            for y in 2023..=2026 {
                for (of, place) in [("all", ""), ("in", "in")] {
                    let want = live.iter().filter(|c| {
                        year(c) == y
                            && c.day.as_str() <= on
                            && (place.is_empty() || c.place == place)
                    });
                    let day = on.parse().unwrap();
                    let f = app
                        .read(&coordinator(), move |cx| {
                            (crate::years::SOURCE.value)(cx, of, y, day)
                        })
                        .unwrap()
                        .unwrap();
                    assert_eq!(f.n, want.count() as i64, "{of} of {y} until {on}");
                }
            }
        }
    });
}

#[test]
fn changing_keeps_both_versions_and_somebody_faster_is_told() {
    both(|app| {
        let one = put(&app, &case("2026-11-18", "cm", "in", "phone", "stay"));
        let edit = |base: i64, method: &str, why: &str| {
            let case = case("2026-11-18", "cm", "in", method, "stay");
            let cmd = Correct { id: one, base, case, why: why.into() };
            app.write(&coordinator(), move |cx| correct(cx, &cmd))
        };
        assert_eq!(fields(edit(1, "mail", " ").unwrap_err()), ["why"]);
        edit(1, "mail", "方法をまちがえた").unwrap();
        assert!(matches!(edit(1, "visit", "x"), Err(Error::Stale { mine: 1, theirs: 2 })));
        edit(2, "mail", "").unwrap();
        let seen = app.read(&coordinator(), move |cx| view::view(cx, one)).unwrap();
        let told: Vec<(String, String)> =
            seen.versions.iter().map(|v| (v.case.method.clone(), v.reason.clone())).collect();
        assert_eq!(told, [("phone".into(), "".into()), ("mail".into(), "方法をまちがえた".into())]);
        app.write(&coordinator(), move |cx| cancel::cancel(cx, one, "同じ相談を2回")).unwrap();
        app.write(&coordinator(), move |cx| cancel::cancel(cx, one, "もう一度")).unwrap();
        let seen = app.read(&coordinator(), move |cx| view::view(cx, one)).unwrap();
        assert!(!seen.kept.live && seen.versions.len() == 3);
        assert!(matches!(edit(3, "phone", "x"), Err(Error::Rule(_))));
        let all = app.read(&coordinator(), |cx| list::list(cx, &Filter::default(), None)).unwrap();
        assert_eq!(all.all.0, 0);
        let f = Filter { cancelled: true, ..Filter::default() };
        let all = app.read(&coordinator(), move |cx| list::list(cx, &f, None)).unwrap();
        assert_eq!(all.rows.len(), 1, "it stays in the log");
    });
}

#[test]
fn numbers_run_within_a_year_and_pages_go_on_by_key() {
    both(|app| {
        let first = put(&app, &case("2026-04-01", "cm", "in", "phone", "stay"));
        for n in 0..53 {
            put(&app, &case(&format!("2026-05-{:02}", 1 + n % 28), "cm", "in", "phone", "stay"));
        }
        let old = put(&app, &case("2025-05-01", "cm", "in", "phone", "stay"));
        let number =
            |id| app.read(&coordinator(), move |cx| view::view(cx, id)).unwrap().kept.number;
        assert_eq!((number(first), number(old)), (1, 1));
        let page = app.read(&coordinator(), |cx| list::list(cx, &Filter::default(), None)).unwrap();
        assert_eq!((page.rows.len(), page.all.0, page.years.clone()), (50, 55, vec![2026, 2025]));
        let next = page.next.clone().unwrap();
        let rest = app
            .read(&coordinator(), move |cx| list::list(cx, &Filter::default(), Some(&next)))
            .unwrap();
        assert_eq!((rest.rows.len(), rest.next), (5, None));
        let mut ids: Vec<Id> = page.rows.iter().chain(&rest.rows).map(|k| k.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 55, "nothing twice, nothing left out");
    });
}

#[test]
fn a_caller_is_recalled_by_two_letters_and_past_consultations_by_their_words() {
    both(|app| {
        let of = |office: &str, asked: &str| Case {
            office: office.into(),
            asked: asked.into(),
            ..case("2026-11-01", "hospital", "in", "phone", "home")
        };
        put(&app, &of("みどりの丘病院 地域連携室", "喀痰吸引のある方の退院先をさがしている"));
        put(&app, &of("みどりの丘病院 地域連携室", "インスリンの方の受け入れ先"));
        put(&app, &of("ひばり薬局", "服薬の一包化について医師に聞きたい"));
        let who = |typed: &'static str| {
            app.read(&coordinator(), move |cx| recall::callers(cx, typed)).unwrap()
        };
        let found = who("ﾐﾄﾞ");
        assert_eq!((found.len(), found[0].times), (1, 2));
        assert_eq!(found[0].last.case.office, "みどりの丘病院 地域連携室");
        assert!(who("み").is_empty() && who("ない").is_empty());
        let near = app
            .read(&coordinator(), |cx| recall::near(cx, "喀痰吸引ができる施設への退院", None))
            .unwrap();
        assert_eq!(near.len(), 1);
        assert!(near[0].case.asked.contains("喀痰吸引"));
        let find = |typed: &'static str| {
            app.read(&coordinator(), move |cx| recall::find(cx, typed)).unwrap().len()
        };
        assert_eq!(
            (find("一包化"), find("みどり 受け入れ"), find("吸引 薬局"), find("")),
            (1, 1, 0, 3)
        );
        // taken back: no longer found
        let id = near[0].id;
        app.write(&coordinator(), move |cx| cancel::cancel(cx, id, "x")).unwrap();
        assert_eq!(find("喀痰"), 0);
    });
}

#[test]
fn what_goes_to_hokatsu_leaves_a_trail_that_is_never_lost() {
    both(|app| {
        let one = put(&app, &case("2026-11-10", "resident", "in", "phone", "care"));
        let cmd = |day: &str, receiver: &str| HandOver {
            day: day.into(),
            receiver: receiver.into(),
            what: "要介護認定の申請の相談".into(),
            how: "電話".into(),
        };
        let hand = |c: HandOver| app.write(&coordinator(), move |cx| hand_over(cx, one, &c));
        assert_eq!(fields(hand(cmd("2026-11-09", "")).unwrap_err()), ["hand_day", "receiver"]);
        assert_eq!(fields(hand(cmd("2026-11-20", "北包括")).unwrap_err()), ["hand_day"]);
        let h = hand(cmd("2026-11-10", "北包括")).unwrap();
        app.write(&coordinator(), move |cx| take_back(cx, one, h, "相手がちがった")).unwrap();
        let again = app.write(&coordinator(), move |cx| take_back(cx, one, h, "相手がちがった"));
        assert!(matches!(again, Err(Error::NotFound)));
        let seen = app.read(&coordinator(), move |cx| view::view(cx, one)).unwrap();
        assert_eq!(seen.handed.len(), 1);
        assert_eq!(seen.handed[0].cancelled.as_ref().unwrap().2, "相手がちがった");
    });
}

#[test]
fn a_follow_up_waits_until_its_day_and_no_longer_than_the_case() {
    both(|app| {
        let mut c = case("2026-11-10", "cm", "in", "phone", "stay");
        c.status = Status::Open;
        c.follow_on = Some("2026-11-20".into());
        let one = put(&app, &c);
        let waits = |day: &str| {
            let day = day.parse().unwrap();
            app.read(&coordinator(), move |cx| list::waiting(cx, day)).unwrap().0.len()
        };
        assert_eq!((waits("2026-11-19"), waits("2026-11-20")), (0, 1));
        let todo = app.read(&coordinator(), crate::todo::todo).unwrap();
        assert!(todo.is_empty(), "tomorrow's is not today's");
        c.status = Status::Closed;
        let cmd = Correct { id: one, base: 1, case: c.clone(), why: "終わった".into() };
        app.write(&coordinator(), move |cx| correct(cx, &cmd)).unwrap();
        assert_eq!(waits("2026-12-31"), 0);
    });
}

#[test]
fn the_city_sees_figures_and_nobody_else_anything() {
    both(|app| {
        let one = put(&app, &case("2026-11-10", "cm", "in", "phone", "stay"));
        for hat in Hat::ALL {
            let actor = staff(hat, id(2));
            let may = app.read(&actor, figures::counts).is_ok();
            assert_eq!(may, matches!(hat, Hat::Coordinator | Hat::City), "{hat:?}");
            let reads = app.read(&actor, move |cx| view::view(cx, one));
            assert_eq!(reads.is_ok(), hat == Hat::Coordinator, "{hat:?}");
            let c = case("2026-11-10", "cm", "in", "phone", "stay");
            let writes = app.write(&actor, move |cx| record(cx, &c));
            match hat {
                Hat::Coordinator => assert!(writes.is_ok()),
                _ => assert!(matches!(writes, Err(Error::Forbidden(_))), "{hat:?}"),
            }
        }
    });
}

#[test]
fn what_does_not_fit_is_not_kept() {
    both(|app| {
        let c = Case { day: "2026-11-20".into(), ..Case::default() };
        let e = app.write(&coordinator(), move |cx| record(cx, &c)).unwrap_err();
        assert_eq!(fields(e), ["method", "affiliation", "place", "contents", "day"]);
        let nowhere = app.read(&coordinator(), |cx| view::view(cx, id(99)));
        assert!(matches!(nowhere, Err(Error::NotFound)));
    });
}

#[test]
fn the_year_of_the_solution_comes_from_the_issue_that_rests_on_it() {
    use slice::Use;
    both(|app| {
        let (issue, other) = (testkit::id(7), testkit::id(8));
        let first = put(&app, &case("2026-04-02", "cm", "in", "phone", "stay"));
        let tell = |id: Id, by: Id, what: Use| {
            app.write(&coordinator(), move |cx| super::issue::told(cx, id, by, what)).unwrap();
            let k = app.read(&coordinator(), |cx| view::view(cx, id)).unwrap().kept;
            (k.case.issue, k.case.solved_year, k.version)
        };
        let solved = |app: &TestApp| {
            app.read(&coordinator(), |cx| {
                app::measures::value(cx, super::SOLVED, "asked=2026;solved=2027")
            })
            .unwrap()
        };
        assert_eq!(tell(first, issue, Use::Cited), (Some(issue), None, 2));
        // told twice is once; a second issue does not take the place of the first
        assert_eq!(tell(first, issue, Use::Cited), (Some(issue), None, 2));
        assert_eq!(tell(first, other, Use::Cited), (Some(issue), None, 2));
        // not before it was asked
        assert_eq!(tell(first, issue, Use::Solved(2025)), (Some(issue), None, 2));
        assert_eq!(solved(&app), 0);
        assert_eq!(tell(first, issue, Use::Solved(2027)), (Some(issue), Some(2027), 3));
        assert_eq!(solved(&app), 1);
        assert_eq!(tell(first, other, Use::Reopened(2027)), (Some(issue), Some(2027), 3));
        assert_eq!(tell(first, issue, Use::Reopened(2027)), (Some(issue), None, 4));
        assert_eq!(solved(&app), 0);
        assert_eq!(tell(first, issue, Use::Uncited), (None, None, 5));
        // what somebody typed stays
        let mut typed = case("2026-04-02", "cm", "in", "phone", "stay");
        typed.solved_year = Some(2026);
        let second = put(&app, &typed);
        assert_eq!(tell(second, issue, Use::Solved(2027)), (None, Some(2026), 1));
        // of a cancelled one nothing changes
        app.write(&coordinator(), move |cx| cancel::cancel(cx, second, "二重")).unwrap();
        assert_eq!(tell(second, issue, Use::Cited), (None, Some(2026), 2));
    });
}
