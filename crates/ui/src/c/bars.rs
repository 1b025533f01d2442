//! A list of bars that is its own table: label, bar, count, share, total. Counts open their records.
use askama::Template;

use crate::html::{Html, component};

/// One bar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BarRow {
    /// What is counted.
    pub label: String,
    /// The count in words: 「22」, 「＊」 where it is hidden.
    pub count: String,
    /// 「37.9 %」.
    pub share: String,
    /// Length in thousandths of the longest bar; none where the count is hidden.
    pub permille: Option<u64>,
    /// The records behind the count; none for readers who may not see them.
    pub href: Option<String>,
}

impl BarRow {
    fn bar(&self) -> Option<Html> {
        let tenths = self.permille?.min(1000);
        (tenths > 0).then(|| {
            Html::trusted(format!(
                "<svg viewBox=\"0 0 1000 18\" height=\"18\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{tenths}\" height=\"18\"/></svg>"
            ))
        })
    }
}

/// A chart of bars, with over what it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/bars.html")]
pub struct BarList {
    /// 「① 相談者の所在」.
    pub title: String,
    /// 「n＝58　すべての相談」.
    pub note: String,
    /// In order.
    pub rows: Vec<BarRow>,
    /// Count and share of all; none where the bars do not add up to it.
    pub total: Option<(String, String)>,
    /// Said where nothing was counted.
    pub empty: String,
}

component!(BarList);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_count_draws_no_bar_and_opens_nothing() {
        let row = |count: &str, permille, href: Option<&str>| BarRow {
            label: "<病院>".into(),
            count: count.into(),
            share: "＊".into(),
            permille,
            href: href.map(String::from),
        };
        let list = BarList {
            title: "② 所属".into(),
            note: "n＝＊".into(),
            rows: vec![row("＊", None, None), row("12", Some(1000), Some("/x"))],
            total: Some(("＊".into(), "＊".into())),
            empty: String::new(),
        };
        let html = list.html().to_string();
        assert_eq!(html.matches("<rect").count(), 1);
        assert_eq!(html.matches("<a ").count(), 1);
        assert!(html.contains("&lt;病院&gt;") || html.contains("&#60;病院&#62;"));
    }
}
