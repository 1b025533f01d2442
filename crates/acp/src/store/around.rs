//! SQL of what stands beside the note. Rows are added and ended.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{Date, Id};
use people::ResidentId;

use crate::model::around::{
    Discretion, NewPaper, NewProxy, NewShared, NewTalk, Paper, PaperKind, Proxy, Shared, Step, Talk,
};

db::statements! { pub(crate) STATEMENTS;
    ADD_PROXY = "INSERT INTO acp_proxy(id, resident, name, relation, phone, discretion, why, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    PROXIES = "SELECT id, resident, name, relation, phone, discretion, why, by_name, at FROM acp_proxy WHERE resident = $1 AND ended_at IS NULL ORDER BY at, id";
    END_PROXY = "UPDATE acp_proxy SET ended_at = $1, ended_account = $2, ended_name = $3 WHERE id = $4 AND resident = $5 AND ended_at IS NULL";
    ADD_STEP = "INSERT INTO acp_proxy_step(id, proxy, resident, step, on_day, heard_by, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    STEP = "SELECT step, on_day, heard_by FROM acp_proxy_step WHERE proxy = $1 ORDER BY at DESC, id DESC LIMIT 1";
    ADD_TALK = "INSERT INTO acp_talk(id, resident, held_on, place, present, topic, own_words, family_words, explained, agreed, next, doctor, phone_day, phone_night, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    TALKS = "SELECT id, resident, held_on, place, present, topic, own_words, family_words, explained, agreed, next, doctor, phone_day, phone_night, by_account, by_name, at FROM acp_talk WHERE resident = $1 AND cancelled_at IS NULL ORDER BY held_on DESC, at DESC LIMIT 200";
    CANCEL_TALK = "UPDATE acp_talk SET cancelled_at = $1, cancelled_account = $2, cancelled_name = $3, cancelled_reason = $4 WHERE id = $5 AND resident = $6 AND by_org = $7 AND cancelled_at IS NULL";
    ADD_PAPER = "INSERT INTO acp_paper(id, resident, kind, made_on, signed_by, kept_at, kept_by, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    PAPERS = "SELECT id, resident, kind, made_on, signed_by, kept_at, kept_by, by_name FROM acp_paper WHERE resident = $1 AND ended_at IS NULL ORDER BY made_on DESC, at DESC";
    END_PAPER = "UPDATE acp_paper SET ended_at = $1, ended_account = $2, ended_name = $3, ended_reason = $4 WHERE id = $5 AND resident = $6 AND ended_at IS NULL";
    ADD_SHARED = "INSERT INTO acp_shared(id, resident, who, on_day, how, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SHARED = "SELECT who, on_day, how, by_name FROM acp_shared WHERE resident = $1 ORDER BY on_day DESC, at DESC LIMIT 100";
    ADD_WITHDRAWAL = "INSERT INTO acp_withdrawal(id, resident, releases, relatives, reason, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LAST_WITHDRAWAL = "SELECT by_name, at FROM acp_withdrawal WHERE resident = $1 ORDER BY at DESC, id DESC LIMIT 1";
    ADD_STAY = "INSERT INTO acp_stay(id, resident, organisation, from_day, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    END_STAY = "UPDATE acp_stay SET to_day = $1 WHERE id = $2 AND resident = $3 AND to_day IS NULL";
    OPEN_STAYS = "SELECT id, organisation, from_day FROM acp_stay WHERE resident = $1 AND to_day IS NULL ORDER BY from_day";
}

/// The rows of a statement over the records of a person, in their order.
fn over<T: FromRow>(cx: &Cx<'_>, of: db::Stmt, records: &[ResidentId]) -> Result<Vec<T>> {
    let mut out = Vec::new();
    for id in records {
        out.extend(cx.tx().all::<T>(of, params![id.0])?);
    }
    Ok(out)
}

fn bad(column: usize) -> DbError {
    DbError::Decode { column, what: "unknown code".into() }
}

impl FromRow for Proxy {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Proxy {
            id: r.get(0)?,
            resident: r.get(1)?,
            who: NewProxy {
                name: r.get(2)?,
                relation: r.get(3)?,
                phone: r.get(4)?,
                discretion: Discretion::from_code(&r.get::<String>(5)?).ok_or_else(|| bad(5))?,
                why: r.get(6)?,
            },
            step: None,
            by: r.get(7)?,
            at: r.get(8)?,
        })
    }
}

impl FromRow for Talk {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Talk {
            id: r.get(0)?,
            resident: r.get(1)?,
            what: NewTalk {
                held_on: r.get(2)?,
                place: r.get(3)?,
                present: r.get(4)?,
                topic: r.get(5)?,
                own_words: r.get(6)?,
                family_words: r.get(7)?,
                explained: r.get(8)?,
                agreed: r.get(9)?,
                next: r.get(10)?,
                doctor: r.get(11)?,
                phone_day: r.get(12)?,
                phone_night: r.get(13)?,
            },
            account: r.get(14)?,
            by: r.get(15)?,
            at: r.get(16)?,
        })
    }
}

impl FromRow for Paper {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Paper {
            id: r.get(0)?,
            resident: r.get(1)?,
            what: NewPaper {
                kind: PaperKind::from_code(&r.get::<String>(2)?).ok_or_else(|| bad(2))?,
                made_on: r.get(3)?,
                signed_by: r.get(4)?,
                kept_at: r.get(5)?,
                kept_by: r.get(6)?,
            },
            by: r.get(7)?,
        })
    }
}

impl FromRow for Shared {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Shared {
            what: NewShared { who: r.get(0)?, on: r.get(1)?, how: r.get(2)? },
            by: r.get(3)?,
        })
    }
}

