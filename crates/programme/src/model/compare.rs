//! Comparing with other municipalities: who stands where. Equal values share a rank; the next one is skipped (1, 2, 2, 4).
use super::city::City;
use super::num::Num;

/// A municipality with its rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// From 1.
    pub rank: usize,
    /// What is compared.
    pub value: Num,
    /// Who.
    pub city: City,
}

/// In order, the largest first (or the smallest, where less is better). Those without a value are left out.
pub fn ranked(all: &[City], less: bool) -> Vec<Ranked> {
    let mut out: Vec<(Num, &City)> = all.iter().filter_map(|c| Some((c.value()?, c))).collect();
    out.sort_by(|a, b| {
        let by_value = if less { a.0.cmp(&b.0) } else { b.0.cmp(&a.0) };
        by_value.then_with(|| a.1.name.cmp(&b.1.name))
    });
    let mut ranked: Vec<Ranked> = Vec::with_capacity(out.len());
    for (i, (value, city)) in out.into_iter().enumerate() {
        let rank = match ranked.last() {
            Some(before) if before.value == value => before.rank,
            _ => i + 1,
        };
        ranked.push(Ranked { rank, value, city: city.clone() });
    }
    ranked
}

/// The lines around one's own municipality: the first three, three on each side of it, the last; in order, each once.
pub fn around(all: &[Ranked]) -> Vec<&Ranked> {
    let own = all.iter().position(|r| r.city.own);
    all.iter()
        .enumerate()
        .filter(|(i, _)| {
            *i < 3
                || *i + 1 == all.len()
                || own.is_some_and(|o| i.abs_diff(o) <= 3)
                || all.len() <= 12
        })
        .map(|(_, r)| r)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(name: &str, n: i64, own: bool) -> City {
        City { name: name.into(), n: Num::whole(n), d: None, own, source: "表".into() }
    }

    #[test]
    fn equal_values_share_a_rank() {
        let all =
            [city("い", 5, false), city("あ", 9, true), city("う", 5, false), city("え", 1, false)];
        let ranks = |less| -> Vec<(String, usize)> {
            ranked(&all, less).into_iter().map(|r| (r.city.name, r.rank)).collect()
        };
        let want = |v: [(&str, usize); 4]| v.map(|(n, r)| (n.to_string(), r)).to_vec();
        assert_eq!(ranks(false), want([("あ", 1), ("い", 2), ("う", 2), ("え", 4)]));
        assert_eq!(ranks(true), want([("え", 1), ("い", 2), ("う", 2), ("あ", 4)]));
    }

    #[test]
    fn a_long_table_shows_its_ends_and_the_neighbours() {
        let all: Vec<City> =
            (0..100).map(|i| city(&format!("{i:03}"), 1000 - i, i == 50)).collect();
        let r = ranked(&all, false);
        let shown: Vec<usize> = around(&r).iter().map(|r| r.rank).collect();
        assert_eq!(shown, [1, 2, 3, 48, 49, 50, 51, 52, 53, 54, 100]);
        assert_eq!(around(&r[..5]).len(), 5);
    }
}
