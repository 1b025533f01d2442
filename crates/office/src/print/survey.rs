//! Body of the 入退院連絡調査 sheet, and the one way a rate is written: never without its two numbers.

use serde::{Deserialize, Serialize};

use super::{Printed, TemplateId};

/// The seven times of a 退院日の連絡, early to late; the order of [`Bar::counts`].
pub const TIMING_KEYS: [&str; 7] =
    ["8日以上前", "5–7日前", "2–4日前", "前日", "当日", "退院後", "不明"];

/// The survey on one A4 page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SurveySheet {
    /// What was counted, from when to when, as of when.
    pub lead: String,
    /// The rates, four to a row.
    pub rates: Vec<SurveyRate>,
    /// Heading of the chart.
    pub chart_title: String,
    /// One line below it.
    pub chart_note: String,
    /// Legend, early to late; as many as every bar has counts. Usually [`TIMING_KEYS`].
    pub keys: Vec<String>,
    /// Groups of bars side by side: by year, by hospital.
    pub groups: Vec<BarGroup>,
    /// Heading of the table.
    pub table_title: String,
    /// Column headings; the first names the rows.
    pub table_head: Vec<String>,
    /// Rows of the table.
    pub table_rows: Vec<SurveyRow>,
    /// More tables, from the second page on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<SurveyTable>,
    /// Definitions and traps, in small print.
    pub notes: Vec<String>,
}

/// A table of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveyTable {
    /// Heading.
    pub title: String,
    /// Column headings; the first names the rows.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<SurveyRow>,
}

impl Printed for SurveySheet {
    const TEMPLATE: TemplateId = TemplateId::SURVEY;
}

/// A rate in words; made by [`SurveyRate::of`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveyRate {
    /// Name of the rate.
    pub name: String,
    /// 「86.4 %」, or 「—」 when nothing was counted.
    pub value: String,
    /// 「（203 / 235件）」.
    pub ratio: String,
    /// 「前年 80.6 %（200 / 248件）」.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// 「+5.7ポイント」.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// One line: what is divided by what.
    pub definition: String,
}

impl SurveyRate {
    /// A rate of `n` out of `d`, with the same rate of an earlier time (`label`, n, d) if there is one. The difference
    /// is taken between the unrounded rates and given in points.
    #[must_use]
    pub fn of(
        name: &str,
        (n, d): (u64, u64),
        before: Option<(&str, u64, u64)>,
        definition: &str,
    ) -> Self {
        let change =
            before.and_then(|(_, n0, d0)| Some(share(n, d)? - share(n0, d0)?)).map(|points| {
                // Rounding to 0.0 must not leave a sign.
                let tenths = (points * 10.0).round() / 10.0;
                if tenths == 0.0 {
                    "±0.0ポイント".to_owned()
                } else {
                    format!("{tenths:+.1}ポイント").replace('-', "−")
                }
            });
        Self {
            name: name.to_owned(),
            value: percent_text(n, d),
            ratio: ratio_text(n, d),
            before: before.map(|(label, n0, d0)| {
                format!("{label} {}{}", percent_text(n0, d0), ratio_text(n0, d0))
            }),
            change,
            definition: definition.to_owned(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a region are far below 2^53")]
fn share(n: u64, d: u64) -> Option<f64> {
    (d > 0).then(|| n as f64 * 100.0 / d as f64)
}

/// 「86.4 %」 with a no-break space; 「—」 when `d` is 0. Never printed without [`ratio_text`] beside it.
#[must_use]
pub fn percent_text(n: u64, d: u64) -> String {
    // Half up in whole numbers, so that 0.05 never falls to the even side of a double.
    match (n * 2_000 + d).checked_div(2 * d) {
        Some(tenths) => format!("{}.{}\u{a0}%", tenths / 10, tenths % 10),
        None => "—".to_owned(),
    }
}

/// 「（203 / 235件）」 with no-break spaces.
#[must_use]
pub fn ratio_text(n: u64, d: u64) -> String {
    format!("（{n}\u{a0}/\u{a0}{d}件）")
}

/// Bars under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BarGroup {
    /// 「年ごと」, 「病院ごと（五十音順。順位ではありません）」.
    pub title: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One stacked bar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Counts in the order of the legend; the bar's length is their share of the sum, which is printed as n.
    pub counts: Vec<u64>,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveyRow {
    /// Name of the row.
    pub label: String,
    /// Cells in the order of the heading, already in words.
    pub cells: Vec<String>,
    /// A total: bold, with a stronger rule.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub total: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_with_its_numbers_and_its_difference_in_points() {
        let rate =
            SurveyRate::of("退院連絡率", (203, 235), Some(("前年", 200, 248)), "連絡 ÷ 退院");
        assert_eq!(rate.value, "86.4\u{a0}%");
        assert_eq!(rate.ratio, "（203\u{a0}/\u{a0}235件）");
        assert_eq!(rate.before.as_deref(), Some("前年 80.6\u{a0}%（200\u{a0}/\u{a0}248件）"));
        assert_eq!(rate.change.as_deref(), Some("+5.7ポイント"));
        let down = SurveyRate::of("x", (1, 4), Some(("前年", 1, 2)), "");
        assert_eq!(down.change.as_deref(), Some("−25.0ポイント"));
        let same = SurveyRate::of("x", (10_001, 20_000), Some(("前年", 1, 2)), "");
        assert_eq!(same.change.as_deref(), Some("±0.0ポイント"));
    }

    #[test]
    fn nothing_counted_is_a_dash_and_not_zero_percent() {
        let rate = SurveyRate::of("x", (0, 0), Some(("前年", 1, 2)), "");
        assert_eq!((rate.value.as_str(), rate.change), ("—", None));
        assert_eq!(percent_text(1, 1), "100.0\u{a0}%");
        assert_eq!(percent_text(1, 2000), "0.1\u{a0}%");
        assert_eq!(percent_text(0, 7), "0.0\u{a0}%");
    }
}
