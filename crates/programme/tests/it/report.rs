//! 実績報告: figures against a count of the test's own, the snapshot, who may see what, the city's form.
use std::collections::BTreeMap;

use desk::model::case::Case;
use issues::model::Level;
use issues::model::draft::Typed;
use meetings::model::seats::{Presence, Seat};
use meetings::model::{NewBody, NewMeeting};
use meetings::use_cases::{attendance, bodies, decisions, meetings as planning};
use office::template;
use office::xlsx_read::{Limits, read};
use programme::model::report::names::{Value, key, known};
use programme::model::report::{Period, Words, rules};
use programme::use_cases::{report_forms, reports};
use slice::{Body, Fail, Method};
use testkit::TestApp;

use crate::support::{ask, both, city, coordinator, event, get, held, on, post, upload};

/// Other numbers than the program uses, the same ones each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99_991);
        (self.0 >> 33) % n
    }

    fn day(&mut self) -> String {
        // March 2026 to November 2026: two fiscal years
        format!("2026-{:02}-{:02}", 3 + self.below(9), 1 + self.below(20))
    }
}

fn consult(app: &TestApp, day: &str, method: &str, profession: &str) {
    let c = Case {
        day: day.into(),
        method: method.into(),
        place: "in".into(),
        affiliation: desk::model::lists::lists().affiliation[0].code.clone(),
        contents: desk::model::lists::lists().content[..2].iter().map(|c| c.code.clone()).collect(),
        profession: profession.into(),
        asked: "退院前の会議に呼ばれない".into(),
        ..Case::default()
    };
    app.write(&coordinator(), move |cx| desk::use_cases::record::record(cx, &c)).unwrap();
}

fn meet(app: &TestApp, body: meetings::BodyId, day: &str, there: usize) {
    let new = NewMeeting {
        day: Some(day.parse().unwrap()),
        from: "18:30".into(),
        to: "20:00".into(),
        form: "gather".into(),
        ..NewMeeting::default()
    };
    app.write(&coordinator(), move |cx| {
        let id = planning::add(cx, body, &new)?;
        planning::set_state(cx, id, meetings::model::State::Held, "")?;
        let guest = |n: usize| {
            attendance::Said::Guest(Seat {
                member: None,
                organisation: format!("事業所{n}"),
                name: String::new(),
                profession: "other".into(),
                role: String::new(),
                presence: Presence::Here,
                proxy: String::new(),
            })
        };
        let all: Vec<_> = (0..there).map(guest).collect();
        attendance::save(cx, id, &all)?;
        decisions::add(cx, id, "連絡票の書き方を合わせる").map(drop)
    })
    .unwrap();
}

fn matching(app: &TestApp, days: &str, times: &str) {
    let t = Typed {
        sort: "visit".into(),
        by: "centre".into(),
        fy: "2026".into(),
        title: "同行訪問".into(),
        state: "done".into(),
        days: days.into(),
        times: times.into(),
        professions: vec!["medical".into(), "pharmacy".into()],
        funding: "grant".into(),
        result: "行った".into(),
        ..Typed::default()
    };
    app.write(&coordinator(), move |cx| issues::use_cases::save(cx, None, Level::Second, &t))
        .unwrap();
}

fn at(code: &str) -> Period {
    Period::parse(code).unwrap()
}

fn figure(app: &TestApp, code: &str, of: &str) -> (i64, i64) {
    let p = at(code);
    let w = app.read(&coordinator(), move |cx| reports::open(cx, p, None)).unwrap();
    let f = w.content.figure(of).unwrap();
    (p.value(&f.months), p.since(&f.months))
}

