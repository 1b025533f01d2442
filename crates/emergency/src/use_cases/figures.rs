//! ヒット率 and 登録の地域差 by 町名: counts only, small ones hidden, for those who plan where to ask next; and, for those who
//! support somebody, the names of whom they have not asked yet.
use app::{Cx, Result, authorise};
use kernel::small::{LEAST, hidden};
use kernel::{Date, Id};
use people::authz::{What, audit_list, scope};

use crate::model::call::{Area, areas};
use crate::{permissions, store};

/// A rate of an area: how many of how many; none where it would point to somebody.
pub type Rate = (Option<i64>, Option<i64>);

/// An area as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// 町名; empty = asked without an address that is known.
    pub town: String,
    /// Look-ups after which a card was opened, of all.
    pub hits: Rate,
    /// Residents with a card, of all known here.
    pub cards: Rate,
}

/// The areas, and all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// By 町名.
    pub areas: Vec<Shown>,
    /// All.
    pub all: Shown,
}

/// n of d by line, as two cells that add up; the last line is all of them.
fn rates(of: &[(i64, i64)]) -> Vec<Rate> {
    if of.is_empty() {
        return vec![(Some(0), Some(0))];
    }
    let cells: Vec<Vec<i64>> = of.iter().map(|(n, d)| vec![*n, (d - n).max(0)]).collect();
    let off = hidden(&cells, LEAST);
    let sum = of.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    of.iter()
        .chain(std::iter::once(&sum))
        .zip(off)
        .map(|((n, d), off)| {
            let gone = |c: usize| off.get(c).copied().unwrap_or(true);
            ((!gone(0)).then_some(*n), (!gone(2)).then_some(*d))
        })
        .collect()
}

/// Puts the rates together and hides what is small.
pub fn shown(all: &[Area]) -> Figures {
    let hits = rates(&all.iter().map(|a| (a.opened, a.asked)).collect::<Vec<_>>());
    let cards = rates(&all.iter().map(|a| (a.cards, a.people)).collect::<Vec<_>>());
    let mut lines: Vec<Shown> = all
        .iter()
        .map(|a| a.town.clone())
        .chain(std::iter::once(String::new()))
        .zip(hits.into_iter().zip(cards))
        .map(|(town, (hits, cards))| Shown { town, hits, cards })
        .collect();
    let none: Rate = (Some(0), Some(0));
    let last = lines.pop();
    let all = last.unwrap_or(Shown { town: String::new(), hits: none, cards: none });
    Figures { areas: lines, all }
}

/// The areas in a time.
pub fn by_area(cx: &Cx<'_>, from: Date, to: Date) -> Result<Figures> {
    authorise(cx, &permissions::FIGURES)?;
    Ok(shown(&areas(store::call::by_area(cx, from, to)?, store::call::people_by_area(cx)?)))
}

/// Somebody who has no card yet.
#[derive(Debug, Clone)]
pub struct Unasked {
    /// The resident.
    pub resident: Id,
    /// 氏名.
    pub name: String,
    /// ふりがな.
    pub kana: String,
    /// Age.
    pub age: i64,
    /// 町名.
    pub town: String,
}

/// Whom the actor's office supports and has not asked yet, the oldest first; at most 200. With the 町名 of all of them.
pub fn outreach(cx: &Cx<'_>, town: &str) -> Result<(Vec<Unasked>, Vec<String>)> {
    let ids = {
        let scope = scope(cx, &permissions::OUTREACH, What::Emergency)?;
        store::index::without_card(cx, &scope)?
    };
    let mut towns: Vec<String> =
        ids.iter().map(|(_, t)| t.clone()).filter(|t| !t.is_empty()).collect();
    towns.sort();
    towns.dedup();
    let here: Vec<&(Id, String)> =
        ids.iter().filter(|(_, t)| town.is_empty() || t == town).take(200).collect();
    let of: Vec<Id> = here.iter().map(|(id, _)| *id).collect();
    let people = people::use_cases::view::of_list(cx, &of, What::Basic)?;
    let mut all: Vec<Unasked> = here
        .into_iter()
        .filter_map(|(id, town)| {
            let r = people.iter().find(|p| p.id.0 == *id)?;
            Some(Unasked {
                resident: *id,
                name: r.name.clone(),
                kana: r.kana.clone(),
                age: r.age(cx.today()),
                town: town.clone(),
            })
        })
        .collect();
    all.sort_by(|a, b| b.age.cmp(&a.age).then(a.kana.cmp(&b.kana)));
    let shown: Vec<Id> = all.iter().map(|u| u.resident).collect();
    audit_list(cx, &permissions::OUTREACH, "without card", &shown);
    Ok((all, towns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(town: &str, asked: i64, opened: i64, people: i64, cards: i64) -> Area {
        Area { town: town.into(), asked, opened, found: opened, people, cards }
    }

    #[test]
    fn a_few_are_hidden_and_so_is_what_would_tell_them() {
        let f = shown(&[
            area("糸巻町", 40, 30, 300, 120),
            // one was not found: 12 of 13 would tell
            area("繭倉町", 13, 12, 60, 58),
            area("瀬織", 20, 10, 90, 40),
        ]);
        let of = |town: &str| f.areas.iter().find(|a| a.town == town).unwrap();
        assert_eq!(of("繭倉町").hits.0, None);
        assert_eq!(of("繭倉町").cards.0, None, "two without a card are as few as two with one");
        assert_eq!(of("瀬織").hits.0, None, "else the total would tell");
        assert_eq!(of("糸巻町").hits, (Some(30), Some(40)));
        assert_eq!(f.all.hits, (Some(52), Some(73)));
        assert_eq!(f.all.cards, (Some(218), Some(450)));
    }

    #[test]
    fn nothing_asked_is_nothing_hidden() {
        let f = shown(&[]);
        assert!(f.areas.is_empty());
        assert_eq!(f.all.hits, (Some(0), Some(0)));
    }
}
