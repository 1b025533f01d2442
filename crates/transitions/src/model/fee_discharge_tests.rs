//! Vectors of the rule with their sources, and what must hold for every set of hearings.
use super::*;
use crate::model::hearing::Told;

const ADMITTED: &str = "2026-11-02";
const ENDED: &str = "2026-11-20";

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn h(n: u8, day: &str, way: HearingWay, conference: bool) -> Hearing {
    Hearing {
        id: Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n]),
        day: d(day),
        way,
        conference,
        told: Told {
            way: way.code().into(),
            profession: String::new(),
            profession_words: String::new(),
            person: String::new(),
            organisation: String::new(),
        },
        note: String::new(),
        from: None,
        by: String::new(),
    }
}

fn in_force() -> Edition {
    Edition::for_day(d(ENDED)).unwrap().unwrap()
}

fn judge(rows: &[Hearing]) -> Guide {
    in_force().judge(d(ADMITTED), Some(d(ENDED)), rows)
}

#[test]
fn vectors_of_the_five_grades() {
    use HearingWay::{Face, Fax, Phone, Video};
    const R3: &str = "WN10141/46（令和3年度改定事項）、出雲市 1540947538244";
    const SAME_DAY: &str = "出雲市 1540947538244（同じ日は1回）";
    const SEVEN: &str = "出雲市 1540947538244（退院後7日まで）";
    const K: &str = "forms.md §1.2 [K]";
    // hearings (day, way, conference) → grade, units, code of the service table, source
    type Vector = (&'static [(&'static str, HearingWay, bool)], &'static str, i64, &'static str);
    let vectors: &[(Vector, &str)] = &[
        ((&[("2026-11-05", Face, false)], "1i", 450, "436132"), R3),
        ((&[("2026-11-05", Face, true)], "1ro", 600, "436143"), R3),
        ((&[("2026-11-05", Face, false), ("2026-11-12", Face, false)], "2i", 600, "436144"), R3),
        ((&[("2026-11-05", Face, false), ("2026-11-12", Video, true)], "2ro", 750, "436145"), R3),
        ((&[("2026-11-05", Face, true), ("2026-11-12", Face, true)], "2ro", 750, "436145"), R3),
        (
            (
                &[
                    ("2026-11-05", Face, false),
                    ("2026-11-12", Face, false),
                    ("2026-11-18", Face, false),
                ],
                "2i",
                600,
                "436144",
            ),
            R3,
        ),
        (
            (
                &[
                    ("2026-11-05", Face, false),
                    ("2026-11-12", Face, true),
                    ("2026-11-18", Face, false),
                ],
                "3",
                900,
                "436146",
            ),
            R3,
        ),
        (
            (&[("2026-11-05", Face, false), ("2026-11-05", Face, false)], "1i", 450, "436132"),
            SAME_DAY,
        ),
        (
            (&[("2026-11-05", Face, false), ("2026-11-05", Face, true)], "1ro", 600, "436143"),
            SAME_DAY,
        ),
        ((&[("2026-11-27", Face, false)], "1i", 450, "436132"), SEVEN),
        ((&[("2026-11-28", Face, false)], "", 0, ""), SEVEN),
        ((&[("2026-11-05", Face, false), ("2026-11-28", Face, true)], "1i", 450, "436132"), SEVEN),
        ((&[("2026-11-05", Fax, false)], "", 0, ""), K),
        ((&[("2026-11-05", Face, false), ("2026-11-12", Fax, false)], "1i", 450, "436132"), K),
        ((&[("2026-11-05", Phone, false)], "", 0, ""), K),
        ((&[], "", 0, ""), R3),
    ];
    for ((rows, grade, units, code), source) in vectors {
        let heard: Vec<Hearing> =
            (1..).zip(*rows).map(|(n, (day, way, c))| h(n, day, *way, *c)).collect();
        let g = judge(&heard).grade;
        let got =
            g.as_ref().map_or(("", 0, ""), |g| (g.code.as_str(), g.units, g.service_code.as_str()));
        assert_eq!(got, (*grade, *units, *code), "{rows:?} — {source}");
    }
}

#[test]
fn every_edition_has_the_five_grades_and_600_units_stand_for_two_of_them() {
    for e in Edition::all().unwrap() {
        assert_eq!(e.grades.len(), 5, "{}", e.name);
        assert_eq!(e.grades.iter().filter(|g| g.units == 600).count(), 2, "{}", e.name);
        assert!(!e.source.is_empty());
        for w in HearingWay::ALL {
            assert!(e.ways.contains_key(w.code()), "{}: {}", e.name, w.code());
        }
        for k in EndKind::ALL {
            assert!(e.ends.contains_key(k.code()), "{}: {}", e.name, k.code());
        }
    }
    assert!(Edition::for_day(d("2021-03-31")).unwrap().is_none());
    assert_eq!(Edition::for_day(d("2024-03-31")).unwrap().unwrap().from, "2021-04-01");
    assert_eq!(in_force().from, "2024-04-01");
}

