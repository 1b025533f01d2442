//! 緊急閲覧: seeing somebody who has no card, because life is in danger and nobody can be asked (個人情報の保護に関する法律
//! 第27条第1項第2号: 人の生命・身体の保護のために必要で、本人の同意を得ることが困難であるとき).
use kernel::{At, BusinessCalendar, Date, Holidays, Id, Time};

/// Minutes for which it runs.
pub const MINUTES: i64 = 60;
/// Business days within which somebody of another organisation judges it.
pub const REVIEW_DAYS: u32 = 3;
/// Days after which the right of the organisation pauses while one waits.
pub const PAUSE_DAYS: i64 = 7;
/// More in a day by one person raise an alarm of their own.
pub const MANY_A_DAY: i64 = 5;

/// Why: code and words.
pub const REASONS: [(&str, &str); 4] = [
    ("unconscious", "意識がない・もうろうとしている"),
    ("cannot-ask", "同意を取るのが困難"),
    ("life", "生命の危機"),
    ("other", "そのほか（下に書く）"),
];

/// What a reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 妥当.
    Right,
    /// 不適切.
    Wrong,
    /// 要調査.
    LookInto,
}

impl Verdict {
    /// All.
    pub const ALL: [Verdict; 3] = [Verdict::Right, Verdict::Wrong, Verdict::LookInto];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::LookInto => "look-into",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|v| v.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Right => "妥当",
            Verdict::Wrong => "不適切",
            Verdict::LookInto => "要調査",
        }
    }
}

/// One 緊急閲覧.
#[derive(Debug, Clone)]
pub struct Glass {
    /// Id.
    pub id: Id,
    /// Of whom.
    pub resident: Id,
    /// Who.
    pub account: Id,
    /// Of which organisation.
    pub organisation: Id,
    /// Name of who did it.
    pub name: String,
    /// 事案番号.
    pub incident: String,
    /// Code of [`REASONS`].
    pub reason: String,
    /// In words.
    pub note: String,
    /// When.
    pub at: At,
    /// Until.
    pub until: At,
    /// To be judged until.
    pub review_by: Date,
    /// Judged.
    pub reviewed_at: Option<At>,
    /// As.
    pub verdict: Option<Verdict>,
    /// With these words.
    pub review_note: String,
    /// By.
    pub reviewer_name: String,
}

impl Glass {
    /// The reason in words.
    pub fn why(&self) -> &'static str {
        REASONS.iter().find(|(c, _)| *c == self.reason).map_or("", |(_, w)| w)
    }
}

/// The day on which the review is due: three business days, weekdays without holidays.
pub fn review_by(at: At) -> Date {
    let weekdays =
        BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 15, 0, 0));
    weekdays.business_days_after(at.date(), REVIEW_DAYS, Holidays::shipped())
}

/// Is the right paused, given when the oldest one without a review was broken?
pub fn paused(oldest: Option<At>, now: At) -> bool {
    oldest.is_some_and(|at| now.minutes_since(at) > PAUSE_DAYS * 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> At {
        At::jst(day.parse().unwrap(), "11:20".parse().unwrap())
    }

    #[test]
    fn a_review_is_due_after_three_business_days() {
        // Thursday before 勤労感謝の日 (Monday 11-23): Fri, Tue, Wed
        assert_eq!(review_by(at("2026-11-19")).to_string(), "2026-11-25");
    }

    #[test]
    fn the_right_pauses_after_seven_days_without_a_review() {
        assert!(!paused(None, at("2026-11-30")));
        assert!(!paused(Some(at("2026-11-19")), at("2026-11-26")));
        assert!(paused(Some(at("2026-11-19")), at("2026-11-27")));
    }
}
