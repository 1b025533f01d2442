//! The charts as the cities publish them. Kamaishi (平成29年度 問い合わせ & 相談概要): ① place and ④ method over all
//! consultations, ② affiliation and ③ content over those from the area only; 「電話及びメール」 is one method. Kitakami:
//! consultations by year, and by whom over all years.
use std::collections::{BTreeMap, BTreeSet};

use super::lists::{Code, label, lists};
use super::publish::{Cell, hidden_of};

/// Counts by year, as the measures hold them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// (年度, 所在, 所属) → consultations.
    pub cases: BTreeMap<(i64, String, String), i64>,
    /// (年度, 方法) → consultations.
    pub methods: BTreeMap<(i64, String), i64>,
    /// (年度, 所在, 内容) → consultations; one with two contents stands in both.
    pub contents: BTreeMap<(i64, String, String), i64>,
    /// (年度 of the consultation, 年度 of the solution) → consultations.
    pub solved: BTreeMap<(i64, i64), i64>,
}

impl Counts {
    /// The years with a consultation, oldest first.
    pub fn years(&self) -> Vec<i64> {
        let all: BTreeSet<i64> = self.cases.keys().map(|k| k.0).collect();
        all.into_iter().collect()
    }

    /// The affiliations that occur.
    pub fn affiliations(&self) -> Vec<String> {
        let all: BTreeSet<String> = self.cases.keys().map(|k| k.2.clone()).collect();
        all.into_iter().collect()
    }

    /// Of an affiliation at a place in a year.
    pub fn who(&self, year: i64, place: &str, by: &str) -> i64 {
        self.cases.get(&(year, place.into(), by.into())).copied().unwrap_or(0)
    }

    /// Of a place in a year.
    pub fn place(&self, year: i64, place: &str) -> i64 {
        self.cases.iter().filter(|(k, _)| k.0 == year && k.1 == place).map(|x| x.1).sum()
    }

    /// Of a year.
    pub fn year(&self, year: i64) -> i64 {
        self.cases.iter().filter(|(k, _)| k.0 == year).map(|x| x.1).sum()
    }

    /// Of an affiliation up to a year.
    pub fn who_up_to(&self, year: i64, by: &str) -> i64 {
        self.cases.iter().filter(|(k, _)| k.0 <= year && k.2 == by).map(|x| x.1).sum()
    }

    /// All up to a year.
    pub fn up_to(&self, year: i64) -> i64 {
        self.cases.iter().filter(|(k, _)| k.0 <= year).map(|x| x.1).sum()
    }

    /// The methods of a year.
    pub fn methods(&self, year: i64) -> Vec<(String, i64)> {
        self.methods.iter().filter(|(k, _)| k.0 == year).map(|(k, n)| (k.1.clone(), *n)).collect()
    }

    /// The contents of a year, inside the area.
    pub fn contents(&self, year: i64) -> Vec<(String, i64)> {
        let of = |k: &(i64, String, String)| k.0 == year && k.1 == "in";
        self.contents.iter().filter(|(k, _)| of(k)).map(|(k, n)| (k.2.clone(), *n)).collect()
    }

    /// Asked in a year and solved in a year.
    pub fn solved(&self, asked: i64, done: i64) -> i64 {
        self.solved.get(&(asked, done)).copied().unwrap_or(0)
    }

    /// The years in which something was asked that has a solution, and those in which it was carried out.
    pub fn solved_years(&self) -> (Vec<i64>, Vec<i64>) {
        let asked: BTreeSet<i64> = self.solved.keys().map(|k| k.0).collect();
        let done: BTreeSet<i64> = self.solved.keys().map(|k| k.1).collect();
        (asked.into_iter().collect(), done.into_iter().collect())
    }
}

/// A count that is shown, or hidden because it is small or would give a small one away.
pub type Shown = Option<i64>;

/// 「＊」 for what is hidden.
pub fn words(n: Shown) -> String {
    n.map_or_else(|| "＊".into(), |n| n.to_string())
}

/// 「37.9 %」; hidden where either number is, 「—」 where nothing was counted.
pub fn share(n: Shown, d: Shown) -> String {
    let of = |n: i64| u64::try_from(n).unwrap_or(0);
    match (n, d) {
        (Some(n), Some(d)) => office::print::percent_text(of(n), of(d)),
        _ => "＊".into(),
    }
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Code, or the year as text.
    pub code: String,
    /// Words.
    pub label: String,
    /// How many.
    pub n: Shown,
}

/// A chart: bars with their counts and shares, and over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Field of the list's filter: `place`, `affiliation`, `content`, `method`, `year`.
    pub of: &'static str,
    /// 「① 相談者の所在」.
    pub title: String,
    /// 「すべての相談」, 「圏域内のみ」.
    pub population: &'static str,
    /// How many were counted.
    pub n: Shown,
    /// The bars.
    pub bars: Vec<Bar>,
    /// The bars add up to n. Where one consultation can have several contents they may not.
    pub adds_up: bool,
}

/// A row of a table of counts: label, per column, sum.
pub type CountRow = (String, Vec<Shown>, Shown);

/// Everything of one page or paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charts {
    /// The year of ①–④.
    pub year: i64,
    /// ①–④.
    pub four: Vec<Chart>,
    /// By year.
    pub years: Chart,
    /// By whom, over all years.
    pub who: Chart,
    /// Affiliation × year: label, per year, sum; the last row is all.
    pub table: Vec<CountRow>,
    /// 相談年度 × 解決策実施年度: columns (solution), rows (label, per column, sum).
    pub solved: (Vec<i64>, Vec<CountRow>),
    /// Small counts are hidden.
    pub public: bool,
}

