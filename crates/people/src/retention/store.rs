//! SQL of retention: what people keeps about a person, holds, purges, and the erasing.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};
use slice::KeptKind;

use super::model::Due;
use crate::ResidentId;

db::statements! { pub(crate) STATEMENTS;
    OLD_ENOUGH = "SELECT id, died_on FROM people_resident WHERE at < $1 ORDER BY id";
    BY_END = "SELECT id FROM people_resident WHERE id LIKE $1 ORDER BY id LIMIT 2";
    JOINED = "SELECT keep, gone FROM people_merge WHERE undone_at IS NULL AND (keep = $1 OR gone = $1)";
    SINCE = "SELECT at FROM people_resident WHERE id = $1";
    OPEN_TEAM = "SELECT COUNT(*) FROM people_team WHERE resident = $1 AND (to_day IS NULL OR to_day >= $2)";
    LAST_TEAM = "SELECT MAX(to_day) FROM people_team WHERE resident = $1";
    RECORDS = "SELECT COUNT(*), MAX(v.at) FROM app_record r JOIN app_record_version v ON v.record = r.id WHERE r.resident = $1";
    FILES = "SELECT COUNT(*), MAX(at) FROM people_attachment WHERE resident = $1";
    CONSENTS = "SELECT COUNT(*), MAX(given_on), MAX(withdrawn_on) FROM people_consent WHERE resident = $1";
    HELD = "SELECT 1 FROM people_hold WHERE resident = $1 AND lifted_at IS NULL";
    HOLD_NEW = "INSERT INTO people_hold(id, resident, reason, by_account, by_name, at, lifted_name, lifted_reason) VALUES ($1, $2, $3, $4, $5, $6, '', '')";
    HOLD_LIFT = "UPDATE people_hold SET lifted_at = $1, lifted_by = $2, lifted_name = $3, lifted_reason = $4 WHERE id = $5 AND lifted_at IS NULL";
    HOLDS = "SELECT id, resident, reason, by_name, at, lifted_at, lifted_name, lifted_reason FROM people_hold ORDER BY at DESC, id DESC LIMIT 200";
    PURGE_NEW = "INSERT INTO people_purge(id, state, rule, n, list_hash, reason, by_account, by_name, at, decided_name, erased) VALUES ($1, 'proposed', $2, $3, $4, $5, $6, $7, $8, '', '')";
    PURGE_ITEM = "INSERT INTO people_purge_item(purge, resident, closed_on, due_on) VALUES ($1, $2, $3, $4)";
    PURGE = "SELECT id, state, rule, n, list_hash, reason, by_account, by_name, at, decided_name, decided_at, erased FROM people_purge WHERE id = $1";
    PURGES = "SELECT id, state, rule, n, list_hash, reason, by_account, by_name, at, decided_name, decided_at, erased FROM people_purge ORDER BY at DESC, id DESC LIMIT 100";
    ITEMS = "SELECT resident, closed_on, due_on FROM people_purge_item WHERE purge = $1 ORDER BY resident";
    DECIDE = "UPDATE people_purge SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, erased = $5 WHERE id = $6 AND state = 'proposed'";
    NO_BROUGHT = "DELETE FROM people_brought WHERE record IN (SELECT id FROM app_record WHERE resident = $1)";
    NO_GRAMS = "DELETE FROM people_gram WHERE resident = $1";
    NO_CONTACTS = "DELETE FROM people_contact WHERE resident = $1";
    NO_FACTS = "DELETE FROM people_fact WHERE resident = $1";
    NO_TEAM = "DELETE FROM people_team WHERE resident = $1";
    NO_CONSENT_PARTIES = "DELETE FROM people_consent_party WHERE consent IN (SELECT id FROM people_consent WHERE resident = $1)";
    NO_CONSENT_STEPS = "DELETE FROM people_consent_step WHERE resident = $1";
    NO_PROXIES = "DELETE FROM people_proxy WHERE resident = $1";
    NO_RELEASE = "DELETE FROM people_release WHERE resident = $1";
    NO_POINTER = "DELETE FROM people_pointer WHERE resident = $1";
    NO_CARD = "DELETE FROM people_card WHERE resident = $1";
    NO_LABELS = "DELETE FROM people_label WHERE resident = $1";
    NO_SHIELD_PARTIES = "DELETE FROM people_shield_party WHERE shield IN (SELECT id FROM people_shield WHERE resident = $1)";
    NO_SHIELD = "DELETE FROM people_shield WHERE resident = $1";
    NO_MEMBER_TOLD = "DELETE FROM people_member_told WHERE resident = $1";
    NO_KEYCODE = "DELETE FROM people_keycode WHERE resident = $1";
    NO_CONSENT = "DELETE FROM people_consent WHERE resident = $1";
    NO_ACCESS = "DELETE FROM people_access WHERE resident = $1";
    NO_FILES = "DELETE FROM people_attachment WHERE resident = $1";
    NO_KEY = "DELETE FROM people_attachment_key WHERE resident = $1";
    NO_MERGE = "DELETE FROM people_merge WHERE keep = $1 OR gone = $1";
    NO_EXCHANGE = "DELETE FROM people_exchange WHERE resident = $1";
    NO_RESIDENT = "DELETE FROM people_resident WHERE id = $1";
}

