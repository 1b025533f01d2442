//! Counting answers: one question, and one question against another axis. Numbers only; what may be shown is decided elsewhere.
use super::{Given, Kind, OTHER, Question};

/// Answers from 0 to 10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nps {
    /// 9 and 10.
    pub promoters: i64,
    /// 7 and 8.
    pub passives: i64,
    /// 0 to 6.
    pub detractors: i64,
}

impl Nps {
    /// All of them.
    pub fn n(self) -> i64 {
        self.promoters + self.passives + self.detractors
    }

    /// Promoters less detractors in tenths of a percent of all (-1000 to 1000), rounded half away from zero; none of none.
    pub fn permille(self) -> Option<i64> {
        let n = self.n();
        let d = (self.promoters - self.detractors) * 1000;
        (n > 0).then(|| (2 * d + d.signum() * n) / (2 * n))
    }

    /// 「+12.3」; empty without answers.
    pub fn words(self) -> String {
        self.permille().map_or(String::new(), |p| {
            let sign = match p {
                0 => "±",
                1.. => "+",
                _ => "-",
            };
            format!("{sign}{}.{}", p.abs() / 10, p.abs() % 10)
        })
    }
}

/// What numbers come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many.
    pub n: i64,
    /// Their sum.
    pub sum: i64,
    /// The least.
    pub least: i64,
    /// The greatest.
    pub most: i64,
    /// Twice the median, so that it stays a whole number.
    pub median2: i64,
}

impl Numbers {
    /// Of some numbers; none of none.
    pub fn of(mut all: Vec<i64>) -> Option<Numbers> {
        all.sort_unstable();
        let (least, most) = (*all.first()?, *all.last()?);
        let at = |i: usize| all.get(i).copied().unwrap_or(0);
        let half = all.len() / 2;
        let median2 =
            if all.len() % 2 == 1 { 2 * at(half) } else { at(half) + at(half.saturating_sub(1)) };
        let n = i64::try_from(all.len()).unwrap_or(i64::MAX);
        Some(Numbers { n, sum: all.iter().sum(), least, most, median2 })
    }

    /// The mean in tenths, rounded half up.
    pub fn mean10(self) -> i64 {
        (self.sum * 20 + self.n) / (2 * self.n.max(1))
    }
}

/// The counts of one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many answered it.
    pub answered: i64,
    /// Code, words and how many, in the order of the question; a month by itself.
    pub rows: Vec<(String, String, i64)>,
    /// Of a number.
    pub numbers: Option<Numbers>,
    /// Of 0 to 10.
    pub nps: Option<Nps>,
    /// Place of the answer in the list, and the words: free text, and what stands beside 「その他」.
    pub texts: Vec<(usize, String)>,
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Counts a question.
pub fn tally(q: &Question, all: &[&Given]) -> Tally {
    let values = || all.iter().filter_map(|g| g.get(&q.code));
    let mut out = Tally { answered: count(values().count()), ..Tally::default() };
    let n = |code: &str| count(values().filter(|v| v.iter().any(|x| x == code)).count());
    out.rows = q.choices().into_iter().map(|(c, w)| (c.clone(), w, n(&c))).collect();
    let text = |key: &str| -> Vec<(usize, String)> {
        let of = |(i, g): (usize, &&Given)| Some((i, g.get(key)?.first()?.clone()));
        all.iter().enumerate().filter_map(of).collect()
    };
    match q.kind {
        Kind::Number => {
            let of = |v: &Vec<String>| v.first().and_then(|t| t.parse().ok());
            out.numbers = Numbers::of(values().filter_map(of).collect());
        }
        Kind::Month => {
            let mut months: Vec<String> = values().filter_map(|v| v.first().cloned()).collect();
            months.sort_unstable();
            months.dedup();
            out.rows = months
                .into_iter()
                .map(|m| (m.clone(), m.replace('-', "年") + "月", n(&m)))
                .collect();
        }
        Kind::Nps => {
            let sum = |from: i64, to: i64| {
                let of = |r: &&(String, String, i64)| {
                    r.0.parse().is_ok_and(|x: i64| x >= from && x <= to)
                };
                out.rows.iter().filter(of).map(|r| r.2).sum()
            };
            out.nps =
                Some(Nps { promoters: sum(9, 10), passives: sum(7, 8), detractors: sum(0, 6) });
        }
        Kind::Text => out.texts = text(&q.code),
        _ if q.other => out.texts = text(&format!("{}{OTHER}", q.code)),
        _ => {}
    }
    out
}

/// One axis against another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cross {
    /// Words of the rows.
    pub rows: Vec<String>,
    /// Words of the columns.
    pub columns: Vec<String>,
    /// How many have both, row by row.
    pub cells: Vec<Vec<i64>>,
    /// How many answers of a row are in any column. With several answers to a question the cells of a row add up to more.
    pub row_n: Vec<i64>,
    /// How many are in a row and in a column at all.
    pub n: i64,
}

/// An axis: code and words, and the codes of each answer.
pub type Axis<'a> = (Vec<(String, String)>, Vec<&'a [String]>);

/// Counts two axes over the same answers in the same order.
pub fn cross(rows: &Axis<'_>, columns: &Axis<'_>) -> Cross {
    let both = || rows.1.iter().zip(&columns.1);
    let has = |of: &[String], code: &str| of.iter().any(|x| x == code);
    let any = |of: &[String], axis: &Axis<'_>| axis.0.iter().any(|c| has(of, &c.0));
    let words = |axis: &Axis<'_>| axis.0.iter().map(|c| c.1.clone()).collect();
    Cross {
        rows: words(rows),
        columns: words(columns),
        cells: rows
            .0
            .iter()
            .map(|r| {
                let cell = |c: &(String, String)| {
                    count(both().filter(|(a, b)| has(a, &r.0) && has(b, &c.0)).count())
                };
                columns.0.iter().map(cell).collect()
            })
            .collect(),
        row_n: rows
            .0
            .iter()
            .map(|r| count(both().filter(|(a, b)| has(a, &r.0) && any(b, columns)).count()))
            .collect(),
        n: count(both().filter(|(a, b)| any(a, rows) && any(b, columns)).count()),
    }
}
