//! SQL of criteria of 退院支援の要否: published rules, judgements, sheets between hospital and 包括.
use accounts::{AccountId, OrganisationId};
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{At, Date, Id};
use people::authz::Scope;

use crate::model::StayId;
use crate::model::judgement::{Basis, Cause, Judgement};
use crate::model::referral::Referral;

db::statements! { pub(crate) STATEMENTS;
    RULES_NEW = "INSERT INTO transitions_rules(id, rule_set, number, body, hash, reason, back_to, account, organisation, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    RULES_LAST = "SELECT number, body, hash, reason, back_to, name, at FROM transitions_rules WHERE rule_set = $1 ORDER BY number DESC LIMIT 1";
    RULES_ONE = "SELECT number, body, hash, reason, back_to, name, at FROM transitions_rules WHERE rule_set = $1 AND number = $2";
    RULES_ALL = "SELECT number, '', hash, reason, back_to, name, at FROM transitions_rules WHERE rule_set = $1 ORDER BY number DESC";
    JUDGED_NEW = "INSERT INTO transitions_judgement(id, stay, rule_set, rule_version, rule_hash, cause, act, outcome, verdict, form_version, answers, sheet, sheet_version, emergency, care_level, admitted_on, name, at, waits, confirmed_at, confirmed_by, confirmed_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
    JUDGED_OF = "SELECT id, stay, rule_set, rule_version, rule_hash, cause, act, verdict, form_version, answers, sheet, sheet_version, emergency, name, at, waits, confirmed_at, confirmed_by, confirmed_name FROM transitions_judgement WHERE stay = $1 ORDER BY at, id";
    JUDGED_SETTLED = "UPDATE transitions_judgement SET waits = 0 WHERE stay = $1 AND waits = 1";
    JUDGED_SET_SETTLED = "UPDATE transitions_judgement SET waits = 0 WHERE stay = $1 AND rule_set = $2 AND waits = 1";
    JUDGED_CONFIRMED = "UPDATE transitions_judgement SET confirmed_at = $1, confirmed_by = $2, confirmed_name = $3 WHERE stay = $4 AND confirmed_at IS NULL";
    JUDGED_WAITING = "SELECT s.id, s.resident, s.ward, s.assigned, j.cause, j.at FROM transitions_stay s JOIN transitions_judgement j ON j.stay = s.id WHERE j.waits = 1 AND s.closed = 0 AND s.ended_on IS NULL AND s.cancelled_at IS NULL";
    JUDGED_PAST = "SELECT j.id, j.stay, j.rule_set, j.rule_version, j.rule_hash, j.cause, j.act, j.verdict, j.form_version, j.answers, j.sheet, j.sheet_version, j.emergency, j.name, j.at, j.waits, j.confirmed_at, j.confirmed_by, j.confirmed_name, j.care_level, j.admitted_on FROM transitions_judgement j JOIN transitions_stay s ON s.id = j.stay WHERE j.rule_set = $1 AND j.at >= $2 AND s.cancelled_at IS NULL AND j.id = (SELECT MAX(k.id) FROM transitions_judgement k WHERE k.stay = j.stay AND k.rule_set = j.rule_set) ORDER BY j.at DESC, j.id DESC LIMIT 500";
    REFERRAL_NEW = "INSERT INTO transitions_referral(id, stay, hospital, hokatsu, record, account, name, at, reply_on, answered_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    REFERRAL = "SELECT id, stay, hospital, hokatsu, record, account, name, at, reply_on, opened_at, answered_at, answered_name, seen_at FROM transitions_referral WHERE id = $1";
    REFERRALS = "SELECT id, stay, hospital, hokatsu, record, account, name, at, reply_on, opened_at, answered_at, answered_name, seen_at FROM transitions_referral WHERE hospital = $1 OR hokatsu = $1 ORDER BY at DESC, id DESC LIMIT 200";
    REFERRALS_OPEN = "SELECT r.id, r.stay, r.hospital, r.hokatsu, r.record, r.account, r.name, r.at, r.reply_on, r.opened_at, r.answered_at, r.answered_name, r.seen_at FROM transitions_referral r WHERE ((r.hokatsu = $1 AND r.answered_at IS NULL) OR (r.hospital = $1 AND r.answered_at IS NOT NULL AND r.seen_at IS NULL)) AND NOT EXISTS (SELECT 1 FROM transitions_stay s JOIN transitions_stay d ON d.resident = s.resident AND d.end_kind = 'death' AND d.cancelled_at IS NULL WHERE s.id = r.stay) ORDER BY r.at, r.id LIMIT 200";
    REFERRALS_OF = "SELECT id FROM transitions_referral WHERE stay = $1 ORDER BY at, id";
    REFERRAL_OPENED = "UPDATE transitions_referral SET opened_at = $1 WHERE id = $2 AND opened_at IS NULL";
    REFERRAL_SEEN = "UPDATE transitions_referral SET seen_at = $1 WHERE id = $2 AND seen_at IS NULL AND answered_at IS NOT NULL";
    REFERRAL_ANSWERED = "UPDATE transitions_referral SET answered_at = $1, answered_by = $2, answered_name = $3, seen_at = NULL, opened_at = COALESCE(opened_at, $1) WHERE id = $4";
}

