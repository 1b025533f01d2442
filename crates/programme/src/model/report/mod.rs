//! 実績報告: what the contractor reports of a month or a fiscal year. A figure is a sum of facts by months, so that month, sum since
//! April and year agree; once confirmed, the whole content stands as it was.
pub mod items;
pub mod names;
pub mod period;
mod words;

use std::collections::BTreeMap;

use app::Result;
use kernel::Date;
use serde::{Deserialize, Serialize};
use slice::{Fact, FactKind};

pub use items::{Rules, rules};
pub use period::Period;
pub use words::{Edition, MOST, Words};

/// By months from April to March, then what counts in the year but has no day in it.
pub type Months = [i64; 13];

/// Where what has no day stands.
pub const UNDATED: usize = 12;

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// Figures.
    pub months: Months,
}

/// A figure told apart: 方法別.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Code of the dimension.
    pub code: String,
    /// Heading.
    pub label: String,
    /// The rows add up to more than the whole.
    pub several: bool,
    /// Its values, in the order of papers.
    pub rows: Vec<Row>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Code of the kind of fact; `…/persons` for its second number.
    pub code: String,
    /// In words.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// What is counted.
    pub definition: String,
    /// By months.
    pub months: Months,
    /// Told apart.
    pub parts: Vec<Part>,
}

/// Where the words on the funding of an activity come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum From {
    /// The record says it.
    Record,
    /// Somebody said it for the report.
    Hand,
    /// The region's usual funding.
    Usual,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Kind of fact.
    pub kind: String,
    /// Its record.
    pub id: String,
    /// Code of the 取組.
    pub item: String,
    /// The day, `2026-10-03`; empty where it has none.
    pub day: String,
    /// What sort.
    pub sort: String,
    /// What.
    pub title: String,
    /// How often it counts on that day.
    pub times: i64,
    /// Who came; none where nobody is counted.
    pub persons: Option<i64>,
    /// Code of the funding; empty = not said.
    pub funding: String,
    /// Where that comes from.
    pub from: From,
    /// Its page.
    pub href: String,
}

impl Activity {
    /// The day.
    pub fn date(&self) -> Option<Date> {
        self.day.parse().ok()
    }

    /// Funding in words.
    pub fn money(&self) -> &'static str {
        match slice::funding_words(&self.funding) {
            "" => "財源の記入なし",
            words => words,
        }
    }
}

/// What stands in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Fiscal year.
    pub year: i64,
    /// Calendar month; none = the whole year.
    pub month: Option<i64>,
    /// The day the figures are of.
    pub as_of: String,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Activities, in the order of days.
    pub activities: Vec<Activity>,
    /// Slices that the region has switched off.
    pub off: Vec<String>,
}

/// What somebody said of an activity for the report: item and funding, each a code or empty.
pub type Marks = BTreeMap<(String, String), (String, String)>;

/// The facts of one slice with its kinds.
pub type Told = (Vec<FactKind>, Vec<Fact>);

fn add(months: &mut Months, at: usize, n: i64) {
    if let Some(m) = months.get_mut(at) {
        *m += n;
    }
}

/// The figures of a kind over the facts, each with the month that it counts in.
fn figures(kind: &FactKind, facts: &[(usize, &Fact)], out: &mut Vec<Figure>) {
    let mut make = |code: String, label: &str, unit: &str, worth: fn(&Fact) -> i64| {
        let mut figure = Figure {
            code,
            label: label.into(),
            unit: unit.into(),
            definition: kind.definition.into(),
            months: Months::default(),
            parts: Vec::new(),
        };
        for (at, f) in facts {
            add(&mut figure.months, *at, worth(f));
        }
        for d in &kind.dims {
            let row = |(code, label): &(String, String)| Row {
                code: code.clone(),
                label: label.clone(),
                months: Months::default(),
            };
            let mut rows: Vec<Row> = d.values.iter().map(row).collect();
            for (at, f) in facts {
                for (_, value) in f.dims.iter().filter(|x| x.0 == d.code) {
                    // a word that has left its list is still counted
                    if !rows.iter().any(|r| r.code == *value) {
                        rows.push(row(&(value.clone(), value.clone())));
                    }
                    if let Some(r) = rows.iter_mut().find(|r| r.code == *value) {
                        add(&mut r.months, *at, worth(f));
                    }
                }
            }
            let (code, label) = (d.code.to_string(), d.label.to_string());
            figure.parts.push(Part { code, label, several: d.several, rows });
        }
        out.push(figure);
    };
    make(kind.code.into(), kind.label, kind.unit, |f| f.times);
    if let Some(p) = &kind.persons {
        make(format!("{}/persons", kind.code), p.label, p.unit, |f| f.persons);
    }
}

