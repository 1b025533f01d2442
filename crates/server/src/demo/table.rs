//! The shipped tables (data/demo, data/names) as rows, and the proportions of hospital_rates.csv.
use std::collections::BTreeMap;

use office::csv::{CsvFile, Limits};

use super::dice::Dice;

/// One row: head → field.
#[derive(Debug, Clone)]
pub(super) struct Row(BTreeMap<String, String>);

impl Row {
    /// The field under a head; empty when there is none.
    pub(super) fn get(&self, head: &str) -> &str {
        self.0.get(head).map_or("", String::as_str)
    }

    /// The field as a number; 0 when it is none.
    pub(super) fn number(&self, head: &str) -> f64 {
        self.get(head).parse().unwrap_or(0.0)
    }

    /// The items of a field joined by `;`.
    pub(super) fn items(&self, head: &str) -> impl Iterator<Item = &str> {
        self.get(head).split(';').map(str::trim).filter(|t| !t.is_empty())
    }
}

/// Reads a shipped table. What is shipped and cannot be read is a defect of the build.
pub(super) fn rows(text: &str) -> app::Result<Vec<Row>> {
    let bad = |e: office::csv::CsvError| app::Error::Inconsistent(format!("demo data: {e}"));
    let file = CsvFile::read(text.as_bytes(), &Limits::default()).map_err(bad)?;
    let heads = file.headers().to_vec();
    let mut out = Vec::new();
    for record in file.records() {
        let record = record.map_err(bad)?;
        let fields = record.fields().map(str::to_string);
        out.push(Row(heads.iter().cloned().zip(fields).collect()));
    }
    Ok(out)
}

/// The proportions of hospital_rates.csv, by table and scope.
#[derive(Debug, Clone)]
pub(super) struct Rates(BTreeMap<(String, String), Vec<(String, f64)>>);

impl Rates {
    /// The shipped ones.
    pub(super) fn shipped() -> app::Result<Self> {
        let mut out: BTreeMap<(String, String), Vec<(String, f64)>> = BTreeMap::new();
        for r in rows(include_str!("../../../../data/demo/yuino/hospital_rates.csv"))? {
            let at = (r.get("table").to_string(), r.get("scope").to_string());
            out.entry(at).or_default().push((r.get("key").to_string(), r.number("value")));
        }
        Ok(Rates(out))
    }

    /// The lines of a table and scope.
    pub(super) fn lines(&self, table: &str, scope: &str) -> &[(String, f64)] {
        self.0.get(&(table.to_string(), scope.to_string())).map_or(&[], Vec::as_slice)
    }

    /// One value; 0 when it is not there.
    pub(super) fn value(&self, table: &str, scope: &str, key: &str) -> f64 {
        self.lines(table, scope).iter().find(|(k, _)| k == key).map_or(0.0, |(_, v)| *v)
    }

    /// A key by weight.
    pub(super) fn draw(&self, dice: &mut Dice, table: &str, scope: &str) -> &str {
        self.draw_of(dice, table, scope, |_| true)
    }

    /// A key by weight among those that fit.
    pub(super) fn draw_of(
        &self,
        dice: &mut Dice,
        table: &str,
        scope: &str,
        fits: impl Fn(&str) -> bool,
    ) -> &str {
        let lines = self.lines(table, scope);
        dice.weighted(lines, |(k, v)| if fits(k) { *v } else { 0.0 })
            .map_or("", |(k, _)| k.as_str())
    }

    /// A number from the quantiles p05 … p95, max; between them straight lines, below p05 flat.
    pub(super) fn quantile(&self, dice: &mut Dice, table: &str, scope: &str) -> f64 {
        let u = dice.unit() * 100.0;
        let mut before = (5.0, self.value(table, scope, "p05"));
        for key in ["p05", "p25", "p50", "p75", "p95", "max"] {
            let place = key.trim_start_matches('p').parse().unwrap_or(100.0);
            let value = match self.value(table, scope, key) {
                v if v > 0.0 => v,
                _ => before.1,
            };
            if u <= place {
                let width: f64 = place - before.0;
                let share = if width > 0.0 { (u - before.0) / width } else { 0.0 };
                return before.1 + (value - before.1) * share.max(0.0);
            }
            before = (place, value);
        }
        before.1
    }
}

/// A number of days from a key: `3`, `-2`, `4-7`, `8+` (8 to 14).
pub(super) fn days(dice: &mut Dice, key: &str) -> i64 {
    if let Ok(n) = key.parse::<i64>() {
        return n;
    }
    if let Some(n) = key.strip_suffix('+').and_then(|n| n.parse::<i64>().ok()) {
        return dice.range(n, n + 6);
    }
    match key.split_once('-').map(|(a, b)| (a.parse::<i64>(), b.parse::<i64>())) {
        Some((Ok(a), Ok(b))) => dice.range(a, b),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_days() {
        let mut d = Dice::of(1, "days", 0);
        assert_eq!(days(&mut d, "-7"), -7);
        assert_eq!(days(&mut d, "0"), 0);
        assert!((4..=7).contains(&days(&mut d, "4-7")));
        assert!((8..=14).contains(&days(&mut d, "8+")));
    }

    #[test]
    fn quantiles_give_their_own_middle() {
        let rates = Rates::shipped().unwrap();
        let mut d = Dice::of(1, "los", 0);
        let mut all: Vec<f64> =
            (0..4001).map(|_| rates.quantile(&mut d, "length_of_stay", "acute")).collect();
        all.sort_by(f64::total_cmp);
        assert!((11.0..15.0).contains(&all[2000]), "{}", all[2000]);
        assert!(all[0] >= 2.0 && all[4000] <= 90.0);
        let percent: Vec<f64> =
            (0..2001).map(|_| rates.quantile(&mut d, "planning_notice_at", "all")).collect();
        assert!(percent.iter().all(|p| (15.0..=80.0).contains(p)));
    }
}
