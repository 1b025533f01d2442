//! A table of the city's plan (計画表): some indicators over fiscal years, actual values before the first planned year, planned
//! ones from it on; as of a day, so that the table of an old plan stays as it was printed.
use app::Result;
use kernel::Date;

use super::{Num, Shown, Wrong, year};
use crate::{IndicatorId, TableId};

/// What somebody decides about a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTable {
    /// 「出前講座」.
    pub title: String,
    /// One line above; may be empty.
    pub lead: String,
    /// First fiscal year.
    pub from: i64,
    /// First planned fiscal year.
    pub plan: i64,
    /// Last fiscal year.
    pub to: i64,
    /// Heading above the actual values: 「第8期実績値」.
    pub actual_words: String,
    /// Heading above the planned ones: 「第9期計画値」.
    pub plan_words: String,
    /// The day that the actual values are of; none = always today.
    pub as_of: Option<Date>,
    /// Its rows: indicator and words.
    pub rows: Vec<(IndicatorId, String)>,
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTable {
    /// Id.
    pub id: TableId,
    /// Order.
    pub place: i64,
    /// What is decided.
    pub data: NewTable,
    /// Taken out.
    pub removed: bool,
    /// Counts changes.
    pub version: i64,
}

impl NewTable {
    /// Its fiscal years.
    pub fn years(&self) -> impl Iterator<Item = i64> + use<> {
        self.from..=self.to
    }

    /// How many actual and how many planned years.
    pub fn widths(&self) -> (i64, i64) {
        let after = self.to.saturating_add(1).max(self.from);
        let plan = self.plan.clamp(self.from, after);
        (plan.saturating_sub(self.from), after.saturating_sub(plan))
    }

    /// Checks what was typed.
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.need("title", "表の名前", &self.title);
        w.line("title", "表の名前", &self.title, 60);
        w.line("lead", "説明", &self.lead, 200);
        w.need("actual_words", "実績の見出し", &self.actual_words);
        w.line("actual_words", "実績の見出し", &self.actual_words, 20);
        w.need("plan_words", "計画の見出し", &self.plan_words);
        w.line("plan_words", "計画の見出し", &self.plan_words, 20);
        for (field, of) in [("from", self.from), ("plan", self.plan), ("to", self.to)] {
            if !year::RANGE.contains(&of) {
                w.say(field, "年度は、R5 や 2023 のように入力してください");
            }
        }
        if self.to < self.from {
            w.say("to", "終わりの年度は、はじまりの年度以後にしてください");
        } else if self.to.saturating_sub(self.from) >= year::MOST {
            w.say("to", "1つの表は12年度までです");
        }
        if self.plan < self.from || self.plan > self.to.saturating_add(1) {
            w.say("plan", "計画のはじまりの年度は、表の年度の中から選んでください");
        }
        if self.rows.is_empty() {
            w.say("rows", "行にする指標を選んでください");
        }
        if self.rows.len() > 20 {
            w.say("rows", "1つの表は20行までです");
        }
        for (_, words) in &self.rows {
            w.line("rows", "行の名前", words, 40);
        }
        w.end()
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Actual value.
    Actual(Shown),
    /// Planned value.
    Plan(Option<Num>),
}

/// A row with its cells, one a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// 「開催回数（回）」.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The words of a cell.
    pub fn words(&self, i: usize) -> String {
        match self.cells.get(i) {
            Some(Cell::Actual(s)) => s.words(&self.unit),
            Some(Cell::Plan(Some(n))) => {
                format!("{n}{}", if self.unit == "%" { "%" } else { "" })
            }
            Some(Cell::Plan(None)) | None => "–".into(),
        }
    }
}

/// The ※ below a table, in the order of the years, each once.
pub fn footnotes(t: &NewTable, rows: &[Row]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, of) in t.years().enumerate() {
        for r in rows {
            if let Some(Cell::Actual(s)) = r.cells.get(i) {
                for note in s.footnotes(of) {
                    if !out.contains(&note) {
                        out.push(note);
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewTable {
        NewTable {
            title: "出前講座".into(),
            from: 2021,
            plan: 2024,
            to: 2026,
            actual_words: "第8期実績値".into(),
            plan_words: "第9期計画値".into(),
            rows: vec![(IndicatorId(kernel::Id::from_bytes([1; 16])), "開催回数（回）".into())],
            ..NewTable::default()
        }
    }

    #[test]
    fn a_table_has_years_a_first_planned_one_and_rows() {
        assert!(new().check().is_ok());
        assert_eq!(new().widths(), (3, 3));
        for bad in [
            NewTable { to: 2020, ..new() },
            NewTable { to: 2033, ..new() },
            NewTable { plan: 2020, ..new() },
            NewTable { plan: 2028, ..new() },
            NewTable { rows: vec![], ..new() },
            NewTable { title: String::new(), ..new() },
            NewTable { from: i64::MIN, ..new() },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
        let all_actual = NewTable { plan: 2027, ..new() };
        assert!(all_actual.check().is_ok());
        assert_eq!(all_actual.widths(), (6, 0));
    }
}
