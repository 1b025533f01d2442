//! Everything that a decision about one resident rests on, fetched by one statement: a decision stands before every page,
//! and on PostgreSQL each statement is a round trip.
use app::{Cx, Result};
use db::{Row, params};

use super::super::{Cell, Covers, Shield, What};
use super::{Addressee, Held, addressee, cells, covers_from, parties};
use crate::ResidentId;

macro_rules! about_rows {
    () => {
        "SELECT 'right', party_kind, party, basis, kind, record, from_day, to_day, 0 FROM people_access WHERE resident = $1 AND party IN ($2, $3) AND from_day <= $4 AND (to_day IS NULL OR to_day >= $4) UNION ALL SELECT 'consent', c.mode, c.kinds, c.hats, c.clearance, '', '', NULL, (SELECT COUNT(*) FROM people_consent_party p WHERE p.consent = c.id AND p.party IN ($2, $3)) FROM people_consent c WHERE c.resident = $1 AND c.status = 'active' AND c.given_on <= $4 AND (c.to_day IS NULL OR c.to_day >= $4) UNION ALL SELECT 'shield', '', '', '', '', '', '', NULL, (SELECT COUNT(*) FROM people_shield_party p WHERE p.shield = s.id AND p.party IN ($2, $3)) FROM people_shield s WHERE s.resident = $1 AND s.lifted_at IS NULL UNION ALL SELECT 'closed', m.closed, '', '', '', '', '', NULL, 0 FROM people_matrix m WHERE m.version = (SELECT MAX(version) FROM people_matrix)"
    };
}

macro_rules! released_rows {
    () => {
        " UNION ALL SELECT 'released', w.addressee, '', '', '', '', '', NULL, 0 FROM people_release w WHERE w.resident = $1 AND w.kind = $5 AND w.from_day <= $4 AND (w.to_day IS NULL OR w.to_day >= $4) AND w.ended_at IS NULL"
    };
}

db::statements! { pub(crate) STATEMENTS;
    /// The columns: which part; for rights those of [`Held`]; for consents mode, kinds, hats, clearance; and last how
    /// often the actor is named. Parameters: resident, organisation, account, today.
    ABOUT = about_rows!();
    /// The same with what every read must know.
    ABOUT_FIRST = concat!(about_rows!(), " UNION ALL ", app::opening_rows!());
    /// With the releases of a kind that waits for one, the fifth parameter; each part more is paid by every read.
    ABOUT_WISH = concat!(about_rows!(), released_rows!());
    ABOUT_WISH_FIRST = concat!(about_rows!(), released_rows!(), " UNION ALL ", app::opening_rows!());
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
    /// The cells that the region has closed.
    pub closed: Vec<Cell>,
}

/// Fetches it; `what` is the kind whose releases count.
pub(in crate::authz) fn about(cx: &Cx<'_>, resident: ResidentId, what: What) -> Result<About> {
    let (organisation, account) = parties(cx);
    let (who, today, first) = (resident.0, cx.today(), cx.opens());
    let mut rows = match what.needs_release() {
        true => {
            let statement = if first { ABOUT_WISH_FIRST } else { ABOUT_WISH };
            cx.tx().rows(statement, params![who, organisation, account, today, what.code()])?
        }
        false => {
            let statement = if first { ABOUT_FIRST } else { ABOUT };
            cx.tx().rows(statement, params![who, organisation, account, today])?
        }
    };
    if first {
        let opening = |r: &Row| r.get::<String>(0).is_ok_and(|part| part == "opening");
        let (opening, rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(opening);
        cx.opened(&opening)?;
        rows = rest;
    }
    let mut all = About {
        rows: Vec::new(),
        consents: Vec::new(),
        released: Vec::new(),
        shield: Shield::Open,
        closed: Vec::new(),
    };
    for r in rows {
        match r.get::<String>(0)?.as_str() {
            "right" => all.rows.push(Held::from_columns(&r, 1)?),
            "consent" => all.consents.push(covers_from(&r, 1)?),
            "released" => {
                let a = addressee(&r, 1)?;
                if !all.released.contains(&a) {
                    all.released.push(a);
                }
            }
            // one shield that does not name the actor is enough
            "shield" if r.get::<i64>(8)? == 0 => all.shield = Shield::Hidden,
            "shield" => {}
            _ => all.closed = cells(&r.get::<String>(1)?)?,
        }
    }
    Ok(all)
}
