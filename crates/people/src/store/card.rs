//! SQL of the cards of residents and relatives: which account is bound to whom, and the paper that is out.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::ResidentId;
use crate::authz::{Basis, What};
use crate::model::card::TRIES;
use crate::use_cases::release::Parts;

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO people_card(account, resident, basis, name, relation, kinds, proxy, heard_by, token_hash, proof, until, wrong, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15)";
    RENEW = "UPDATE people_card SET token_hash = $1, proof = $2, until = $3, wrong = 0, closed_at = NULL, used_at = NULL, step_hash = NULL, step_until = NULL, by_account = $4, by_org = $5, by_name = $6, at = $7 WHERE account = $8 AND resident = $9 AND ended_at IS NULL";
    OF = "SELECT account, resident, basis, name, relation, kinds, proxy, heard_by, until, closed_at, used_at, by_account, by_org, by_name, at, ended_at, ended_name, ended_reason, note_parts, note_until FROM people_card WHERE resident = $1 ORDER BY at DESC, account";
    BY_ACCOUNT = "SELECT account, resident, basis, name, relation, kinds, proxy, heard_by, until, closed_at, used_at, by_account, by_org, by_name, at, ended_at, ended_name, ended_reason, note_parts, note_until FROM people_card WHERE account = $1";
    BY_TOKEN = "SELECT account, resident, basis, name, relation, kinds, proxy, heard_by, until, closed_at, used_at, by_account, by_org, by_name, at, ended_at, ended_name, ended_reason, note_parts, note_until FROM people_card WHERE token_hash = $1";
    TRY = "UPDATE people_card SET wrong = wrong + 1 WHERE token_hash = $1 AND wrong < $2 AND used_at IS NULL AND closed_at IS NULL AND ended_at IS NULL AND until >= $3 RETURNING proof, wrong";
    CLOSE = "UPDATE people_card SET closed_at = $1 WHERE token_hash = $2 AND wrong >= $3 AND closed_at IS NULL AND used_at IS NULL";
    STEP = "UPDATE people_card SET wrong = wrong - 1, step_hash = $1, step_until = $2 WHERE token_hash = $3 AND used_at IS NULL AND closed_at IS NULL AND ended_at IS NULL";
    USE = "UPDATE people_card SET used_at = $1, step_hash = NULL, step_until = NULL WHERE token_hash = $2 AND step_hash = $3 AND step_until > $1 AND used_at IS NULL AND closed_at IS NULL AND ended_at IS NULL RETURNING account";
    KINDS = "UPDATE people_card SET kinds = $1, note_parts = $3, note_until = $4 WHERE account = $2 AND ended_at IS NULL";
    END = "UPDATE people_card SET ended_at = $1, ended_name = $2, ended_reason = $3 WHERE account = $4 AND ended_at IS NULL";
    ACCOUNTS = "SELECT account FROM people_card WHERE resident = $1";
}

/// A card as kept; the paper's secrets are only hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The account that it opens.
    pub account: Id,
    /// To whom it is bound, and to nobody else.
    pub resident: ResidentId,
    /// By what right.
    pub basis: Basis,
    /// Who holds it.
    pub name: String,
    /// 続柄; empty for the person.
    pub relation: String,
    /// What a relative was named for.
    pub kinds: Vec<What>,
    /// Which parts of the note, where they were named for it.
    pub note_parts: Parts,
    /// Until when the note is shown to them; none = until it is taken back.
    pub note_until: Option<Date>,
    /// The 代わりに話し合ってほしい人 that it belongs to.
    pub proxy: Option<Id>,
    /// Who heard it from the person.
    pub heard_by: String,
    /// Last day on which the paper can be used for the first time.
    pub until: Date,
    /// Closed after too many wrong answers.
    pub closed_at: Option<At>,
    /// In use since.
    pub used_at: Option<At>,
    /// Account of the maker.
    pub by_account: Option<Id>,
    /// Their organisation.
    pub by_org: Option<Id>,
    /// Their name.
    pub by: String,
    /// Printed at.
    pub at: At,
    /// Ended.
    pub ended_at: Option<At>,
    /// By whom.
    pub ended_by: String,
    /// Why.
    pub ended_reason: String,
}

impl Card {
    /// Can it be used, or is it in use?
    pub fn open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Is the note shown to this relative on this day?
    pub fn shows_note(&self, day: Date) -> bool {
        self.open()
            && self.kinds.contains(&What::Wish)
            && self.note_until.is_none_or(|until| until >= day)
    }
}

fn kinds_text(kinds: &[What]) -> String {
    kinds.iter().map(|k| k.code()).collect::<Vec<_>>().join(",")
}

