//! Papers that are published beside the desk's own tables: none prints a figure that, subtracted, tells a small count.
use desk::model::case::Case;
use programme::model::roadmap::Part;
use programme::model::table::NewTable;
use programme::use_cases::{council, propose, roadmap, tables, values};
use slice::{Body, Method};
use testkit::TestApp;

use crate::support::{ask, both, city, coordinator, define, get, live, on};

/// So many consultations of the year from inside and from outside the area.
fn consult(app: &TestApp, inside: usize, outside: usize) {
    let all = std::iter::repeat_n("in", inside).chain(std::iter::repeat_n("out", outside));
    for place in all {
        let lists = desk::model::lists::lists();
        let c = Case {
            day: "2026-10-01".into(),
            method: lists.method[0].code.clone(),
            place: place.into(),
            affiliation: lists.affiliation[0].code.clone(),
            contents: vec![lists.content[0].code.clone()],
            asked: "試験".into(),
            ..Case::default()
        };
        app.write(&coordinator(), move |cx| desk::use_cases::record::record(cx, &c)).unwrap();
    }
}

#[test]
fn what_would_tell_a_small_count_is_a_star_on_papers_and_no_line_of_the_roadmap() {
    both(|app| {
        on(&app, "2026-11-22");
        let all = define(&app, live("相談件数", "件", "desk.cases", "all"));
        let inside = define(&app, live("圏域内の相談", "件", "desk.cases", "in"));
        consult(&app, 12, 2);
        let new = NewTable {
            title: "相談".into(),
            from: 2026,
            plan: 2027,
            to: 2027,
            actual_words: "実績値".into(),
            plan_words: "計画値".into(),
            rows: vec![(all, "すべて".into()), (inside, "圏域内".into())],
            ..NewTable::default()
        };
        let table = app.write(&coordinator(), move |cx| tables::add(cx, &new)).unwrap();
        let words = |app: &TestApp| -> Vec<String> {
            let paper = app
                .read(&city(), |cx| council::make(cx, (2026, 2026), &[all, inside], &[table], None))
                .unwrap();
            let lines = paper.lines.iter().map(|l| l.1[0].shown.words("件"));
            let cells = paper.tables[0].rows.iter().map(|r| r.words(0));
            lines.chain(cells).collect()
        };
        // 14 and 12 side by side would say that 2 came from outside
        assert_eq!(words(&app), ["14", "＊", "14", "＊"]);
        let id = app.write(&coordinator(), |cx| roadmap::begin(cx, 2026, None)).unwrap();
        let lines = |app: &TestApp| -> Vec<String> {
            let all =
                app.read(&city(), move |cx| propose::of_cell(cx, id, "end", Part::Check)).unwrap();
            all.into_iter().map(|p| p.line).collect()
        };
        assert_eq!(lines(&app), ["相談件数 14件（R8、11月22日現在）"]);
        // who works with it sees it
        let seen = app.read(&city(), |cx| values::list(cx, 2026, 2026)).unwrap();
        assert_eq!(seen[1].1[0].shown.words("件"), "12");
        assert!(get(&app, &city(), &format!("/programme/tables/{table}")).contains(">12<"));
        let paper = format!("/programme/tables/{table}?format=print");
        let r = ask(&app, Some(&city()), Method::Get, &paper, &[], None).unwrap();
        let Body::Print(job) = r.body else { panic!("no paper") };
        let text = job.body.to_string();
        assert!(text.contains("「＊」は") && !text.contains("\"12\""), "{text}");
        // as soon as nothing is told any more, it stands there
        consult(&app, 0, 5);
        assert_eq!(words(&app), ["19", "12", "19", "12"]);
        assert_eq!(lines(&app).len(), 2);
    });
}
