//! Vectors of 入院時情報連携加算 with their sources.
use super::*;
use kernel::BusinessCalendar;

fn office() -> BusinessCalendar {
    BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0))
}

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn vectors_of_the_limits() {
    const V2: &str = "forms-verified §1.1（fukushi-net.net の説明で確認）";
    const IT: &str = "forms.md §1.1 [V:IT]（日数の数えはじめは要確認）";
    const HOURS: &str = "forms.md §1.1: 営業時間は17:30まで。閉まる時刻ちょうどは時間内";
    // admitted on, at (hour, minute) → last day of (Ⅰ), of (Ⅱ), 要確認, source
    type Vector = (&'static str, Option<(i8, i8)>, &'static str, &'static str, bool, &'static str);
    let vectors: &[Vector] = &[
        ("2026-11-13", Some((10, 0)), "2026-11-13", "2026-11-15", false, V2),
        ("2026-11-13", Some((19, 0)), "2026-11-14", "2026-11-16", false, V2),
        ("2026-11-14", Some((10, 0)), "2026-11-15", "2026-11-16", false, V2),
        ("2026-11-12", Some((19, 0)), "2026-11-13", "2026-11-15", false, V2),
        ("2026-11-12", Some((10, 0)), "2026-11-12", "2026-11-14", false, V2),
        ("2026-11-21", Some((10, 0)), "2026-11-22", "2026-11-23", true, V2),
        ("2026-11-20", Some((19, 0)), "2026-11-21", "2026-11-23", false, V2),
        ("2026-11-22", Some((10, 0)), "2026-11-23", "2026-11-24", false, V2),
        // 2026-11-23 is a national holiday
        ("2026-11-23", Some((10, 0)), "2026-11-24", "2026-11-25", false, V2),
        ("2026-11-12", Some((17, 30)), "2026-11-12", "2026-11-14", false, HOURS),
        ("2026-11-12", Some((17, 31)), "2026-11-13", "2026-11-15", false, HOURS),
        ("2026-11-12", None, "2026-11-12", "2026-11-14", false, HOURS),
        // the edition before: 3 and 7 days, whatever the hour and the day
        ("2024-03-29", Some((19, 0)), "2024-03-31", "2024-04-04", false, IT),
        ("2024-03-30", Some((10, 0)), "2024-04-01", "2024-04-05", false, IT),
        ("2018-04-01", Some((10, 0)), "2018-04-03", "2018-04-07", false, IT),
    ];
    for (day, time, first, second, check, source) in vectors {
        let time = time.map(|(h, m)| Time::constant(h, m, 0, 0));
        let guide = FeeGuide::for_day(d(day)).unwrap();
        let l = guide.limits(d(day), time, &office(), Holidays::shipped());
        assert_eq!(
            (l.first, l.second, l.check),
            (d(first), d(second), *check),
            "{day} {time:?} — {source}"
        );
    }
}

#[test]
fn vectors_of_the_grade_by_the_day_of_sending() {
    const V2: &str = "forms.md §1.1 [V:IT,KC]";
    let l = Limits { first: d("2026-11-13"), second: d("2026-11-15"), check: false };
    for (sent, want, source) in [
        ("2026-11-01", Some(FeeGrade::First), V2),
        ("2026-11-13", Some(FeeGrade::First), V2),
        ("2026-11-14", Some(FeeGrade::Second), V2),
        ("2026-11-15", Some(FeeGrade::Second), V2),
        ("2026-11-16", None, V2),
    ] {
        assert_eq!(l.grade(d(sent)), want, "{sent} — {source}");
    }
}

#[test]
fn units_and_codes_belong_to_their_edition() {
    let now = FeeGuide::for_day(d("2026-11-13")).unwrap();
    assert_eq!((now.units(FeeGrade::First), now.units(FeeGrade::Second)), (250, 200));
    assert_eq!(now.service_code(FeeGrade::First), Some("436125"));
    assert_eq!(now.service_code(FeeGrade::Second), Some("436129"));
    let before = FeeGuide::for_day(d("2024-03-31")).unwrap();
    assert_eq!((before.units(FeeGrade::First), before.units(FeeGrade::Second)), (200, 100));
    assert_eq!(before.service_code(FeeGrade::First), None, "no code is guessed");
    assert_eq!(exclusions().len(), 2);
}

#[test]
fn a_person_counts_once_in_a_month_and_the_earlier_sheet_is_the_one() {
    let sent = d("2026-11-20");
    assert_eq!(counted_before(sent, &[]), None);
    assert_eq!(counted_before(sent, &[d("2026-10-31"), d("2025-11-03")]), None);
    assert_eq!(counted_before(sent, &[d("2026-11-18"), d("2026-11-03")]), Some(d("2026-11-03")));
    assert_eq!(counted_before(d("2026-11-03"), &[sent]), None);
}

#[test]
fn before_the_first_shipped_edition_there_is_no_guide() {
    assert!(FeeGuide::for_day(d("2018-03-31")).is_none());
}
