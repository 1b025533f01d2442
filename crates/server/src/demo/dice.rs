//! Repeatable chance: the same seed and the same name give the same numbers on every machine.

/// A stream of numbers (SplitMix64); every thing that is invented draws from a stream of its own name, so that a
/// new question about residents does not change the stays.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The stream `name`, number `n`, of a seed.
    pub(super) fn of(seed: u64, name: &str, n: usize) -> Self {
        // FNV-1a spreads the name over the seed; the first numbers of neighbouring streams do not look alike
        let mut state = name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
        state ^= (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut d = Dice(state);
        d.next();
        d
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, p: f64) -> bool {
        self.unit() * 100.0 < p
    }

    /// True in so many of a thousand cases.
    pub(super) fn per_mille(&mut self, p: f64) -> bool {
        self.unit() * 1000.0 < p
    }

    /// A whole number, both ends included; `from` when the range is empty.
    pub(super) fn range(&mut self, from: i64, to: i64) -> i64 {
        if to <= from {
            return from;
        }
        let n = (to - from + 1) as u64;
        from + (self.next() % n) as i64
    }

    /// One of a list.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let n = self.range(0, list.len() as i64 - 1);
        list.get(usize::try_from(n).unwrap_or(0))
    }

    /// One of a list by weight; none when all weigh nothing.
    pub(super) fn weighted<'a, T>(
        &mut self,
        list: &'a [T],
        weight: impl Fn(&T) -> f64,
    ) -> Option<&'a T> {
        let all: f64 = list.iter().map(|x| weight(x).max(0.0)).sum();
        if all <= 0.0 {
            return None;
        }
        let mut left = self.unit() * all;
        for x in list {
            left -= weight(x).max(0.0);
            if left < 0.0 {
                return Some(x);
            }
        }
        list.iter().rev().find(|x| weight(x) > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_is_its_own() {
        let draw = |name, n| {
            let mut d = Dice::of(7, name, n);
            (0..20).map(|_| d.range(1, 1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw("stay", 3), draw("stay", 3));
        assert_ne!(draw("stay", 3), draw("stay", 4));
        assert_ne!(draw("stay", 3), draw("person", 3));
    }

    #[test]
    fn proportions_come_out() {
        let mut d = Dice::of(1, "x", 0);
        let n = (0..20_000).filter(|_| d.percent(30.0)).count();
        assert!((5_700..6_300).contains(&n), "{n}");
        let list = [("a", 1.0), ("b", 3.0), ("c", 0.0)];
        let b =
            (0..20_000).filter(|_| d.weighted(&list, |x| x.1).is_some_and(|x| x.0 == "b")).count();
        assert!((14_500..15_500).contains(&b), "{b}");
        assert!(d.weighted(&list, |_| 0.0).is_none());
        assert!(d.pick::<u8>(&[]).is_none());
    }
}
