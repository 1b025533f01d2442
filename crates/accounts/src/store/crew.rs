//! SQL of registered devices and of the PINs of crews.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use crate::model::crew::{CrewDevice, CrewMember};
use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    ADD_DEVICE = "INSERT INTO accounts_device(id, organisation, name, code_hash, code_until, made_by, made_name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DEVICES = "SELECT id, organisation, name, code_until, made_name, made_at, enrolled_at, seen_at, ended_at, ended_name, ended_why FROM accounts_device WHERE organisation = $1 ORDER BY made_at DESC, id DESC LIMIT 200";
    DEVICE = "SELECT id, organisation, name, code_until, made_name, made_at, enrolled_at, seen_at, ended_at, ended_name, ended_why FROM accounts_device WHERE id = $1";
    BY_SECRET = "SELECT id, organisation, name, code_until, made_name, made_at, enrolled_at, seen_at, ended_at, ended_name, ended_why FROM accounts_device WHERE secret_hash = $1 AND ended_at IS NULL";
    BY_CODE = "SELECT id, organisation, name, code_until, made_name, made_at, enrolled_at, seen_at, ended_at, ended_name, ended_why FROM accounts_device WHERE code_hash = $1 AND code_until > $2 AND ended_at IS NULL";
    ENROL = "UPDATE accounts_device SET secret_hash = $1, enrolled_at = $2, code_hash = NULL, code_until = NULL WHERE id = $3 AND code_hash = $4 AND ended_at IS NULL";
    DEVICE_CODE = "UPDATE accounts_device SET secret_hash = NULL, enrolled_at = NULL, code_hash = $1, code_until = $2 WHERE id = $3 AND ended_at IS NULL";
    DEVICE_SEEN = "UPDATE accounts_device SET seen_at = $1 WHERE id = $2";
    END_DEVICE = "UPDATE accounts_device SET ended_at = $1, ended_name = $2, ended_why = $3, secret_hash = NULL, code_hash = NULL, code_until = NULL WHERE id = $4 AND ended_at IS NULL";
    MEMBERS = "SELECT a.id, a.name, a.kana, a.number, c.pin, c.wrong, c.code_until FROM accounts_account a LEFT JOIN accounts_crew c ON c.account = a.id WHERE a.organisation = $1 AND a.hat = 'crew' AND a.locked_at IS NULL AND (a.leaves_on IS NULL OR a.leaves_on >= $2) ORDER BY a.kana, a.id";
    SET_CODE = "INSERT INTO accounts_crew(account, digits, wrong, code_hash, code_until) VALUES ($1, 0, 0, $2, $3) ON CONFLICT (account) DO UPDATE SET pin = NULL, away = NULL, digits = 0, wrong = 0, code_hash = excluded.code_hash, code_until = excluded.code_until";
    SET_PIN = "UPDATE accounts_crew SET pin = $1, away = NULL, digits = $2, pin_at = $3, wrong = 0, code_hash = NULL, code_until = NULL WHERE account = $4 AND (code_hash = $5 OR pin = $6)";
    CODE_FITS = "SELECT COUNT(*) FROM accounts_crew WHERE account = $1 AND code_hash = $2 AND code_until > $3";
    TRY = "UPDATE accounts_crew SET wrong = wrong + 1 WHERE account = $1 AND wrong < $2 AND pin IS NOT NULL RETURNING pin, digits";
    RIGHT = "UPDATE accounts_crew SET wrong = 0 WHERE account = $1";
    AWAY = "SELECT account, away FROM accounts_crew WHERE pin IS NOT NULL AND away IS NOT NULL AND wrong < $1 AND account IN (SELECT id FROM accounts_account WHERE organisation = $2)";
    HAS_AWAY = "SELECT COUNT(*) FROM accounts_crew WHERE account = $1 AND away IS NOT NULL";
    SET_AWAY = "UPDATE accounts_crew SET away = $1 WHERE account = $2 AND pin = $3";
    NUMBER = "UPDATE accounts_account SET number = $1, confirmed_on = $2 WHERE id = $3";
}

impl FromRow for CrewDevice {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(CrewDevice {
            id: r.get(0)?,
            organisation: r.id(1)?,
            name: r.get(2)?,
            code_until: r.get(3)?,
            made_name: r.get(4)?,
            made_at: r.get(5)?,
            enrolled_at: r.get(6)?,
            seen_at: r.get(7)?,
            ended_at: r.get(8)?,
            ended_name: r.get(9)?,
            ended_why: r.get(10)?,
        })
    }
}

impl FromRow for CrewMember {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(CrewMember {
            account: r.id(0)?,
            name: r.get(1)?,
            kana: r.get(2)?,
            number: r.get(3)?,
            ready: r.get::<Option<String>>(4)?.is_some(),
            wrong: r.get::<Option<i64>>(5)?.unwrap_or(0),
            code_until: r.get(6)?,
        })
    }
}

