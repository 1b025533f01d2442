//! 意思決定記載数 by area and by office: counts without content. Fewer than five are not shown, and no shown sum gives them away.

/// Cells below this are not shown (the rule of the region's other public cells).
pub const LEAST: i64 = 5;

/// A row: name and count; none = not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Area or office.
    pub name: String,
    /// The count, where it may be shown.
    pub n: Option<i64>,
}

/// Hides what is below [`LEAST`] and not zero. Where a single cell would be hidden, the sum beside it would give it away: the smallest
/// shown cell goes too. A sum below [`LEAST`] is not shown either.
pub fn hidden(rows: &[(String, i64)]) -> (Vec<Cell>, Option<i64>) {
    let sum: i64 = rows.iter().map(|r| r.1).sum();
    let small = |n: i64| n > 0 && n < LEAST;
    let mut cells: Vec<Cell> = rows
        .iter()
        .map(|(name, n)| Cell { name: name.clone(), n: (!small(*n)).then_some(*n) })
        .collect();
    let gone: Vec<i64> = rows.iter().map(|r| r.1).filter(|n| small(*n)).collect();
    if gone.len() == 1 {
        let next = cells.iter_mut().filter(|c| c.n.is_some_and(|n| n > 0)).min_by_key(|c| c.n);
        if let Some(c) = next {
            c.n = None;
        }
    }
    (cells, (!small(sum)).then_some(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_five_are_never_shown_and_never_to_be_reckoned() {
        let shown = |rows: &[i64]| {
            let rows: Vec<(String, i64)> = rows.iter().map(|n| (format!("町{n}"), *n)).collect();
            let (cells, sum) = hidden(&rows);
            (cells.into_iter().map(|c| c.n).collect::<Vec<_>>(), sum)
        };
        assert_eq!(shown(&[10, 7, 0]), (vec![Some(10), Some(7), Some(0)], Some(17)));
        assert_eq!(shown(&[10, 7, 3]), (vec![Some(10), None, None], Some(20)));
        assert_eq!(shown(&[10, 2, 3]), (vec![Some(10), None, None], Some(15)));
        assert_eq!(shown(&[4]), (vec![None], None));
        assert_eq!(shown(&[1, 2]), (vec![None, None], None));
        assert_eq!(shown(&[]), (vec![], Some(0)));
    }
}
