//! When a step is due: data (data/rules/transitions-deadlines.json) counted by the calendar of the organisation
//! that has to act.
use kernel::time::add_days;
use kernel::{BusinessCalendar, Date, Holidays};

/// The guide days of the region's way of working.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Deadlines {
    /// Edition.
    pub version: String,
    /// Source in words.
    pub source: String,
    /// 担当決定: days after arrival.
    pub assign_days: i64,
    /// 退院支援の要否: days after admission (day 3 = 2 days after).
    pub screening_days: i64,
    /// 調整開始の連絡: days after admission.
    pub planning_days: i64,
    /// 退院日の連絡: days before the planned day.
    pub discharge_notice_days_before: i64,
    /// 書類: days after discharge.
    pub papers_days_after: i64,
    /// 退院・退所情報記録書: days after discharge (forms-verified.md §1.2: up to 7).
    pub record_days_after: i64,
    /// Overdue so many days with the sender, it also shows in the receiver's window.
    pub receiver_told_after_days: i64,
    /// Days after discharge for which the hospital concerned still sees the stay.
    pub hospital_access_days_after: i64,
    /// Days after discharge when a stay leaves the lists by itself, whatever is missing (it is counted as missing).
    pub closes_days_after: i64,
}

impl Deadlines {
    /// The shipped edition.
    pub fn shipped() -> Result<Deadlines, app::Error> {
        serde_json::from_str(include_str!("../../../../data/rules/transitions-deadlines.json"))
            .map_err(|e| app::Error::Inconsistent(format!("deadlines: {e}")))
    }

    /// A due day that falls on a closed day moves to the next business day of who has to act.
    pub fn on_business_day(day: Date, calendar: &BusinessCalendar, holidays: &Holidays) -> Date {
        if calendar.is_business_day(day, holidays) {
            day
        } else {
            calendar.business_days_after(day, 1, holidays)
        }
    }

    /// The day by which the discharge day should be told; the day itself, not moved: beds and taxis do not wait.
    /// Never before the day of admission: a short stay can be told of in time, too.
    pub fn notice_by(&self, planned: Date, admitted: Date) -> Date {
        add_days(planned, -self.discharge_notice_days_before).max(admitted)
    }
}

#[cfg(test)]
#[path = "deadlines_tests.rs"]
mod tests;
