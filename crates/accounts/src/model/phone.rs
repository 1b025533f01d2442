//! The phone of a resident or a relative: a browser that was made theirs with a printed card, and a PIN of their own. Which
//! PINs are too easy.
use kernel::Hat;

use super::crew::{self, Rule};
use crate::AccountId;

/// Digits of the PIN.
pub const DIGITS: i64 = 6;
/// Minutes without a request after which the PIN is asked for.
pub const IDLE_MINUTES: i64 = 15;

/// A card that is in use on a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The account that the card opened.
    pub account: AccountId,
    /// ご本人 or ご家族.
    pub hat: Hat,
    /// Begun on this phone.
    pub enrolled_at: Option<kernel::At>,
    /// Wrong PINs in a row.
    pub wrong: i64,
}

/// Does it read like a date, with the year before, behind or none? Somebody's birthday is what is tried first.
fn like_a_date(pin: &str) -> bool {
    let pair = |from: usize| pin.get(from..from + 2).and_then(|t| t.parse::<u32>().ok());
    let day = |month: Option<u32>, day: Option<u32>| {
        month.is_some_and(|m| (1..=12).contains(&m)) && day.is_some_and(|d| (1..=31).contains(&d))
    };
    let (a, b, c) = (pair(0), pair(2), pair(4));
    // 150503 (昭和15年5月3日, 2015/05/03), 050315, 030515, 194005
    let year = pin.get(..4).and_then(|y| y.parse::<u32>().ok());
    let year_month = year.is_some_and(|y| (1900..=2099).contains(&y)) && day(c, Some(1));
    day(b, c) || day(a, b) || day(b, a) || year_month
}

/// Why this PIN cannot be taken, as a sentence; none when it can.
pub fn weakness(pin: &str) -> Option<&'static str> {
    if pin.len() as i64 != DIGITS {
        return Some("数字を6つ入れてください");
    }
    let rule = Rule { digits: DIGITS, ..Rule::default() };
    if like_a_date(pin) || crew::weakness(pin, &rule, None).is_some() {
        return Some(
            "誕生日やならんだ数字など、当てられやすい番号は使えません。べつの番号にしてください",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_runs_are_refused_and_enough_others_taken() {
        for bad in [
            "", "12345", "1234567", "123456", "654321", "000000", "150503", "050315", "030515",
            "194005", "199912", "121212", "112233", "010203",
        ] {
            assert!(weakness(bad).is_some(), "{bad}");
        }
        for good in ["481592", "739164", "902483"] {
            assert_eq!(weakness(good), None, "{good}");
        }
        let left = (0..1_000_000_u32).filter(|n| weakness(&format!("{n:06}")).is_none()).count();
        assert!(left > 850_000, "{left}");
    }
}
