//! SQL over many people: the notes that are open to one, reviews, counts.
use app::{Cx, Result};
use db::{Row, Value, Where, params};
use kernel::{Date, Id};
use people::authz::Scope;

use crate::model::review::Stay;

db::statements! { pub(crate) STATEMENTS;
    OPEN = "SELECT resident, confirmed_on, words, care_level FROM acp_version WHERE part = 'wish' AND version = (SELECT MAX(x.version) FROM acp_version x WHERE x.resident = acp_version.resident AND x.part = 'wish')";
    STAYS = "SELECT a.resident, o.kind, a.from_day, a.to_day FROM people_access a JOIN accounts_organisation o ON o.id = a.party WHERE a.basis = 'hospital_concerned' AND a.record = ''";
    DIAGNOSES = "SELECT f.resident, f.as_of FROM people_fact f WHERE f.kind = 'diagnosis' AND NOT EXISTS (SELECT 1 FROM people_fact e WHERE e.resident = f.resident AND e.kind = f.kind AND e.text = f.text AND e.as_of < f.as_of)";
    FOLLOWED = "SELECT v.resident, v.confirmed_on, v.care_level, p.care_level, a.party FROM acp_version v JOIN people_resident p ON p.id = v.resident AND p.died_on IS NULL JOIN people_release r ON r.resident = v.resident AND r.kind = 'wish' AND r.addressee = 'team' AND r.ended_at IS NULL AND r.from_day <= $1 AND (r.to_day IS NULL OR r.to_day >= $1) JOIN people_access a ON a.resident = v.resident AND a.basis = 'team' AND a.party_kind = 'organisation' AND a.kind = '' AND a.record = '' AND a.from_day <= $1 AND (a.to_day IS NULL OR a.to_day >= $1) JOIN accounts_organisation o ON o.id = a.party AND o.kind IN ('care_management', 'hokatsu', 'multi') WHERE v.part = 'wish' AND v.version = (SELECT MAX(x.version) FROM acp_version x WHERE x.resident = v.resident AND x.part = 'wish') AND NOT EXISTS (SELECT 1 FROM people_merge m WHERE m.gone = v.resident AND m.undone_at IS NULL) ORDER BY a.party, v.resident";
    REMIND = "INSERT INTO acp_reminder(id, resident, organisation, why, due_on, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (resident, organisation, why, due_on) DO NOTHING";
    BY_AREA = "SELECT v.area, COUNT(*) FROM acp_version v JOIN people_resident p ON p.id = v.resident AND p.died_on IS NULL WHERE v.part = 'wish' AND v.decides = 1 AND v.version = (SELECT MAX(x.version) FROM acp_version x WHERE x.resident = v.resident AND x.part = 'wish') AND NOT EXISTS (SELECT 1 FROM people_merge m WHERE m.gone = v.resident AND m.undone_at IS NULL) GROUP BY v.area ORDER BY v.area";
    BY_OFFICE = "SELECT o.name, COUNT(*) FROM acp_version v JOIN people_resident p ON p.id = v.resident AND p.died_on IS NULL JOIN accounts_organisation o ON o.id = v.by_org WHERE v.part = 'wish' AND v.decides = 1 AND v.typed IN ('staff', 'paper') AND v.version = (SELECT MAX(x.version) FROM acp_version x WHERE x.resident = v.resident AND x.part = 'wish') AND NOT EXISTS (SELECT 1 FROM people_merge m WHERE m.gone = v.resident AND m.undone_at IS NULL) GROUP BY o.name ORDER BY o.name";
    BY_HOME = "SELECT COUNT(*) FROM acp_version v JOIN people_resident p ON p.id = v.resident AND p.died_on IS NULL WHERE v.part = 'wish' AND v.decides = 1 AND v.typed NOT IN ('staff', 'paper') AND v.version = (SELECT MAX(x.version) FROM acp_version x WHERE x.resident = v.resident AND x.part = 'wish') AND NOT EXISTS (SELECT 1 FROM people_merge m WHERE m.gone = v.resident AND m.undone_at IS NULL)";
}

