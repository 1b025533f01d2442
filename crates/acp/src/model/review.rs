//! When a note is to be looked at again with the person: after twelve months, at admission and discharge, when somebody moves into a
//! facility, when a new diagnosis is written down, when the care level changes (reference: 北見市 入所時の引継ぎ; ガイドライン 2018: again whenever things change). An old note is
//! marked 要確認 and never hidden.
use kernel::{Date, time};

/// Why it is time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// 入院.
    Admission,
    /// 施設に入った.
    Facility,
    /// 退院・退所.
    Discharge,
    /// 新しい診断.
    Diagnosis,
    /// 要介護度が変わった.
    CareLevel,
    /// 12か月.
    Year,
}

impl Why {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Why::Admission => "admission",
            Why::Facility => "facility",
            Why::Discharge => "discharge",
            Why::Diagnosis => "diagnosis",
            Why::CareLevel => "care-level",
            Why::Year => "year",
        }
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Why::Admission => "入院しました",
            Why::Facility => "施設に入りました",
            Why::Discharge => "退院・退所しました",
            // read by some who may not know of illnesses: not more than that
            Why::Diagnosis => "体のことで、新しく分かったことがあります",
            Why::CareLevel => "要介護度が変わりました",
            Why::Year => "前に確かめてから1年たちました",
        }
    }
}

/// A stay as its rights tell: where, from when, and when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// A facility, otherwise a hospital.
    pub facility: bool,
    /// First day.
    pub from: Date,
    /// Day of leaving.
    pub left: Option<Date>,
}

/// What the rule looks at.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The newest 本人確認日.
    pub confirmed_on: Date,
    /// Care level of that version; empty = not known.
    pub level_then: &'a str,
    /// Today's.
    pub level_now: &'a str,
    /// Stays.
    pub stays: &'a [Stay],
    /// Days on which a diagnosis that was not known before was written down.
    pub diagnoses: &'a [Date],
    /// Months after which one asks again.
    pub months: i32,
}

/// Why and since when the note is to be looked at again; what happened last counts first. None = not yet.
pub fn due(f: &Facts<'_>, today: Date) -> Option<(Why, Date)> {
    let mut all: Vec<(Date, Why)> = Vec::new();
    for s in f.stays {
        all.push((s.from, if s.facility { Why::Facility } else { Why::Admission }));
        if let Some(left) = s.left {
            all.push((left, Why::Discharge));
        }
    }
    all.extend(f.diagnoses.iter().map(|day| (*day, Why::Diagnosis)));
    all.retain(|(day, _)| *day > f.confirmed_on && *day <= today);
    if let Some((day, why)) = all.into_iter().max() {
        return Some((why, day));
    }
    if !f.level_then.is_empty() && f.level_then != f.level_now {
        return Some((Why::CareLevel, f.confirmed_on));
    }
    let year = time::add_months(f.confirmed_on, f.months);
    (year <= today).then_some((Why::Year, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(t: &str) -> Date {
        t.parse().unwrap()
    }

    /// Confirmed, level then, level now, stays, today → why and since when.
    type Vector<'a> = (&'a str, &'a str, &'a str, &'a [Stay], &'a str, Option<(Why, &'a str)>);

    #[test]
    fn a_note_is_looked_at_again_when_something_happened_or_a_year_went_by() {
        let hospital = |from: &str, left: Option<&str>| Stay {
            facility: false,
            from: d(from),
            left: left.map(d),
        };
        let home = Stay { facility: true, from: d("2026-06-01"), left: None };
        let none: [Stay; 0] = [];
        let vectors: [Vector<'_>; 11] = [
            ("2026-05-01", "2", "2", &none, "2027-04-30", None),
            ("2026-05-01", "2", "2", &none, "2027-05-01", Some((Why::Year, "2027-05-01"))),
            ("2024-02-29", "2", "2", &none, "2025-02-28", Some((Why::Year, "2025-02-28"))),
            ("2026-05-01", "2", "3", &none, "2026-05-02", Some((Why::CareLevel, "2026-05-01"))),
            ("2026-05-01", "", "3", &none, "2026-05-02", None),
            (
                "2026-05-01",
                "2",
                "2",
                &[hospital("2026-05-10", None)],
                "2026-05-10",
                Some((Why::Admission, "2026-05-10")),
            ),
            ("2026-05-10", "2", "2", &[hospital("2026-05-10", None)], "2026-05-11", None),
            (
                "2026-05-01",
                "2",
                "2",
                &[hospital("2026-05-10", Some("2026-05-20"))],
                "2026-05-15",
                Some((Why::Admission, "2026-05-10")),
            ),
            (
                "2026-05-12",
                "2",
                "2",
                &[hospital("2026-05-10", Some("2026-05-20"))],
                "2026-05-20",
                Some((Why::Discharge, "2026-05-20")),
            ),
            ("2026-05-01", "2", "3", &[home], "2026-06-02", Some((Why::Facility, "2026-06-01"))),
            ("2026-05-01", "2", "2", &[hospital("2027-01-10", None)], "2026-12-01", None),
        ];
        for (confirmed, then, now, stays, today, want) in vectors {
            let f = Facts {
                confirmed_on: d(confirmed),
                level_then: then,
                level_now: now,
                stays,
                diagnoses: &[],
                months: 12,
            };
            assert_eq!(due(&f, d(today)), want.map(|(w, day)| (w, d(day))), "{confirmed} {today}");
        }
    }

    #[test]
    fn a_new_diagnosis_is_a_reason_and_says_nothing_of_it() {
        let days = [d("2026-04-01"), d("2026-06-10"), d("2026-09-01")];
        let f = Facts {
            confirmed_on: d("2026-05-01"),
            level_then: "2",
            level_now: "2",
            stays: &[Stay { facility: false, from: d("2026-06-09"), left: None }],
            diagnoses: &days,
            months: 12,
        };
        assert_eq!(due(&f, d("2026-06-08")), None);
        assert_eq!(due(&f, d("2026-06-10")), Some((Why::Diagnosis, d("2026-06-10"))));
        assert_eq!(due(&f, d("2026-09-02")), Some((Why::Diagnosis, d("2026-09-01"))));
        let again = Facts { confirmed_on: d("2026-09-01"), stays: &[], ..f };
        assert_eq!(due(&again, d("2026-09-02")), None, "talked about on the day itself");
    }
}
