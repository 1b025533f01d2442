//! Charts as SVG, always beside their table: stacked bars in a fixed order of fills that also reads in grey, and
//! columns over months. Text stays text, nothing needs a script, colours come from the style sheet.
use askama::Template;

use crate::html::{Html, component};

/// The patterns of all charts; once on each page that has one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Template)]
#[template(path = "c/chart_defs.html")]
pub struct ChartDefs;

/// One bar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// 「令和7年」, 「北結野病院」.
    pub label: String,
    /// Counts in the order of the keys.
    pub parts: Vec<u64>,
}

impl Bar {
    fn total(&self) -> u64 {
        self.parts.iter().sum()
    }
}

/// Stacked bars of 100 %: early → late, dark → light → dots → diagonal → cross → white (at most seven parts).
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/stacked.html")]
pub struct StackedChart {
    /// Heading; empty = none.
    pub title: String,
    /// Read aloud; says where the table is.
    pub words: String,
    /// Bars in order.
    pub bars: Vec<Bar>,
}

/// A piece of a bar, ready to draw.
struct Piece {
    x: String,
    w: String,
    mid: String,
    count: u64,
    fill: usize,
    text: &'static str,
    shown: bool,
}

impl StackedChart {
    /// What the fills mean, in the order of the parts.
    pub fn keys(labels: &[&str]) -> Html {
        let mut out = String::from("<ul class=\"keys\" aria-hidden=\"true\">");
        for (i, label) in labels.iter().enumerate() {
            out.push_str(&format!(
                "<li><svg viewBox=\"0 0 26 18\"><rect class=\"seg-{}\" x=\".5\" y=\".5\" width=\"25\" height=\"17\"/></svg>{}</li>",
                i.min(6),
                Html::text(label)
            ));
        }
        out.push_str("</ul>");
        Html::trusted(out)
    }

    /// Long names stand above their bar also on wide pages.
    fn beside(&self) -> bool {
        self.bars.iter().all(|b| b.label.chars().count() <= 7)
    }

    fn left(&self) -> u32 {
        let longest = self.bars.iter().map(|b| b.label.chars().count().max(5)).max().unwrap_or(5);
        u32::try_from(longest).unwrap_or(7) * 15 + 14
    }

    fn pieces(&self, bar: &Bar, left: u32, width: u32) -> Vec<Piece> {
        let total = bar.total().max(1) as f64;
        let mut x = f64::from(left);
        let mut out = Vec::new();
        for (i, count) in bar.parts.iter().enumerate() {
            if *count == 0 {
                continue;
            }
            let w = *count as f64 / total * f64::from(width);
            let fill = i.min(6);
            let digits = count.to_string().len() as f64;
            out.push(Piece {
                x: format!("{x:.1}"),
                w: format!("{w:.1}"),
                mid: format!("{:.1}", x + w / 2.0),
                count: *count,
                fill,
                text: match fill {
                    0 | 1 => "bar-v on-dark",
                    3..=5 => "bar-v on-pat",
                    _ => "bar-v",
                },
                shown: w >= digits * 9.0 + 4.0,
            });
            x += w;
        }
        out
    }

    fn height(&self) -> usize {
        (self.bars.len() * 54).saturating_sub(8)
    }

    fn y(&self, index: &usize) -> usize {
        index * 54 + 6
    }
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// 「6月」.
    pub label: String,
    /// Value in tenths: 79.1 % = 791. None = nothing counted.
    pub tenths: Option<u64>,
    /// The month is not over: hatched.
    pub part: bool,
}

/// Columns over months, from zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/columns.html")]
pub struct ColumnChart {
    /// Read aloud; says where the table is.
    pub words: String,
    /// In order.
    pub columns: Vec<Column>,
    /// Top of the scale in tenths (1000 for per cent); 0 = the largest value.
    pub top: u64,
}

impl ColumnChart {
    fn top(&self) -> u64 {
        let largest = self.columns.iter().filter_map(|c| c.tenths).max().unwrap_or(0);
        self.top.max(largest).max(1)
    }

    fn width(&self) -> usize {
        self.columns.len() * 62 + 18
    }

    fn x(&self, index: &usize) -> usize {
        index * 62 + 14
    }

    fn height(&self, value: &u64) -> String {
        format!("{:.1}", *value as f64 / self.top() as f64 * 120.0)
    }

    fn y(&self, value: &u64) -> String {
        format!("{:.1}", 150.0 - *value as f64 / self.top() as f64 * 120.0)
    }

    fn label_y(&self, value: &u64) -> String {
        format!("{:.1}", 143.0 - *value as f64 / self.top() as f64 * 120.0)
    }
}

component!(ChartDefs, StackedChart, ColumnChart);
