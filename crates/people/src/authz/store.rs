//! `people_access`: by what right somebody sees a resident, until when.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{Date, Id};

use super::What;
use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    GRANT = "INSERT INTO people_access(id, resident, party_kind, party, basis, kind, record, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (resident, party, basis, kind, record) DO UPDATE SET to_day = excluded.to_day, from_day = CASE WHEN people_access.to_day < excluded.from_day THEN excluded.from_day WHEN people_access.from_day < excluded.from_day THEN people_access.from_day ELSE excluded.from_day END";
    REVOKE = "UPDATE people_access SET to_day = $1 WHERE resident = $2 AND party = $3 AND basis = $4 AND record = $5 AND (to_day IS NULL OR to_day > $1)";
    MINE = "SELECT party_kind, party, basis, kind, record, from_day, to_day FROM people_access WHERE resident = $1 AND party IN ($2, $3) AND from_day <= $4 AND (to_day IS NULL OR to_day >= $4)";
    ALL_OF = "SELECT party_kind, party, basis, kind, record, from_day, to_day FROM people_access WHERE resident = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day >= $2) ORDER BY from_day, party, basis";
    CONSENT = "SELECT 1 FROM people_consent WHERE resident = $1 AND withdrawn_on IS NULL AND given_on <= $2";
}

/// By what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Wrote it or registered the person.
    Author,
    /// Was sent it.
    Addressee,
    /// The hospital where the person is or was (until 30 days after).
    HospitalConcerned,
    /// In the support team.
    Team,
}

impl Basis {
    /// All bases.
    pub const ALL: &'static [Basis] =
        &[Basis::Author, Basis::Addressee, Basis::HospitalConcerned, Basis::Team];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Basis::Author => "author",
            Basis::Addressee => "addressee",
            Basis::HospitalConcerned => "hospital_concerned",
            Basis::Team => "team",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Basis> {
        Basis::ALL.iter().copied().find(|b| b.code() == code)
    }

    /// Words for 「誰に見えるか」.
    pub const fn label(self) -> &'static str {
        match self {
            Basis::Author => "登録した事業所",
            Basis::Addressee => "書類を受け取った相手",
            Basis::HospitalConcerned => "入院しているあいだと、退院後30日",
            Basis::Team => "支援チーム",
        }
    }

    /// Does it rest on the person's consent? What one wrote or was sent does not vanish when consent is withdrawn.
    pub const fn needs_consent(self) -> bool {
        matches!(self, Basis::HospitalConcerned | Basis::Team)
    }
}

/// Who gets a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Everybody of the organisation with a fitting hat.
    Organisation(Id),
    /// One account.
    Account(Id),
}

impl Party {
    fn parts(self) -> (&'static str, Id) {
        match self {
            Party::Organisation(id) => ("organisation", id),
            Party::Account(id) => ("account", id),
        }
    }

    /// The id, whichever it is.
    pub fn id(self) -> Id {
        self.parts().1
    }
}

/// A right to give.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// About whom.
    pub resident: ResidentId,
    /// To whom.
    pub party: Party,
    /// Why.
    pub basis: Basis,
    /// Only this kind; none = what the matrix gives to the basis.
    pub kind: Option<What>,
    /// Only this record.
    pub record: Option<Id>,
    /// From.
    pub from: Date,
    /// Until, both days included.
    pub to: Option<Date>,
}

/// A right as stored.
#[derive(Debug, Clone)]
pub struct Held {
    /// To whom.
    pub party: Party,
    /// Why.
    pub basis: Basis,
    /// Only this kind.
    pub kind: Option<What>,
    /// Only this record.
    pub record: Option<Id>,
    /// From.
    pub from: Date,
    /// Until.
    pub to: Option<Date>,
}

