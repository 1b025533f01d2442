//! SQL for a hospital's question: who is the care manager of this patient? Gives offices, nothing of the person.
use app::{Cx, Result};
use db::{Row, params};
use kernel::{Date, Id};

db::statements! { pub(crate) STATEMENTS;
    BY_NAME = "SELECT t.organisation, t.account, t.role FROM people_resident r JOIN people_team t ON t.resident = r.id WHERE r.birth = $1 AND r.kana_key = $2 AND t.to_day IS NULL AND t.role IN ('care_manager', 'hokatsu') AND t.organisation IS NOT NULL AND EXISTS (SELECT 1 FROM people_consent c WHERE c.resident = r.id AND c.status = 'active') AND (NOT EXISTS (SELECT 1 FROM people_shield s WHERE s.resident = r.id AND s.lifted_at IS NULL AND NOT EXISTS (SELECT 1 FROM people_shield_party q WHERE q.shield = s.id AND q.party = $3)) OR EXISTS (SELECT 1 FROM people_access a WHERE a.resident = r.id AND a.party = $3 AND a.basis = 'hospital_concerned' AND a.from_day <= $4 AND (a.to_day IS NULL OR a.to_day >= $4))) ORDER BY t.role, t.from_day";
    BY_NUMBER = "SELECT t.organisation, t.account, t.role FROM people_resident r JOIN people_team t ON t.resident = r.id WHERE r.insured = $1 AND t.to_day IS NULL AND t.role IN ('care_manager', 'hokatsu') AND t.organisation IS NOT NULL AND EXISTS (SELECT 1 FROM people_consent c WHERE c.resident = r.id AND c.status = 'active') AND (NOT EXISTS (SELECT 1 FROM people_shield s WHERE s.resident = r.id AND s.lifted_at IS NULL AND NOT EXISTS (SELECT 1 FROM people_shield_party q WHERE q.shield = s.id AND q.party = $2)) OR EXISTS (SELECT 1 FROM people_access a WHERE a.resident = r.id AND a.party = $2 AND a.basis = 'hospital_concerned' AND a.from_day <= $3 AND (a.to_day IS NULL OR a.to_day >= $3))) ORDER BY t.role, t.from_day";
}

fn offices(rows: &[Row]) -> Result<Vec<(Id, Option<Id>)>> {
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The asking hospital as stored.
fn asks(cx: &Cx<'_>) -> String {
    cx.actor().organisation.map_or_else(String::new, |o| o.to_string())
}

/// Offices (and persons there) of residents with this birth date and kana key. A shield leaves out who is neither named by
/// it nor treating the person: the office's name would say in which town to look.
pub(crate) fn by_name(cx: &Cx<'_>, birth: Date, kana_key: &str) -> Result<Vec<(Id, Option<Id>)>> {
    offices(&cx.tx().rows(BY_NAME, params![birth, kana_key, asks(cx), cx.today()])?)
}

/// The same by insured number.
pub(crate) fn by_number(cx: &Cx<'_>, insured: &str) -> Result<Vec<(Id, Option<Id>)>> {
    offices(&cx.tx().rows(BY_NUMBER, params![insured, asks(cx), cx.today()])?)
}
