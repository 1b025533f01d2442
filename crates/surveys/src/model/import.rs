//! A table from elsewhere as answers: which column is which question, what each row becomes, and what is wrong with it.
use std::collections::BTreeMap;

use forms::ask::{Given, Kind, MOST, OPTIONS, OTHER, Question, TEXT, month};
use office::intake::{Table, TableRow};

use super::survey::fresh_code;

/// A column becomes a new question of this kind: `new:one`.
pub const NEW: &str = "new:";

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: u64,
    /// What it becomes.
    pub given: Given,
    /// Why it cannot be taken; empty = it can.
    pub problems: Vec<String>,
}

/// What a file would become.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The questions of the survey with the new ones behind them.
    pub questions: Vec<Question>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Columns that cannot become what was chosen: place and why.
    pub columns: Vec<(usize, String)>,
}

impl Plan {
    /// Rows that would be taken.
    pub fn fit(&self) -> usize {
        self.rows.iter().filter(|r| r.problems.is_empty()).count()
    }
}

fn values(table: &Table, column: usize) -> BTreeMap<&str, usize> {
    let mut out = BTreeMap::new();
    for r in &table.rows {
        let v = r.at(column);
        if !v.is_empty() {
            *out.entry(v).or_insert(0) += 1;
        }
    }
    out
}

/// Signs between several answers of one cell: lines where there are any in the column, otherwise the signs of lists.
fn parts(table: &Table, column: usize) -> fn(&str) -> Vec<String> {
    fn tidy<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for p in all.map(str::trim).filter(|p| !p.is_empty()) {
            if !out.iter().any(|o| o == p) {
                out.push(p.to_string());
            }
        }
        out
    }
    let lines = table.rows.iter().any(|r| r.cells.get(column).is_some_and(|c| c.contains('\n')));
    match lines {
        true => |cell| tidy(cell.split('\n')),
        false => |cell| tidy(cell.split(['、', ',', '，', ';', '；'])),
    }
}

/// What a column most likely is: the question with the same words; a few words that come again and again; 「NPS」. Everything
/// else is left for a person to decide, because it may say who somebody is.
pub fn guess(questions: &[Question], table: &Table) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for (i, head) in table.head.iter().enumerate() {
        let same = questions.iter().find(|q| q.kind != Kind::Head && q.label.trim() == head.trim());
        let all = values(table, i);
        let numbers = !all.is_empty() && all.keys().all(|v| number(v).is_some_and(|n| n <= 10));
        let code = match same {
            Some(q) if !taken.contains(&q.code) => q.code.clone(),
            _ if head.to_ascii_uppercase().contains("NPS") && numbers => "new:nps".into(),
            _ if (2..=8).contains(&all.len()) && table.rows.len() >= 10 && !numbers => {
                "new:one".into()
            }
            _ => String::new(),
        };
        taken.push(code);
    }
    taken
}

fn number(v: &str) -> Option<i64> {
    let plain = kernel::kana::half_width(v.trim()).replace([',', '，'], "");
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let unit = plain.chars().skip(digits.len());
    (unit.count() <= 2).then(|| digits.parse().ok()).flatten().filter(|n| *n <= MOST)
}

/// The options of a new question: what stands in the column, the most frequent first.
fn options(table: &Table, column: usize, many: bool) -> Vec<String> {
    let split = parts(table, column);
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for (v, n) in values(table, column) {
        let each = if many { split(v) } else { vec![v.to_string()] };
        each.into_iter().for_each(|e| *counted.entry(e).or_insert(0) += n);
    }
    let mut out: Vec<_> = counted.into_iter().collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out.into_iter().map(|o| o.0).collect()
}

/// What the file would become with this mapping.
pub fn plan(questions: &[Question], table: &Table, mapping: &[String]) -> Plan {
    let mut out = Plan { questions: questions.to_vec(), ..Plan::default() };
    let mut of: Vec<(usize, String)> = Vec::new();
    for (i, code) in mapping.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
        let Some(kind) = code.strip_prefix(NEW).map(Kind::from_code) else {
            let there = out.questions.iter().any(|q| q.code == *code && q.kind != Kind::Head);
            let twice = of.iter().any(|o| o.1 == *code);
            match (there, twice) {
                (true, false) => of.push((i, code.clone())),
                (true, true) => out.columns.push((i, "同じ質問が2つの列に選ばれています".into())),
                _ => out.columns.push((i, "その質問はもうありません".into())),
            }
            continue;
        };
        let Some(kind) = kind.filter(|k| *k != Kind::Head) else {
            out.columns.push((i, "答え方を選びなおしてください".into()));
            continue;
        };
        let mut q = Question {
            code: fresh_code(&[&out.questions]),
            kind,
            label: table.head.get(i).map(|h| h.chars().take(120).collect()).unwrap_or_default(),
            ..Question::default()
        };
        if kind.has_options() {
            q.options = options(table, i, kind == Kind::Many);
            let long = q.options.iter().any(|o| o.chars().count() > 60);
            if !(2..=OPTIONS).contains(&q.options.len()) || long {
                let why = format!(
                    "答えが{}種類あります。2から{OPTIONS}種類、1つ60字までの列だけ、選ぶ質問にできます",
                    q.options.len()
                );
                out.columns.push((i, why));
                continue;
            }
        }
        of.push((i, q.code.clone()));
        out.questions.push(q);
    }
    let splits: Vec<_> = of.iter().map(|(i, _)| parts(table, *i)).collect();
    out.rows = table
        .rows
        .iter()
        .map(|r| {
            let mut row = Row { line: r.line, given: Given::new(), problems: Vec::new() };
            for ((i, code), split) in of.iter().zip(&splits) {
                if let Some(q) = out.questions.iter().find(|q| q.code == *code) {
                    cell(q, r, *i, *split, &mut row);
                }
            }
            if row.given.is_empty() && row.problems.is_empty() {
                row.problems.push("答えが1つもありません".into());
            }
            row
        })
        .collect();
    out
}