/// A published version of a region's rules.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub number: i64,
    pub body: String,
    pub hash: String,
    pub reason: String,
    pub back_to: Option<i64>,
    pub name: String,
    pub at: At,
}

impl FromRow for Published {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Published {
            number: r.get(0)?,
            body: r.get(1)?,
            hash: r.get(2)?,
            reason: r.get(3)?,
            back_to: r.get(4)?,
            name: r.get(5)?,
            at: r.get(6)?,
        })
    }
}

pub(crate) fn last(cx: &Cx<'_>, set: &str) -> Result<Option<Published>> {
    Ok(cx.tx().find(RULES_LAST, params![set])?)
}

pub(crate) fn one(cx: &Cx<'_>, set: &str, number: i64) -> Result<Option<Published>> {
    Ok(cx.tx().find(RULES_ONE, params![set, number])?)
}

/// All versions, newest first, without their bodies.
pub(crate) fn all(cx: &Cx<'_>, set: &str) -> Result<Vec<Published>> {
    Ok(cx.tx().all(RULES_ALL, params![set])?)
}

pub(crate) fn publish(
    cx: &Cx<'_>,
    set: &str,
    number: i64,
    (body, hash): (&str, &str),
    reason: &str,
    back_to: Option<i64>,
) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(
        RULES_NEW,
        params![
            cx.new_id(),
            set,
            number,
            body,
            hash,
            reason,
            back_to,
            a.account,
            a.organisation,
            &a.name,
            cx.now()
        ],
    )?;
    Ok(())
}

fn unreadable(column: usize) -> DbError {
    DbError::Decode { column, what: "unreadable judgement".into() }
}

impl FromRow for Judgement {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (sheet, version): (Option<Id>, Option<i64>) = (r.get(10)?, r.get(11)?);
        let confirmed: Option<At> = r.get(16)?;
        let name: String = r.get(18)?;
        let by: Option<AccountId> = r.opt_id(17)?;
        Ok(Judgement {
            id: r.get(0)?,
            stay: r.id(1)?,
            rules: (r.get(2)?, r.get(3)?, r.get(4)?),
            cause: Cause::from_code(&r.get::<String>(5)?).ok_or_else(|| unreadable(5))?,
            act: r.get(6)?,
            verdict: serde_json::from_str(&r.get::<String>(7)?).map_err(|_| unreadable(7))?,
            basis: Basis {
                form_version: r.get(8)?,
                answers: r.get(9)?,
                sheet: sheet.zip(version),
                emergency: r.get(12)?,
            },
            name: r.get(13)?,
            at: r.get(14)?,
            waits: r.get(15)?,
            confirmed: confirmed.map(|at| (at, by, name)),
        })
    }
}

/// What the row of a judgement keeps beside it, for a try-out that opens no person.
pub(crate) struct About<'a> {
    pub care_level: &'a str,
    pub admitted_on: Date,
}

/// Adds a judgement; older ones of its set that waited for a look wait no longer.
pub(crate) fn add_judgement(cx: &Cx<'_>, j: &Judgement, about: &About<'_>) -> Result<()> {
    let verdict = serde_json::to_string(&j.verdict)
        .map_err(|e| app::Error::Inconsistent(format!("verdict: {e}")))?;
    let (set, version, hash) = &j.rules;
    cx.tx().exec(JUDGED_SET_SETTLED, params![j.stay.0, set])?;
    let (at, by, name) = match &j.confirmed {
        Some((at, by, name)) => (Some(*at), by.map(|a| a.0), name.as_str()),
        None => (None, None, ""),
    };
    cx.tx().exec(
        JUDGED_NEW,
        params![
            j.id,
            j.stay.0,
            set,
            version,
            hash,
            j.cause.code(),
            j.act,
            &j.verdict.outcome,
            verdict,
            &j.basis.form_version,
            &j.basis.answers,
            j.basis.sheet.map(|s| s.0),
            j.basis.sheet.map(|s| s.1),
            j.basis.emergency,
            about.care_level,
            about.admitted_on,
            &j.name,
            j.at,
            j.waits,
            at,
            by,
            name
        ],
    )?;
    Ok(())
}

