//! 再入院: an admission within 30 or 90 days of the last discharge. Linked on both stays, and counted.
use std::collections::BTreeMap;

use kernel::Date;
use kernel::time::days_between;
use people::ResidentId;

use super::Stay;

/// Days from the last discharge to this admission, when it is a re-admission (0 … `within`).
pub fn days_after(ended_on: Date, admitted_on: Date, within: i64) -> Option<i64> {
    Some(days_between(ended_on, admitted_on)).filter(|n| (0..=within).contains(n))
}

/// 「前の退院から12日」.
pub fn words(days: i64) -> String {
    match days {
        0 => "前の退院と同じ日".into(),
        n => format!("前の退院から{n}日"),
    }
}

/// Figures of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Discharges of the period, without 転院 and 死亡.
    pub discharges: i64,
    /// … after which the person was in hospital again within 30 days.
    pub within_30: i64,
    /// … within 90 days.
    pub within_90: i64,
    /// Discharges whose 30 days are not over yet and that count as not re-admitted for now.
    pub open_30: i64,
    /// … whose 90 days are not over.
    pub open_90: i64,
}

/// Counts discharges between two days (both included) and what followed them, as of `today`. `stays` may hold stays
/// outside the period: admissions after its end count for it. A stay that was cancelled counts nowhere. A discharge is
/// followed by the next admission of the same person, on the same day or later.
pub fn count(stays: &[Stay], from: Date, to: Date, today: Date) -> Counts {
    let mut admissions: BTreeMap<ResidentId, Vec<(Date, super::StayId)>> = BTreeMap::new();
    for s in stays.iter().filter(|s| !s.cancelled) {
        admissions.entry(s.resident).or_default().push((s.admitted_on, s.id));
    }
    let mut c = Counts::default();
    for s in stays.iter().filter(|s| !s.cancelled) {
        let Some(ended) = s.ended_on.filter(|e| *e >= from && *e <= to) else { continue };
        if s.end.is_some_and(super::EndKind::excluded) {
            continue;
        }
        c.discharges += 1;
        let next = admissions
            .get(&s.resident)
            .into_iter()
            .flatten()
            .filter(|(day, id)| *id != s.id && *day >= ended)
            .map(|(day, _)| days_between(ended, *day))
            .min();
        let over = days_between(ended, today);
        c.within_30 += i64::from(next.is_some_and(|n| n <= 30));
        c.within_90 += i64::from(next.is_some_and(|n| n <= 90));
        c.open_30 += i64::from(next.is_none_or(|n| n > 30) && over < 30);
        c.open_90 += i64::from(next.is_none_or(|n| n > 90) && over < 90);
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EndKind;
    use crate::model::testing::stay;

    fn ended(on: &str, until: &str, end: EndKind, n: u16) -> Stay {
        let mut s = stay(on);
        s.id = crate::model::StayId(testkit::id(n));
        (s.ended_on, s.end) = (Some(until.parse().unwrap()), Some(end));
        s
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_are_counted_from_the_discharge_and_both_limits_are_included() {
        let d = |a: &str, within| days_after(day("2026-11-01"), day(a), within);
        assert_eq!(d("2026-11-01", 30), Some(0));
        assert_eq!(d("2026-12-01", 30), Some(30));
        assert_eq!(d("2026-12-02", 30), None);
        assert_eq!(d("2027-01-30", 90), Some(90));
        assert_eq!(d("2026-10-31", 90), None);
        assert_eq!(words(12), "前の退院から12日");
    }

    #[test]
    fn a_readmission_on_day_twelve_counts_for_the_discharge_before_it() {
        let mut second = stay("2026-11-17");
        second.id = crate::model::StayId(testkit::id(2));
        let stays = [ended("2026-10-20", "2026-11-05", EndKind::Home, 1), second];
        let c = count(&stays, day("2026-11-01"), day("2026-11-30"), day("2026-12-20"));
        assert_eq!(c, Counts { discharges: 1, within_30: 1, within_90: 1, open_30: 0, open_90: 0 });
    }

    #[test]
    fn death_transfer_and_cancelled_stays_count_nowhere() {
        let mut gone = stay("2026-11-10");
        gone.id = crate::model::StayId(testkit::id(4));
        gone.cancelled = true;
        let stays = [
            ended("2026-10-01", "2026-11-02", EndKind::Transfer, 1),
            ended("2026-10-01", "2026-11-03", EndKind::Death, 2),
            ended("2026-10-01", "2026-11-04", EndKind::Home, 3),
            gone,
        ];
        let c = count(&stays, day("2026-11-01"), day("2026-11-30"), day("2026-11-20"));
        assert_eq!(c, Counts { discharges: 1, open_30: 1, open_90: 1, ..Counts::default() });
    }
}
