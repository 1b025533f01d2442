//! A call: the incident, what was opened for it, where somebody was brought, and what the team is told.
use kernel::kana::half_width;
use kernel::{At, Id};

/// 事案番号 as typed: letters, digits, hyphens; none when it is none.
pub fn incident(typed: &str) -> Option<String> {
    let text: String = half_width(typed.trim());
    let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (fits && (2..=20).contains(&text.chars().count())).then(|| text.to_ascii_uppercase())
}

/// A look-up to keep: by what kinds of words, how many fitted; never the words.
#[derive(Debug, Clone)]
pub struct NewLookup {
    /// When; earlier than now for one that was made without a line.
    pub at: At,
    /// 事案番号.
    pub incident: String,
    /// Kinds of the words.
    pub kinds: String,
    /// 町名 that was asked for, where the index knows it: for ヒット率 by area.
    pub town: String,
    /// Candidates.
    pub found: usize,
    /// One was marked as a match.
    pub matched: bool,
    /// Made without a line and told later.
    pub later: bool,
}

/// A card that a crew opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Id.
    pub id: Id,
    /// Whose.
    pub resident: Id,
    /// Found by.
    pub lookup: Option<Id>,
    /// 緊急閲覧, when there was no card.
    pub glass: Option<Id>,
    /// When.
    pub at: At,
    /// Who.
    pub account: Option<Id>,
    /// Of which organisation.
    pub organisation: Option<Id>,
    /// 事案番号.
    pub incident: String,
    /// 本人に口頭確認した (`asked`), 確認困難 (`unable`), or not said.
    pub asked: String,
    /// 心肺停止 was chosen at.
    pub arrest_at: Option<At>,
}

/// Minutes for which the one who opened a card may come back to it.
pub const OPEN_MINUTES: i64 = 12 * 60;

/// 搬送先.
#[derive(Debug, Clone)]
pub struct Transport {
    /// Id.
    pub id: Id,
    /// The card.
    pub opened: Id,
    /// Whom.
    pub resident: Id,
    /// The hospital, when it has an organisation here.
    pub hospital: Option<Id>,
    /// Its name.
    pub hospital_name: String,
    /// When.
    pub at: At,
    /// Until when the hospital sees the 申し送り.
    pub until: At,
}

/// What the team is told: 「救急搬送の可能性があります」, without the incident.
#[derive(Debug, Clone)]
pub struct Alert {
    /// Id.
    pub id: Id,
    /// Whom.
    pub resident: Id,
    /// When.
    pub at: At,
}

/// A 町名 in the figures. Counts only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// 町名; empty = asked without an address that is known.
    pub town: String,
    /// Look-ups.
    pub asked: i64,
    /// With candidates.
    pub found: i64,
    /// After which a card was opened.
    pub opened: i64,
    /// Residents known here.
    pub people: i64,
    /// With a card.
    pub cards: i64,
}

/// Joins the look-ups and the registrations of the areas.
pub fn areas(asked: Vec<Area>, people: Vec<(String, i64, i64)>) -> Vec<Area> {
    let mut all = asked;
    for (town, n, cards) in people {
        match all.iter_mut().find(|a| a.town == town) {
            Some(a) => (a.people, a.cards) = (n, cards),
            None => all.push(Area { town, people: n, cards, ..Area::default() }),
        }
    }
    all.sort_by(|a, b| a.town.cmp(&b.town));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incident_numbers_are_read_as_typed() {
        assert_eq!(incident(" ２０２６－１１２１－０７ ").as_deref(), Some("2026-1121-07"));
        assert_eq!(incident("a12").as_deref(), Some("A12"));
        for t in ["", "x", "高橋", "2026 11", &"9".repeat(21)] {
            assert_eq!(incident(t), None, "{t}");
        }
    }

    #[test]
    fn areas_join_what_was_asked_and_who_lives_there() {
        let asked =
            vec![Area {
                town: "糸巻町".into(), asked: 3, found: 2, opened: 1, ..Area::default()
            }];
        let all = areas(asked, vec![("糸巻町".into(), 10, 6), ("繭倉町".into(), 4, 0)]);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].asked, all[0].cards, all[0].people), (3, 6, 10));
        assert_eq!((all[1].asked, all[1].people), (0, 4));
    }
}
