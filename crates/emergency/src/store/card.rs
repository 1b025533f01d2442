//! SQL of registrations, cards and their tokens.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};

use crate::model::card::{Body, Card, NewCard, Registration, Source};
use crate::use_cases::register::NewRegistration;

db::statements! { pub(crate) STATEMENTS;
    REGISTER = "INSERT INTO emergency_registration(id, resident, method, given_by, heard_by, given_on, form_version, tell_team, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    RUNNING = "SELECT id, resident, method, given_by, heard_by, given_on, tell_team, by_name, at FROM emergency_registration WHERE resident = $1 AND ended_at IS NULL";
    END = "UPDATE emergency_registration SET ended_at = $1, ended_account = $2, ended_name = $3, ended_reason = $4 WHERE id = $5 AND ended_at IS NULL";
    CARD = "SELECT resident, version, body, source, settled, confirmed_on, confirmed_with, by_name, at FROM emergency_card WHERE resident = $1 ORDER BY version DESC LIMIT 1";
    ADD_CARD = "INSERT INTO emergency_card(id, resident, version, body, source, settled, confirmed_on, confirmed_with, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    DUE = "SELECT c.resident, c.confirmed_on FROM emergency_card c JOIN emergency_registration g ON g.resident = c.resident AND g.ended_at IS NULL WHERE c.version = (SELECT MAX(x.version) FROM emergency_card x WHERE x.resident = c.resident) AND (c.confirmed_on <= $1 OR c.settled = 0) AND c.by_org = $2 ORDER BY c.confirmed_on, c.resident LIMIT 200";
    REGISTERED = "SELECT x.resident FROM emergency_registration x WHERE x.ended_at IS NULL";
    ADD_TOKEN = "INSERT INTO emergency_token(hash, resident, kind, at, by_name) VALUES ($1, $2, $3, $4, $5)";
    END_TOKENS = "UPDATE emergency_token SET ended_at = $1 WHERE resident = $2 AND ended_at IS NULL AND (kind = $3 OR $3 = '')";
    TOKEN = "SELECT resident FROM emergency_token WHERE hash = $1 AND ended_at IS NULL";
}

impl FromRow for Registration {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let method: String = r.get(2)?;
        Ok(Registration {
            id: r.get(0)?,
            resident: r.get(1)?,
            method: people::ConsentMethod::from_code(&method)
                .ok_or(DbError::Decode { column: 2, what: "unknown method".into() })?,
            given_by: r.get(3)?,
            heard_by: r.get(4)?,
            given_on: r.get(5)?,
            tell_team: r.get(6)?,
            by: r.get(7)?,
            at: r.get(8)?,
        })
    }
}

impl FromRow for Card {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let bad = |column: usize| DbError::Decode { column, what: "card".into() };
        Ok(Card {
            version: r.get(1)?,
            body: serde_json::from_str::<Body>(&r.get::<String>(2)?).map_err(|_| bad(2))?,
            source: Source::from_code(&r.get::<String>(3)?).ok_or_else(|| bad(3))?,
            settled: r.get(4)?,
            confirmed_on: r.get(5)?,
            confirmed_with: r.get(6)?,
            by: r.get(7)?,
            at: r.get(8)?,
        })
    }
}

pub(crate) fn register(cx: &Cx<'_>, resident: Id, n: &NewRegistration) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        REGISTER,
        params![
            id,
            resident,
            n.method.code(),
            n.given_by.trim(),
            n.heard_by.trim(),
            n.given_on,
            crate::model::card::FORM,
            n.tell_team,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(crate) fn running(cx: &Cx<'_>, resident: Id) -> Result<Option<Registration>> {
    Ok(cx.tx().find(RUNNING, params![resident])?)
}

pub(crate) fn end(cx: &Cx<'_>, id: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(END, params![cx.now(), a.account, &a.name, reason, id])? == 1)
}

pub(crate) fn newest(cx: &Cx<'_>, resident: Id) -> Result<Option<Card>> {
    Ok(cx.tx().find(CARD, params![resident])?)
}

pub(crate) fn add(cx: &Cx<'_>, resident: Id, version: i64, n: &NewCard) -> Result<()> {
    let a = cx.actor();
    let body = serde_json::to_string(&n.body)
        .map_err(|e| app::Error::Inconsistent(format!("emergency card: {e}")))?;
    let id = cx.new_id();
    cx.tx().exec(
        ADD_CARD,
        params![
            id,
            resident,
            version,
            body,
            n.source.code(),
            n.settled,
            n.confirmed_on,
            n.confirmed_with.trim(),
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(())
}

/// Cards that this organisation wrote last and that were confirmed on this day or before, or still wait to be settled.
pub(crate) fn due(cx: &Cx<'_>, until: Date, organisation: Id) -> Result<Vec<(Id, Date)>> {
    let rows = cx.tx().rows(DUE, params![until, organisation])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Who is registered, of a scope; at most 2,000.
pub(crate) fn registered(cx: &Cx<'_>, scope: &people::Scope<'_>) -> Result<Vec<Id>> {
    let w = db::Where::new().and_where(scope.conditions());
    let rows = cx.tx().list(REGISTERED, &w, "ORDER BY resident LIMIT 2000")?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// A new token of a kind; the one before opens nothing any more.
pub(crate) fn token(cx: &Cx<'_>, resident: Id, kind: &str, hash: &str) -> Result<()> {
    end_tokens(cx, resident, kind)?;
    let name = cx.actor().name.clone();
    cx.tx().exec(ADD_TOKEN, params![hash, resident, kind, cx.now(), name])?;
    Ok(())
}

/// Ends the tokens of a kind, or with an empty kind all.
pub(crate) fn end_tokens(cx: &Cx<'_>, resident: Id, kind: &str) -> Result<()> {
    cx.tx().exec(END_TOKENS, params![cx.now(), resident, kind])?;
    Ok(())
}

pub(crate) fn of_token(cx: &Cx<'_>, hash: &str) -> Result<Option<Id>> {
    cx.tx().first(TOKEN, params![hash])?.map(|r| Ok(r.get(0)?)).transpose()
}
