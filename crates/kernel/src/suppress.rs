//! Small cells of several tables that are published together: whatever adds up over tables is one set of equations, so
//! that no table gives away by subtraction what another one hides. After the rules of the national statistics (primary and
//! complementary suppression); [`crate::small`] does the same for one table of rows and columns.

/// An equation between cells: the parts add up to the total. Cells are named by their place in the list of values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The parts.
    pub parts: Vec<usize>,
    /// The total.
    pub total: usize,
}

impl Line {
    /// Parts and their total.
    pub fn new(parts: impl IntoIterator<Item = usize>, total: usize) -> Self {
        Line { parts: parts.into_iter().collect(), total }
    }

    fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.total])
    }
}

/// Which cells must not be shown. A cell of 1 to `least` - 1 is hidden; further cells go until (a) no line has a single
/// hidden cell, (b) what is hidden in a line with a shown total adds up to `least` or more, and (c) all lines together
/// determine no small hidden cell (checked by elimination, not only line by line). What bounds on several lines together
/// would tell is not looked for. Zero is shown unless nothing else is left to hide.
pub fn hidden(values: &[i64], lines: &[Line], least: i64) -> Vec<bool> {
    hidden_after(values, lines, least, &[])
}

/// The same after an earlier publication: what was shown then (`Some(false)`) cannot be hidden any more, so that other
/// cells go; what was hidden then (`Some(true)`) stays hidden. Cells that were in no publication are `None` or behind the
/// end of `before`.
pub fn hidden_after(
    values: &[i64],
    lines: &[Line],
    least: i64,
    before: &[Option<bool>],
) -> Vec<bool> {
    let was = |i: usize| before.get(i).copied().flatten();
    let mut off: Vec<bool> = values
        .iter()
        .enumerate()
        .map(|(i, n)| (1..least).contains(n) || was(i) == Some(true))
        .collect();
    let free = |i: usize| was(i) != Some(false);
    loop {
        let told = lines.iter().find_map(|l| next(l, values, &off, least, &free));
        let more = told.or_else(|| {
            let given_away = determined(lines, &off)
                .into_iter()
                .find(|i| values.get(*i).is_some_and(|n| (1..least).contains(n)))?;
            let own = |l: &&Line| l.cells().any(|c| c == given_away);
            let near = |l: &&Line| l.cells().any(|c| is(&off, c));
            // where its own lines have nothing left to hide, the lines of its neighbours have
            let of_own = lines.iter().filter(own).find_map(|l| another(l, values, &off, &free));
            of_own
                .or_else(|| lines.iter().filter(near).find_map(|l| another(l, values, &off, &free)))
        });
        match more.and_then(|i| off.get_mut(i)) {
            Some(cell) => *cell = true,
            None => return off,
        }
    }
}

fn is(off: &[bool], i: usize) -> bool {
    off.get(i).copied().unwrap_or(false)
}

fn value(values: &[i64], i: usize) -> i64 {
    values.get(i).copied().unwrap_or(0)
}

/// The cell of a line that must go too, if its hidden cells are told.
fn next(
    line: &Line,
    values: &[i64],
    off: &[bool],
    least: i64,
    free: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let gone = line.cells().filter(|c| is(off, *c)).count();
    let sum: i64 = line.parts.iter().filter(|c| is(off, **c)).map(|c| value(values, *c)).sum();
    let told = gone == 1 || (gone > 1 && !is(off, line.total) && sum < least);
    if told { another(line, values, off, free) } else { None }
}

/// The smallest open part; the total when only zeros are left; a zero last.
fn another(
    line: &Line,
    values: &[i64],
    off: &[bool],
    free: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let open = || line.parts.iter().copied().filter(|c| !is(off, *c) && free(*c));
    let some = open().filter(|c| value(values, *c) > 0).min_by_key(|c| value(values, *c));
    let total = (!is(off, line.total) && free(line.total)).then_some(line.total);
    some.or(total).or_else(|| open().next())
}

/// A prime: elimination in whole numbers modulo it is exact for equations of coefficients 1 and -1.
const PRIME: i64 = 2_147_483_647;

