//! The only SQL of accounts.
pub(crate) mod applications;
pub(crate) mod crew;
pub(crate) mod deputies;
pub(crate) mod openings;
pub(crate) mod phone;
pub(crate) mod providers;
pub(crate) mod staff;
pub(crate) mod temporary;
pub(crate) mod year;

use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Hat};

use crate::model::{
    Account, NewAccount, NewOrganisation, Organisation, OrganisationKind, Ward, calendar_from_json,
    calendar_json,
};
use crate::{AccountId, OrganisationId};

db::statements! { pub(crate) STATEMENTS;
    ADD_ORG = "INSERT INTO accounts_organisation(id, name, kana, kind, number, corporation, area, phone, fax, calendar, outside, fictitious) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ORG = "SELECT id, name, kana, kind, corporation, area, phone, fax, outside, fictitious, calendar FROM accounts_organisation WHERE id = $1";
    ORGS = "SELECT id, name, kana, kind, corporation, area, phone, fax, outside, fictitious, calendar FROM accounts_organisation WHERE closed_on IS NULL ORDER BY kana, id";
    ORGS_OF_KIND = "SELECT id, name, kana, kind, corporation, area, phone, fax, outside, fictitious, calendar FROM accounts_organisation WHERE kind = $1 AND closed_on IS NULL ORDER BY kana, id";
    SET_CALENDAR = "UPDATE accounts_organisation SET calendar = $1 WHERE id = $2";
    ADD_WARD = "INSERT INTO accounts_ward(organisation, name, kind, rank) VALUES ($1, $2, $3, $4)";
    WARDS = "SELECT name, kind FROM accounts_ward WHERE organisation = $1 ORDER BY rank, name";
    ADD_ACCOUNT = "INSERT INTO accounts_account(id, organisation, name, kana, hat, profession, demo_role, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ACCOUNT = "SELECT id, organisation, name, kana, hat, profession, demo_role FROM accounts_account WHERE id = $1 AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2)";
    ACCOUNT_ANY = "SELECT id, organisation, name, kana, hat, profession, demo_role FROM accounts_account WHERE id = $1";
    ANY_OF = "SELECT id, organisation, name, kana, hat, profession, demo_role FROM accounts_account WHERE organisation = $1 ORDER BY kana, id";
    CLOSE_ORG = "UPDATE accounts_organisation SET closed_on = $1 WHERE id = $2 AND closed_on IS NULL";
    CLOSED_ON = "SELECT closed_on FROM accounts_organisation WHERE id = $1";
    ACCOUNTS_OF = "SELECT id, organisation, name, kana, hat, profession, demo_role FROM accounts_account WHERE organisation = $1 AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $2) ORDER BY kana, id";
    DEMO = "SELECT id, organisation, name, kana, hat, profession, demo_role FROM accounts_account WHERE demo_role IS NOT NULL AND locked_at IS NULL AND (leaves_on IS NULL OR leaves_on >= $1) ORDER BY demo_role, kana, id";
    INVITE = "INSERT INTO accounts_invitation(id, code_hash, organisation, name, kana, hat, profession, made_by, made_at, until, admin, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    INVITATION = "SELECT id, organisation, name, kana, hat, profession, made_at, until, used_at, revoked_at, account, admin, number, made_by FROM accounts_invitation WHERE code_hash = $1";
    INVITATION_OF = "SELECT id, organisation, name, kana, hat, profession, made_at, until, used_at, revoked_at, account, admin, number, made_by FROM accounts_invitation WHERE id = $1";
    INVITATIONS = "SELECT id, organisation, name, kana, hat, profession, made_at, until, used_at, revoked_at, account, admin, number, made_by FROM accounts_invitation ORDER BY made_at DESC, id DESC LIMIT 200";
    USE_INVITATION = "UPDATE accounts_invitation SET used_at = $1, account = $2 WHERE id = $3 AND used_at IS NULL AND revoked_at IS NULL";
    MARK = "UPDATE accounts_account SET admin = $1, number = $2, confirmed_on = $3 WHERE id = $4";
    WARDS_AT = "SELECT ward FROM accounts_ward_member WHERE account = $1 ORDER BY ward";
    LEAVE_WARDS = "DELETE FROM accounts_ward_member WHERE account = $1";
    WORK_AT = "INSERT INTO accounts_ward_member(account, ward) VALUES ($1, $2)";
    REVOKE = "UPDATE accounts_invitation SET revoked_at = $1 WHERE id = $2 AND used_at IS NULL AND revoked_at IS NULL";
}

