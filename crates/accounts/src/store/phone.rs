//! SQL of residents' and relatives' accounts and of the phones on which they are in use.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{BusinessCalendar, Hat, Time};

use crate::model::phone::Phone;
use crate::model::{OrganisationKind, calendar_json};
use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    HOME = "INSERT INTO accounts_organisation(id, name, kana, kind, corporation, area, phone, fax, calendar, outside, fictitious, closed_on) VALUES ($1, $2, '', $3, '', '', '', '', $4, $5, $5, $6) ON CONFLICT (id) DO NOTHING";
    SET = "INSERT INTO accounts_phone(account, secret_hash, pin, wrong, enrolled_at) VALUES ($1, $2, $3, 0, $4) ON CONFLICT (account) DO UPDATE SET secret_hash = excluded.secret_hash, pin = excluded.pin, wrong = 0, enrolled_at = excluded.enrolled_at, seen_at = NULL";
    ON = "SELECT p.account, a.hat, p.enrolled_at, p.wrong FROM accounts_phone p JOIN accounts_account a ON a.id = p.account WHERE p.secret_hash = $1 AND a.locked_at IS NULL ORDER BY p.enrolled_at, p.account";
    OF = "SELECT p.account, a.hat, p.enrolled_at, p.wrong FROM accounts_phone p JOIN accounts_account a ON a.id = p.account WHERE p.account = $1 AND p.secret_hash IS NOT NULL";
    HOLDS = "SELECT 1 FROM accounts_phone p JOIN accounts_account a ON a.id = p.account WHERE p.account = $1 AND p.secret_hash = $2 AND a.locked_at IS NULL";
    TRY = "UPDATE accounts_phone SET wrong = wrong + 1 WHERE account = $1 AND secret_hash = $2 AND wrong < $3 AND pin IS NOT NULL RETURNING pin";
    RIGHT = "UPDATE accounts_phone SET wrong = 0, seen_at = $1 WHERE account = $2";
    END = "UPDATE accounts_phone SET secret_hash = NULL, pin = NULL WHERE account = $1";
    FORGET_PHONE = "DELETE FROM accounts_phone WHERE account = $1";
    FORGET = "UPDATE accounts_account SET name = '', kana = '', locked_at = COALESCE(locked_at, $1) WHERE id = $2 AND hat IN ('resident', 'family')";
    RENAME = "UPDATE accounts_account SET name = $1, kana = $2 WHERE id = $3 AND hat IN ('resident', 'family') AND name <> $1";
}

impl FromRow for Phone {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let hat: String = r.get(1)?;
        Ok(Phone {
            account: r.id(0)?,
            hat: Hat::from_code(&hat)
                .ok_or(DbError::Decode { column: 1, what: "unknown hat".into() })?,
            enrolled_at: r.get(2)?,
            wrong: r.get(3)?,
        })
    }
}

/// Puts the organisation of everybody at home in place: in no list, closed since ever.
pub(crate) fn home(cx: &Cx<'_>, id: OrganisationId) -> Result<()> {
    let always =
        BusinessCalendar::weekdays(Time::constant(0, 0, 0, 0), Time::constant(23, 59, 0, 0));
    let long_ago = kernel::Date::constant(2000, 1, 1);
    let values = params![
        id.0,
        "ご本人・ご家族",
        OrganisationKind::Other.code(),
        calendar_json(&always),
        false,
        long_ago,
    ];
    cx.tx().exec(HOME, values)?;
    Ok(())
}

/// Keeps the credential of a phone and a PIN for an account, in place of those before.
pub(crate) fn set(cx: &Cx<'_>, id: AccountId, secret: &str, pin: &str) -> Result<()> {
    cx.tx().exec(SET, params![id.0, secret, pin, cx.now()])?;
    Ok(())
}

pub(crate) fn on(cx: &Cx<'_>, secret: &str) -> Result<Vec<Phone>> {
    Ok(cx.tx().all(ON, params![secret])?)
}

pub(crate) fn of(cx: &Cx<'_>, id: AccountId) -> Result<Option<Phone>> {
    Ok(cx.tx().find(OF, params![id.0])?)
}

pub(crate) fn holds(cx: &Cx<'_>, id: AccountId, secret: &str) -> Result<bool> {
    Ok(cx.tx().first(HOLDS, params![id.0, secret])?.is_some())
}

/// Counts a try before it is judged: the kept PIN; none when there is none or too many were wrong.
pub(crate) fn try_pin(cx: &Cx<'_>, id: AccountId, secret: &str) -> Result<Option<String>> {
    let most = crate::model::crew::WRONG_IN_A_ROW;
    let row = cx.tx().first(TRY, params![id.0, secret, most])?;
    Ok(row.map(|r| r.get(0)).transpose()?)
}

pub(crate) fn right(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    cx.tx().exec(RIGHT, params![cx.now(), id.0])?;
    Ok(())
}

pub(crate) fn end(cx: &Cx<'_>, id: AccountId) -> Result<()> {
    cx.tx().exec(END, params![id.0])?;
    Ok(())
}

/// Takes the name away for good; false when the account is nobody's at home.
pub(crate) fn forget(cx: &Cx<'_>, id: AccountId) -> Result<bool> {
    cx.tx().exec(FORGET_PHONE, params![id.0])?;
    Ok(cx.tx().exec(FORGET, params![cx.now(), id.0])? == 1)
}

pub(crate) fn rename(cx: &Cx<'_>, id: AccountId, name: &str, kana: &str) -> Result<()> {
    cx.tx().exec(RENAME, params![name, kana, id.0])?;
    Ok(())
}
