//! 地域の姿: the same few figures of every small area (日常生活圏域) of a year and of the whole, with shares; numbers of offices
//! by kind beside them. Rows are items, columns areas.
use std::collections::BTreeMap;

use super::catalogue::Regional;
use super::num::{Num, percent, permille};

/// Key of the whole region among the areas.
pub const WHOLE: &str = "";

/// What was entered: (area, item) → figure.
pub type Entered = BTreeMap<(String, String), Num>;

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Code of the item; empty for a share.
    pub item: String,
    /// Words.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// In the order of the areas; none = nothing entered.
    pub cells: Vec<Option<String>>,
    /// The whole.
    pub whole: Option<String>,
    /// Is the whole the sum of the areas? Otherwise it was entered by itself.
    pub summed: bool,
}

/// The figure of the whole: as entered, else the sum where every area has one.
fn whole(entered: &Entered, areas: &[String], item: &str) -> Option<(Num, bool)> {
    let of = |area: &str| entered.get(&(area.to_string(), item.to_string())).copied();
    if let Some(n) = of(WHOLE) {
        return Some((n, false));
    }
    let all: Option<Vec<Num>> = areas.iter().map(|a| of(a)).collect();
    let all = all.filter(|all| !all.is_empty())?;
    Some((Num(all.iter().map(|n| n.0).sum()), true))
}

/// The table of what was entered: each item, below it the share it is of another.
pub fn rows(items: &[Regional], areas: &[String], entered: &Entered) -> Vec<Row> {
    let of = |area: &str, item: &str| entered.get(&(area.to_string(), item.to_string())).copied();
    let mut out = Vec::new();
    for i in items {
        let all = whole(entered, areas, &i.code);
        out.push(Row {
            item: i.code.clone(),
            label: i.label.clone(),
            unit: i.unit.clone(),
            cells: areas.iter().map(|a| of(a, &i.code).map(|n| n.to_string())).collect(),
            whole: all.map(|(n, _)| n.to_string()),
            summed: all.is_some_and(|a| a.1),
        });
        if i.of.is_empty() {
            continue;
        }
        let share = |n: Option<Num>, d: Option<Num>| Some(percent(permille(n?, d?)?));
        let sum = whole(entered, areas, &i.of).map(|x| x.0);
        out.push(Row {
            item: String::new(),
            label: i.share.clone(),
            unit: "%".into(),
            cells: areas.iter().map(|a| share(of(a, &i.code), of(a, &i.of))).collect(),
            whole: share(all.map(|x| x.0), sum),
            summed: false,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::*;

    fn entered(list: &[(&str, &str, i64)]) -> Entered {
        let one =
            |(a, i, n): &(&str, &str, i64)| (((*a).to_string(), (*i).to_string()), Num::whole(*n));
        list.iter().map(one).collect()
    }

    fn row<'r>(all: &'r [Row], label: &str) -> &'r Row {
        all.iter().find(|r| r.label == label).unwrap()
    }

    #[test]
    fn the_whole_is_the_sum_only_where_every_area_has_a_figure() {
        let areas = ["a".to_string(), "b".to_string()];
        let items = &catalogue().unwrap().regional;
        let e =
            entered(&[("a", "population", 1000), ("b", "population", 3000), ("a", "over65", 400)]);
        let all = rows(items, &areas, &e);
        assert_eq!(row(&all, "人口").whole.as_deref(), Some("4,000"));
        assert!(row(&all, "人口").summed);
        let old = row(&all, "65歳以上の人口");
        assert_eq!((&old.cells, &old.whole), (&vec![Some("400".into()), None], &None));
        let share = row(&all, "高齢化率");
        assert_eq!((&share.cells, &share.whole), (&vec![Some("40.0%".into()), None], &None));
        // what was published for the whole stands before the sum
        let e = entered(&[
            ("a", "population", 1000),
            ("b", "population", 3000),
            ("", "population", 4100),
            ("", "over65", 1200),
        ]);
        let all = rows(items, &areas, &e);
        assert_eq!(row(&all, "人口").whole.as_deref(), Some("4,100"));
        assert_eq!(row(&all, "高齢化率").whole.as_deref(), Some("29.3%"));
    }

    #[test]
    fn without_areas_there_is_only_the_whole() {
        let items = &catalogue().unwrap().regional;
        let all = rows(items, &[], &entered(&[("", "population", 10)]));
        assert_eq!(row(&all, "人口").whole.as_deref(), Some("10"));
        assert_eq!(row(&all, "世帯").whole, None, "nothing entered is no zero");
    }
}
