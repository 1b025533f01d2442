//! Seed 003: the three tables of a city's plan, out of entered records, cell by cell; on paper and as Excel in the same shape.
use events::model::State;
use events::use_cases::change;
use kernel::Date;
use programme::model::table::NewTable;
use programme::model::{Num, shown};
use programme::use_cases::{indicators, tables, values};
use programme::{IndicatorId, TableId};
use slice::{Body, Method};
use testkit::TestApp;

use crate::support::{
    add, ask, both, city, coordinator, define, event, get, held, live, on, typed,
};

/// So many events in a fiscal year that add up to so many persons.
fn year(app: &TestApp, kind: &str, y: i32, times: i64, persons: i64) {
    for i in 0..times {
        let n = persons / times + i64::from(i < persons % times);
        held(app, kind, "記録", &format!("{y}-{:02}-{:02}", 4 + i % 6, 1 + i), n);
    }
}

/// What the city did until the end of September R5, entered as its staff would.
fn enter(app: &TestApp) {
    on(app, "2023-09-30");
    year(app, "lecture-visit", 2021, 12, 410);
    year(app, "lecture-visit", 2022, 13, 158);
    year(app, "lecture-visit", 2023, 6, 183);
    let off = add(app, event("festival", "フェス", "2021-10-10", Some(700)));
    app.write(&coordinator(), move |cx| {
        change::set_state(cx, off, State::Off, "新型コロナウイルス感染拡大防止")
    })
    .unwrap();
    held(app, "festival", "フェス", "2022-10-09", 1400);
    add(app, event("festival", "フェス", "2023-11-12", Some(700)));
    year(app, "training", 2021, 3, 474);
    year(app, "training", 2022, 4, 265);
    year(app, "training", 2023, 2, 139);
}

/// Title, row of the records, targets of times and persons R6–R8.
const TABLES: [(&str, &str, [i64; 3], [i64; 3]); 3] = [
    ("出前講座", "lecture-visit", [18, 18, 18], [300, 320, 340]),
    ("普及啓発イベント", "campaign", [1, 1, 1], [700, 700, 700]),
    ("多職種協働のための研修会等", "training", [4, 4, 4], [300, 310, 320]),
];

fn make(app: &TestApp, as_of: Option<&str>) -> Vec<TableId> {
    let mut out = Vec::new();
    for (title, row, times, persons) in TABLES {
        let mut rows: Vec<(IndicatorId, String)> = Vec::new();
        for (what, unit, label, targets) in
            [("times", "回", "開催回数（回）", times), ("persons", "人", "参加人数（人）", persons)]
        {
            let name = format!("{title} {label}");
            let id = define(app, live(&name, unit, "events.plan", &format!("{row}.{what}")));
            let all: Vec<(i64, Option<Num>)> =
                (2024_i64..).zip(targets).map(|(y, n)| (y, Some(Num::whole(n)))).collect();
            app.write(&city(), move |cx| indicators::put_targets(cx, id, &all)).unwrap();
            rows.push((id, label.into()));
        }
        let new = NewTable {
            title: title.into(),
            from: 2021,
            plan: 2024,
            to: 2026,
            actual_words: "第8期実績値".into(),
            plan_words: "第9期計画値".into(),
            as_of: as_of.map(|d| d.parse::<Date>().unwrap()),
            rows,
            ..NewTable::default()
        };
        out.push(app.write(&city(), move |cx| tables::add(cx, &new)).unwrap());
    }
    out
}

/// The cells of the paper: label, R3–R8.
const PAPER: [[[&str; 7]; 2]; 3] = [
    [
        ["開催回数（回）", "12", "13", "6", "18", "18", "18"],
        ["参加人数（人）", "410", "158", "183", "300", "320", "340"],
    ],
    [
        ["開催回数（回）", "中止", "1", "1（予定）", "1", "1", "1"],
        ["参加人数（人）", "中止", "1,400", "700（予定）", "700", "700", "700"],
    ],
    [
        ["開催回数（回）", "3", "4", "2", "4", "4", "4"],
        ["参加人数（人）", "474", "265", "139", "300", "310", "320"],
    ],
];

fn cells(f: &tables::Filled) -> Vec<Vec<String>> {
    f.rows
        .iter()
        .map(|r| {
            std::iter::once(r.label.clone()).chain((0..r.cells.len()).map(|i| r.words(i))).collect()
        })
        .collect()
}

fn compare(app: &TestApp) {
    let (all, _) = app.read(&city(), tables::all).unwrap();
    assert_eq!(all.len(), 3);
    for (f, want) in all.iter().zip(PAPER) {
        let want: Vec<Vec<String>> =
            want.iter().map(|r| r.iter().map(|c| (*c).to_string()).collect()).collect();
        assert_eq!(cells(f), want, "{}", f.table.data.title);
    }
    let notes: Vec<Vec<&str>> =
        all.iter().map(|f| f.notes.iter().map(String::as_str).collect()).collect();
    assert_eq!(notes[0], ["※ 令和5年度は9月末現在"]);
    assert_eq!(
        notes[1],
        [
            "※ 令和3年度については、新型コロナウイルス感染拡大防止のため中止",
            "※ 令和5年度は9月末現在"
        ],
        "two notes at once"
    );
    assert_eq!(notes[2], ["※ 令和5年度は9月末現在"]);
}

