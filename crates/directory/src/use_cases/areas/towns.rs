//! Which towns lie in which 圏域: given as rows, or chosen on the page of a 圏域.
use std::collections::BTreeMap;

use app::{Cx, Error, FieldError, Result, authorise};

use super::{KnownTown, Town, used};
use crate::model::town::town_key;
use crate::store::areas as store;
use crate::use_cases::{limit, need, refuse};
use crate::{AreaId, TownId, permissions};

/// Towns at most in one act.
pub const AT_ONCE: usize = 5_000;

/// Collects moves, so that each 圏域 gets one line of history for all towns that came or went.
#[derive(Debug, Default)]
pub(super) struct Moves(BTreeMap<(AreaId, &'static str), Vec<String>>);

impl Moves {
    pub(super) fn note(&mut self, name: &str, from: Option<AreaId>, to: Option<AreaId>) {
        if from == to {
            return;
        }
        for (area, kind) in [(from, "towns_out"), (to, "towns_in")] {
            if let Some(a) = area {
                self.0.entry((a, kind)).or_default().push(name.to_string());
            }
        }
    }

    /// Writes the history.
    pub(super) fn keep(self, cx: &Cx<'_>) -> Result<()> {
        for ((area, kind), names) in self.0 {
            store::add_act(cx, area, kind, "", &names.join("、"))?;
        }
        Ok(())
    }
}

/// Adds towns, or moves towns that are there to another 圏域.
pub fn put_towns(cx: &Cx<'_>, towns: &[Town]) -> Result<()> {
    authorise(cx, &permissions::AREAS)?;
    let mut known: BTreeMap<(String, String), KnownTown> =
        store::towns(cx)?.into_iter().map(|t| ((t.city.clone(), t.key.clone()), t)).collect();
    let mut seen: std::collections::BTreeSet<AreaId> = std::collections::BTreeSet::new();
    let mut moves = Moves::default();
    for (i, t) in towns.iter().enumerate() {
        let mut e: Vec<FieldError> = Vec::new();
        need(&mut e, &format!("town.{i}.name"), t.name.trim(), 60, "町の名前");
        limit(&mut e, &format!("town.{i}.city"), &t.city, 60, "市区町村");
        limit(&mut e, &format!("town.{i}.kana"), &t.kana, 60, "かな");
        refuse(e)?;
        if seen.insert(t.area) {
            used(cx, t.area)?;
        }
        let at = (t.city.clone(), town_key(&t.name));
        match known.get_mut(&at) {
            Some(k) => {
                store::change_town(cx, k.id, &t.name, &t.kana, Some(t.area))?;
                moves.note(&t.name, k.area, Some(t.area));
                k.area = Some(t.area);
            }
            None => {
                let k = store::add_town(cx, &t.city, &t.name, &t.kana, Some(t.area))?;
                moves.note(&t.name, None, Some(t.area));
                // a second row of the same town in one list moves it
                known.insert(at, k);
            }
        }
    }
    moves.keep(cx)
}

/// What was chosen for a town that the page showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The town.
    pub town: TownId,
    /// Where it lay when the page was opened.
    pub was: Option<AreaId>,
    /// It shall lie in the 圏域 of the page.
    pub into: bool,
}

/// Puts the chosen towns into a 圏域 and takes those that were taken away out of it; the number of moves.
/// A town that somebody else moved meanwhile is refused with its name and nothing is changed.
pub fn choose_towns(cx: &Cx<'_>, area: AreaId, choices: &[Choice]) -> Result<usize> {
    authorise(cx, &permissions::AREAS)?;
    used(cx, area)?;
    let names: BTreeMap<AreaId, String> =
        store::areas(cx)?.into_iter().map(|a| (a.id, a.name)).collect();
    let known: BTreeMap<TownId, KnownTown> =
        store::towns(cx)?.into_iter().map(|t| (t.id, t)).collect();
    let (mut moves, mut e, mut n) = (Moves::default(), Vec::new(), 0);
    for c in choices.iter().take(AT_ONCE) {
        let t = known.get(&c.town).ok_or(Error::NotFound)?;
        let becomes = match (c.into, c.was == Some(area)) {
            (true, _) => Some(area),
            (false, true) => None,
            (false, false) => continue,
        };
        if becomes == c.was || becomes == t.area {
            continue;
        }
        if t.area != c.was {
            let now = match t.area.and_then(|a| names.get(&a)) {
                Some(name) => format!("「{name}」に入りました"),
                None => "どこにも入らなくなりました".to_string(),
            };
            let message =
                format!("{}は、見ているあいだに{now}。もう一度選んで保存してください", t.name);
            e.push(FieldError { field: format!("town.{}", t.id), message });
            continue;
        }
        store::change_town(cx, t.id, &t.name, &t.kana, becomes)?;
        moves.note(&t.name, t.area, becomes);
        n += 1;
    }
    refuse(e)?;
    moves.keep(cx)?;
    Ok(n)
}
