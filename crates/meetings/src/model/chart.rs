//! The network chart (体制図): bodies under the bodies they belong to, one line each, so that it can be read on a phone and
//! printed; the picture and the nested list are made from the same lines.
use std::collections::BTreeSet;

use super::Body;
use crate::BodyId;

/// One body in the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The body.
    pub id: BodyId,
    /// 0 = belongs to nobody.
    pub depth: usize,
    /// Place from the top.
    pub row: usize,
    /// Row of the body it belongs to.
    pub under: Option<usize>,
}

/// Deeper than this is drawn at this depth: a phone has no more room.
pub const DEEPEST: usize = 6;

/// The lines in the order of drawing: each body right before those that belong to it, siblings as given. A body whose parent is
/// not among them stands at the left; a circle in the data is cut, every body stands once.
pub fn lines(all: &[Body]) -> Vec<Line> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let known = |id: BodyId| all.iter().any(|b| b.id == id);
    for b in all.iter().filter(|b| b.parent().is_none_or(|p| !known(p))) {
        below(all, b, 0, None, &mut seen, &mut out);
    }
    for b in all {
        below(all, b, 0, None, &mut seen, &mut out);
    }
    out
}

fn below(
    all: &[Body],
    b: &Body,
    depth: usize,
    under: Option<usize>,
    seen: &mut BTreeSet<BodyId>,
    out: &mut Vec<Line>,
) {
    if !seen.insert(b.id) {
        return;
    }
    let row = out.len();
    out.push(Line { id: b.id, depth: depth.min(DEEPEST), row, under });
    // the chain of bodies is as deep as there are bodies: seen bounds it
    for child in all.iter().filter(|c| c.parent() == Some(b.id)) {
        below(all, child, depth + 1, Some(row), seen, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::tests::body;
    use super::*;

    #[test]
    fn each_body_stands_right_under_the_one_it_belongs_to() {
        let all =
            [body(3, Some(2)), body(1, None), body(2, Some(1)), body(4, Some(1)), body(5, Some(9))];
        let l = lines(&all);
        let shown: Vec<(u8, usize, Option<usize>)> =
            l.iter().map(|l| (l.id.0.bytes()[0], l.depth, l.under)).collect();
        assert_eq!(
            shown,
            [(1, 0, None), (2, 1, Some(0)), (3, 2, Some(1)), (4, 1, Some(0)), (5, 0, None)]
        );
    }

    #[test]
    fn a_circle_is_cut_and_nobody_is_lost() {
        let all = [body(1, Some(2)), body(2, Some(1)), body(3, Some(3))];
        let l = lines(&all);
        assert_eq!(l.len(), 3);
        assert!(l.iter().enumerate().all(|(i, l)| l.row == i));
    }

    #[test]
    fn a_long_chain_is_drawn_no_deeper_than_the_paper_has_room() {
        let all: Vec<_> = (1..=40).map(|n| body(n, (n > 1).then(|| n - 1))).collect();
        let l = lines(&all);
        assert_eq!(l.len(), 40);
        assert!(l.iter().all(|l| l.depth <= DEEPEST));
    }
}