#[test]
fn the_figures_of_every_month_equal_a_count_of_the_tests_own() {
    both(|app| {
        on(&app, "2026-11-22");
        let mut dice = Dice(79);
        let body =
            NewBody { name: "推進会議".into(), kind: "council".into(), ..NewBody::default() };
        let body = app.write(&coordinator(), move |cx| bodies::add(cx, &body)).unwrap();
        // month `2026-10` → figure → number
        let mut mine: BTreeMap<(String, &str), i64> = BTreeMap::new();
        let mut count = |day: &str, of: &'static str, n: i64| {
            *mine.entry((day[..7].to_string(), of)).or_default() += n;
        };
        let methods = &desk::model::lists::lists().method;
        for _ in 0..25 {
            let day = dice.day();
            let method = &methods[dice.below(2) as usize].code;
            consult(&app, &day, method, ["医師", "魔法使い", ""][dice.below(3) as usize]);
            count(&day, "desk.case", 1);
            if *method == methods[0].code {
                count(&day, "phone", 1);
            }
        }
        for _ in 0..12 {
            let (day, n) = (dice.day(), 1 + dice.below(40) as i64);
            let kind = ["training", "festival"][dice.below(2) as usize];
            held(&app, kind, "催し", &day, n);
            count(&day, "events.event", 1);
            count(&day, "events.event/persons", n);
        }
        // two dates that count apart: the people counted by hand came by the last
        let mut two = event("training", "二日", "2026-08-31", None);
        two.together = false;
        two.days
            .push(events::model::Day { day: "2026-09-01".parse().unwrap(), ..two.days[0].clone() });
        let id = crate::support::add(&app, two);
        app.write(&coordinator(), move |cx| {
            events::use_cases::change::put_heads(cx, id, &[("citizen".into(), 7)])?;
            events::use_cases::change::set_state(cx, id, events::model::State::Held, "")
        })
        .unwrap();
        count("2026-08-31", "events.event", 1);
        count("2026-09-01", "events.event", 1);
        count("2026-09-01", "events.event/persons", 7);
        for _ in 0..6 {
            let (day, n) = (dice.day(), dice.below(9));
            meet(&app, body, &day, n as usize);
            count(&day, "meetings.meeting", 1);
            count(&day, "meetings.meeting/persons", n as i64);
            count(&day, "meetings.decision", 1);
        }
        // 計6回 with two days: five by the last day
        matching(&app, "2026-05-10\n2026-06-12", "6");
        count("2026-05-10", "issues.second", 1);
        count("2026-06-12", "issues.second", 5);
        let months: Vec<String> = (3..=11).map(|m| format!("2026-{m:02}")).collect();
        let figures = [
            "desk.case",
            "events.event",
            "events.event/persons",
            "meetings.meeting",
            "meetings.meeting/persons",
            "meetings.decision",
            "issues.second",
        ];
        for of in figures {
            let n = |m: &String| mine.get(&(m.clone(), of)).copied().unwrap_or(0);
            let mut since = 0;
            for m in &months {
                // April begins a fiscal year; March is the end of the one before
                since = if m == "2026-04" { n(m) } else { since + n(m) };
                assert_eq!(figure(&app, m, of), (n(m), since), "{of} {m}");
            }
            let year: i64 = months[1..].iter().map(n).sum();
            assert_eq!(figure(&app, "2026", of), (year, year), "{of}");
        }
        let p = at("2026-10");
        let w = app.read(&coordinator(), move |cx| reports::open(cx, p, None)).unwrap();
        let calls = &w.content.figure("desk.case").unwrap().parts;
        let of = |part: &str, value: &str| {
            let part = calls.iter().find(|x| x.code == part).unwrap();
            p.since(&part.rows.iter().find(|r| r.code == value).unwrap().months)
        };
        let want: i64 = months[1..8].iter().filter_map(|m| mine.get(&(m.clone(), "phone"))).sum();
        assert_eq!(of("method", &methods[0].code), want);
        let professions = of("profession", "医師") + of("profession", "+") + of("profession", "-");
        assert_eq!(professions, figure(&app, "2026-10", "desk.case").1, "nobody is left out");
        // each figure opens to as many records as it counts
        for of in ["desk.case", "events.event", "meetings.decision", "issues.second"] {
            let b = app
                .read(&coordinator(), move |cx| reports::behind(cx, (p, None), of, "", ""))
                .unwrap();
            let sum: i64 = b.facts.unwrap().iter().map(|f| f.times).sum();
            assert_eq!((b.told, sum), (figure(&app, "2026-10", of).0, b.told), "{of}");
        }
    });
}