fn inverse(n: i64) -> i64 {
    let (mut base, mut power, mut out) = (n.rem_euclid(PRIME), PRIME - 2, 1);
    while power > 0 {
        if power & 1 == 1 {
            out = out * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    out
}

/// The hidden cells whose value follows from the shown ones and the lines.
pub fn determined(lines: &[Line], off: &[bool]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..off.len()).filter(|i| is(off, *i)).collect();
    let at = |cell: usize| unknown.binary_search(&cell).ok();
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for l in lines {
        let mut row = vec![0; unknown.len()];
        let mut put = |cell: usize, n: i64| {
            if let Some(place) = at(cell).and_then(|i| row.get_mut(i)) {
                *place = (*place + n).rem_euclid(PRIME);
            }
        };
        l.parts.iter().for_each(|c| put(*c, 1));
        put(l.total, -1);
        if row.iter().any(|n| *n != 0) {
            rows.push(row);
        }
    }
    let mut done: Vec<Vec<i64>> = Vec::new();
    while let Some(mut row) = rows.pop() {
        let Some(pivot) = row.iter().position(|n| *n != 0) else { continue };
        let by = inverse(row.get(pivot).copied().unwrap_or(1));
        row.iter_mut().for_each(|n| *n = *n * by % PRIME);
        for other in rows.iter_mut().chain(done.iter_mut()) {
            let n = other.get(pivot).copied().unwrap_or(0);
            if n == 0 {
                continue;
            }
            for (o, r) in other.iter_mut().zip(&row) {
                *o = (*o - n * r).rem_euclid(PRIME);
            }
        }
        done.push(row);
    }
    let mut out: Vec<usize> = done
        .iter()
        .filter(|r| r.iter().filter(|n| **n != 0).count() == 1)
        .filter_map(|r| unknown.get(r.iter().position(|n| *n != 0)?).copied())
        .collect();
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_random(seed: &mut u64) -> i64 {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) as i64
    }

    #[test]
    fn a_difference_of_two_tables_gives_no_small_cell_away() {
        // all 12 = inside 8 + outside 4: the outside is in no table, and would follow from the two that are
        let off = hidden(&[8, 4, 12], &[Line::new([0, 1], 2)], 5);
        assert!(off[1] && (off[0] || off[2]));
    }

    #[test]
    fn a_cell_between_two_closed_groups_is_found_by_elimination() {
        // two squares of hidden cells joined by one cell: no line has a single hidden cell, and yet the joint follows
        let a = [0, 1, 2, 3];
        let b = [5, 6, 7, 8];
        let lines = [
            Line::new([a[0], a[1]], 9),
            Line::new([a[2], a[3], 4], 10),
            Line::new([a[0], a[2]], 11),
            Line::new([a[1], a[3]], 12),
            Line::new([b[0], b[1], 4], 13),
            Line::new([b[2], b[3]], 14),
            Line::new([b[0], b[2]], 15),
            Line::new([b[1], b[3]], 16),
        ];
        let mut off = vec![false; 17];
        (0..9).for_each(|i| off[i] = true);
        assert_eq!(determined(&lines, &off), [4]);
    }

    #[test]
    fn no_set_of_tables_gives_a_small_cell_away() {
        let mut seed = 11;
        for _ in 0..400 {
            let (groups, years) = (2 + next_random(&mut seed) % 4, 1 + next_random(&mut seed) % 4);
            let (groups, years) = (groups as usize, years as usize);
            let mut values: Vec<i64> = Vec::new();
            let mut add = |n: i64| {
                values.push(n);
                values.len() - 1
            };
            let mut lines = Vec::new();
            let mut of_year: Vec<Vec<usize>> = vec![Vec::new(); years];
            let mut sums = Vec::new();
            for _ in 0..groups {
                let mut all = Vec::new();
                let mut sum = 0;
                for y in of_year.iter_mut() {
                    let inside = (next_random(&mut seed) % 9) * (next_random(&mut seed) % 3);
                    let outside = next_random(&mut seed) % 7;
                    let (i, o) = (add(inside), add(outside));
                    let t = add(inside + outside);
                    lines.push(Line::new([i, o], t));
                    y.push(t);
                    all.push(t);
                    sum += inside + outside;
                }
                let s = add(sum);
                lines.push(Line::new(all, s));
                sums.push((s, sum));
            }
            for y in &of_year {
                let n = y.iter().map(|c| values[*c]).sum();
                values.push(n);
                lines.push(Line::new(y.clone(), values.len() - 1));
            }
            values.push(sums.iter().map(|s| s.1).sum());
            lines.push(Line::new(sums.iter().map(|s| s.0), values.len() - 1));
            let off = hidden(&values, &lines, 5);
            for (i, n) in values.iter().enumerate() {
                assert!(!(1..5).contains(n) || off[i]);
            }
            for i in determined(&lines, &off) {
                assert!(!(1..5).contains(&values[i]), "{values:?}");
            }
        }
    }

    #[test]
    fn nothing_small_hides_nothing() {
        assert!(hidden(&[10, 20, 30, 0], &[Line::new([0, 1, 3], 2)], 5).iter().all(|o| !o));
    }
}
