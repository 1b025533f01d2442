//! The board 課題の把握 → 多職種協議 → 事業化 (Komatsu, 「把握した意見・課題と市の取り組み」): a card stands in one column, and
//! tells what stood in those before.
use super::act::{Act, Level};
use super::codes::{Stage, State};
use super::issue::Issue;

/// One issue with what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The issue.
    pub issue: Issue,
    /// 多職種協議: where it was shared or agreed on, in words.
    pub talks: Vec<String>,
    /// 事業化: what is or was done.
    pub projects: Vec<String>,
    /// 状況: what came of it.
    pub results: Vec<String>,
}

/// The card of an issue, from the acts that are for it. `with` = the issues told with it.
pub fn card(issue: &Issue, with: &[crate::IssueId], acts: &[Act]) -> Card {
    let mut card =
        Card { issue: issue.clone(), talks: Vec::new(), projects: Vec::new(), results: Vec::new() };
    let mine = |a: &&Act| a.about.issues.iter().any(|i| *i == issue.id || with.contains(i));
    let mut found: Vec<&Act> =
        acts.iter().filter(mine).filter(|a| a.about.state != State::Stopped).collect();
    found.sort_by_key(|a| (a.about.fy, a.first(), a.ord));
    for a in found {
        let n = &a.about;
        let words = match n.state {
            State::Done => n.name(),
            s => format!("{}（{}）", n.name(), n.level.state(s)),
        };
        match n.level {
            Level::First => {}
            Level::Second => card.projects.push(words),
            Level::Third => card.talks.push(words),
        }
        for came in [&n.agreed, &n.result] {
            if !came.is_empty() {
                card.results.push(came.clone());
            }
        }
    }
    if !issue.ended.is_empty() {
        card.results.push(issue.ended.clone());
    }
    card
}

/// The stages that a press leads to from here: the next one and the one before.
pub fn neighbours(stage: Stage) -> (Option<Stage>, Option<Stage>) {
    match stage {
        Stage::Found => (None, Some(Stage::Talk)),
        Stage::Talk => (Some(Stage::Found), Some(Stage::Project)),
        Stage::Project => (Some(Stage::Talk), None),
        Stage::Solved | Stage::Dropped | Stage::Withdrawn => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_neighbours_in_order() {
        for pair in Stage::BOARD.windows(2) {
            assert_eq!(neighbours(pair[0]).1, Some(pair[1]));
            assert_eq!(neighbours(pair[1]).0, Some(pair[0]));
        }
        assert_eq!(neighbours(Stage::Solved), (None, None));
    }
}