impl FromRow for Card {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (basis, kinds): (String, String) = (r.get(2)?, r.get(5)?);
        Ok(Card {
            account: r.get(0)?,
            resident: r.id(1)?,
            basis: Basis::from_code(&basis)
                .ok_or(DbError::Decode { column: 2, what: "unknown basis".into() })?,
            name: r.get(3)?,
            relation: r.get(4)?,
            kinds: kinds.split(',').filter_map(What::from_code).collect(),
            proxy: r.get(6)?,
            heard_by: r.get(7)?,
            until: r.get(8)?,
            closed_at: r.get(9)?,
            used_at: r.get(10)?,
            by_account: r.get(11)?,
            by_org: r.get(12)?,
            by: r.get(13)?,
            at: r.get(14)?,
            ended_at: r.get(15)?,
            ended_by: r.get(16)?,
            ended_reason: r.get(17)?,
            note_parts: Parts::from_code(&r.get::<String>(18)?),
            note_until: r.get(19)?,
        })
    }
}

/// The paper's part of a card: hashes and last day.
#[derive(Debug, Clone)]
pub struct Paper {
    /// [`crate::model::card::token_hash`].
    pub token_hash: String,
    /// The kept hash of [`crate::model::card::proof`].
    pub proof: String,
    /// Last day.
    pub until: Date,
}

pub(crate) fn add(cx: &Cx<'_>, c: &Card, p: &Paper) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(
        ADD,
        params![
            c.account,
            c.resident.0,
            c.basis.code(),
            &c.name,
            &c.relation,
            kinds_text(&c.kinds),
            c.proxy,
            &c.heard_by,
            &p.token_hash,
            &p.proof,
            p.until,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(())
}

/// A new paper in place of the one before; false when the card has ended.
pub(crate) fn renew(cx: &Cx<'_>, account: Id, resident: ResidentId, p: &Paper) -> Result<bool> {
    let a = cx.actor();
    let values = params![
        &p.token_hash,
        &p.proof,
        p.until,
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
        account,
        resident.0,
    ];
    Ok(cx.tx().exec(RENEW, values)? == 1)
}

/// All cards of one record of the person, the newest first.
pub(crate) fn of(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Card>> {
    Ok(cx.tx().all(OF, params![id.0])?)
}

pub(crate) fn by_account(cx: &Cx<'_>, account: Id) -> Result<Option<Card>> {
    Ok(cx.tx().find(BY_ACCOUNT, params![account])?)
}

pub(crate) fn by_token(cx: &Cx<'_>, token_hash: &str) -> Result<Option<Card>> {
    Ok(cx.tx().find(BY_TOKEN, params![token_hash])?)
}

/// Counts a try before it is judged: the kept hash; none when nothing can be tried with this address.
pub(crate) fn try_paper(cx: &Cx<'_>, token_hash: &str) -> Result<Option<String>> {
    let row = cx.tx().first(TRY, params![token_hash, TRIES, cx.today()])?;
    Ok(row.map(|r| r.get(0)).transpose()?)
}

/// Closes a paper on which nothing is left to try; true when that happened now.
pub(crate) fn close(cx: &Cx<'_>, token_hash: &str) -> Result<bool> {
    Ok(cx.tx().exec(CLOSE, params![cx.now(), token_hash, TRIES])? == 1)
}

/// The answer was right: a ticket for choosing the PIN, and the try does not count.
pub(crate) fn step(cx: &Cx<'_>, token_hash: &str, step: &str, until: At) -> Result<bool> {
    Ok(cx.tx().exec(STEP, params![step, until, token_hash])? == 1)
}

/// Uses the paper up: the account.
pub(crate) fn use_up(cx: &Cx<'_>, token_hash: &str, step: &str) -> Result<Option<Id>> {
    let row = cx.tx().first(USE, params![cx.now(), token_hash, step])?;
    Ok(row.map(|r| r.get(0)).transpose()?)
}

/// What a relative is named for, with how the note is narrowed for them.
pub(crate) fn set_kinds(
    cx: &Cx<'_>,
    account: Id,
    kinds: &[What],
    (parts, until): (&Parts, Option<Date>),
) -> Result<()> {
    cx.tx().exec(KINDS, params![kinds_text(kinds), account, parts.code(), until])?;
    Ok(())
}

pub(crate) fn end(cx: &Cx<'_>, account: Id, reason: &str) -> Result<bool> {
    let values = params![cx.now(), &cx.actor().name, reason.trim(), account];
    Ok(cx.tx().exec(END, values)? == 1)
}

/// The accounts of all cards that a person ever had.
pub(crate) fn accounts_of(cx: &Cx<'_>, id: Id) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(ACCOUNTS, params![id])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}