/// A note that is open to the actor.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Whose.
    pub resident: Id,
    /// 本人確認日 of the newest version.
    pub confirmed_on: Date,
    /// Code of whose words.
    pub words: String,
    /// Care level of that day.
    pub care_level: String,
}

/// The notes in a scope, those confirmed longest ago first; at most 400.
pub(crate) fn open(cx: &Cx<'_>, scope: &Scope<'_>) -> Result<Vec<Open>> {
    let rows =
        cx.tx().list(OPEN, scope.conditions(), "ORDER BY confirmed_on, resident LIMIT 400")?;
    let read = |r: &Row| -> Result<Open> {
        Ok(Open {
            resident: r.get(0)?,
            confirmed_on: r.get(1)?,
            words: r.get(2)?,
            care_level: r.get(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Stays of residents as the rights of hospitals and facilities tell them. A right that ended before it began was taken back: no stay.
pub(crate) fn stays(cx: &Cx<'_>, residents: &[Id], after: i64) -> Result<Vec<(Id, Stay)>> {
    let ids = residents.iter().map(|r| Value::from(*r)).collect();
    let w = Where::new().and_in("a.resident", ids);
    let rows = cx.tx().list(STAYS, &w, "ORDER BY a.resident, a.from_day, a.party")?;
    let mut out = Vec::new();
    for r in &rows {
        let facility = r.get::<String>(1)? == "facility";
        let (from, to): (Date, Option<Date>) = (r.get(2)?, r.get(3)?);
        let left = to.map(|t| if facility { t } else { kernel::time::add_days(t, -after) });
        if left.is_none_or(|l| l >= from) {
            out.push((r.get(0)?, Stay { facility, from, left }));
        }
    }
    Ok(out)
}

/// Days on which a diagnosis of one of these residents was written down for the first time; told again by another paper it is not new.
pub(crate) fn diagnoses(cx: &Cx<'_>, residents: &[Id]) -> Result<Vec<(Id, Date)>> {
    if residents.is_empty() {
        return Ok(Vec::new());
    }
    let ids = residents.iter().map(|r| Value::from(*r)).collect();
    let w = Where::new().and_in("f.resident", ids);
    let rows = cx.tx().list(DIAGNOSES, &w, "ORDER BY f.resident, f.as_of")?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The days of one of them.
pub(crate) fn of(all: &[(Id, Date)], resident: Id) -> Vec<Date> {
    all.iter().filter(|a| a.0 == resident).map(|a| a.1).collect()
}

/// A note whose team follows the person: for the reminders.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    pub resident: Id,
    pub confirmed_on: Date,
    pub level_then: String,
    pub level_now: String,
    pub organisation: Id,
}

/// Notes released to the team, with each care manager's office or 包括 in it.
pub(crate) fn followed(cx: &Cx<'_>) -> Result<Vec<Followed>> {
    let rows = cx.tx().rows(FOLLOWED, params![cx.today()])?;
    let read = |r: &Row| -> Result<Followed> {
        Ok(Followed {
            resident: r.get(0)?,
            confirmed_on: r.get(1)?,
            level_then: r.get(2)?,
            level_now: r.get(3)?,
            organisation: r.get(4)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Remembers that an office was told; false when it was before.
pub(crate) fn remind(cx: &Cx<'_>, f: &Followed, why: &str, due_on: Date) -> Result<bool> {
    let values = params![cx.new_id(), f.resident, f.organisation, why, due_on, cx.now()];
    Ok(cx.tx().exec(REMIND, values)? == 1)
}

fn counts(cx: &Cx<'_>, s: db::Stmt) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(s, &[])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// How many people have decided something, by 町名.
pub(crate) fn by_area(cx: &Cx<'_>) -> Result<Vec<(String, i64)>> {
    counts(cx, BY_AREA)
}

/// The same by the office that wrote the newest version.
pub(crate) fn by_office(cx: &Cx<'_>) -> Result<Vec<(String, i64)>> {
    counts(cx, BY_OFFICE)
}

/// The same for notes that the person or a proxy wrote at home.
pub(crate) fn by_home(cx: &Cx<'_>) -> Result<i64> {
    Ok(cx.tx().one(BY_HOME, &[])?.get(0)?)
}
