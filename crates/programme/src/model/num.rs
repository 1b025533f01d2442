//! A figure to two places after the point, exact: kept as hundredths, so that 38.6 stays 38.6.
use std::fmt;

/// Hundredths of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Num(pub i64);

/// The largest figure that is taken: a thousand million.
const MOST: i64 = 1_000_000_000;

impl Num {
    /// A whole figure.
    pub const fn whole(n: i64) -> Num {
        Num(n.saturating_mul(100))
    }

    /// As people type it: 「1,400」「38.6」「３８．６％」; none for what is no figure of at most two places.
    pub fn parse(typed: &str) -> Option<Num> {
        let text: String =
            kernel::kana::half_width(typed.trim()).replace([',', '，', ' ', '%', '％'], "");
        let (sign, digits) = match text.strip_prefix(['-', '−', '▲', '△']) {
            Some(rest) => (-1, rest.to_string()),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let plain = |t: &str| t.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || part.len() > 2 || !plain(whole) || !plain(part) {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|n| *n <= MOST)?;
        let part: i64 = format!("{part:0<2}").parse().ok()?;
        Some(Num(sign * (whole * 100 + part)))
    }

    /// As a form shows it again: no separators.
    pub fn plain(self) -> String {
        let (n, sign) = (self.0.unsigned_abs(), if self.0 < 0 { "-" } else { "" });
        match n % 100 {
            0 => format!("{sign}{}", n / 100),
            p if p.is_multiple_of(10) => format!("{sign}{}.{}", n / 100, p / 10),
            p => format!("{sign}{}.{p:02}", n / 100),
        }
    }
}

impl fmt::Display for Num {
    /// With thousands separators: 「1,400」「38.6」.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.plain();
        let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |t| ("-", t));
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let mut out = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        f.write_str(sign)?;
        f.write_str(&out)?;
        if part.is_empty() { Ok(()) } else { write!(f, ".{part}") }
    }
}

/// A share in tenths of a percent, rounded half up; none without a denominator.
pub fn permille(n: Num, d: Num) -> Option<i64> {
    let (n, d) = (i128::from(n.0), i128::from(d.0));
    if d <= 0 {
        return None;
    }
    i64::try_from((n * 2000 + d).div_euclid(d * 2)).ok()
}

/// 「86.4%」 of tenths of a percent.
pub fn percent(permille: i64) -> String {
    let sign = if permille < 0 { "-" } else { "" };
    let n = permille.unsigned_abs();
    format!("{sign}{}.{}%", n / 10, n % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_typed_and_shown_as_printed() {
        for (typed, shown, plain) in [
            ("1,400", "1,400", "1400"),
            ("３８．６％", "38.6", "38.6"),
            ("0", "0", "0"),
            ("7.05", "7.05", "7.05"),
            ("-3.5", "-3.5", "-3.5"),
            ("1000000", "1,000,000", "1000000"),
        ] {
            let n = Num::parse(typed).unwrap();
            assert_eq!((n.to_string().as_str(), n.plain().as_str()), (shown, plain), "{typed}");
            assert_eq!(Num::parse(&n.plain()), Some(n));
        }
        for bad in ["", "あ", "1.234", ".5x", "9999999999999999999", "1e5", "--1", "1.2.3"] {
            assert!(Num::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_share_is_rounded_half_up() {
        let p = |n, d| permille(Num::whole(n), Num::whole(d)).map(percent);
        assert_eq!(p(203, 235).as_deref(), Some("86.4%"));
        assert_eq!(p(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(p(2, 3).as_deref(), Some("66.7%"));
        assert_eq!(p(1, 2000).as_deref(), Some("0.1%"));
        assert_eq!(p(1, 0), None);
    }
}