pub(crate) fn add_device(
    cx: &Cx<'_>,
    org: OrganisationId,
    name: &str,
    hash: &str,
    until: At,
) -> Result<Id> {
    let id = cx.new_id();
    let (by, made) = (cx.actor().account, cx.actor().name.clone());
    cx.tx().exec(ADD_DEVICE, params![id, org.0, name, hash, until, by, &made, cx.now()])?;
    Ok(id)
}

pub(crate) fn devices(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<CrewDevice>> {
    Ok(cx.tx().all(DEVICES, params![org.0])?)
}

pub(crate) fn device(cx: &Cx<'_>, id: Id) -> Result<Option<CrewDevice>> {
    Ok(cx.tx().find(DEVICE, params![id])?)
}

pub(crate) fn by_secret(cx: &Cx<'_>, hash: &str) -> Result<Option<CrewDevice>> {
    Ok(cx.tx().find(BY_SECRET, params![hash])?)
}

pub(crate) fn by_code(cx: &Cx<'_>, hash: &str) -> Result<Option<CrewDevice>> {
    Ok(cx.tx().find(BY_CODE, params![hash, cx.now()])?)
}

pub(crate) fn enrol(cx: &Cx<'_>, id: Id, code: &str, secret: &str) -> Result<bool> {
    Ok(cx.tx().exec(ENROL, params![secret, cx.now(), id, code])? == 1)
}

pub(crate) fn device_code(cx: &Cx<'_>, id: Id, hash: &str, until: At) -> Result<bool> {
    Ok(cx.tx().exec(DEVICE_CODE, params![hash, until, id])? == 1)
}

pub(crate) fn device_seen(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(DEVICE_SEEN, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn end_device(cx: &Cx<'_>, id: Id, why: &str) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(END_DEVICE, params![cx.now(), &name, why, id])? == 1)
}

pub(crate) fn members(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<CrewMember>> {
    Ok(cx.tx().all(MEMBERS, params![org.0, cx.today()])?)
}

/// A new printed code; the PIN of before is gone.
pub(crate) fn set_code(cx: &Cx<'_>, account: AccountId, hash: &str, until: At) -> Result<()> {
    cx.tx().exec(SET_CODE, params![account.0, hash, until])?;
    Ok(())
}

/// What opens a tablet without a line, by account: of those whose PIN can be used.
pub(crate) fn away(
    cx: &Cx<'_>,
    org: OrganisationId,
    most: i64,
) -> Result<Vec<(AccountId, String)>> {
    let rows = cx.tx().rows(AWAY, params![most, org.0])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

pub(crate) fn has_away(cx: &Cx<'_>, account: AccountId) -> Result<bool> {
    Ok(cx.tx().one(HAS_AWAY, params![account.0])?.get::<i64>(0)? == 1)
}

/// Kept only while the PIN is the one it was made of.
pub(crate) fn set_away(cx: &Cx<'_>, account: AccountId, away: &str, pin: &str) -> Result<bool> {
    Ok(cx.tx().exec(SET_AWAY, params![away, account.0, pin])? == 1)
}

pub(crate) fn code_fits(cx: &Cx<'_>, account: AccountId, hash: &str) -> Result<bool> {
    Ok(cx.tx().one(CODE_FITS, params![account.0, hash, cx.now()])?.get::<i64>(0)? == 1)
}

/// Keeps a PIN in the place of a code or of the PIN of before, if that is still there.
pub(crate) fn set_pin(
    cx: &Cx<'_>,
    account: AccountId,
    (kept, digits): (&str, i64),
    (code, before): (&str, &str),
) -> Result<bool> {
    let p = params![kept, digits, cx.now(), account.0, code, before];
    Ok(cx.tx().exec(SET_PIN, p)? == 1)
}

/// Counts a try before it is judged: the kept PIN and its digits; none when there is none or too many were wrong.
pub(crate) fn try_pin(cx: &Cx<'_>, account: AccountId) -> Result<Option<(String, i64)>> {
    let most = crate::model::crew::WRONG_IN_A_ROW;
    match cx.tx().first(TRY, params![account.0, most])? {
        Some(r) => Ok(Some((r.get(0)?, r.get(1)?))),
        None => Ok(None),
    }
}

pub(crate) fn right(cx: &Cx<'_>, account: AccountId) -> Result<()> {
    cx.tx().exec(RIGHT, params![account.0])?;
    Ok(())
}

pub(crate) fn number(cx: &Cx<'_>, account: AccountId, number: Option<&str>) -> Result<()> {
    cx.tx().exec(NUMBER, params![number.map(str::to_string), cx.today(), account.0])?;
    Ok(())
}
