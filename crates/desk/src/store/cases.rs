//! One consultation and what was handed over of it.
use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::model::case::Case;

db::statements! { pub(crate) STATEMENTS;
    NUMBER = "SELECT COALESCE(MAX(number), 0) + 1 FROM desk_case WHERE year = $1";
    NEW = "INSERT INTO desk_case(id, year, number, day, time, method, place, affiliation, profession, office, asked, answered, minutes, status, follow_on, solved_year, issue, state, version, body, account, taker, origin, at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'live', $18, $19, $20, $21, $22, $23, $23)";
    CHANGE = "UPDATE desk_case SET year = $1, number = $2, day = $3, time = $4, method = $5, place = $6, affiliation = $7, profession = $8, office = $9, asked = $10, answered = $11, minutes = $12, status = $13, follow_on = $14, solved_year = $15, issue = $16, version = $17, body = $18, changed_at = $19 WHERE id = $20";
    CANCEL = "UPDATE desk_case SET state = 'cancelled', follow_on = NULL, version = $1, changed_at = $2 WHERE id = $3";
    ONE = "SELECT id, year, number, state, version, body, taker, origin, at, changed_at FROM desk_case WHERE id = $1";
    CONTENT_ADD = "INSERT INTO desk_content(case_id, code) VALUES ($1, $2)";
    CONTENT_CLEAR = "DELETE FROM desk_content WHERE case_id = $1";
    HAND = "INSERT INTO desk_handover(id, case_id, day, receiver, what, how, account, name, at, cancelled_at, cancelled_name, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, '', '')";
    HANDED = "SELECT id, day, receiver, what, how, name, at, cancelled_at, cancelled_name, why FROM desk_handover WHERE case_id = $1 ORDER BY day, at, id";
    HAND_BACK = "UPDATE desk_handover SET cancelled_at = $1, cancelled_name = $2, why = $3 WHERE id = $4 AND case_id = $5 AND cancelled_at IS NULL";
}

/// A consultation as it is kept now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The record's id.
    pub id: Id,
    /// 年度.
    pub year: i64,
    /// Its number within the year, from 1.
    pub number: i64,
    /// Not taken back.
    pub live: bool,
    /// Newest version.
    pub version: i64,
    /// What it says.
    pub case: Case,
    /// 受付者.
    pub taker: String,
    /// Came from a file.
    pub imported: bool,
    /// Recorded at.
    pub at: At,
    /// Changed at.
    pub changed_at: At,
}

impl FromRow for Kept {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let case = serde_json::from_str(&r.get::<String>(5)?)
            .map_err(|e| DbError::Decode { column: 5, what: e.to_string() })?;
        Ok(Kept {
            id: r.get(0)?,
            year: r.get(1)?,
            number: r.get(2)?,
            live: r.get::<String>(3)? == "live",
            version: r.get(4)?,
            case,
            taker: r.get(6)?,
            imported: r.get::<String>(7)? == "import",
            at: r.get(8)?,
            changed_at: r.get(9)?,
        })
    }
}

/// 包括へつないだ: one entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Id.
    pub id: Id,
    /// When.
    pub day: Date,
    /// To whom: the office.
    pub receiver: String,
    /// What was handed over.
    pub what: String,
    /// How it was told.
    pub how: String,
    /// Who did it.
    pub name: String,
    /// Written down at.
    pub at: At,
    /// Taken back at, by whom, why.
    pub cancelled: Option<(At, String, String)>,
}

impl FromRow for Handover {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let cancelled: Option<At> = r.get(7)?;
        let (who, why): (String, String) = (r.get(8)?, r.get(9)?);
        Ok(Handover {
            id: r.get(0)?,
            day: r.get(1)?,
            receiver: r.get(2)?,
            what: r.get(3)?,
            how: r.get(4)?,
            name: r.get(5)?,
            at: r.get(6)?,
            cancelled: cancelled.map(|at| (at, who, why)),
        })
    }
}

fn number(cx: &Cx<'_>, year: i64) -> Result<i64> {
    Ok(cx.tx().one(NUMBER, params![year])?.get(0)?)
}

fn year(case: &Case) -> Result<i64> {
    case.year().ok_or_else(|| Error::Inconsistent("desk: a case without a day".into()))
}

fn contents(cx: &Cx<'_>, id: Id, case: &Case) -> Result<()> {
    for code in &case.contents {
        cx.tx().exec(CONTENT_ADD, params![id, code])?;
    }
    Ok(())
}

/// A new consultation under the id of its record; its number within the year.
pub(crate) fn add(cx: &Cx<'_>, id: Id, case: &Case, body: &str, origin: &str) -> Result<i64> {
    let year = year(case)?;
    let n = number(cx, year)?;
    let a = cx.actor();
    cx.tx().exec(
        NEW,
        params![
            id,
            year,
            n,
            &case.day,
            &case.time,
            &case.method,
            &case.place,
            &case.affiliation,
            &case.profession,
            &case.office,
            &case.asked,
            &case.answered,
            case.minutes,
            case.status.code(),
            case.follow_on.clone(),
            case.solved_year,
            case.issue,
            1_i64,
            body,
            a.account,
            &a.name,
            origin,
            cx.now()
        ],
    )?;
    contents(cx, id, case)?;
    Ok(n)
}

/// Its newest version in place of the one before; in another year it gets a number of that year.
pub(crate) fn change(cx: &Cx<'_>, was: &Kept, case: &Case, body: &str, version: i64) -> Result<()> {
    let year = year(case)?;
    let n = if year == was.year { was.number } else { number(cx, year)? };
    cx.tx().exec(
        CHANGE,
        params![
            year,
            n,
            &case.day,
            &case.time,
            &case.method,
            &case.place,
            &case.affiliation,
            &case.profession,
            &case.office,
            &case.asked,
            &case.answered,
            case.minutes,
            case.status.code(),
            case.follow_on.clone(),
            case.solved_year,
            case.issue,
            version,
            body,
            cx.now(),
            was.id
        ],
    )?;
    cx.tx().exec(CONTENT_CLEAR, params![was.id])?;
    contents(cx, was.id, case)
}

/// Taken back: it stays, and is counted nowhere.
pub(crate) fn cancel(cx: &Cx<'_>, id: Id, version: i64) -> Result<()> {
    cx.tx().exec(CANCEL, params![version, cx.now(), id])?;
    Ok(())
}

/// One consultation.
pub(crate) fn one(cx: &Cx<'_>, id: Id) -> Result<Kept> {
    cx.tx().find(ONE, params![id])?.ok_or(Error::NotFound)
}

/// Adds to the trail.
pub(crate) fn hand(
    cx: &Cx<'_>,
    case: Id,
    day: Date,
    to: &str,
    what: &str,
    how: &str,
) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(HAND, params![id, case, day, to, what, how, a.account, &a.name, cx.now()])?;
    Ok(id)
}

/// The trail, oldest first, also what was taken back.
pub(crate) fn handed(cx: &Cx<'_>, case: Id) -> Result<Vec<Handover>> {
    Ok(cx.tx().all(HANDED, params![case])?)
}

/// Takes an entry of the trail back; it stays readable.
pub(crate) fn hand_back(cx: &Cx<'_>, case: Id, id: Id, why: &str) -> Result<()> {
    match cx.tx().exec(HAND_BACK, params![cx.now(), &cx.actor().name, why, id, case])? {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}