impl FromRow for Organisation {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let bad = |column: usize, what: &str| DbError::Decode { column, what: what.into() };
        Ok(Organisation {
            id: r.id(0)?,
            name: r.get(1)?,
            kana: r.get(2)?,
            kind: OrganisationKind::from_code(&r.get::<String>(3)?)
                .ok_or_else(|| bad(3, "unknown kind of organisation"))?,
            corporation: r.get(4)?,
            area: r.get(5)?,
            phone: r.get(6)?,
            fax: r.get(7)?,
            outside: r.get(8)?,
            fictitious: r.get(9)?,
            calendar: calendar_from_json(&r.get::<String>(10)?)
                .map_err(|_| bad(10, "unreadable calendar"))?,
        })
    }
}

impl FromRow for Account {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Account {
            id: r.id(0)?,
            organisation: r.id(1)?,
            name: r.get(2)?,
            kana: r.get(3)?,
            hat: hat(r, 4)?,
            profession: r.get(5)?,
            demo_role: r.get(6)?,
        })
    }
}

fn hat(r: &Row, i: usize) -> std::result::Result<Hat, DbError> {
    Hat::from_code(&r.get::<String>(i)?)
        .ok_or(DbError::Decode { column: i, what: "unknown hat".into() })
}

/// An invitation as listed; the code itself is not kept.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Id.
    pub id: kernel::Id,
    /// For whom it opens an account, and where.
    pub account: NewAccount,
    /// Made at.
    pub made_at: At,
    /// Usable until.
    pub until: At,
    /// Used at.
    pub used_at: Option<At>,
    /// Withdrawn at.
    pub revoked_at: Option<At>,
    /// The account it has opened.
    pub used_by: Option<AccountId>,
    /// Opens an account that looks after its organisation's people.
    pub admin: bool,
    /// 職員番号, when the invitation comes from a roster.
    pub number: Option<String>,
    /// Who made it; none at the command line.
    pub made_by: Option<AccountId>,
}

impl FromRow for Invitation {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Invitation {
            id: r.get(0)?,
            account: NewAccount {
                organisation: r.id(1)?,
                name: r.get(2)?,
                kana: r.get(3)?,
                hat: hat(r, 4)?,
                profession: r.get(5)?,
                demo_role: None,
            },
            made_at: r.get(6)?,
            until: r.get(7)?,
            used_at: r.get(8)?,
            revoked_at: r.get(9)?,
            used_by: r.opt_id(10)?,
            admin: r.get(11)?,
            number: r.get(12)?,
            made_by: r.opt_id(13)?,
        })
    }
}

pub(crate) fn add_organisation(cx: &Cx<'_>, o: &NewOrganisation) -> Result<OrganisationId> {
    let id = OrganisationId(cx.new_id());
    cx.tx().exec(
        ADD_ORG,
        params![
            id.0,
            &o.name,
            &o.kana,
            o.kind.code(),
            o.number.clone(),
            &o.corporation,
            &o.area,
            &o.phone,
            &o.fax,
            calendar_json(&o.calendar),
            o.outside,
            o.fictitious,
        ],
    )?;
    Ok(id)
}

pub(crate) fn organisation(cx: &Cx<'_>, id: OrganisationId) -> Result<Option<Organisation>> {
    Ok(cx.tx().find(ORG, params![id.0])?)
}

pub(crate) fn organisations(
    cx: &Cx<'_>,
    kind: Option<OrganisationKind>,
) -> Result<Vec<Organisation>> {
    Ok(match kind {
        Some(k) => cx.tx().all(ORGS_OF_KIND, params![k.code()])?,
        None => cx.tx().all(ORGS, params![])?,
    })
}

pub(crate) fn set_calendar(cx: &Cx<'_>, id: OrganisationId, json: &str) -> Result<()> {
    cx.tx().exec(SET_CALENDAR, params![json, id.0])?;
    Ok(())
}

pub(crate) fn add_ward(cx: &Cx<'_>, org: OrganisationId, w: &Ward, rank: usize) -> Result<()> {
    cx.tx().exec(ADD_WARD, params![org.0, &w.name, &w.kind, rank])?;
    Ok(())
}

