//! Everything that a decision about one resident rests on, fetched by one statement: a decision stands before every page,
//! and on PostgreSQL each statement is a round trip. What holds for the whole region a read keeps in mind
//! ([`app::Cx::standing`]), and what was found about a resident for an actor too ([`app::Cx::remembered`]), both under the number
//! that moves with rights; a write, which may just have changed it, asks.
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use app::{Cx, Result};
use db::{Row, Tx, params};
use kernel::Id;

use super::super::{Covers, Rules, Shield, What, with_closed};
use super::{Addressee, Held, addressee, cells, closed_in, covers_from, parties};
use crate::ResidentId;

/// Rights and consents: what belongs to the resident alone.
macro_rules! own_rows {
    () => {
        "SELECT 'right', party_kind, party, basis, kind, record, from_day, to_day, 0 FROM people_access WHERE resident = $1 AND party IN ($2, $3) AND from_day <= $4 AND (to_day IS NULL OR to_day >= $4) UNION ALL SELECT 'consent', c.mode, c.kinds, c.hats, c.clearance, '', '', NULL, (SELECT COUNT(*) FROM people_consent_party p WHERE p.consent = c.id AND p.party IN ($2, $3)) FROM people_consent c WHERE c.resident = $1 AND c.status = 'active' AND c.given_on <= $4 AND (c.to_day IS NULL OR c.to_day >= $4)"
    };
}

/// What a read keeps in mind: the shield (here that over this resident) and the closed cells.
macro_rules! standing_rows {
    () => {
        " UNION ALL SELECT 'shield', '', '', '', '', '', '', NULL, (SELECT COUNT(*) FROM people_shield_party p WHERE p.shield = s.id AND p.party IN ($2, $3)) FROM people_shield s WHERE s.resident = $1 AND s.lifted_at IS NULL UNION ALL SELECT 'closed', m.closed, '', '', '', '', '', NULL, 0 FROM people_matrix m WHERE m.version = (SELECT MAX(version) FROM people_matrix)"
    };
}

macro_rules! released_rows {
    () => {
        " UNION ALL SELECT 'released', w.addressee, '', '', '', '', '', NULL, 0 FROM people_release w WHERE w.resident = $1 AND w.kind = $5 AND w.from_day <= $4 AND (w.to_day IS NULL OR w.to_day >= $4) AND w.ended_at IS NULL"
    };
}

db::statements! { pub(crate) STATEMENTS;
    /// The columns: which part; for rights those of [`Held`]; for consents mode, kinds, hats, clearance; and last how
    /// often the actor is named. Parameters: resident, organisation, account, today. In a write.
    ABOUT = concat!(own_rows!(), standing_rows!());
    /// With the releases of a kind that waits for one, the fifth parameter; each part more is paid by every decision.
    ABOUT_WISH = concat!(own_rows!(), standing_rows!(), released_rows!());
    /// In a read; first with the number under which the rest is kept in mind.
    OWN = own_rows!();
    OWN_WISH = concat!(own_rows!(), released_rows!());
    OWN_FIRST = concat!(own_rows!(), " UNION ALL ", app::opening_row!());
    OWN_WISH_FIRST = concat!(own_rows!(), released_rows!(), " UNION ALL ", app::opening_row!());
    UNDER_SHIELD = "SELECT DISTINCT resident FROM people_shield WHERE lifted_at IS NULL";
}

/// What holds for the whole region.
#[derive(Debug, PartialEq)]
pub(in crate::authz) struct Standing {
    /// The rules, narrowed by the cells that the region has closed.
    pub rules: Cow<'static, Rules>,
    /// Are they narrowed?
    pub narrowed: bool,
    /// Over whom a shield is held, whomever it names. There are few.
    shielded: HashSet<Id>,
}

/// What holds for the whole region, asked at most once while rights do not change.
pub(in crate::authz) fn standing(cx: &Cx<'_>) -> Result<Arc<Standing>> {
    cx.standing(|tx: &Tx<'_>| {
        let closed = closed_in(tx)?;
        let rows = tx.rows(UNDER_SHIELD, &[])?;
        let shielded = rows.iter().map(|r| r.get(0)).collect::<std::result::Result<_, _>>()?;
        Ok(Standing { narrowed: !closed.is_empty(), rules: with_closed(&closed), shielded })
    })
}

/// What is known of one resident for one actor.
#[derive(Debug)]
pub(in crate::authz) struct About {
    /// The actor's rights that run today.
    pub rows: Vec<Held>,
    /// The consents in force, as they concern the actor.
    pub consents: Vec<Covers>,
    /// To whom the person released the kind asked for, if it waits for a release.
    pub released: Vec<Addressee>,
    /// The shield, as it concerns the actor.
    pub shield: Shield,
    /// What holds for the region.
    pub region: Arc<Standing>,
}

/// The same facts in whatever order the engine gave them.
impl PartialEq for About {
    fn eq(&self, other: &About) -> bool {
        fn same<T: PartialEq>(a: &[T], b: &[T]) -> bool {
            let times = |all: &[T], x: &T| all.iter().filter(|y| *y == x).count();
            a.len() == b.len() && a.iter().all(|x| times(a, x) == times(b, x))
        }
        same(&self.rows, &other.rows)
            && same(&self.consents, &other.consents)
            && same(&self.released, &other.released)
            && self.shield == other.shield
            && self.region == other.region
    }
}