/// Puts a report together from what the slices told of its year.
pub fn content(
    period: Period,
    on: Date,
    told: &[Told],
    marks: &Marks,
    usual: &str,
) -> Result<Content> {
    let rules = rules()?;
    let mut out = Content {
        year: period.year,
        month: period.month,
        as_of: on.to_string(),
        figures: Vec::new(),
        activities: Vec::new(),
        off: Vec::new(),
    };
    for (kinds, facts) in told {
        for kind in kinds {
            let mine: Vec<(usize, &Fact)> = facts
                .iter()
                .filter(|f| f.kind == kind.code)
                .map(|f| (period.place(f.day), f))
                .filter(|(at, _)| period.reaches(*at))
                .collect();
            figures(kind, &mine, &mut out.figures);
            for (_, f) in mine.iter().filter(|(at, _)| kind.activity && period.lists(*at)) {
                let id = f.id.map(|i| i.to_string()).unwrap_or_default();
                let mark = marks.get(&(kind.code.to_string(), id.clone()));
                let said = |n: fn(&(String, String)) -> &String| {
                    mark.map(n).filter(|s| !s.is_empty()).cloned()
                };
                let (funding, from) = match (said(|m| &m.1), f.funding) {
                    (Some(hand), _) => (hand, From::Hand),
                    (None, "") => (usual.to_string(), From::Usual),
                    (None, record) => (record.to_string(), From::Record),
                };
                out.activities.push(Activity {
                    kind: kind.code.into(),
                    id,
                    item: said(|m| &m.0)
                        .unwrap_or_else(|| rules.item_of(kind.code, &f.sort).to_string()),
                    day: f.day.map(|d| d.to_string()).unwrap_or_default(),
                    sort: match f.sort_words.as_str() {
                        "" => kind.label.into(),
                        words => words.into(),
                    },
                    title: f.title.clone(),
                    times: f.times,
                    persons: kind.persons.map(|_| f.persons),
                    funding,
                    from,
                    href: f.href.clone(),
                });
            }
        }
    }
    out.activities.sort_by(|a, b| (a.day.is_empty(), &a.day).cmp(&(b.day.is_empty(), &b.day)));
    Ok(out)
}

impl Content {
    /// Its month or year.
    pub fn period(&self) -> Period {
        Period { year: self.year, month: self.month }
    }

    /// A figure by its code.
    pub fn figure(&self, code: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.code == code)
    }

    /// The activities of a 取組.
    pub fn of_item<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a Activity> {
        self.activities.iter().filter(move |a| a.item == item)
    }

    /// How many activities each funding paid for; only those there are, in the order of [`slice::FUNDING`], without a word last.
    pub fn by_funding(&self) -> Vec<(&'static str, i64)> {
        let count = |code: &str| {
            i64::try_from(self.activities.iter().filter(|a| a.funding == code).count()).unwrap_or(0)
        };
        let mut out: Vec<(&'static str, i64)> =
            slice::FUNDING.iter().map(|(code, words)| (*words, count(code))).collect();
        out.push(("財源の記入なし", count("")));
        out.retain(|o| o.1 > 0);
        out
    }

    /// What counts in the year, but in none of its months, by the names of the figures.
    pub fn undated(&self) -> Vec<(&str, i64)> {
        let n = |f: &Figure| f.months.get(UNDATED).copied().unwrap_or(0);
        self.figures.iter().map(|f| (f.label.as_str(), n(f))).filter(|x| x.1 > 0).collect()
    }
}

/// 取組 of a figure, for the list by items.
pub fn item_of_figure<'a>(rules: &'a Rules, f: &Figure) -> &'a str {
    rules.item_of(f.code.trim_end_matches("/persons"), "")
}
