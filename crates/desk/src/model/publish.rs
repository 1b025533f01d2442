//! What may not be shown where counts are published. All tables of the desk are one set of equations (every year, every
//! affiliation, inside and outside, and the sums up to every year, which were the sums of an earlier publication): what
//! one table hides, no difference of two tables tells. Least count 5 (`kernel::small::LEAST`).
use std::collections::{BTreeMap, BTreeSet};

use kernel::small::LEAST;
use kernel::suppress::{Line, hidden_after};

use super::chart::Counts;

/// A published count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Of an affiliation in a year, wherever they are.
    Who(i64, String),
    /// The same, inside the area.
    Inside(i64, String),
    /// The same, outside; in no table, but it follows from two of them.
    Outside(i64, String),
    /// Of a year.
    Year(i64),
    /// Of a year, inside the area.
    YearInside(i64),
    /// Of a year, outside.
    YearOutside(i64),
    /// Of a method in a year.
    Method(i64, String),
    /// Of a content in a year, inside the area.
    Content(i64, String),
    /// All contents of a year, inside the area, where a consultation can have several.
    Contents(i64),
    /// Of an affiliation up to a year.
    WhoUpTo(i64, String),
    /// All up to a year.
    UpTo(i64),
    /// Asked in a year and solved in a year.
    Solved(i64, i64),
    /// Asked in a year, with a solution.
    SolvedOf(i64),
    /// Solved in a year.
    SolvedIn(i64),
    /// All with a solution.
    SolvedAll,
}

#[derive(Default)]
struct Tables {
    values: Vec<i64>,
    places: BTreeMap<Cell, usize>,
    lines: Vec<Line>,
    /// What was decided for the publication of the year before.
    decided: Vec<Option<bool>>,
}

impl Tables {
    /// Decides what is hidden of all that is in the tables by now; what was decided before stands.
    fn decide(&mut self) {
        let off = hidden_after(&self.values, &self.lines, LEAST, &self.decided);
        self.decided = off.into_iter().map(Some).collect();
    }

    fn hidden(self) -> impl Iterator<Item = Cell> {
        let off = self.decided;
        let gone = move |at: usize| off.get(at).copied().flatten().unwrap_or(false);
        self.places.into_iter().filter(move |(_, at)| gone(*at)).map(|(cell, _)| cell)
    }

    fn cell(&mut self, cell: Cell, n: i64) -> usize {
        if let Some(at) = self.places.get(&cell) {
            return *at;
        }
        self.values.push(n);
        let at = self.values.len() - 1;
        self.places.insert(cell, at);
        at
    }

    fn line(&mut self, parts: Vec<usize>, total: usize) {
        if !parts.is_empty() {
            self.lines.push(Line::new(parts, total));
        }
    }
}

/// The counts that are not shown. They are decided year by year, as they were published: what an earlier year's paper
/// showed is known, and cannot be what a later one hides.
pub fn hidden_of(c: &Counts) -> BTreeSet<Cell> {
    let mut t = Tables::default();
    let (years, who) = (c.years(), c.affiliations());
    let mut before: BTreeMap<String, usize> = BTreeMap::new();
    let mut before_all: Option<usize> = None;
    for y in &years {
        let (mut inside, mut outside, mut all, mut up_to) = (vec![], vec![], vec![], vec![]);
        for w in &who {
            let (i, o) = (c.who(*y, "in", w), c.who(*y, "out", w));
            let ci = t.cell(Cell::Inside(*y, w.clone()), i);
            let co = t.cell(Cell::Outside(*y, w.clone()), o);
            let ca = t.cell(Cell::Who(*y, w.clone()), i + o);
            t.line(vec![ci, co], ca);
            let sum = c.who_up_to(*y, w);
            let cs = t.cell(Cell::WhoUpTo(*y, w.clone()), sum);
            let parts = before.get(w).copied().into_iter().chain([ca]).collect();
            t.line(parts, cs);
            before.insert(w.clone(), cs);
            inside.push(ci);
            outside.push(co);
            all.push(ca);
            up_to.push(cs);
        }
        let n_in = t.cell(Cell::YearInside(*y), c.place(*y, "in"));
        let n_out = t.cell(Cell::YearOutside(*y), c.place(*y, "out"));
        let n = t.cell(Cell::Year(*y), c.year(*y));
        let sum = t.cell(Cell::UpTo(*y), c.up_to(*y));
        t.line(inside, n_in);
        t.line(outside, n_out);
        t.line(all, n);
        t.line(up_to, sum);
        t.line(vec![n_in, n_out], n);
        t.line(before_all.into_iter().chain([n]).collect(), sum);
        before_all = Some(sum);
        let methods: Vec<usize> =
            c.methods(*y).into_iter().map(|(m, k)| t.cell(Cell::Method(*y, m), k)).collect();
        t.line(methods, n);
        let contents = c.contents(*y);
        let together: i64 = contents.iter().map(|x| x.1).sum();
        let parts: Vec<usize> =
            contents.into_iter().map(|(m, k)| t.cell(Cell::Content(*y, m), k)).collect();
        // where each has one content, they add up to the consultations; otherwise to a number of their own
        let total = match together == c.place(*y, "in") {
            true => n_in,
            false => t.cell(Cell::Contents(*y), together),
        };
        t.line(parts, total);
        t.decide();
    }
    t.hidden().chain(solved(c).hidden()).collect()
}

fn solved(c: &Counts) -> Tables {
    let mut t = Tables::default();
    let (asked, done) = c.solved_years();
    let mut columns: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    let mut rows = Vec::new();
    for a in &asked {
        let mut parts = Vec::new();
        for d in &done {
            let at = t.cell(Cell::Solved(*a, *d), c.solved(*a, *d));
            columns.entry(*d).or_default().push(at);
            parts.push(at);
        }
        let total = t.cell(Cell::SolvedOf(*a), done.iter().map(|d| c.solved(*a, *d)).sum());
        t.line(parts, total);
        rows.push(total);
    }
    let all: i64 = asked.iter().flat_map(|a| done.iter().map(move |d| c.solved(*a, *d))).sum();
    let all = t.cell(Cell::SolvedAll, all);
    t.line(rows, all);
    let mut sums = Vec::new();
    for (d, parts) in columns {
        let total = t.cell(Cell::SolvedIn(d), asked.iter().map(|a| c.solved(*a, d)).sum());
        t.line(parts, total);
        sums.push(total);
    }
    t.line(sums, all);
    t.decide();
    t
}
