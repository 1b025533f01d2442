//! Crews (救急隊): a device that is registered, a name of the list of the brigade, and a PIN. What of it a region decides
//! for itself, and which PINs are too easy.
use app::{Cx, Error, FieldError, Result, settings};
use kernel::{At, Id};

use crate::{AccountId, OrganisationId};

/// A registered device.
#[derive(Debug, Clone)]
pub struct CrewDevice {
    /// Id.
    pub id: Id,
    /// Whose.
    pub organisation: OrganisationId,
    /// What it is called: 救急1隊 タブレット.
    pub name: String,
    /// Until when its printed code can be used; none when there is no open code.
    pub code_until: Option<At>,
    /// Made by.
    pub made_name: String,
    /// Made.
    pub made_at: At,
    /// Since when it holds its credential.
    pub enrolled_at: Option<At>,
    /// Somebody last signed in on it.
    pub seen_at: Option<At>,
    /// Ended.
    pub ended_at: Option<At>,
    /// By whom.
    pub ended_name: Option<String>,
    /// Why: `lost` or `removed`.
    pub ended_why: Option<String>,
}

/// A person of a crew's list.
#[derive(Debug, Clone)]
pub struct CrewMember {
    /// Account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// 職員番号.
    pub number: Option<String>,
    /// Has a PIN.
    pub ready: bool,
    /// Wrong PINs in a row.
    pub wrong: i64,
    /// Until when the printed code can be used.
    pub code_until: Option<At>,
}

/// Wrong PINs in a row after which only a new printed code helps.
pub const WRONG_IN_A_ROW: i64 = 10;

/// What a region decides about crews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Shortest PIN: 4 to 8 digits.
    pub digits: i64,
    /// Minutes without a request after which the PIN is asked for: 2 to 15.
    pub idle_minutes: i64,
    /// The names of the crew stand on the screen to be chosen; otherwise the name is typed, and a device that was found
    /// in the street names nobody.
    pub listed: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { digits: 6, idle_minutes: 10, listed: true }
    }
}

const DIGITS: &str = "accounts.crew.digits";
const IDLE: &str = "accounts.crew.idle_minutes";
const NAMES: &str = "accounts.crew.names";

impl Rule {
    /// The rule of the region; what is stored outside the bounds counts as the usual.
    pub fn of(cx: &Cx<'_>) -> Result<Rule> {
        let usual = Rule::default();
        let number = |key: &str, usual: i64, least: i64, most: i64| -> Result<i64> {
            let stored = settings::get(cx, key)?.and_then(|t| t.parse().ok());
            Ok(stored.filter(|n| (least..=most).contains(n)).unwrap_or(usual))
        };
        Ok(Rule {
            digits: number(DIGITS, usual.digits, 4, 8)?,
            idle_minutes: number(IDLE, usual.idle_minutes, 2, 15)?,
            listed: settings::get(cx, NAMES)?.as_deref() != Some("typed"),
        })
    }

    /// Keeps it, within the bounds.
    pub(crate) fn keep(&self, cx: &Cx<'_>) -> Result<()> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: &str| {
            errors.push(FieldError { field: field.into(), message: message.into() });
        };
        if !(4..=8).contains(&self.digits) {
            wrong("digits", "暗証番号は4〜8けたから選んでください");
        }
        if !(2..=15).contains(&self.idle_minutes) {
            wrong("idle", "2〜15分から選んでください");
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        settings::set(cx, DIGITS, &self.digits.to_string())?;
        settings::set(cx, IDLE, &self.idle_minutes.to_string())?;
        settings::set(cx, NAMES, if self.listed { "listed" } else { "typed" })
    }
}

/// A PIN as typed: digits only, wide ones read; empty when it is none.
pub fn pin(typed: &str) -> String {
    let digits = typed.trim().chars().map(|c| match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    });
    let digits: String = digits.collect();
    let ok = (4..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if ok { digits } else { String::new() }
}

/// Why this PIN cannot be taken, as a sentence; none when it can. Refused are those that are tried first: one figure,
/// figures in a row, a repeated pair or half, the own 職員番号, and years of birth (19xx, 20xx) where four are enough.
pub fn weakness(pin: &str, rule: &Rule, number: Option<&str>) -> Option<String> {
    if (pin.len() as i64) < rule.digits || pin.len() > 12 {
        return Some(format!(
            "暗証番号は、数字{}けた以上にしてください（12けたまで）",
            rule.digits
        ));
    }
    let b = pin.as_bytes();
    let step =
        |d: i16| b.iter().zip(b.iter().skip(1)).all(|(x, y)| i16::from(*y) - i16::from(*x) == d);
    let period = |n: usize| b.iter().zip(b.iter().skip(n)).all(|(x, y)| x == y);
    let year = b.len() == 4 && (pin.starts_with("19") || pin.starts_with("20"));
    let own = number.is_some_and(|n| n.len() >= 3 && (pin.contains(n) || n.contains(pin)));
    // 112233: each figure twice, in a row
    let pairs = b.len().is_multiple_of(2) && b.chunks(2).all(|c| c.first() == c.last());
    if step(0)
        || step(1)
        || step(-1)
        || period(2)
        || (b.len() >= 6 && period(3))
        || year
        || own
        || pairs
    {
        return Some("この番号は当てられやすいものです。べつの番号にしてください".into());
    }
    None
}

/// A name as it is compared: without spaces.
pub fn plain_name(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_that_are_tried_first_are_refused_and_others_taken() {
        let rule = Rule::default();
        for bad in [
            "",
            "12345",
            "000000",
            "777777",
            "123456",
            "654321",
            "121212",
            "123123",
            "112233",
            "204815",
            "1234567890123",
        ] {
            assert!(weakness(bad, &rule, Some("4815")).is_some(), "{bad}");
        }
        let four = Rule { digits: 4, ..rule };
        for bad in ["1984", "2001", "1212", "1122", "0123"] {
            assert!(weakness(bad, &four, None).is_some(), "{bad}");
        }
        for good in ["481502", "739164", "90218374"] {
            assert_eq!(weakness(good, &rule, Some("311")), None, "{good}");
        }
        assert_eq!(weakness("4815", &four, None), None);
    }

    #[test]
    fn wide_digits_are_read_and_anything_else_is_no_pin() {
        assert_eq!(pin(" ４８１５０２　"), "481502");
        for bad in ["", "12a456", "123", "1234567890123", "①②③④"] {
            assert_eq!(pin(bad), "", "{bad}");
        }
    }
}