struct Show(Option<BTreeSet<Cell>>);

impl Show {
    fn n(&self, cell: &Cell, n: i64) -> Shown {
        match &self.0 {
            Some(off) if off.contains(cell) => None,
            _ => Some(n),
        }
    }
}

/// Bars from the most to the fewest, その他 last; equals as the list has them.
fn bars(list: &[Code], counted: Vec<(String, i64)>, show: impl Fn(&str, i64) -> Shown) -> Vec<Bar> {
    let place = |code: &str| list.iter().position(|c| c.code == code).unwrap_or(usize::MAX);
    let mut all: Vec<(String, i64)> = counted.into_iter().filter(|(_, n)| *n > 0).collect();
    let shown = |code: &str, n: i64| show(code, n);
    // hidden counts do not tell by their order which is more
    all.sort_by_key(|(c, n)| {
        let seen = shown(c, *n).unwrap_or(0);
        (c == "other", std::cmp::Reverse(seen), place(c))
    });
    all.into_iter()
        .map(|(code, n)| Bar { label: label(list, &code).to_string(), n: shown(&code, n), code })
        .collect()
}

/// The charts of a year and over the years.
pub fn charts(c: &Counts, year: i64, public: bool) -> Charts {
    let show = Show(public.then(|| hidden_of(c)));
    let l = lists();
    let by = |counted: Vec<(String, i64)>, list: &[Code], cell: &dyn Fn(i64, String) -> Cell| {
        bars(list, counted, |code, n| show.n(&cell(year, code.into()), n))
    };
    let of_who = |place: &str| -> Vec<(String, i64)> {
        c.affiliations().into_iter().map(|w| (w.clone(), c.who(year, place, &w))).collect()
    };
    let n = show.n(&Cell::Year(year), c.year(year));
    let inside = c.place(year, "in");
    let n_in = show.n(&Cell::YearInside(year), inside);
    let places = ["in", "out"]
        .map(|p| {
            let cell = if p == "in" { Cell::YearInside(year) } else { Cell::YearOutside(year) };
            Bar {
                code: p.into(),
                label: label(&l.place, p).into(),
                n: show.n(&cell, c.place(year, p)),
            }
        })
        .into();
    let contents = c.contents(year);
    let adds_up = contents.iter().map(|x| x.1).sum::<i64>() == inside;
    let chart = |of, title: &str, population, n, bars, adds_up| Chart {
        of,
        title: title.into(),
        population,
        n,
        bars,
        adds_up,
    };
    let four = vec![
        chart("place", "① 相談者の所在", "すべての相談", n, places, true),
        chart(
            "affiliation",
            "② 相談者の所属",
            "圏域内のみ",
            n_in,
            by(of_who("in"), &l.affiliation, &Cell::Inside),
            true,
        ),
        chart(
            "content",
            "③ 相談の内容",
            "圏域内のみ",
            n_in,
            by(contents, &l.content, &Cell::Content),
            adds_up,
        ),
        chart(
            "method",
            "④ 相談の方法",
            "すべての相談",
            n,
            by(c.methods(year), &l.method, &Cell::Method),
            true,
        ),
    ];
    let years = c.years();
    let last = years.last().copied().unwrap_or(year);
    let all = show.n(&Cell::UpTo(last), c.up_to(last));
    let of_years = Chart {
        of: "year",
        title: "年度ごとの相談件数".into(),
        population: "すべての相談",
        n: all,
        bars: years
            .iter()
            .map(|y| Bar {
                code: y.to_string(),
                label: super::year::long(*y),
                n: show.n(&Cell::Year(*y), c.year(*y)),
            })
            .collect(),
        adds_up: true,
    };
    let sums: Vec<(String, i64)> =
        c.affiliations().into_iter().map(|w| (w.clone(), c.who_up_to(last, &w))).collect();
    let who = Chart {
        of: "affiliation",
        title: "相談した人の割合（すべての年度）".into(),
        population: "すべての相談",
        n: all,
        bars: bars(&l.affiliation, sums, |w, n| show.n(&Cell::WhoUpTo(last, w.into()), n)),
        adds_up: true,
    };
    let mut table: Vec<CountRow> = who
        .bars
        .iter()
        .map(|b| {
            let one = |y: &i64| {
                let n = c.who(*y, "in", &b.code) + c.who(*y, "out", &b.code);
                show.n(&Cell::Who(*y, b.code.clone()), n)
            };
            (b.label.clone(), years.iter().map(one).collect(), b.n)
        })
        .collect();
    table.push(("計".into(), of_years.bars.iter().map(|b| b.n).collect(), all));
    Charts { year, four, years: of_years, who, table, solved: solved(c, &show), public }
}

fn solved(c: &Counts, show: &Show) -> (Vec<i64>, Vec<CountRow>) {
    let (asked, done) = c.solved_years();
    let mut rows: Vec<CountRow> = asked
        .iter()
        .map(|a| {
            let one = |d: &i64| show.n(&Cell::Solved(*a, *d), c.solved(*a, *d));
            let sum = done.iter().map(|d| c.solved(*a, *d)).sum();
            (
                super::year::long(*a),
                done.iter().map(one).collect(),
                show.n(&Cell::SolvedOf(*a), sum),
            )
        })
        .collect();
    if !rows.is_empty() {
        let of = |d: &i64| asked.iter().map(|a| c.solved(*a, *d)).sum::<i64>();
        let all = done.iter().map(of).sum();
        let sums = done.iter().map(|d| show.n(&Cell::SolvedIn(*d), of(d))).collect();
        rows.push(("計".into(), sums, show.n(&Cell::SolvedAll, all)));
    }
    (done, rows)
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;
