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
    /// Units of (Ⅰ).
    pub first_units: i64,
    /// Units of (Ⅱ).
    pub second_units: i64,
    /// Code of the service table for (Ⅰ); none = not known for this edition.
    #[serde(default)]
    pub first_code: Option<String>,
    /// The same for (Ⅱ).
    #[serde(default)]
    pub second_code: Option<String>,
    /// What we could not confirm in an official text.
    #[serde(default)]
    pub verify: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Editions {
    editions: Vec<FeeGuide>,
    exclusions: Vec<super::fee_discharge::Exclusion>,
}

/// What excludes the fee, in words.
pub fn exclusions() -> Vec<super::fee_discharge::Exclusion> {
    shipped().map(|e| e.exclusions).unwrap_or_default()
}

fn shipped() -> Option<Editions> {
    serde_json::from_str(include_str!("../../../../data/rules/admission-fee.json")).ok()
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
        shipped()?
            .editions
            .into_iter()
            .filter(|e| e.from.parse::<Date>().is_ok_and(|f| f <= admitted))
            .max_by(|a, b| a.from.cmp(&b.from))
    }

    /// Units of a grade.
    pub const fn units(&self, grade: FeeGrade) -> i64 {
        match grade {
            FeeGrade::First => self.first_units,
            FeeGrade::Second => self.second_units,
        }
    }

    /// Code of the service table of a grade.
    pub fn service_code(&self, grade: FeeGrade) -> Option<&str> {
        match grade {
            FeeGrade::First => self.first_code.as_deref(),
            FeeGrade::Second => self.second_code.as_deref(),
        }
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
            // only an edition that stretches (Ⅱ) leaves this open
            check: non_business && !third_open && self.second_extra_days > 0,
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

/// The month in which a sheet counts is that of the day it was sent; a person counts once in it. `others` = the days
/// on which sheets of other stays of this person were sent with a grade. The earlier one is the one that counts.
pub fn counted_before(sent: Date, others: &[Date]) -> Option<Date> {
    let month = |d: Date| (d.year(), d.month());
    others.iter().copied().filter(|d| month(*d) == month(sent) && *d < sent).min()
}

#[cfg(test)]
#[path = "fee_tests.rs"]
mod tests;