fn cell(q: &Question, r: &TableRow, i: usize, split: fn(&str) -> Vec<String>, row: &mut Row) {
    let v = r.at(i);
    if v.is_empty() {
        return;
    }
    let mut wrong = |why: String| row.problems.push(format!("「{}」{why}", q.label));
    let values = match q.kind {
        Kind::One | Kind::Scale | Kind::Many => {
            let given = if q.kind == Kind::Many { split(v) } else { vec![v.to_string()] };
            let mut codes = Vec::new();
            for g in given {
                let at = q.options.iter().position(|o| o.trim() == g);
                match (at, q.other) {
                    (Some(n), _) => codes.push(n),
                    (None, true) => {
                        let last = q.options.len().saturating_sub(1);
                        if !codes.contains(&last) {
                            codes.push(last);
                        }
                        row.given.insert(format!("{}{OTHER}", q.code), vec![g]);
                    }
                    (None, false) => {
                        wrong(format!("の「{g}」は、答えにありません"));
                    }
                }
            }
            codes.sort_unstable();
            codes.into_iter().map(|n| n.to_string()).collect()
        }
        Kind::Nps => match number(v).filter(|n| *n <= 10) {
            Some(n) => vec![n.to_string()],
            None => {
                wrong("は、0から10の数ではありません".into());
                Vec::new()
            }
        },
        Kind::Number => match number(v).filter(|n| q.most.is_none_or(|m| *n <= m)) {
            Some(n) => vec![n.to_string()],
            None => {
                wrong("は、数として読めません".into());
                Vec::new()
            }
        },
        Kind::Month => match month(v) {
            Some(m) => vec![m],
            None => {
                wrong("は、年と月として読めません".into());
                Vec::new()
            }
        },
        Kind::Text if v.chars().count() > TEXT => {
            wrong(format!("が{TEXT}字より長いです"));
            Vec::new()
        }
        Kind::Text => vec![v.to_string()],
        Kind::Head => Vec::new(),
    };
    if !values.is_empty() {
        row.given.insert(q.code.clone(), values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(head: &[&str], rows: &[&[&str]]) -> Table {
        Table {
            sheet: String::new(),
            head: head.iter().map(|h| (*h).to_string()).collect(),
            rows: (2..)
                .zip(rows)
                .map(|(line, r)| TableRow {
                    line,
                    cells: r.iter().map(|c| (*c).to_string()).collect(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_row_becomes_an_answer_or_says_why_not() {
        let t = table(
            &["満足度", "目的", "NPS", "件数", "月", "感想"],
            &[
                &["満足", "買い物、外食\n温泉", "10", "3件", "R8.4", "よい"],
                &["不満", "温泉", "11", "", "", ""],
                &["満足", "", "7", "多い", "春", ""],
                &["", "", "", "", "", ""],
            ],
        );
        let mapping: Vec<String> =
            ["new:one", "new:many", "new:nps", "new:number", "new:month", "new:text"]
                .map(String::from)
                .to_vec();
        let p = plan(&[], &t, &mapping);
        assert!(p.columns.is_empty(), "{:?}", p.columns);
        assert_eq!(p.questions[0].options, ["満足", "不満"], "the most frequent first");
        assert_eq!(
            p.questions[1].options,
            ["温泉", "買い物、外食"],
            "lines divide, so commas do not"
        );
        assert_eq!(p.rows[0].given["q3"], ["10"]);
        assert_eq!(
            (p.rows[0].given["q4"][0].as_str(), p.rows[0].given["q5"][0].as_str()),
            ("3", "2026-04")
        );
        assert_eq!(p.rows[1].problems, ["「NPS」は、0から10の数ではありません"]);
        assert_eq!(p.rows[2].problems.len(), 2);
        assert_eq!(p.rows[3].problems, ["答えが1つもありません"]);
        assert_eq!(p.fit(), 1);
    }

    #[test]
    fn a_column_goes_to_a_question_that_is_there() {
        let q = Question {
            code: "q7".into(),
            kind: Kind::One,
            label: "満足度".into(),
            options: vec!["満足".into(), "その他".into()],
            other: true,
            ..Question::default()
        };
        let t = table(&["満足度", "名前"], &[&["満足", "A"], &["ふつう", "B"]]);
        assert_eq!(
            guess(std::slice::from_ref(&q), &t),
            ["q7", ""],
            "names are not taken by themselves"
        );
        let p = plan(std::slice::from_ref(&q), &t, &["q7".into(), String::new()]);
        assert_eq!(p.questions.len(), 1);
        assert_eq!(p.rows[1].given["q7"], ["1"]);
        assert_eq!(p.rows[1].given["q7.other"], ["ふつう"]);
        let twice = plan(&[q], &t, &["q7".into(), "q7".into()]);
        assert_eq!(twice.columns.len(), 1);
    }
}
