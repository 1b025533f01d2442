//! 入院時情報連携加算 as a guide, never a claim. Rule and vectors: forms-verified.md §1.1. (Ⅰ) speaks of
//! admissions after hours *or* on a non-business day; (Ⅱ) only of admissions after hours. Both by the office's
//! own calendar; the first day is the day of admission.
use kernel::time::add_days;
use kernel::{BusinessCalendar, Date, Holidays, Time};

/// Which grade a sheet sent on some day can be counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeGrade {
    /// (Ⅰ).
    First,
    /// (Ⅱ).
    Second,
}

impl FeeGrade {
    /// Exported code.
    pub const fn code(self) -> &'static str {
        match self {
            FeeGrade::First => "1",
            FeeGrade::Second => "2",
        }
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            FeeGrade::First => "加算(Ⅰ)",
            FeeGrade::Second => "加算(Ⅱ)",
        }
    }
}

/// One edition of the rule, as shipped in data/rules/admission-fee.json.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct FeeGuide {
    /// In force for admissions from.
    pub from: String,
    /// Name of the revision.
    pub name: String,
    /// Source in words.
    pub source: String,
    /// (Ⅰ): days after admission.
    pub first_days: i64,
    /// (Ⅰ): more when admitted after hours or on a non-business day.
    pub first_extra_days: i64,
    /// (Ⅱ): days after admission.
    pub second_days: i64,
    /// (Ⅱ): more when admitted after hours and that day is no business day.
    pub second_extra_days: i64,
}

#[derive(serde::Deserialize)]
struct Editions {
    editions: Vec<FeeGuide>,
}

/// The last days of both grades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Last day for (Ⅰ).
    pub first: Date,
    /// Last day for (Ⅱ).
    pub second: Date,
    /// 「要確認（営業日以外の入院）」: the text of the rule does not settle this case; nothing is extended.
    pub check: bool,
}

impl FeeGuide {
    /// The edition in force for an admission on this day; none before the first shipped edition.
    pub fn for_day(admitted: Date) -> Option<FeeGuide> {
        let all: Editions =
            serde_json::from_str(include_str!("../../../../data/rules/admission-fee.json")).ok()?;
        all.editions
            .into_iter()
            .filter(|e| e.from.parse::<Date>().is_ok_and(|f| f <= admitted))
            .max_by(|a, b| a.from.cmp(&b.from))
    }

    /// The limits for an admission. An unknown time of day counts as within hours: the stricter reading.
    pub fn limits(
        &self,
        admitted: Date,
        time: Option<Time>,
        calendar: &BusinessCalendar,
        holidays: &Holidays,
    ) -> Limits {
        let closes = calendar.closes(admitted, holidays);
        let non_business = closes.is_none();
        let after = matches!((closes, time), (Some(c), Some(t)) if t > c);
        let third = add_days(admitted, self.second_days);
        let third_open = calendar.is_business_day(third, holidays);
        Limits {
            first: add_days(
                admitted,
                self.first_days + if after || non_business { self.first_extra_days } else { 0 },
            ),
            second: add_days(third, if after && !third_open { self.second_extra_days } else { 0 }),
            check: non_business && !third_open,
        }
    }
}

impl Limits {
    /// The grade for a sheet sent on this day; earlier than admission counts for (Ⅰ).
    pub fn grade(&self, sent: Date) -> Option<FeeGrade> {
        if sent <= self.first {
            Some(FeeGrade::First)
        } else if sent <= self.second {
            Some(FeeGrade::Second)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::BusinessCalendar;

    fn limits(day: &str, hour: i8) -> (String, String, bool) {
        let d: Date = day.parse().unwrap();
        let office =
            BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
        let l = FeeGuide::for_day(d).unwrap().limits(
            d,
            Some(Time::constant(hour, 0, 0, 0)),
            &office,
            Holidays::shipped(),
        );
        (l.first.to_string(), l.second.to_string(), l.check)
    }

    fn want(first: &str, second: &str, check: bool) -> (String, String, bool) {
        (format!("2026-11-{first}"), format!("2026-11-{second}"), check)
    }

    #[test]
    fn vectors_of_the_verified_rule() {
        assert_eq!(limits("2026-11-13", 10), want("13", "15", false));
        assert_eq!(limits("2026-11-13", 19), want("14", "16", false));
        assert_eq!(limits("2026-11-14", 10), want("15", "16", false));
        assert_eq!(limits("2026-11-12", 19), want("13", "15", false));
        assert_eq!(limits("2026-11-12", 10), want("12", "14", false));
        assert_eq!(limits("2026-11-21", 10), want("22", "23", true));
        assert_eq!(limits("2026-11-20", 19), want("21", "23", false));
        assert_eq!(limits("2026-11-22", 10), want("23", "24", false));
    }

    #[test]
    fn grades_follow_the_limits() {
        let l = Limits {
            first: "2026-11-13".parse().unwrap(),
            second: "2026-11-15".parse().unwrap(),
            check: false,
        };
        assert_eq!(l.grade("2026-11-01".parse().unwrap()), Some(FeeGrade::First));
        assert_eq!(l.grade("2026-11-14".parse().unwrap()), Some(FeeGrade::Second));
        assert_eq!(l.grade("2026-11-16".parse().unwrap()), None);
    }

    #[test]
    fn before_the_first_shipped_edition_there_is_no_guide() {
        assert!(FeeGuide::for_day("2024-03-31".parse().unwrap()).is_none());
    }
}