pub(crate) fn wards(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Ward>> {
    let rows = cx.tx().rows(WARDS, params![org.0])?;
    rows.iter().map(|r| Ok(Ward { name: r.get(0)?, kind: r.get(1)? })).collect()
}

/// Names of the wards at which an account works.
pub(crate) fn wards_at(cx: &Cx<'_>, id: AccountId) -> Result<Vec<String>> {
    let rows = cx.tx().rows(WARDS_AT, params![id.0])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Puts an account at these wards and no others.
pub(crate) fn work_at(cx: &Cx<'_>, id: AccountId, wards: &[String]) -> Result<()> {
    cx.tx().exec(LEAVE_WARDS, params![id.0])?;
    for w in wards {
        cx.tx().exec(WORK_AT, params![id.0, w])?;
    }
    Ok(())
}

pub(crate) fn add_account(cx: &Cx<'_>, a: &NewAccount) -> Result<AccountId> {
    let id = AccountId(cx.new_id());
    cx.tx().exec(
        ADD_ACCOUNT,
        params![
            id.0,
            a.organisation.0,
            &a.name,
            &a.kana,
            a.hat.code(),
            &a.profession,
            a.demo_role.clone(),
            cx.now(),
        ],
    )?;
    Ok(id)
}

pub(crate) fn account(cx: &Cx<'_>, id: AccountId) -> Result<Option<Account>> {
    Ok(cx.tx().find(ACCOUNT, params![id.0, cx.today()])?)
}

/// Also an account that was locked since.
pub(crate) fn any_account(cx: &Cx<'_>, id: AccountId) -> Result<Option<Account>> {
    Ok(cx.tx().find(ACCOUNT_ANY, params![id.0])?)
}

/// The staff of an organisation, also those whose accounts were locked since.
pub(crate) fn any_of(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Account>> {
    Ok(cx.tx().all(ANY_OF, params![org.0])?)
}

/// Ends an organisation; false when it had ended before.
pub(crate) fn close_organisation(
    cx: &Cx<'_>,
    id: OrganisationId,
    on: kernel::Date,
) -> Result<bool> {
    Ok(cx.tx().exec(CLOSE_ORG, params![on, id.0])? == 1)
}

pub(crate) fn closed_on(cx: &Cx<'_>, id: OrganisationId) -> Result<Option<kernel::Date>> {
    match cx.tx().first(CLOSED_ON, params![id.0])? {
        Some(row) => Ok(row.get(0)?),
        None => Ok(None),
    }
}

pub(crate) fn accounts_of(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Account>> {
    Ok(cx.tx().all(ACCOUNTS_OF, params![org.0, cx.today()])?)
}

pub(crate) fn demo_accounts(cx: &Cx<'_>) -> Result<Vec<Account>> {
    Ok(cx.tx().all(DEMO, params![cx.today()])?)
}

pub(crate) fn add_invitation(
    cx: &Cx<'_>,
    a: &NewAccount,
    hash: &str,
    until: At,
    extra: (bool, Option<String>),
) -> Result<kernel::Id> {
    let id = cx.new_id();
    cx.tx().exec(
        INVITE,
        params![
            id,
            hash,
            a.organisation.0,
            &a.name,
            &a.kana,
            a.hat.code(),
            &a.profession,
            cx.actor().account,
            cx.now(),
            until,
            extra.0,
            extra.1,
        ],
    )?;
    Ok(id)
}

pub(crate) fn invitation_of(cx: &Cx<'_>, id: kernel::Id) -> Result<Option<Invitation>> {
    Ok(cx.tx().find(INVITATION_OF, params![id])?)
}

pub(crate) fn invitation(cx: &Cx<'_>, hash: &str) -> Result<Option<Invitation>> {
    Ok(cx.tx().find(INVITATION, params![hash])?)
}

pub(crate) fn invitations(cx: &Cx<'_>) -> Result<Vec<Invitation>> {
    Ok(cx.tx().all(INVITATIONS, params![])?)
}

/// What an invitation says beyond the account itself.
pub(crate) fn mark_account(cx: &Cx<'_>, id: AccountId, i: &Invitation) -> Result<()> {
    cx.tx().exec(MARK, params![i.admin, i.number.clone(), cx.today(), id.0])?;
    Ok(())
}

pub(crate) fn use_invitation(cx: &Cx<'_>, id: kernel::Id, account: AccountId) -> Result<bool> {
    Ok(cx.tx().exec(USE_INVITATION, params![cx.now(), account.0, id])? == 1)
}

pub(crate) fn revoke_invitation(cx: &Cx<'_>, id: kernel::Id) -> Result<bool> {
    Ok(cx.tx().exec(REVOKE, params![cx.now(), id])? == 1)
}
