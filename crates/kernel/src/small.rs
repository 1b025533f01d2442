//! Small cells: counts of so few that somebody could be recognised are not shown, nor what would give them away by
//! subtraction. For tables whose cells add up (each row is a partition); after the rules of the national statistics
//! (primary and complementary suppression), least count 5 as in forms.md §6 and the Kitami survey. Zero is shown.

/// Counts below this are hidden.
pub const LEAST: i64 = 5;

/// Which cells of a table are hidden: `rows` hold cells that add up to their row's total. The answer has one column more
/// (the totals of the rows) and one row more (the totals of the columns), in the same order.
///
/// A cell of 1 to `least` - 1 is hidden. A line (row or column, its total among it) in which one cell alone is hidden
/// would give it away: the smallest other one goes too. What is hidden in a line adds up to `least` or more, so that two
/// cells of one each are not told by their sum. What bounds on several lines together would tell is not looked for.
pub fn hidden(rows: &[Vec<i64>], least: i64) -> Vec<Vec<bool>> {
    let wide = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut table: Vec<Vec<i64>> = rows
        .iter()
        .map(|r| {
            let mut all: Vec<i64> = (0..wide).map(|c| r.get(c).copied().unwrap_or(0)).collect();
            all.push(all.iter().sum());
            all
        })
        .collect();
    let totals = (0..=wide).map(|c| table.iter().map(|r| at(r, c)).sum()).collect();
    table.push(totals);
    let mut off: Vec<Vec<bool>> =
        table.iter().map(|r| r.iter().map(|n| (1..least).contains(n)).collect()).collect();
    let lines = lines(table.len(), wide + 1);
    // each turn hides one cell at least
    while let Some((r, c)) = lines.iter().find_map(|l| next(l, &table, &off, least)) {
        if let Some(cell) = off.get_mut(r).and_then(|row| row.get_mut(c)) {
            *cell = true;
        }
    }
    off
}

type Cell = (usize, usize);

fn at(row: &[i64], c: usize) -> i64 {
    row.get(c).copied().unwrap_or(0)
}

fn lines(high: usize, wide: usize) -> Vec<Vec<Cell>> {
    let rows = (0..high).map(|r| (0..wide).map(|c| (r, c)).collect());
    let columns = (0..wide).map(|c| (0..high).map(|r| (r, c)).collect());
    rows.chain(columns).collect()
}

/// The cell of a line that must go too.
fn next(line: &[Cell], table: &[Vec<i64>], off: &[Vec<bool>], least: i64) -> Option<Cell> {
    let value = |(r, c): &Cell| table.get(*r).map_or(0, |row| at(row, *c));
    let gone = |(r, c): &Cell| off.get(*r).and_then(|row| row.get(*c)).copied().unwrap_or(false);
    let (total, cells) = line.split_last()?;
    let hidden = line.iter().filter(|c| gone(c)).count();
    let sum: i64 = cells.iter().filter(|c| gone(c)).map(value).sum();
    let told = hidden == 1 || (hidden > 1 && !gone(total) && sum < least);
    if !told {
        return None;
    }
    // zeros tell that nobody is meant: hidden only when nothing else is left, and the total last
    let open = || cells.iter().filter(|c| !gone(c));
    let some = open().filter(|c| value(c) > 0).min_by_key(|c| value(c));
    some.or_else(|| (!gone(total)).then_some(total)).or_else(|| open().next()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills in, line by line, what subtraction tells; true when nothing that is hidden came out.
    fn keeps_its_secret(rows: &[Vec<i64>]) -> bool {
        let mut off = hidden(rows, LEAST);
        let (high, wide) = (off.len(), off.first().map_or(0, Vec::len));
        let before = off.clone();
        loop {
            let one = lines(high, wide).into_iter().find_map(|l| {
                let mut gone = l.iter().filter(|(r, c)| off[*r][*c]);
                match (gone.next().copied(), gone.next()) {
                    (Some(cell), None) => Some(cell),
                    _ => None,
                }
            });
            match one {
                Some((r, c)) => off[r][c] = false,
                None => return off == before,
            }
        }
    }

    #[test]
    fn one_small_cell_takes_another_of_its_row_and_column() {
        let off = hidden(&[vec![3, 40], vec![20, 30], vec![9, 12]], LEAST);
        assert!(off[0][0] && off[0][1], "the total of the row would tell");
        assert!(
            off[2][0] && !off[1][0],
            "the smallest of the column, for the total of the column would tell"
        );
        assert!(!off[3][0] && !off[3][1] && !off[3][2], "the totals stand");
    }

    #[test]
    fn nothing_small_hides_nothing_and_zero_is_shown() {
        assert!(hidden(&[vec![0, 10], vec![5, 7]], LEAST).concat().iter().all(|h| !h));
        assert!(hidden(&[], LEAST).concat().iter().all(|h| !h));
    }

    #[test]
    fn two_of_one_are_not_told_by_their_sum() {
        let off = hidden(&[vec![1, 50], vec![1, 60], vec![30, 70]], LEAST);
        assert!(off[2][0], "1 + 1 = total - 30");
    }

    #[test]
    fn no_table_gives_a_small_cell_away_by_subtraction() {
        let mut seed: u64 = 7;
        let mut next = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as i64
        };
        for _ in 0..3000 {
            let (high, wide) = (1 + next() % 7, 1 + next() % 3);
            let rows: Vec<Vec<i64>> = (0..high)
                .map(|_| (0..wide).map(|_| (next() % 9) * (next() % 4)).collect())
                .collect();
            let off = hidden(&rows, LEAST);
            for (r, row) in rows.iter().enumerate() {
                for (c, n) in row.iter().enumerate() {
                    assert!(!(1..LEAST).contains(n) || off[r][c], "{rows:?}");
                }
            }
            assert!(keeps_its_secret(&rows), "{rows:?} {off:?}");
        }
    }
}
