//! Edge cases of the counting; the table of 40 hand-counted stays stands in tests/.
use super::*;
use crate::model::Method;

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

fn a_case() -> Case {
    Case {
        id: "1".into(),
        hospital: ("h".into(), "病院".into()),
        office: ("o".into(), "居宅".into()),
        care_level: "22",
        admitted: day("2026-10-05"),
        ended: Some(day("2026-10-20")),
        end: Some(EndKind::Home),
        contact: Some((Some(day("2026-10-05")), Some(Method::Phone))),
        sheet: None,
        planning: None,
        notice: Some((Some(day("2026-10-14")), Some(Method::Fax))),
        record: None,
        fee: None,
        more: crate::model::survey::More::default(),
    }
}

fn rate(c: &Case, key: &str) -> (i64, i64) {
    let s = count(std::slice::from_ref(c), day("2026-10-01"), day("2026-10-31"), str::to_string);
    (s.all.rates[key].n, s.all.rates[key].d)
}

#[test]
fn timing_counts_calendar_days_to_the_discharge() {
    let left = day("2026-10-20");
    for (told, want) in [
        ("2026-10-12", Timing::Eight),
        ("2026-10-13", Timing::Five),
        ("2026-10-15", Timing::Five),
        ("2026-10-16", Timing::Two),
        ("2026-10-18", Timing::Two),
        ("2026-10-19", Timing::One),
        ("2026-10-20", Timing::Zero),
        ("2026-10-21", Timing::After),
    ] {
        assert_eq!(Timing::of(Some(day(told)), left), want, "{told}");
    }
    assert_eq!(Timing::of(None, left), Timing::Unknown);
}

#[test]
fn a_late_notice_counts_in_the_denominator_of_five_days_but_not_as_contact() {
    let mut c = a_case();
    c.notice = Some((Some(day("2026-10-22")), None));
    assert_eq!(rate(&c, "five_days_before"), (0, 1));
    assert_eq!(rate(&c, "discharge_contact"), (0, 1));
}

#[test]
fn an_undated_notice_is_left_out_of_the_known_rate_only() {
    let mut c = a_case();
    c.notice = Some((None, None));
    assert_eq!(rate(&c, "five_days_before"), (0, 1));
    assert_eq!(rate(&c, "five_days_before_known"), (0, 0));
}

#[test]
fn death_and_transfer_are_in_no_discharge_rate() {
    for end in [EndKind::Death, EndKind::Transfer] {
        let mut c = a_case();
        c.end = Some(end);
        assert_eq!(rate(&c, "discharge_contact"), (0, 0));
        assert_eq!(rate(&c, "admission_contact"), (1, 1));
    }
}

#[test]
fn who_left_later_counts_as_admission_only() {
    let mut c = a_case();
    c.ended = Some(day("2026-11-02"));
    assert_eq!(rate(&c, "discharge_contact"), (0, 0));
    assert_eq!(rate(&c, "sheet_sent"), (0, 1));
}

#[test]
fn percentages_round_half_up_and_never_divide_by_nothing() {
    assert_eq!(Rate { n: 203, d: 235 }.percent().as_deref(), Some("86.4"));
    assert_eq!(Rate { n: 1, d: 8 }.percent().as_deref(), Some("12.5"));
    assert_eq!(Rate { n: 1, d: 1 }.percent().as_deref(), Some("100.0"));
    assert_eq!(Rate { n: 0, d: 0 }.percent(), None);
}