impl FromRow for Held {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let id: Id = r.get(1)?;
        let party = match r.get::<String>(0)?.as_str() {
            "account" => Party::Account(id),
            _ => Party::Organisation(id),
        };
        let (kind, record): (String, String) = (r.get(3)?, r.get(4)?);
        Ok(Held {
            party,
            basis: Basis::from_code(&r.get::<String>(2)?)
                .ok_or(DbError::Decode { column: 2, what: "unknown basis".into() })?,
            kind: What::from_code(&kind),
            record: record.parse().ok(),
            from: r.get(5)?,
            to: r.get(6)?,
        })
    }
}

/// Gives a right. Given again while it runs, it is lengthened or shortened to the new end; given again after it
/// ended, it begins anew and does not cover the time between.
pub fn grant(cx: &Cx<'_>, g: &Grant) -> Result<()> {
    let (party_kind, party) = g.party.parts();
    let id = cx.new_id();
    cx.tx().exec(
        GRANT,
        params![
            id,
            g.resident.0,
            party_kind,
            party,
            g.basis.code(),
            g.kind.map_or("", What::code),
            g.record.map_or_else(String::new, |r| r.to_string()),
            g.from,
            g.to,
        ],
    )?;
    cx.rights_changed()?;
    Ok(())
}

/// Ends a right on `last` (that day still counts).
pub fn revoke(
    cx: &Cx<'_>,
    resident: ResidentId,
    party: Party,
    basis: Basis,
    record: Option<Id>,
    last: Date,
) -> Result<()> {
    let record = record.map_or_else(String::new, |r| r.to_string());
    cx.tx().exec(REVOKE, params![last, resident.0, party.id(), basis.code(), record])?;
    cx.rights_changed()?;
    Ok(())
}

pub(super) fn rows_of(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<Held>> {
    let a = cx.actor();
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    Ok(cx.tx().all(MINE, params![resident.0, text(a.organisation), text(a.account), cx.today()])?)
}

/// Every right about a resident that is in force today.
pub(crate) fn all_of(cx: &Cx<'_>, resident: ResidentId) -> Result<Vec<Held>> {
    Ok(cx.tx().all(ALL_OF, params![resident.0, cx.today()])?)
}

pub(crate) fn consent_in_force(cx: &Cx<'_>, resident: ResidentId) -> Result<bool> {
    Ok(cx.tx().first(CONSENT, params![resident.0, cx.today()])?.is_some())
}

/// When a row `a` of `people_access` is a right in force. Eight values, in the order of [`reach`].
macro_rules! in_force {
    () => {
        "a.party IN (?, ?) AND a.record = '' AND a.from_day <= ? AND (a.to_day IS NULL OR a.to_day >= ?) AND (a.kind = '' OR a.kind = ?) AND (? LIKE '%,' || a.basis || ',%' OR (? LIKE '%,' || a.basis || ',%' AND EXISTS (SELECT 1 FROM people_consent c WHERE c.resident = a.resident AND c.withdrawn_on IS NULL AND c.given_on <= ?)))"
    };
}

/// The conditions of a list: residents about whom the actor holds one of these bases for `what` today; bases that
/// rest on consent count only while it is in force. The list's rows have a column `resident`.
pub(super) fn reach(cx: &Cx<'_>, bases: &[Basis], what: What) -> Where {
    let actor = cx.actor();
    let list = |with_consent: bool| {
        let codes: Vec<&str> =
            bases.iter().filter(|b| b.needs_consent() == with_consent).map(|b| b.code()).collect();
        format!(",{},", codes.join(","))
    };
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    Where::new().and(
        concat!("resident IN (SELECT a.resident FROM people_access a WHERE ", in_force!(), ")"),
        params![
            text(actor.organisation),
            text(actor.account),
            cx.today(),
            cx.today(),
            what.code(),
            list(false),
            list(true),
            cx.today(),
        ],
    )
}

impl super::Scope<'_> {
    /// The same conditions asked of each row `x` by itself, for lists that are already short: SQLite would first
    /// fetch the whole reach.
    pub(crate) fn of_each(&self) -> Where {
        Where::new().and(
            concat!(
                "EXISTS (SELECT 1 FROM people_access a WHERE a.resident = x.resident AND ",
                in_force!(),
                ")"
            ),
            self.conditions.params(),
        )
    }
}