#[test]
fn what_is_not_counted_is_said_row_by_row() {
    let g = judge(&[
        h(1, "2026-11-01", HearingWay::Face, false),
        h(2, "2026-11-05", HearingWay::Fax, false),
        h(3, "2026-11-05", HearingWay::Face, false),
        h(4, "2026-11-05", HearingWay::Phone, false),
        h(5, "2026-11-06", HearingWay::Phone, false),
        h(6, "2026-11-28", HearingWay::Face, false),
    ]);
    let rows: Vec<Row> = g.rows.iter().map(|(_, r)| *r).collect();
    assert_eq!(rows, [Row::Early, Row::Way, Row::Counted, Row::SameDay, Row::CheckWay, Row::Late]);
    assert_eq!((g.days, g.conferences), (1, 0));
    assert_eq!(g.grade.unwrap().code, "1i");
    assert_eq!(g.if_checked.unwrap().code, "2i", "the telephone day would change the grade");
}

#[test]
fn of_two_on_a_day_the_conference_is_the_counted_one() {
    let rows = [
        h(1, "2026-11-05", HearingWay::Face, false),
        h(2, "2026-11-05", HearingWay::Video, true),
        h(3, "2026-11-05", HearingWay::Face, true),
    ];
    let of: Vec<Row> = judge(&rows).rows.iter().map(|(_, r)| *r).collect();
    assert_eq!(of, [Row::SameDay, Row::Counted, Row::SameDay]);
}

#[test]
fn while_the_person_is_in_hospital_no_hearing_is_late() {
    let g = in_force().judge(d(ADMITTED), None, &[h(1, "2027-03-01", HearingWay::Face, true)]);
    assert_eq!(g.grade.unwrap().code, "1ro");
}

#[test]
fn the_end_of_the_stay_and_the_care_level_are_said() {
    let e = in_force();
    assert!(e.around(Some(EndKind::Home), CareLevel::Care2).is_empty());
    assert!(e.around(None, CareLevel::Care5).is_empty());
    let of =
        |end, level| e.around(Some(end), level).into_iter().map(|(c, _)| c).collect::<Vec<_>>();
    assert_eq!(of(EndKind::Facility, CareLevel::Care1), [Counts::No]);
    assert_eq!(of(EndKind::Residence, CareLevel::Care1), [Counts::Check]);
    assert_eq!(of(EndKind::Death, CareLevel::Support1), [Counts::No, Counts::No]);
    assert_eq!(of(EndKind::Home, CareLevel::Applied), [Counts::Check]);
}

/// All sets of up to three hearings on six days in every way, with and without conference.
fn all_sets() -> Vec<Vec<Hearing>> {
    let days = ["2026-11-01", "2026-11-05", "2026-11-12", "2026-11-27", "2026-11-28"];
    let mut kinds = Vec::new();
    for day in days {
        for way in HearingWay::ALL {
            for c in [false, true] {
                kinds.push((day, *way, c));
            }
        }
    }
    let mut out = vec![Vec::new()];
    for (i, a) in kinds.iter().enumerate() {
        out.push(vec![h(1, a.0, a.1, a.2)]);
        for b in &kinds[i..] {
            out.push(vec![h(1, a.0, a.1, a.2), h(2, b.0, b.1, b.2)]);
        }
    }
    out
}

#[test]
fn the_grade_never_falls_when_a_hearing_is_added() {
    let units = |rows: &[Hearing]| judge(rows).grade.map_or(0, |g| g.units);
    for set in all_sets() {
        let before = units(&set);
        for (day, c) in [
            ("2026-11-05", false),
            ("2026-11-05", true),
            ("2026-11-18", false),
            ("2026-11-18", true),
        ] {
            for way in HearingWay::ALL {
                let mut more = set.clone();
                more.push(h(9, day, *way, c));
                assert!(units(&more) >= before, "{set:?} + {day} {way:?} {c}");
            }
        }
    }
}

#[test]
fn a_second_row_of_the_same_day_changes_nothing_and_neither_does_the_order() {
    for set in all_sets() {
        let once = judge(&set);
        let mut twice = set.clone();
        for (n, r) in (20..).zip(set.iter()) {
            twice.push(h(n, &r.day.to_string(), r.way, r.conference));
        }
        let again = judge(&twice);
        assert_eq!((once.days, &once.grade), (again.days, &again.grade), "{set:?}");
        twice.reverse();
        let back = judge(&twice);
        assert_eq!((once.days, &once.grade), (back.days, &back.grade), "{set:?}");
        let counted = back.rows.iter().filter(|(_, r)| *r == Row::Counted).count();
        assert_eq!(counted, back.days, "one row a day is the counted one");
    }
}
