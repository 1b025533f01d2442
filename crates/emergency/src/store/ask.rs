//! SQL of the yearly question's answers that need somebody, and of telling the person of a 緊急閲覧.
use app::{Cx, Result};
use db::{Where, params};
use kernel::{At, Date, Id};
use people::Scope;

use crate::model::ask::{About, Made, Recheck, Tell};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO emergency_recheck(id, resident, about, kind, words, organisation, at, closed_at, closed_name) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)";
    OPEN = "SELECT resident, about, kind, words, at FROM emergency_recheck WHERE organisation = $1 AND closed_at IS NULL ORDER BY at, id LIMIT 200";
    CLOSE = "UPDATE emergency_recheck SET closed_at = $1, closed_name = $2 WHERE resident = $3 AND about = $4 AND closed_at IS NULL";
    DUE = "SELECT r.resident, r.surveyed_on FROM emergency_register r WHERE r.listed = 1 AND r.by_org = $1 AND r.surveyed_on <= $2 AND r.version = (SELECT MAX(x.version) FROM emergency_register x WHERE x.resident = r.resident) ORDER BY r.surveyed_on, r.resident LIMIT 200";
    LETTERS = "SELECT l.id, l.resident, l.kind, l.at FROM bridge_letter l WHERE l.organisation = $1 AND l.kind IN ($2, $3) AND l.resident IS NOT NULL AND l.answered_at IS NULL AND l.revoked_at IS NULL AND l.closed_at IS NULL AND l.expires >= $4 ORDER BY l.at DESC, l.id DESC LIMIT 1000";
    TELL = "INSERT INTO emergency_glass_tell(glass, resident, quiet, at, told_at, told_name, told_to, how) VALUES ($1, $2, $3, $4, NULL, NULL, NULL, NULL) ON CONFLICT (glass) DO NOTHING";
    TOLD = "UPDATE emergency_glass_tell SET told_at = $1, told_name = $2, told_to = $3, how = $4 WHERE glass = $5 AND told_at IS NULL";
    UNTOLD = "SELECT x.glass, x.resident, x.quiet, x.at, x.told_at, x.told_to, x.how FROM emergency_glass_tell x WHERE x.told_at IS NULL AND x.quiet = ''";
    ONE = "SELECT x.glass, x.resident, x.quiet, x.at, x.told_at, x.told_to, x.how FROM emergency_glass_tell x WHERE x.glass = $1";
    OF = "SELECT x.glass, x.resident, x.quiet, x.at, x.told_at, x.told_to, x.how FROM emergency_glass_tell x WHERE x.resident = $1 AND x.quiet = '' ORDER BY x.at DESC, x.glass LIMIT 50";
}

pub(crate) fn add(cx: &Cx<'_>, resident: Id, about: About, kind: &str, words: &str) -> Result<()> {
    let (id, org) = (cx.new_id(), cx.actor().organisation);
    cx.tx().exec(ADD, params![id, resident, about.code(), kind, words, org, cx.now()])?;
    Ok(())
}

pub(crate) fn open(cx: &Cx<'_>, organisation: Id) -> Result<Vec<Recheck>> {
    let rows = cx.tx().rows(OPEN, params![organisation])?;
    rows.iter()
        .map(|r| {
            Ok(Recheck {
                resident: r.get(0)?,
                about: About::from_code(&r.get::<String>(1)?),
                kind: r.get(2)?,
                words: r.get(3)?,
                at: r.get(4)?,
            })
        })
        .collect()
}

/// Somebody looked after it.
pub(crate) fn close(cx: &Cx<'_>, resident: Id, about: About) -> Result<()> {
    let name = cx.actor().name.clone();
    cx.tx().exec(CLOSE, params![cx.now(), name, resident, about.code()])?;
    Ok(())
}

/// Entries of a register that this organisation wrote last and that nobody asked about since this day.
pub(crate) fn due(cx: &Cx<'_>, until: Date, organisation: Id) -> Result<Vec<(Id, Date)>> {
    let rows = cx.tx().rows(DUE, params![organisation, until])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Letters of the yearly question that this organisation made and that still wait for their answer.
pub(crate) fn letters(
    cx: &Cx<'_>,
    organisation: Id,
    card: &str,
    register: &str,
) -> Result<Vec<Made>> {
    let rows = cx.tx().rows(LETTERS, params![organisation, card, register, cx.today()])?;
    rows.iter()
        .map(|r| {
            let about = if r.get::<String>(2)? == register { About::Register } else { About::Card };
            Ok(Made { letter: r.get(0)?, resident: r.get(1)?, about, at: r.get(3)? })
        })
        .collect()
}

pub(crate) fn tell(cx: &Cx<'_>, glass: Id, resident: Id, quiet: &str) -> Result<()> {
    cx.tx().exec(TELL, params![glass, resident, quiet, cx.now()])?;
    Ok(())
}

/// True when nobody had told them before.
pub(crate) fn told(cx: &Cx<'_>, glass: Id, to: &str, how: &str) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(TOLD, params![cx.now(), name, to, how, glass])? == 1)
}

fn tell_of(r: &db::Row) -> Result<Tell> {
    Ok(Tell {
        glass: r.get(0)?,
        resident: r.get(1)?,
        quiet: r.get(2)?,
        at: r.get::<At>(3)?,
        told_at: r.get(4)?,
        told_to: r.get::<Option<String>>(5)?.unwrap_or_default(),
        how: r.get::<Option<String>>(6)?.unwrap_or_default(),
    })
}

/// Who of a scope has not been told.
pub(crate) fn untold(cx: &Cx<'_>, scope: &Scope<'_>) -> Result<Vec<Tell>> {
    let w = Where::new().and_where(scope.conditions());
    cx.tx().list(UNTOLD, &w, "ORDER BY at, glass LIMIT 100")?.iter().map(tell_of).collect()
}

pub(crate) fn one(cx: &Cx<'_>, glass: Id) -> Result<Option<Tell>> {
    cx.tx().first(ONE, params![glass])?.as_ref().map(tell_of).transpose()
}

pub(crate) fn of(cx: &Cx<'_>, resident: Id) -> Result<Vec<Tell>> {
    cx.tx().rows(OF, params![resident])?.iter().map(tell_of).collect()
}