/// All judgements of a stay, oldest first.
pub(crate) fn judgements(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Judgement>> {
    Ok(cx.tx().all(JUDGED_OF, params![stay.0])?)
}

/// A person looked at all that was judged so far; what was judged stays as it is.
pub(crate) fn confirm(cx: &Cx<'_>, stay: StayId) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(JUDGED_SETTLED, params![stay.0])?;
    cx.tx().exec(JUDGED_CONFIRMED, params![cx.now(), a.account, &a.name, stay.0])?;
    Ok(())
}

/// A stay whose criteria gave something new.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub stay: StayId,
    pub resident: Id,
    pub assigned: Option<AccountId>,
    pub cause: Cause,
    pub at: At,
}

impl FromRow for Waiting {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Waiting {
            stay: r.id(0)?,
            resident: r.get(1)?,
            assigned: r.opt_id(3)?,
            cause: Cause::from_code(&r.get::<String>(4)?).ok_or_else(|| unreadable(4))?,
            at: r.get(5)?,
        })
    }
}

/// Stays of this hospital in the actor's reach whose criteria wait for a look, oldest first; each once.
pub(crate) fn waiting(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    hospital: OrganisationId,
) -> Result<Vec<Waiting>> {
    let w = Where::new().and_where(scope.conditions()).and("s.hospital = ?", params![hospital.0]);
    let rows = cx.tx().list(JUDGED_WAITING, &w, "ORDER BY j.at, s.id LIMIT 400")?;
    let mut out: Vec<Waiting> = Vec::new();
    for r in &rows {
        let one = Waiting::from_row(r)?;
        if out.iter().all(|o| o.stay != one.stay) {
            out.push(one);
        }
    }
    Ok(out)
}

/// The newest judgement of a past stay, with what a nameless list may say of it.
pub(crate) struct Past {
    pub judgement: Judgement,
    pub care_level: String,
    pub admitted_on: Date,
}

impl FromRow for Past {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Past {
            judgement: Judgement::from_row(r)?,
            care_level: r.get(19)?,
            admitted_on: r.get(20)?,
        })
    }
}

/// The newest judgement of each stay judged since then, newest first, at most 500.
pub(crate) fn past(cx: &Cx<'_>, set: &str, since: At) -> Result<Vec<Past>> {
    Ok(cx.tx().all(JUDGED_PAST, params![set, since])?)
}

impl FromRow for Referral {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Referral {
            id: r.get(0)?,
            stay: r.opt_id(1)?,
            hospital: r.id(2)?,
            hokatsu: r.id(3)?,
            record: r.get(4)?,
            account: r.opt_id(5)?,
            name: r.get(6)?,
            at: r.get(7)?,
            reply_on: r.get(8)?,
            opened_at: r.get(9)?,
            answered_at: r.get(10)?,
            answered_name: r.get(11)?,
            seen_at: r.get(12)?,
        })
    }
}

pub(crate) fn add_referral(cx: &Cx<'_>, r: &Referral) -> Result<()> {
    cx.tx().exec(
        REFERRAL_NEW,
        params![
            r.id,
            r.stay.map(|s| s.0),
            r.hospital.0,
            r.hokatsu.0,
            r.record,
            r.account.map(|a| a.0),
            &r.name,
            r.at,
            r.reply_on
        ],
    )?;
    Ok(())
}

pub(crate) fn referral(cx: &Cx<'_>, id: Id) -> Result<Option<Referral>> {
    Ok(cx.tx().find(REFERRAL, params![id])?)
}

/// The sheets an organisation sent or was sent, newest first, at most 200.
pub(crate) fn referrals(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Referral>> {
    Ok(cx.tx().all(REFERRALS, params![org.0])?)
}

/// Those that wait for this organisation: to be answered, or whose answer was not read.
pub(crate) fn open_referrals(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Referral>> {
    Ok(cx.tx().all(REFERRALS_OPEN, params![org.0])?)
}

/// The sheets about a stay, oldest first.
pub(crate) fn referrals_of(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(REFERRALS_OF, params![stay.0])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

pub(crate) fn referral_opened(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(REFERRAL_OPENED, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn referral_seen(cx: &Cx<'_>, id: Id) -> Result<()> {
    cx.tx().exec(REFERRAL_SEEN, params![cx.now(), id])?;
    Ok(())
}

pub(crate) fn referral_answered(cx: &Cx<'_>, id: Id) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(REFERRAL_ANSWERED, params![cx.now(), a.account, &a.name, id])?;
    Ok(())
}