/// Residents registered before this moment, with the day of death.
pub(super) fn old_enough(cx: &Cx<'_>, before: At) -> Result<Vec<(ResidentId, Option<Date>)>> {
    let rows = cx.tx().rows(OLD_ENOUGH, params![before])?;
    rows.iter().map(|r| Ok((r.id(0)?, r.get(1)?))).collect()
}

/// The one resident whose id ends so.
pub(super) fn by_end(cx: &Cx<'_>, end: &str) -> Result<Option<ResidentId>> {
    let rows = cx.tx().rows(BY_END, params![format!("%{end}")])?;
    match rows.as_slice() {
        [one] => Ok(Some(one.id(0)?)),
        _ => Ok(None),
    }
}

/// The records of the same person that stand directly joined with this one.
pub(super) fn joined(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ResidentId>> {
    let rows = cx.tx().rows(JOINED, params![id.0])?;
    let mut out = Vec::new();
    for r in &rows {
        out.extend([r.id::<ResidentId>(0)?, r.id(1)?].into_iter().filter(|o| *o != id));
    }
    Ok(out)
}

/// What people itself (and the core, for it) keeps about a resident.
pub(super) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let tx = cx.tx();
    let day = |at: Option<At>| at.map(At::date);
    let since: Option<At> = tx.first(SINCE, params![id])?.map(|r| r.get(0)).transpose()?;
    let open: i64 = tx.one(OPEN_TEAM, params![id, cx.today()])?.get(0)?;
    let left: Option<Date> = tx.one(LAST_TEAM, params![id])?.get(0)?;
    let records = tx.one(RECORDS, params![id])?;
    let files = tx.one(FILES, params![id])?;
    let consents = tx.one(CONSENTS, params![id])?;
    let (given, withdrawn): (Option<Date>, Option<Date>) = (consents.get(1)?, consents.get(2)?);
    let of = |kind, n, last| KeptKind { kind, n, last, open: false };
    Ok(vec![
        KeptKind { open: open > 0, ..of("resident", 1, day(since).max(left)) },
        of("care-record", records.get(0)?, day(records.get(1)?)),
        of("attachment", files.get(0)?, day(files.get(1)?)),
        of("consent", consents.get(0)?, given.max(withdrawn)),
    ])
}

/// Erases what people keeps. Last of all slices: others may still refer to the resident.
pub(super) fn erase(cx: &Cx<'_>, id: Id) -> Result<Vec<(&'static str, i64)>> {
    crate::use_cases::cards::forget(cx, id)?;
    crate::exports::forget(cx, id)?;
    let tx = cx.tx();
    let gone = |s| Ok::<i64, DbError>(i64::try_from(tx.exec(s, params![id])?).unwrap_or(i64::MAX));
    for s in [
        NO_BROUGHT,
        NO_GRAMS,
        NO_CONTACTS,
        NO_FACTS,
        NO_TEAM,
        NO_ACCESS,
        NO_MERGE,
        NO_EXCHANGE,
        NO_CONSENT_PARTIES,
        NO_CONSENT_STEPS,
        NO_PROXIES,
        NO_RELEASE,
        NO_POINTER,
        NO_CARD,
        NO_LABELS,
        NO_SHIELD_PARTIES,
        NO_SHIELD,
        NO_MEMBER_TOLD,
        NO_KEYCODE,
    ] {
        gone(s)?;
    }
    let records = i64::try_from(app::records::erase(cx, id)?).unwrap_or(i64::MAX);
    app::drafts::discard_all(cx, id)?;
    Ok(vec![
        ("care-record", records),
        ("attachment", gone(NO_FILES)?),
        ("key", gone(NO_KEY)?),
        ("consent", gone(NO_CONSENT)?),
        ("resident", gone(NO_RESIDENT)?),
    ])
}