fn confirm(app: &TestApp, code: &str, words: Words) {
    let p = at(code);
    app.write(&coordinator(), move |cx| {
        reports::write(cx, p, &words, 0)?;
        reports::confirm(cx, p, 1)
    })
    .unwrap();
}

fn said(thoughts: &str) -> Words {
    Words { thoughts: thoughts.into(), plans: "部会の準備".into() }
}

#[test]
fn what_is_confirmed_does_not_move_and_stays_beside_a_later_edition() {
    both(|app| {
        on(&app, "2026-11-22");
        held(&app, "training", "研修", "2026-10-03", 30);
        let p = at("2026-10");
        confirm(&app, "2026-10", said("よい月"));
        held(&app, "training", "あとから入れた研修", "2026-10-05", 12);
        assert_eq!(figure(&app, "2026-10", "events.event/persons"), (30, 30));
        let of = "events.event/persons";
        let b = app.read(&coordinator(), move |cx| reports::behind(cx, (p, None), of, "", ""));
        let now: i64 = b.unwrap().facts.unwrap().iter().map(|f| f.persons).sum();
        assert_eq!(now, 42, "the records as they are now are told beside it");
        let page =
            get(&app, &coordinator(), &format!("/programme/report/figure?at=2026-10&of={of}"));
        assert!(page.contains("いまの記録では42人"), "{page}");
        // nothing is written into it
        let w = said("別のことば");
        let e = app.write(&coordinator(), move |cx| reports::write(cx, p, &w, 2)).unwrap_err();
        assert!(matches!(e, app::Error::Rule(_)), "{e:?}");
        app.write(&coordinator(), move |cx| reports::reopen(cx, p)).unwrap();
        assert_eq!(figure(&app, "2026-10", of), (42, 42), "the draft counts anew");
        let seen = app.read(&city(), move |cx| reports::open(cx, p, None)).unwrap();
        assert_eq!(seen.edition.as_ref().map(|e| e.edition), Some(1), "the city sees no draft");
        let hidden = app.read(&city(), move |cx| reports::open(cx, p, Some(2)));
        assert!(matches!(hidden, Err(app::Error::NotFound)));
        app.write(&coordinator(), move |cx| reports::confirm(cx, p, 1)).unwrap();
        let months = |n| {
            let w = app.read(&city(), move |cx| reports::open(cx, p, Some(n))).unwrap();
            (w.content.figure(of).map(|f| p.value(&f.months)), w.words.thoughts)
        };
        assert_eq!(months(1), (Some(30), "よい月".to_string()));
        assert_eq!(months(2), (Some(42), "よい月".to_string()));
        let again = app.write(&coordinator(), move |cx| reports::confirm(cx, p, 2));
        assert!(matches!(again, Err(app::Error::Rule(_))));
    });
}

#[test]
fn a_month_is_confirmed_when_it_ends_and_two_writers_see_each_other() {
    both(|app| {
        on(&app, "2026-11-22");
        let now = at("2026-11");
        let w = said("途中");
        app.write(&coordinator(), move |cx| reports::write(cx, now, &w, 0)).unwrap();
        let e = app.write(&coordinator(), move |cx| reports::confirm(cx, now, 1)).unwrap_err();
        assert!(matches!(&e, app::Error::Rule(t) if t.contains("終わる日から")), "{e:?}");
        let w = said("別の人");
        let stale = app.write(&coordinator(), move |cx| reports::write(cx, now, &w, 0));
        assert!(matches!(stale, Err(app::Error::Stale { .. })));
        let long = Words { thoughts: "あ".repeat(2001), plans: String::new() };
        let e = app.write(&coordinator(), move |cx| reports::write(cx, now, &long, 1)).unwrap_err();
        assert!(matches!(e, app::Error::Invalid(_)));
        let ahead = at("2026-12");
        let none = app.read(&coordinator(), move |cx| reports::open(cx, ahead, None));
        assert!(matches!(none, Err(app::Error::NotFound)), "a month to come has no report");
        on(&app, "2026-11-30");
        app.write(&coordinator(), move |cx| reports::confirm(cx, now, 1)).unwrap();
    });
}