pub(crate) fn add_proxy(cx: &Cx<'_>, id: ResidentId, p: &NewProxy) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD_PROXY,
        params![
            new,
            id.0,
            p.name.trim(),
            p.relation.trim(),
            p.phone.trim(),
            p.discretion.code(),
            p.why.trim(),
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(new)
}

/// Those who were not taken away, with what became of the question to them.
pub(crate) fn proxies(cx: &Cx<'_>, records: &[ResidentId]) -> Result<Vec<Proxy>> {
    let mut out: Vec<Proxy> = over(cx, PROXIES, records)?;
    for p in &mut out {
        if let Some(r) = cx.tx().first(STEP, params![p.id])? {
            let step = Step::from_code(&r.get::<String>(0)?).ok_or_else(|| bad(0))?;
            p.step = Some((step, r.get(1)?, r.get(2)?));
        }
    }
    Ok(out)
}

pub(crate) fn end_proxy(cx: &Cx<'_>, id: ResidentId, proxy: Id) -> Result<bool> {
    let a = cx.actor();
    Ok(cx.tx().exec(END_PROXY, params![cx.now(), a.account, &a.name, proxy, id.0])? == 1)
}

pub(crate) fn step(cx: &Cx<'_>, p: &Proxy, step: Step, on: Date, heard_by: &str) -> Result<()> {
    let (new, a) = (cx.new_id(), cx.actor());
    let values = params![
        new,
        p.id,
        p.resident,
        step.code(),
        on,
        heard_by.trim(),
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD_STEP, values)?;
    Ok(())
}

pub(crate) fn add_talk(cx: &Cx<'_>, id: ResidentId, t: &NewTalk) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    cx.tx().exec(
        ADD_TALK,
        params![
            new,
            id.0,
            t.held_on,
            t.place.trim(),
            t.present.trim(),
            t.topic.trim(),
            t.own_words.trim(),
            t.family_words.trim(),
            t.explained.trim(),
            t.agreed.trim(),
            t.next.trim(),
            t.doctor.trim(),
            t.phone_day.trim(),
            t.phone_night.trim(),
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(new)
}

pub(crate) fn talks(cx: &Cx<'_>, records: &[ResidentId]) -> Result<Vec<Talk>> {
    let mut out: Vec<Talk> = over(cx, TALKS, records)?;
    out.sort_by_key(|t| std::cmp::Reverse((t.what.held_on, t.at)));
    Ok(out)
}

/// By the office that wrote it; false when it is not theirs, or was cancelled before.
pub(crate) fn cancel_talk(cx: &Cx<'_>, id: ResidentId, talk: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    let values = params![cx.now(), a.account, &a.name, reason.trim(), talk, id.0, a.organisation];
    Ok(cx.tx().exec(CANCEL_TALK, values)? == 1)
}

pub(crate) fn add_paper(cx: &Cx<'_>, id: ResidentId, p: &NewPaper) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    let values = params![
        new,
        id.0,
        p.kind.code(),
        p.made_on,
        p.signed_by.trim(),
        p.kept_at.trim(),
        p.kept_by.trim(),
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD_PAPER, values)?;
    Ok(new)
}

pub(crate) fn papers(cx: &Cx<'_>, records: &[ResidentId]) -> Result<Vec<Paper>> {
    over(cx, PAPERS, records)
}

pub(crate) fn end_paper(cx: &Cx<'_>, id: ResidentId, paper: Id, reason: &str) -> Result<bool> {
    let a = cx.actor();
    let values = params![cx.now(), a.account, &a.name, reason.trim(), paper, id.0];
    Ok(cx.tx().exec(END_PAPER, values)? == 1)
}

pub(crate) fn add_shared(cx: &Cx<'_>, id: ResidentId, s: &NewShared) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    let values = params![
        new,
        id.0,
        s.who.trim(),
        s.on,
        s.how.trim(),
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD_SHARED, values)?;
    Ok(new)
}

pub(crate) fn shared(cx: &Cx<'_>, records: &[ResidentId]) -> Result<Vec<Shared>> {
    over(cx, SHARED, records)
}

pub(crate) fn withdrawn(
    cx: &Cx<'_>,
    id: ResidentId,
    (releases, relatives): (usize, usize),
    reason: &str,
) -> Result<()> {
    let (new, a) = (cx.new_id(), cx.actor());
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let values = params![
        new,
        id.0,
        count(releases),
        count(relatives),
        reason.trim(),
        a.account,
        a.organisation,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD_WITHDRAWAL, values)?;
    Ok(())
}

/// Who took it back last, and when.
pub(crate) fn last_withdrawal(cx: &Cx<'_>, id: ResidentId) -> Result<Option<(String, kernel::At)>> {
    let row = cx.tx().first(LAST_WITHDRAWAL, params![id.0])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

pub(crate) fn add_stay(cx: &Cx<'_>, id: ResidentId, at: Id, from: Date) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    let values = params![new, id.0, at, from, a.account, a.organisation, &a.name, cx.now()];
    cx.tx().exec(ADD_STAY, values)?;
    Ok(new)
}

pub(crate) fn end_stay(cx: &Cx<'_>, id: ResidentId, stay: Id, last: Date) -> Result<bool> {
    Ok(cx.tx().exec(END_STAY, params![last, stay, id.0])? == 1)
}

/// Stays in facilities that go on: id, organisation, first day.
pub(crate) fn open_stays(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<(Id, Id, Date)>> {
    let rows = cx.tx().rows(OPEN_STAYS, params![id.0])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}
