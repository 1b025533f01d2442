use super::*;
use crate::model::survey::{Case, More, count as counted};
use crate::model::{EndKind, FeeGrade};
use crate::use_cases::count::Of;

const LONG: &str =
    "<script>alert(1)</script>居宅介護支援事業所ながいながい名前のところ寿限無寿限無五劫の擦り切れ";

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

pub(in super::super) fn period() -> Period {
    Period { from: day("2026-10-01"), to: day("2026-10-31"), of: Of::default(), own_only: false }
}

pub(in super::super) fn case(n: u32, name: &str) -> Case {
    let left = day("2026-10-20");
    Case {
        id: format!("s{n}"),
        hospital: (format!("h{}", n % 3), format!("{name}病院{}", n % 3)),
        office: (format!("o{}", n % 5), format!("{name}居宅{}", n % 5)),
        care_level: "22",
        admitted: day("2026-10-02"),
        ended: Some(left),
        end: Some(EndKind::Home),
        contact: Some((Some(day("2026-10-02")), Some(Method::Phone))),
        sheet: Some(Some(day("2026-10-03"))),
        planning: None,
        notice: (!n.is_multiple_of(4))
            .then(|| (Some(kernel::time::add_days(left, -i64::from(n % 9))), Some(Method::Fax))),
        record: None,
        fee: Some(FeeGrade::First),
        more: More {
            facility: vec![("suction".into(), n.is_multiple_of(2))],
            stuck: vec!["housing".into()],
            late: vec!["bed".into()],
            keyed: n.is_multiple_of(10),
            ..More::default()
        },
    }
}

fn html(cases: &[Case], typed: &Typed) -> String {
    let p = period();
    let shell = ui::Shell {
        title: "調査".into(),
        region: ui::RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        csrf: "token".into(),
        ..ui::Shell::default()
    };
    let now = counted(cases, p.from, p.to, |_| "要介護2".into());
    let before = counted(&[], day("2025-10-01"), day("2025-10-31"), |_| String::new());
    let months = crate::model::survey::months::by_month(cases, day("2026-09-01"), p.to);
    let page = build(shell, p, typed, &now, &before, &months, day("2026-11-19")).render().unwrap();
    assert!(!page.contains("<script>alert"), "markup slipped in");
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(all, ids.len(), "an id stands twice");
    for target in page.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
    }
    page
}

#[test]
fn the_rates_come_first_and_every_number_of_the_breakdowns_opens_to_its_records() {
    let cases: Vec<Case> = (0..40).map(|n| case(n, "みどり")).collect();
    let page = html(&cases, &Typed::of(period()));
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}"));
    assert!(at("退院連絡率") < at("期間を変える") && at("期間を変える") < at("<table"));
    assert_eq!(
        page.matches("<details").count(),
        10,
        "the period, eight breakdowns and the definitions fold"
    );
    for words in ["喀痰吸引", "住まいの環境", "病棟のベッド", "令和8年9月", "調査票で答えた分"]
    {
        assert!(page.contains(words), "{words}");
    }
    for key in
        ["method=phone", "notice=none", "office=o1", "level=22", "hospital=h2", "from=2025-10-01"]
    {
        assert!(page.contains(key), "{key}");
    }
    // no figure in a cell without its door
    for cell in page.split("<td role=\"cell\" class=\"n").skip(1) {
        let cell = cell.split("</td>").next().unwrap();
        assert!(cell.contains("<a href="), "{cell}");
    }
}

#[test]
fn a_month_without_records_says_so_and_shows_the_period_open() {
    let page = html(&[], &Typed::of(period()));
    assert!(page.contains("記録はありません") && page.contains("no-print mb4\" open"));
    assert!(!page.contains("<table") && !page.contains("class=\"rates"));
}

#[test]
fn a_period_that_cannot_be_counted_comes_back_as_typed() {
    let typed = Typed {
        from: "R8.13.1".into(),
        to: "１０月<b>".into(),
        errors: vec![FieldError {
            field: "from".into(),
            message: "月は1から12で入力してください".into(),
        }],
    };
    let page = html(&(0..4).map(|n| case(n, LONG)).collect::<Vec<_>>(), &typed);
    assert!(page.contains("value=\"R8.13.1\"") && page.contains("月は1から12で入力してください"));
    assert!(page.contains("errsum") && !page.contains("<b>\"") && page.contains("１０月&"));
}