#[test]
fn activities_have_item_and_funding_which_can_be_said_by_hand() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = held(&app, "training", "研修", "2026-10-03", 30);
        let body =
            NewBody { name: "推進会議".into(), kind: "council".into(), ..NewBody::default() };
        let body = app.write(&coordinator(), move |cx| bodies::add(cx, &body)).unwrap();
        meet(&app, body, "2026-10-04", 3);
        matching(&app, "2026-10-05", "");
        let p = at("2026-10");
        let all = |app: &TestApp| {
            let w = app.read(&coordinator(), move |cx| reports::open(cx, p, None)).unwrap();
            let one = |a: &programme::model::report::Activity| {
                (a.item.clone(), a.money().to_string(), a.persons)
            };
            w.content.activities.iter().map(one).collect::<Vec<_>>()
        };
        let s = |a: &str, b: &str, n| (a.to_string(), b.to_string(), n);
        assert_eq!(
            all(&app),
            [
                s("ka", "経費なし", Some(30)),
                s("i", "財源の記入なし", Some(3)),
                s("u", "地域支援事業交付金", None)
            ]
        );
        app.write(&coordinator(), move |cx| {
            reports::set_usual(cx, "contract")?;
            reports::mark(cx, p, ("events.event", id.0), "ki", "own")
        })
        .unwrap();
        assert_eq!(all(&app)[0], s("ki", "自主事業", Some(30)));
        assert_eq!(all(&app)[1], s("i", "委託料", Some(3)));
        for (item, funding) in [("zz", ""), ("", "gold")] {
            let e = app
                .write(&coordinator(), move |cx| {
                    reports::mark(cx, p, ("events.event", id.0), item, funding)
                })
                .unwrap_err();
            assert!(matches!(e, app::Error::Invalid(_)));
        }
        for (kind, of) in [("events.event", testkit::id(999)), ("nothing.such", id.0)] {
            let e = app
                .write(&coordinator(), move |cx| reports::mark(cx, p, (kind, of), "ki", ""))
                .unwrap_err();
            assert!(matches!(e, app::Error::NotFound), "a record that is not there gets no mark");
        }
        let page = get(&app, &coordinator(), "/programme/report?at=2026-10");
        assert!(
            page.contains("財源：委託料（ふだんの財源）")
                && page.contains("（キ）地域住民への普及啓発")
        );
        let mark = format!("/programme/report/mark?at=2026-10&kind=events.event&id={id}");
        assert!(get(&app, &coordinator(), &mark).contains("財源"));
    });
}

#[test]
fn the_names_of_forms_are_each_one_thing_and_the_example_uses_only_them() {
    both(|app| {
        on(&app, "2026-11-22");
        let p = at("2026-10");
        let w = app.read(&coordinator(), move |cx| reports::open(cx, p, None)).unwrap();
        let all = known(rules().unwrap(), &w.content, &w.words, &Default::default());
        let mut seen = BTreeMap::new();
        for k in &all {
            assert!(!k.about.is_empty());
            assert_eq!(seen.insert(key(&k.name), &k.name), None, "{}", k.name);
        }
        for n in &rules().unwrap().names {
            assert!(w.content.figure(&n.figure).is_some(), "{}", n.name);
            assert!(seen.contains_key(&key(&n.name)));
        }
        let named = template::read(&report_forms::sample().unwrap()).unwrap();
        for n in &named {
            assert!(n.trouble.is_none() && seen.contains_key(&key(&n.name)), "{n:?}");
        }
        assert!(named.len() > 40);
        let november = all.iter().find(|k| k.name == "相談件数_11月").unwrap();
        assert_eq!(november.value, Value::Number(None), "a month to come is no zero");
    });
}

