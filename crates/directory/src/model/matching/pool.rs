//! Facilities to compare with, found by what they share: nobody compares everything with everything.

use std::collections::{BTreeSet, HashMap};

use super::{Features, MARGIN, Score, Verdict, score};

/// The facilities a row may be the same as.
#[derive(Debug, Default)]
pub struct Pool {
    all: Vec<Features>,
    by: HashMap<String, Vec<usize>>,
}

/// What was found for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This one (place in the pool).
    Same(usize, Score),
    /// Perhaps these, best first.
    Perhaps(Vec<(usize, Score)>),
    /// None.
    Nothing,
}

/// A key shared by more than these says nothing (「ツクイ」 in a whole prefecture, one telephone of a large house).
const CROWD: usize = 300;
/// At most these many are put before a person.
const ASK: usize = 3;

impl Pool {
    /// Adds a facility; its place.
    pub fn add(&mut self, f: Features) -> usize {
        let at = self.all.len();
        for key in keys(&f) {
            self.by.entry(key).or_default().push(at);
        }
        self.all.push(f);
        at
    }

    /// Adds a number that another source gave for a facility.
    pub fn also(&mut self, at: usize, code: &str) {
        if let Some(f) = self.all.get_mut(at)
            && !f.codes.iter().any(|c| c == code)
        {
            f.codes.push(code.to_string());
            self.by.entry(format!("c{code}")).or_default().push(at);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All that may be the same as `f`, best first; `allowed` says which places may be taken.
    pub fn alike(&self, f: &Features, allowed: impl Fn(usize) -> bool) -> Vec<(usize, Score)> {
        let mut near = BTreeSet::new();
        for key in keys(f) {
            if let Some(at) = self.by.get(&key).filter(|at| at.len() <= CROWD) {
                near.extend(at.iter().copied());
            }
        }
        let mut out: Vec<(usize, Score)> = near
            .into_iter()
            .filter(|at| allowed(*at))
            .filter_map(|at| Some((at, score(f, self.all.get(at)?)?)))
            .filter(|(_, s)| s.verdict() != Verdict::Other)
            .collect();
        out.sort_by(|a, b| b.1.points.cmp(&a.1.points).then(a.0.cmp(&b.0)));
        out
    }

    /// The verdict over a list of [`Pool::alike`].
    pub fn judge(found: Vec<(usize, Score)>) -> Found {
        let second = found.get(1).map_or(i32::MIN / 2, |(_, s)| s.points);
        // a map may hold a house once as 歯科 and once as 訪問歯科: the same words decide
        let top = found.first().map_or(0, |(_, s)| s.points);
        let mut equal = found.iter().filter(|(_, s)| s.same_words && top - s.points < MARGIN);
        if let (Some((at, one)), None) = (equal.next(), equal.next())
            && one.verdict() == Verdict::Sure
        {
            return Found::Same(*at, one.clone());
        }
        match found.first() {
            None => Found::Nothing,
            Some((at, best))
                if best.verdict() == Verdict::Sure && best.points - second >= MARGIN =>
            {
                Found::Same(*at, best.clone())
            }
            Some(_) => Found::Perhaps(found.into_iter().take(ASK).collect()),
        }
    }
}

fn keys(f: &Features) -> Vec<String> {
    let mut out: Vec<String> = f.codes.iter().map(|c| format!("c{c}")).collect();
    let place = &f.address.prefecture;
    out.push(format!("n{place}{}", f.name.core));
    // the last letters find a name behind a corporation that could not be told apart
    let letters: Vec<char> = f.name.core.chars().collect();
    if letters.len() > 5 {
        let tail: String = letters.iter().skip(letters.len() - 5).collect();
        out.push(format!("e{place}{tail}"));
    }
    if f.kana.chars().count() >= 5 {
        out.push(format!("k{place}{}", f.kana));
    }
    if f.phone.len() >= 10 {
        out.push(format!("t{}", f.phone));
    }
    if let Some(first) = f.address.numbers.first() {
        let tail: Vec<char> = f.address.head.chars().collect();
        // the town's end without the municipality, which some sources leave out
        let town: String = tail.iter().skip(tail.len().saturating_sub(3)).collect();
        let second = f.address.numbers.get(1).copied().unwrap_or(0);
        out.push(format!("a{place}{town}{first}-{second}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facility::FacilityData;

    fn of(name: &str, address: &str) -> Features {
        let d = FacilityData {
            name: name.into(),
            address: address.into(),
            municipality: "032069".into(),
            service: "clinic".into(),
            ..FacilityData::default()
        };
        Features::of(&d, Vec::new(), false)
    }

    #[test]
    fn two_that_fit_equally_well_are_asked_about() {
        let mut pool = Pool::default();
        pool.add(of("ゆい内科", "結野市本通り1-2"));
        pool.add(of("ゆい内科", "結野市本通り1-2"));
        pool.add(of("花野眼科", "花野市森1"));
        let me = of("ゆい内科", "岩手県結野市本通り一丁目2番地");
        assert!(
            matches!(Pool::judge(pool.alike(&me, |_| true)), Found::Perhaps(v) if v.len() == 2)
        );
        assert!(matches!(Pool::judge(pool.alike(&me, |at| at != 0)), Found::Same(1, _)));
        assert_eq!(Pool::judge(pool.alike(&of("ちがう", "遠野市1"), |_| true)), Found::Nothing);
    }

    #[test]
    fn the_same_words_for_the_service_decide_between_equals() {
        let mut pool = Pool::default();
        let with = |words: &str| Features {
            words: words.into(),
            ..of("ゆい歯科", "結野市本通り1-2")
        };
        pool.add(with("歯科"));
        pool.add(with("訪問歯科"));
        let found = Pool::judge(pool.alike(&with("訪問歯科"), |_| true));
        assert!(matches!(found, Found::Same(1, _)), "{found:?}");
        assert!(matches!(Pool::judge(pool.alike(&with(""), |_| true)), Found::Perhaps(_)));
    }

    #[test]
    fn a_number_learned_from_a_match_finds_it_later() {
        let mut pool = Pool::default();
        let at = pool.add(of("ゆい内科", "結野市本通り1-2"));
        pool.also(at, "m:0310110283");
        let mut me = of("ゆい内科クリニック", "結野市本通り9-9");
        me.codes = vec!["m:0310110283".into()];
        assert!(matches!(Pool::judge(pool.alike(&me, |_| true)), Found::Same(0, _)));
    }
}