/// Fetches it; `what` is the kind whose releases count. A page decides about the same resident many times, and somebody at work
/// opens the same few people again and again: it is asked anew when rights have changed anywhere, not each time.
pub(in crate::authz) fn about(cx: &Cx<'_>, resident: ResidentId, what: What) -> Result<Arc<About>> {
    let word = if what.needs_release() { what.code() } else { "" };
    let actor = cx.actor();
    let key = app::About {
        of: resident.0,
        parties: [actor.organisation, actor.account],
        day: cx.today(),
        word,
    };
    cx.remembered(key, || fetch(cx, resident, what))
}

fn fetch(cx: &Cx<'_>, resident: ResidentId, what: What) -> Result<About> {
    let (organisation, account) = parties(cx);
    let statement = match (cx.writes(), cx.opens(), what.needs_release()) {
        (true, _, false) => ABOUT,
        (true, _, true) => ABOUT_WISH,
        (false, false, false) => OWN,
        (false, false, true) => OWN_WISH,
        (false, true, false) => OWN_FIRST,
        (false, true, true) => OWN_WISH_FIRST,
    };
    let mut values = params![resident.0, &organisation, &account, cx.today()].to_vec();
    if what.needs_release() {
        values.extend(params![what.code()].to_vec());
    }
    let (mut rows, mut consents, mut released) = (Vec::new(), Vec::new(), Vec::new());
    let (mut shield, mut closed) = (Shield::Open, Vec::new());
    for r in cx.tx().rows(statement, &values)? {
        match r.get::<String>(0)?.as_str() {
            "opening" => cx.opened(&r)?,
            "right" => rows.push(Held::from_columns(&r, 1)?),
            "consent" => consents.push(covers_from(&r, 1)?),
            "released" => {
                let a = addressee(&r, 1)?;
                if !released.contains(&a) {
                    released.push(a);
                }
            }
            "shield" => shield = shield.and(hides(&r, 8)?),
            _ => closed = cells(&r.get::<String>(1)?)?,
        }
    }
    let region = match cx.writes() {
        true => Arc::new(Standing {
            narrowed: !closed.is_empty(),
            rules: with_closed(&closed),
            // asked with the rest, for this resident
            shielded: HashSet::new(),
        }),
        false => standing(cx)?,
    };
    if region.shielded.contains(&resident.0) {
        shield = super::shield(cx, resident, (&organisation, &account))?;
    }
    Ok(About { rows, consents, released, shield, region })
}

/// A row about a shield whose column says how often it names somebody: hidden from whom it does not.
pub(super) fn hides(r: &Row, column: usize) -> std::result::Result<Shield, db::DbError> {
    Ok(if r.get::<i64>(column)? == 0 { Shield::Hidden } else { Shield::Open })
}

#[cfg(test)]
mod tests {
    use kernel::Hat;

    use super::*;
    use crate::authz::{Basis, Label, Party};

    fn held(basis: Basis) -> Held {
        let from = kernel::At::from_millis(1_795_000_000_000).date();
        let party = Party::Organisation(Id::from_bytes([7; 16]));
        Held { party, basis, kind: None, record: None, from, to: None }
    }

    fn covers(reaches: bool) -> Covers {
        Covers { reaches, kinds: Vec::new(), hats: vec![Hat::Doctor], clearance: Label::Normal }
    }

    fn about() -> About {
        About {
            rows: vec![held(Basis::Team), held(Basis::Author)],
            consents: vec![covers(true), covers(false)],
            released: vec![Addressee::Team, Addressee::Hospital],
            shield: Shield::Open,
            region: Arc::new(Standing {
                rules: with_closed(&[]),
                narrowed: false,
                shielded: HashSet::new(),
            }),
        }
    }

    /// The comparison in [`Cx::remembered`] rests on it: one that finds everything equal would find nothing.
    #[test]
    fn facts_are_the_same_in_any_order_and_no_others() {
        let mut turned = about();
        turned.rows.reverse();
        turned.consents.reverse();
        turned.released.reverse();
        assert_eq!(about(), turned);
        let changes: [fn(&mut About); 9] = [
            |a| a.rows.truncate(1),
            |a| a.rows.push(held(Basis::Team)),
            |a| a.rows[1] = held(Basis::Team),
            |a| a.rows[0] = held(Basis::Own),
            |a| a.consents[0] = covers(false),
            |a| a.consents.clear(),
            |a| a.released[0] = Addressee::Hospital,
            |a| a.shield = Shield::Hidden,
            |a| {
                let other =
                    Standing { rules: with_closed(&[]), narrowed: true, shielded: HashSet::new() };
                a.region = Arc::new(other);
            },
        ];
        for (n, change) in changes.iter().enumerate() {
            let mut other = about();
            change(&mut other);
            assert_ne!(about(), other, "change {n}");
            assert_ne!(other, about(), "change {n}");
        }
    }
}
