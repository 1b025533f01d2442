//! Figures: a rate never stands without its n and d, its definition and last year's beside it.
use std::fmt;

use askama::Template;

use crate::html::{Html, component};

/// n of d.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Numerator.
    pub n: u64,
    /// Denominator.
    pub d: u64,
}

impl Rate {
    /// n of d.
    pub fn new(n: u64, d: u64) -> Self {
        Rate { n, d }
    }

    /// Tenths of a per cent, rounded half up; none when nothing was counted.
    pub fn permille(self) -> Option<u64> {
        let (n, d) = (u128::from(self.n), u128::from(self.d));
        (d > 0).then(|| u64::try_from((n * 2000 + d) / (d * 2)).unwrap_or(u64::MAX))
    }

    /// 「86.4 %」, 「—」 when nothing was counted. Only for places where [`Rate::counts`] stands beside it.
    pub fn percent(self) -> String {
        self.permille().map_or_else(|| "—".to_owned(), |p| format!("{}.{}\u{a0}%", p / 10, p % 10))
    }

    /// 「（203 / 235件）」.
    pub fn counts(self) -> String {
        format!("（{} / {}件）", self.n, self.d)
    }
}

/// 「86.4 %（203 / 235件）」.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.percent(), self.counts())
    }
}

/// 「＋5.7ポイント」 from one rate to another, from the exact rates; none when one of them counts nothing.
pub fn points(from: Rate, to: Rate) -> Option<String> {
    if from.d == 0 || to.d == 0 {
        return None;
    }
    let (a, b) = (i128::from(to.n) * i128::from(from.d), i128::from(from.n) * i128::from(to.d));
    let d = i128::from(to.d) * i128::from(from.d);
    let tenths = ((a - b).abs() * 2000 + d) / (d * 2);
    let sign = match (a - b, tenths) {
        (_, 0) => "±",
        (x, _) if x < 0 => "−",
        _ => "＋",
    };
    Some(format!("{sign}{}.{}ポイント", tenths / 10, tenths % 10))
}

/// One rate with everything that belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateCard {
    /// 「退院連絡率」.
    pub title: String,
    /// Now.
    pub rate: Rate,
    /// Its records; none for readers who may not see them.
    pub href: Option<String>,
    /// 「前年」 and its rate and records.
    pub before: Option<(String, Rate, Option<String>)>,
    /// What is divided by what.
    pub definition: Html,
}

impl RateCard {
    /// Where nothing was counted there is nothing to open.
    fn opens(&self) -> Option<&String> {
        self.href.as_ref().filter(|_| self.rate.d > 0)
    }

    fn change(&self) -> Option<String> {
        self.before.as_ref().and_then(|(_, r, _)| points(*r, self.rate))
    }
}

/// Rates side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/rates.html")]
pub struct RateCards {
    /// In order.
    pub cards: Vec<RateCard>,
}

/// One indicator on a home page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fig {
    /// 「入院連絡率」.
    pub title: String,
    /// This month.
    pub rate: Rate,
    /// Its records.
    pub href: Option<String>,
    /// What is counted, and last month: 「…した件数。先月 86.4 %（203 / 235件）」.
    pub definition: Html,
}

impl Fig {
    fn opens(&self) -> Option<&String> {
        self.href.as_ref().filter(|_| self.rate.d > 0)
    }
}

/// Indicators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/figs.html")]
pub struct Figs {
    /// In order.
    pub figs: Vec<Fig>,
}

component!(RateCards, Figs);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_never_naked() {
        assert_eq!(Rate::new(203, 235).to_string(), "86.4\u{a0}%（203 / 235件）");
        assert_eq!(Rate::new(0, 0).to_string(), "—（0 / 0件）");
        assert_eq!(Rate::new(1, 3).percent(), "33.3\u{a0}%");
        assert_eq!(Rate::new(2, 3).percent(), "66.7\u{a0}%");
        assert_eq!(Rate::new(u64::MAX, 1).permille(), Some(u64::MAX));
    }

    #[test]
    fn differences_come_from_the_exact_rates() {
        assert_eq!(
            points(Rate::new(200, 248), Rate::new(203, 235)).as_deref(),
            Some("＋5.7ポイント")
        );
        assert_eq!(
            points(Rate::new(110, 220), Rate::new(129, 214)).as_deref(),
            Some("＋10.3ポイント")
        );
        assert_eq!(points(Rate::new(1, 2), Rate::new(1, 4)).as_deref(), Some("−25.0ポイント"));
        assert_eq!(points(Rate::new(1, 2), Rate::new(2, 4)).as_deref(), Some("±0.0ポイント"));
        assert_eq!(points(Rate::new(0, 0), Rate::new(2, 4)), None);
    }
}