/// The cells of the first sheet as text, by row and column from 0.
fn cells(bytes: &[u8]) -> BTreeMap<(usize, usize), String> {
    let mut out = BTreeMap::new();
    for r in &read(bytes, &Limits::default()).unwrap()[0].rows {
        for (c, text) in r.cells.iter().enumerate().filter(|c| !c.1.is_empty()) {
            out.insert((r.line as usize - 1, c), text.clone());
        }
    }
    out
}

fn file(app: &TestApp, actor: &kernel::Actor, address: &str) -> Vec<u8> {
    match ask(app, Some(actor), Method::Get, address, &[], None).unwrap().body {
        Body::File { bytes, .. } => bytes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_citys_form_goes_in_is_looked_at_and_comes_back_filled() {
    both(|app| {
        on(&app, "2026-11-22");
        let c = coordinator();
        held(&app, "training", "多職種研修", "2026-10-03", 30);
        consult(&app, "2026-10-09", &desk::model::lists::lists().method[0].code, "医師");
        confirm(&app, "2026-10", said("よい月\n2行目"));
        for (bad, words) in [
            (b"name,1".to_vec(), "Excel のファイル（.xlsx）として開けません"),
            (vec![0xD0, 0xCF, 0x11, 0xE0, 1, 2], "古い形式（.xls）か"),
            (vec![b'P'; 6 << 20], "大きすぎます"),
        ] {
            let (status, page) = upload(&app, &c, "/programme/forms", &[], bad);
            assert!(status == 422 && page.contains(words), "{page}");
        }
        let (status, page) = post(&app, &c, "/programme/forms", &[]);
        assert!(status == 422 && page.contains("ファイルを選んでください"), "{page}");
        let lines = [
            template::Line::Figures("相談".into(), vec!["相談件数".into(), "研修_参加者数".into()]),
            template::Line::Figures("知らない".into(), vec!["予算の残り".into()]),
            template::Line::Text("所感".into(), "所感".into()),
        ];
        let form = template::sample("様式", "対象月", &["今月", "研修"], &lines).unwrap();
        let (status, to) = upload(&app, &c, "/programme/forms", &[], form.clone());
        assert_eq!(status, 303, "{to}");
        assert_eq!(upload(&app, &c, "/programme/forms", &[], form).1, to, "twice is once");
        let page = get(&app, &city(), &format!("{to}?at=2026-10"));
        for words in [
            "5個の名前のうち、4個に入ります",
            "知らない名前です",
            "予算の残り",
            "よい月",
            "この様式にない名前",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let filled = cells(&file(&app, &city(), &format!("{to}/fill?at=2026-10")));
        assert_eq!(filled[&(1, 0)], "10月");
        assert_eq!((filled[&(4, 1)].as_str(), filled[&(4, 2)].as_str()), ("1", "30"));
        assert_eq!((filled[&(4, 0)].as_str(), filled.get(&(5, 1))), ("相談", None));
        assert_eq!(filled[&(8, 0)], "よい月\n2行目");
        // the city has no draft to fill it with
        let r = ask(&app, Some(&city()), Method::Get, &format!("{to}/fill?at=2026-11"), &[], None);
        assert!(matches!(r, Err(Fail::NotFound)));
        let example = file(&app, &c, "/programme/forms/example");
        let (_, whole) = upload(&app, &c, "/programme/forms", &[], example);
        assert!(get(&app, &c, &whole).contains("すべて合っています"));
        let filled = cells(&file(&app, &c, &format!("{whole}/fill?at=2026-10")));
        assert!(filled.values().any(|t| t == "多職種研修"), "{filled:?}");
        let (status, _) = post(&app, &c, &format!("{whole}/remove"), &[]);
        assert_eq!(status, 303);
        let gone = ask(&app, Some(&c), Method::Get, &whole, &[], None);
        assert!(matches!(gone, Err(Fail::NotFound)));
    });
}

#[test]
fn pages_paper_and_who_may_see_them() {
    both(|app| {
        on(&app, "2026-11-22");
        let (c, hokatsu) = (coordinator(), testkit::staff(kernel::Hat::Hokatsu, testkit::id(3)));
        held(&app, "training", "研修<b>", "2026-10-03", 30);
        consult(&app, "2026-10-09", &desk::model::lists::lists().method[0].code, "医師");
        let list = get(&app, &c, "/programme/reports");
        assert!(list.contains("令和8年10月") && list.contains("まだ書いていません"), "{list}");
        assert!(!get(&app, &city(), "/programme/reports").contains("令和8年10月"));
        let words = [("at", "2026-10"), ("_version", "0"), ("thoughts", "所感<i>"), ("plans", "")];
        assert_eq!(post(&app, &c, "/programme/report/words", &words).0, 303);
        let (status, page) = post(&app, &c, "/programme/report/words", &words);
        assert!(status == 422 && page.contains("ほかの人が先に直しました"), "{page}");
        let denied = |actor: &kernel::Actor, method, path: &str, form: &[(&str, &str)]| {
            let r = ask(&app, Some(actor), method, path, form, None);
            assert!(
                matches!(r, Err(Fail::NotFound) | Err(Fail::Use(app::Error::Forbidden { .. }))),
                "{path} {r:?}"
            );
        };
        denied(&city(), Method::Get, "/programme/report?at=2026-10", &[]);
        denied(&city(), Method::Get, "/programme/report/figure?at=2026-10&of=desk.case", &[]);
        denied(&hokatsu, Method::Get, "/programme/reports", &[]);
        assert!(!get(&app, &hokatsu, "/programme").contains("実績報告"));
        let key = [("_key", "0123456789abcdef"), ("at", "2026-10"), ("_version", "1")];
        denied(&city(), Method::Post, "/programme/report/confirm", &key);
        assert_eq!(post(&app, &c, "/programme/report/confirm", &key[1..]).0, 303);
        let page = get(&app, &city(), "/programme/report?at=2026-10");
        assert!(page.contains("研修&lt;b&gt;") && page.contains("所感&lt;i&gt;"), "{page}");
        assert!(!page.contains("下書きを保存する") && !page.contains("もう一度開く"));
        let behind = get(&app, &city(), "/programme/report/figure?at=2026-10&of=desk.case");
        assert!(
            behind.contains("数字だけをお見せしています") && !behind.contains("退院前"),
            "{behind}"
        );
        for (actor, at) in [(&city(), "2026-10"), (&c, "2026-11"), (&c, "2026")] {
            let r = ask(
                &app,
                Some(actor),
                Method::Get,
                &format!("/programme/report?at={at}&format=print"),
                &[],
                None,
            );
            let Body::Print(job) = r.unwrap().body else { panic!("no paper") };
            assert!(job.body.to_string().contains("取組ごとの活動"));
            assert_eq!(job.title.contains("下書き"), at != "2026-10", "{}", job.title);
        }
        assert!(get(&app, &c, "/programme/report?at=2026").contains("令和8年度の年次報告"));
        for odd in ["", "x", "2026-13", "2030-01", "2026-10&e=9", "2026-10&e=x"] {
            denied(&c, Method::Get, &format!("/programme/report?at={odd}"), &[]);
        }
        assert_eq!(post(&app, &c, "/programme/report/reopen", &key[1..2]).0, 303);
        assert!(get(&app, &c, "/programme/reports").contains("前の版は確定のまま残っています"));
    });
}