/// Is there a hold on this resident?
pub(super) fn held(cx: &Cx<'_>, id: ResidentId) -> Result<bool> {
    Ok(cx.tx().first(HELD, params![id.0])?.is_some())
}

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Id.
    pub id: Id,
    /// On whom.
    pub resident: ResidentId,
    /// Why.
    pub reason: String,
    /// Who set it, and when.
    pub by: String,
    /// When.
    pub at: At,
    /// When it was lifted, by whom and why.
    pub lifted: Option<(At, String, String)>,
}

impl FromRow for Hold {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let lifted: Option<At> = r.get(5)?;
        Ok(Hold {
            id: r.get(0)?,
            resident: r.id(1)?,
            reason: r.get(2)?,
            by: r.get(3)?,
            at: r.get(4)?,
            lifted: match lifted {
                Some(at) => Some((at, r.get(6)?, r.get(7)?)),
                None => None,
            },
        })
    }
}

pub(super) fn add_hold(cx: &Cx<'_>, resident: ResidentId, reason: &str) -> Result<Id> {
    let (id, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(HOLD_NEW, params![id, resident.0, reason, a.account, &a.name, cx.now()])?;
    Ok(id)
}

pub(super) fn lift_hold(cx: &Cx<'_>, id: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(HOLD_LIFT, params![cx.now(), a.account, &a.name, reason, id])? == 1)
}

/// The newest 200, standing and lifted.
pub(super) fn holds(cx: &Cx<'_>) -> Result<Vec<Hold>> {
    Ok(cx.tx().all(HOLDS, &[])?)
}

/// Where a purge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for the second person.
    Proposed,
    /// Done.
    Done,
    /// Taken back.
    Refused,
}

impl State {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Done => "done",
            State::Refused => "refused",
        }
    }
}

/// A purge.
#[derive(Debug, Clone)]
pub struct Purge {
    /// Id.
    pub id: Id,
    /// Where it stands.
    pub state: State,
    /// Edition of the rules.
    pub rule: String,
    /// Persons.
    pub n: i64,
    /// Hash of the list.
    pub hash: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub by_account: Id,
    /// Their name.
    pub by: String,
    /// When.
    pub at: At,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<At>,
    /// What was erased: kind and number.
    pub erased: Vec<(String, i64)>,
}

/// A person of a purge: all that stays known.
pub type PurgeItem = Due;

impl FromRow for Purge {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let code: String = r.get(1)?;
        let erased: String = r.get(11)?;
        let bad = |column| DbError::Decode { column, what: "unreadable purge".into() };
        Ok(Purge {
            id: r.get(0)?,
            state: [State::Proposed, State::Done, State::Refused]
                .into_iter()
                .find(|s| s.code() == code)
                .ok_or_else(|| bad(1))?,
            rule: r.get(2)?,
            n: r.get(3)?,
            hash: r.get(4)?,
            reason: r.get(5)?,
            by_account: r.get(6)?,
            by: r.get(7)?,
            at: r.get(8)?,
            decided_by: r.get(9)?,
            decided_at: r.get(10)?,
            erased: match erased.is_empty() {
                true => Vec::new(),
                false => serde_json::from_str(&erased).map_err(|_| bad(11))?,
            },
        })
    }
}

impl FromRow for Due {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Due { resident: r.id(0)?, closed_on: r.get(1)?, due_on: r.get(2)? })
    }
}

pub(super) fn add_purge(
    cx: &Cx<'_>,
    rule: &str,
    list: &[Due],
    hash: &str,
    reason: &str,
    by: Id,
) -> Result<Id> {
    let id = cx.new_id();
    let name = &cx.actor().name;
    cx.tx().exec(PURGE_NEW, params![id, rule, list.len(), hash, reason, by, name, cx.now()])?;
    for d in list {
        cx.tx().exec(PURGE_ITEM, params![id, d.resident.0, d.closed_on, d.due_on])?;
    }
    Ok(id)
}

pub(super) fn purge(cx: &Cx<'_>, id: Id) -> Result<Option<Purge>> {
    Ok(cx.tx().find(PURGE, params![id])?)
}

/// The newest 100.
pub(super) fn purges(cx: &Cx<'_>) -> Result<Vec<Purge>> {
    Ok(cx.tx().all(PURGES, &[])?)
}

pub(super) fn items(cx: &Cx<'_>, id: Id) -> Result<Vec<Due>> {
    Ok(cx.tx().all(ITEMS, params![id])?)
}

/// False when it was decided already.
pub(super) fn decide(cx: &Cx<'_>, id: Id, state: State, erased: &str) -> Result<bool> {
    let a = cx.actor();
    let done = params![state.code(), a.account, &a.name, cx.now(), erased, id];
    Ok(cx.tx().exec(DECIDE, done)? == 1)
}
