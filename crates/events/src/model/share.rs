//! Who came, by profession, against who was meant to come (product.md: the share of each profession among those present).
use kernel::small;

use super::catalogue::Catalogue;

/// One profession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
    /// How many were meant to come; 0 = no target.
    pub target: i64,
    /// How many came.
    pub present: i64,
}

/// The table: professions with a target or with somebody present, in the order of the catalogue.
pub fn shares(c: &Catalogue, targets: &[(String, i64)], present: &[(String, i64)]) -> Vec<Share> {
    let of = |list: &[(String, i64)], code: &str| -> i64 {
        list.iter().filter(|(p, _)| p == code).map(|(_, n)| n).sum()
    };
    c.professions
        .iter()
        .map(|p| Share {
            code: p.code.clone(),
            label: p.label.clone(),
            target: of(targets, &p.code),
            present: of(present, &p.code),
        })
        .filter(|s| s.target > 0 || s.present > 0)
        .collect()
}

/// Per cent in tenths, rounded half up; none without a denominator.
pub fn tenths(n: i64, d: i64) -> Option<i64> {
    (d > 0).then(|| (n * 2000 + d) / (2 * d))
}

/// 「23.5%」 or 「–」.
pub fn percent(n: i64, d: i64) -> String {
    tenths(n, d).map_or_else(|| "–".into(), |t| format!("{}.{}%", t / 10, t % 10))
}

/// What may stand in public: numbers below five hidden with what would give them away; the last is the sum.
pub fn public(list: &[Share]) -> Vec<Option<i64>> {
    let row: Vec<i64> = list.iter().map(|s| s.present).collect();
    let sum: i64 = row.iter().sum();
    let off = small::hidden(std::slice::from_ref(&row), small::LEAST);
    let first = off.first().cloned().unwrap_or_default();
    row.into_iter()
        .chain([sum])
        .enumerate()
        .map(|(i, n)| (!first.get(i).copied().unwrap_or(false)).then_some(n))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::catalogue;

    fn list(v: &[(&str, i64)]) -> Vec<(String, i64)> {
        v.iter().map(|(c, n)| ((*c).to_string(), *n)).collect()
    }

    #[test]
    fn professions_without_target_and_without_anybody_do_not_stand_there() {
        let s = shares(
            catalogue().unwrap(),
            &list(&[("doctor", 10), ("nurse", 0)]),
            &list(&[("care-manager", 12)]),
        );
        let seen: Vec<(&str, i64, i64)> =
            s.iter().map(|s| (s.code.as_str(), s.target, s.present)).collect();
        assert_eq!(seen, [("doctor", 10, 0), ("care-manager", 0, 12)]);
        assert_eq!((percent(12, 51), percent(1, 0)), ("23.5%".into(), "–".into()));
    }

    #[test]
    fn a_small_number_takes_a_second_one_with_it() {
        let s = shares(
            catalogue().unwrap(),
            &[],
            &list(&[("doctor", 2), ("nurse", 20), ("care-manager", 9)]),
        );
        assert_eq!(public(&s), [None, Some(20), None, Some(31)]);
    }
}
