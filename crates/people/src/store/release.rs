//! SQL of what a person released of their own, and of pointers to their talks shown elsewhere. Rows are added and ended,
//! never changed otherwise.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Date, Id};

use crate::ResidentId;
use crate::authz::{Addressee, What};
use crate::use_cases::pointers::{NewPointer, Pointer, PointerKind};
use crate::use_cases::release::{NewRelease, Parts, Release};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO people_release(id, resident, kind, addressee, from_day, to_day, parts, heard_by, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OPEN = "SELECT id, from_day, to_day, parts FROM people_release WHERE resident = $1 AND kind = $2 AND addressee = $3 AND ended_at IS NULL";
    END = "UPDATE people_release SET ended_at = $1, ended_account = $2, ended_name = $3, ended_reason = $4 WHERE id = $5 AND ended_at IS NULL";
    ALL = "SELECT id, kind, addressee, from_day, to_day, heard_by, by_name, at, ended_at, ended_name, ended_reason, parts FROM people_release WHERE resident = $1 ORDER BY at DESC, id DESC";
    ADD_POINTER = "INSERT INTO people_pointer(id, resident, kind, part, made_on, words, doctor, phone_day, phone_night, paper_at, paper_by, source, record, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    POINTERS = "SELECT id, resident, kind, made_on, words, doctor, phone_day, phone_night, paper_at, paper_by, source, record, by_name, at, part FROM people_pointer WHERE resident = $1 AND withdrawn_at IS NULL ORDER BY made_on DESC, at DESC, part DESC, id";
    END_POINTERS = "UPDATE people_pointer SET withdrawn_at = $1, withdrawn_account = $2, withdrawn_name = $3 WHERE resident = $4 AND source = $5 AND record = $6 AND withdrawn_at IS NULL";
    END_POINTERS_OF_KIND = "UPDATE people_pointer SET withdrawn_at = $1, withdrawn_account = $2, withdrawn_name = $3 WHERE resident = $4 AND source = $5 AND record = $6 AND kind = $7 AND part = $8 AND withdrawn_at IS NULL";
}

impl FromRow for Release {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (kind, addressee): (String, String) = (r.get(1)?, r.get(2)?);
        let bad = |column| DbError::Decode { column, what: "unknown code".into() };
        Ok(Release {
            id: r.get(0)?,
            kind: What::from_code(&kind).ok_or_else(|| bad(1))?,
            to: Addressee::from_code(&addressee).ok_or_else(|| bad(2))?,
            from: r.get(3)?,
            until: r.get(4)?,
            heard_by: r.get(5)?,
            by: r.get(6)?,
            at: r.get(7)?,
            ended_at: r.get(8)?,
            ended_by: r.get(9)?,
            ended_reason: r.get(10)?,
            parts: Parts::from_code(&r.get::<String>(11)?),
        })
    }
}

/// Adds a release.
pub(crate) fn add(cx: &Cx<'_>, id: ResidentId, n: &NewRelease, heard_by: &str) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD,
        params![
            new,
            id.0,
            n.kind.code(),
            n.to.code(),
            n.from,
            n.until,
            n.parts.code(),
            heard_by,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    cx.rights_changed()?;
    Ok(new)
}

/// Id, first and last day, parts.
type Running = (Id, Date, Option<Date>, Parts);

/// The release of a kind to an addressee that was not ended.
pub(crate) fn open(
    cx: &Cx<'_>,
    id: ResidentId,
    kind: What,
    to: Addressee,
) -> Result<Option<Running>> {
    match cx.tx().first(OPEN, params![id.0, kind.code(), to.code()])? {
        Some(r) => {
            Ok(Some((r.get(0)?, r.get(1)?, r.get(2)?, Parts::from_code(&r.get::<String>(3)?))))
        }
        None => Ok(None),
    }
}

/// Ends one now; false when it had ended.
pub(crate) fn end(cx: &Cx<'_>, release: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    let values = params![cx.now(), a.account, &a.name, reason.trim(), release];
    let done = cx.tx().exec(END, values)? == 1;
    cx.rights_changed()?;
    Ok(done)
}

/// All of one record of the person, the newest first.
pub(crate) fn all(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Release>> {
    Ok(cx.tx().all(ALL, params![id.0])?)
}

impl FromRow for Pointer {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let kind: String = r.get(2)?;
        let at: At = r.get(13)?;
        Ok(Pointer {
            id: r.get(0)?,
            resident: r.id(1)?,
            shown: NewPointer {
                kind: PointerKind::from_code(&kind)
                    .ok_or(DbError::Decode { column: 2, what: "unknown kind".into() })?,
                made_on: r.get(3)?,
                words: r.get(4)?,
                doctor: r.get(5)?,
                phone_day: r.get(6)?,
                phone_night: r.get(7)?,
                paper_at: r.get(8)?,
                paper_by: r.get(9)?,
                source: r.get(10)?,
                record: r.get(11)?,
                part: r.get(14)?,
            },
            by: r.get(12)?,
            at,
        })
    }
}

/// Adds a pointer in place of the one of the same kind and part to the same record.
pub(crate) fn point(cx: &Cx<'_>, id: ResidentId, p: &NewPointer) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    let old =
        params![cx.now(), a.account, &a.name, id.0, &p.source, p.record, p.kind.code(), &p.part];
    cx.tx().exec(END_POINTERS_OF_KIND, old)?;
    cx.tx().exec(
        ADD_POINTER,
        params![
            new,
            id.0,
            p.kind.code(),
            &p.part,
            p.made_on,
            &p.words,
            &p.doctor,
            &p.phone_day,
            &p.phone_night,
            &p.paper_at,
            &p.paper_by,
            &p.source,
            p.record,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    cx.rights_changed()?;
    Ok(new)
}

/// The pointers of one record of the person that were not taken back.
pub(crate) fn pointers(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<Pointer>> {
    Ok(cx.tx().all(POINTERS, params![id.0])?)
}

/// Takes back the pointers to a record; how many.
pub(crate) fn unpoint(cx: &Cx<'_>, id: ResidentId, source: &str, record: Id) -> Result<u64> {
    let a = cx.actor();
    let values = params![cx.now(), a.account, &a.name, id.0, source, record];
    let n = cx.tx().exec(END_POINTERS, values)?;
    cx.rights_changed()?;
    Ok(n)
}