#[test]
fn the_three_tables_of_the_plan_come_out_of_the_records_cell_by_cell() {
    both(|app| {
        enter(&app);
        make(&app, None);
        compare(&app);
    });
}

/// Years later the table of the old plan still reads as it was printed, and the present values stand beside it.
#[test]
fn the_table_of_an_old_plan_stays_as_it_was_and_the_present_stands_beside_it() {
    both(|app| {
        enter(&app);
        let ids = make(&app, Some("2023-09-30"));
        on(&app, "2024-06-15");
        held(&app, "lecture-visit", "記録", "2023-12-01", 50);
        held(&app, "lecture-visit", "記録", "2024-05-01", 31);
        compare(&app);
        let first = ids[0];
        let beside = app
            .read(&city(), move |cx| {
                let f = tables::open(cx, first)?;
                tables::now(cx, &f)
            })
            .unwrap();
        let words: Vec<(i64, String, Option<Num>)> =
            beside[1].2.iter().map(|(y, s, t)| (*y, s.words("人"), *t)).collect();
        assert_eq!(words, [(2024, "31".to_string(), Some(Num::whole(300)))]);
    });
}

/// The same table typed by hand: what was before the program.
#[test]
fn a_table_can_be_typed_too_with_several_notes_at_once() {
    both(|app| {
        on(&app, "2023-09-30");
        let id = define(&app, typed("普及啓発イベント 参加人数", "人", "across"));
        let kept = |state, n: Option<i64>, note: &str, as_of: Option<&str>| shown::Kept {
            state,
            n: n.map(Num::whole),
            source: "市の実績表".into(),
            note: note.into(),
            as_of: as_of.map(|d| d.parse().unwrap()),
            origin: shown::Origin::Hand,
            ..shown::Kept::default()
        };
        let all = [
            (2021, kept(shown::State::Off, None, "新型コロナウイルス感染拡大防止のため中止", None)),
            (2022, kept(shown::State::Actual, Some(1400), "", None)),
            (
                2023,
                kept(
                    shown::State::Ahead,
                    Some(700),
                    "11月に開く\n会場は調整中",
                    Some("2023-09-30"),
                ),
            ),
        ];
        for (y, k) in all {
            app.write(&coordinator(), move |cx| values::put(cx, id, y, &k)).unwrap();
        }
        let new = NewTable {
            title: "普及啓発イベント".into(),
            from: 2021,
            plan: 2024,
            to: 2024,
            actual_words: "第8期実績値".into(),
            plan_words: "第9期計画値".into(),
            rows: vec![(id, "参加人数（人）".into())],
            ..NewTable::default()
        };
        let t = app.write(&city(), move |cx| tables::add(cx, &new)).unwrap();
        let f = app.read(&city(), move |cx| tables::open(cx, t)).unwrap();
        assert_eq!(cells(&f), [["参加人数（人）", "中止", "1,400", "700（予定）", "–"]]);
        assert_eq!(
            f.notes,
            [
                "※ 令和3年度については、新型コロナウイルス感染拡大防止のため中止",
                "※ 令和5年度については、11月に開く",
                "※ 令和5年度については、会場は調整中",
                "※ 令和5年度は9月末現在",
            ]
        );
    });
}

#[test]
fn paper_and_excel_hold_every_cell_in_the_shape_of_the_plan() {
    let app = crate::support::base();
    enter(&app);
    make(&app, None);
    let r = ask(&app, Some(&city()), Method::Get, "/programme/tables?format=print", &[], None);
    let Body::Print(job) = r.unwrap().body else { panic!("no paper") };
    assert_eq!(job.template, office::print::TemplateId::PROGRAMME);
    let plans: Vec<&serde_json::Value> =
        job.body["blocks"].as_array().unwrap().iter().filter_map(|b| b.get("plan")).collect();
    for (plan, want) in plans.iter().zip(PAPER) {
        assert_eq!(plan["rows"], serde_json::json!(want));
        assert_eq!(plan["groups"][0], serde_json::json!({ "words": "第8期実績値", "n": 3 }));
        assert_eq!(plan["groups"][1], serde_json::json!({ "words": "第9期計画値", "n": 3 }));
        let years = ["R3年度", "R4年度", "R5年度", "R6年度", "R7年度", "R8年度"];
        assert_eq!(plan["years"], serde_json::json!(years));
    }
    assert_eq!(plans.len(), 3);
    let r = ask(&app, Some(&city()), Method::Get, "/programme/tables?format=xlsx", &[], None);
    let Body::File { bytes, .. } = r.unwrap().body else { panic!("no workbook") };
    let sheets = office::xlsx_read::read(&bytes, &office::xlsx_read::Limits::default()).unwrap();
    assert_eq!(sheets.len(), 3);
    for (s, want) in sheets.iter().zip(PAPER) {
        let rows: Vec<Vec<String>> =
            s.rows.iter().filter(|r| r.cells[0].contains('数')).map(|r| r.cells.clone()).collect();
        let want: Vec<Vec<String>> =
            want.iter().map(|r| r.iter().map(|c| c.replace(',', "")).collect()).collect();
        assert_eq!(rows, want, "{}", s.name);
    }
    let page = get(&app, &city(), "/programme/tables");
    assert!(page.contains("700（予定）") && page.contains("/events?year=2022"), "{page}");
}
