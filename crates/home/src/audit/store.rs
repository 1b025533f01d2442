//! The tables of the reviews and the alarms.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

use super::alarms::{Alarm, Kind};
use super::review::{Mark, Review, Verdict};

db::statements! { pub(crate) STATEMENTS;
    REVIEW = "SELECT month, pos, seal, opened_at, signed_at, signed_name, note FROM home_review WHERE month = $1";
    OPEN = "INSERT INTO home_review(month, pos, seal, opened_at, note) VALUES ($1, $2, $3, $4, '') ON CONFLICT (month) DO NOTHING";
    SIGN = "UPDATE home_review SET signed_at = $1, signed_by = $2, signed_name = $3, note = $4 WHERE month = $5 AND signed_at IS NULL";
    MARKS = "SELECT subject, verdict, note, name, at FROM home_review_mark WHERE month = $1";
    MARK = "INSERT INTO home_review_mark(month, subject, verdict, note, account, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (month, subject) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, account = excluded.account, name = excluded.name, at = excluded.at";
    NEW_ALARM = "INSERT INTO home_alarm(id, kind, account, organisation, from_at, to_at, n, rule, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
    LAST_ALARM = "SELECT to_at FROM home_alarm WHERE account = $1 AND kind = $2 ORDER BY to_at DESC LIMIT 1";
    ALARM_WITHIN = "SELECT 1 FROM home_alarm WHERE account = $1 AND kind = $2 AND to_at >= $3 AND to_at < $4 LIMIT 1";
    ABOUT_WHOM = "SELECT account FROM home_alarm WHERE id = $1";
    ALARMS = "SELECT id, kind, account, organisation, from_at, to_at, n, rule, seen_at, seen_name, note FROM home_alarm ORDER BY at DESC, id DESC LIMIT 200";
    ALARMS_OF = "SELECT id, kind, account, organisation, from_at, to_at, n, rule, seen_at, seen_name, note FROM home_alarm WHERE organisation = $1 ORDER BY at DESC, id DESC LIMIT 200";
    SEEN = "UPDATE home_alarm SET seen_at = $1, seen_by = $2, seen_name = $3, note = $4 WHERE id = $5 AND seen_at IS NULL";
}

impl FromRow for Review {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Review {
            month: r.get(0)?,
            pos: r.get(1)?,
            seal: r.get(2)?,
            opened_at: r.get(3)?,
            signed_at: r.get(4)?,
            signed_name: r.get::<Option<String>>(5)?.unwrap_or_default(),
            note: r.get(6)?,
        })
    }
}

pub(super) fn review(cx: &Cx<'_>, month: &str) -> Result<Option<Review>> {
    Ok(cx.tx().find(REVIEW, params![month])?)
}

pub(super) fn open(cx: &Cx<'_>, month: &str, pos: i64, seal: &str) -> Result<()> {
    cx.tx().exec(OPEN, params![month, pos, seal, cx.now()])?;
    Ok(())
}

/// False when it is signed already.
pub(super) fn sign(cx: &Cx<'_>, month: &str, note: &str) -> Result<bool> {
    let a = cx.actor();
    let done = params![cx.now(), a.account, &a.name, note, month];
    Ok(cx.tx().exec(SIGN, done)? == 1)
}

impl FromRow for Mark {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let verdict: String = r.get(1)?;
        let verdict = Verdict::from_code(&verdict)
            .ok_or_else(|| DbError::Decode { column: 1, what: "no verdict".into() })?;
        Ok(Mark { subject: r.get(0)?, verdict, note: r.get(2)?, name: r.get(3)? })
    }
}

pub(super) fn marks(cx: &Cx<'_>, month: &str) -> Result<Vec<Mark>> {
    Ok(cx.tx().all(MARKS, params![month])?)
}

pub(super) fn mark(cx: &Cx<'_>, month: &str, m: &Mark) -> Result<()> {
    let a = cx.actor();
    cx.tx().exec(
        MARK,
        params![month, &m.subject, m.verdict.code(), &m.note, a.account, &a.name, cx.now()],
    )?;
    Ok(())
}

impl FromRow for Alarm {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let kind: String = r.get(1)?;
        let kind = Kind::from_code(&kind)
            .ok_or_else(|| DbError::Decode { column: 1, what: "no kind of alarm".into() })?;
        Ok(Alarm {
            id: r.get(0)?,
            kind,
            account: r.get(2)?,
            organisation: r.get(3)?,
            from: r.get(4)?,
            to: r.get(5)?,
            n: r.get(6)?,
            rule: r.get(7)?,
            seen_at: r.get(8)?,
            seen_name: r.get::<Option<String>>(9)?.unwrap_or_default(),
            note: r.get(10)?,
        })
    }
}

pub(super) fn add_alarm(cx: &Cx<'_>, a: &Alarm) -> Result<()> {
    cx.tx().exec(
        NEW_ALARM,
        params![
            a.id,
            a.kind.code(),
            a.account,
            a.organisation,
            a.from,
            a.to,
            a.n,
            &a.rule,
            cx.now()
        ],
    )?;
    Ok(())
}

/// When the last alarm of this kind about this account ended.
pub(super) fn last_alarm(cx: &Cx<'_>, account: Id, kind: Kind) -> Result<Option<At>> {
    Ok(cx.tx().first(LAST_ALARM, params![account, kind.code()])?.map(|r| r.get(0)).transpose()?)
}

/// Was there an alarm of this kind about this account between two times?
pub(super) fn alarm_within(cx: &Cx<'_>, account: Id, kind: Kind, span: (At, At)) -> Result<bool> {
    let asked = params![account, kind.code(), span.0, span.1];
    Ok(cx.tx().first(ALARM_WITHIN, asked)?.is_some())
}

/// The newest 200, of one organisation or of all.
pub(super) fn alarms(cx: &Cx<'_>, organisation: Option<Id>) -> Result<Vec<Alarm>> {
    Ok(match organisation {
        Some(o) => cx.tx().all(ALARMS_OF, params![o])?,
        None => cx.tx().all(ALARMS, &[])?,
    })
}

/// Whose looking the alarm is about.
pub(super) fn about_whom(cx: &Cx<'_>, id: Id) -> Result<Option<Id>> {
    Ok(cx.tx().first(ABOUT_WHOM, params![id])?.map(|r| r.get(0)).transpose()?)
}

/// False when it is not there or was looked at already.
pub(super) fn seen(cx: &Cx<'_>, id: Id, note: &str) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(SEEN, params![cx.now(), a.account, &a.name, note, id])? == 1)
}
