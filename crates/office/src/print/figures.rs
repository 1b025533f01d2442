//! Body of a paper of counts: bars that are their own table, then tables.
use serde::{Deserialize, Serialize};

use super::{Printed, SurveyTable, TemplateId};

/// Charts two to a row, then tables, then how it was counted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FiguresSheet {
    /// What was counted, as of when.
    pub lead: String,
    /// The charts.
    pub charts: Vec<FigureChart>,
    /// The tables.
    #[serde(default)]
    pub tables: Vec<SurveyTable>,
    /// Definitions, in small print.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl Printed for FiguresSheet {
    const TEMPLATE: TemplateId = TemplateId::FIGURES;
}

/// One chart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FigureChart {
    /// 「① 相談者の所在」.
    pub title: String,
    /// 「n＝58　すべての相談」.
    pub note: String,
    /// In order.
    pub bars: Vec<FigureBar>,
    /// Count and share of all; none where the bars do not add up to it.
    #[serde(default)]
    pub total: Option<(String, String)>,
}

/// One bar; texts are already words, 「＊」 where a count is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FigureBar {
    /// What is counted.
    pub label: String,
    /// The count.
    pub count: String,
    /// The share.
    pub share: String,
    /// Length in thousandths of the longest; none draws nothing.
    pub permille: Option<u64>,
}
