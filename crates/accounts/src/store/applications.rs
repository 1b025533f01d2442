//! SQL of organisations that ask to join.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;

use crate::OrganisationId;
use crate::model::OrganisationKind;
use crate::model::application::{Application, Applied};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO accounts_application(id, source, number, name, kana, kind, phone, person, person_kana, profession, note, at, by_account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    GET = "SELECT id, source, number, name, kana, kind, phone, person, person_kana, profession, note, at, decided_at, decided_name, decision, reason, called, organisation FROM accounts_application WHERE id = $1";
    LIST = "SELECT id, source, number, name, kana, kind, phone, person, person_kana, profession, note, at, decided_at, decided_name, decision, reason, called, organisation FROM accounts_application ORDER BY CASE WHEN decided_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT 200";
    DECIDE = "UPDATE accounts_application SET decided_at = $1, decided_name = $2, decision = $3, reason = $4, called = $5, organisation = $6 WHERE id = $7 AND decided_at IS NULL";
    WAITING = "SELECT id, source, number, name, kana, kind, phone, person, person_kana, profession, note, at, decided_at, decided_name, decision, reason, called, organisation FROM accounts_application WHERE decided_at IS NULL AND number = $1 ORDER BY id";
}

impl FromRow for Applied {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let kind = OrganisationKind::from_code(&r.get::<String>(5)?)
            .ok_or(DbError::Decode { column: 5, what: "unknown kind of organisation".into() })?;
        Ok(Applied {
            id: r.get(0)?,
            paper: r.get::<String>(1)? == "paper",
            form: Application {
                number: r.get(2)?,
                name: r.get(3)?,
                kana: r.get(4)?,
                kind,
                phone: r.get(6)?,
                person: r.get(7)?,
                person_kana: r.get(8)?,
                profession: r.get(9)?,
                note: r.get(10)?,
            },
            at: r.get(11)?,
            decided_at: r.get(12)?,
            decided_name: r.get(13)?,
            accepted: r.get::<Option<String>>(14)?.map(|d| d == "accepted"),
            reason: r.get(15)?,
            called: r.get(16)?,
            organisation: r.opt_id(17)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, a: &Application, paper: bool) -> Result<Id> {
    let id = cx.new_id();
    cx.tx().exec(
        ADD,
        params![
            id,
            if paper { "paper" } else { "web" },
            &a.number,
            &a.name,
            &a.kana,
            a.kind.code(),
            &a.phone,
            &a.person,
            &a.person_kana,
            &a.profession,
            &a.note,
            cx.now(),
            cx.actor().account,
        ],
    )?;
    Ok(id)
}

/// How many with this number wait.
/// What waits under a number.
pub(crate) fn waiting(cx: &Cx<'_>, number: &str) -> Result<Vec<Applied>> {
    Ok(cx.tx().all(WAITING, params![number])?)
}

pub(crate) fn get(cx: &Cx<'_>, id: Id) -> Result<Option<Applied>> {
    Ok(cx.tx().find(GET, params![id])?)
}

pub(crate) fn list(cx: &Cx<'_>) -> Result<Vec<Applied>> {
    Ok(cx.tx().all(LIST, params![])?)
}

/// Keeps the decision; false when there was one before.
pub(crate) fn decide(
    cx: &Cx<'_>,
    id: Id,
    accepted: bool,
    reason: &str,
    called: Option<&str>,
    organisation: Option<OrganisationId>,
) -> Result<bool> {
    let word = if accepted { "accepted" } else { "refused" };
    let name = cx.actor().name.clone();
    let (called, organisation) = (called.map(str::to_string), organisation.map(|o| o.0));
    Ok(cx.tx().exec(DECIDE, params![cx.now(), &name, word, reason, called, organisation, id])? == 1)
}
