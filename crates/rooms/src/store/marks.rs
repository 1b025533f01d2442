//! SQL of what stands around posts: who is asked, who has answered, who has read, vital signs.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Value, Where, params};
use kernel::{At, Id};

use crate::model::{Answer, Asked, Post, Read, Reply, To, Vital};

db::statements! { pub(crate) STATEMENTS;
    ASK = "INSERT INTO rooms_to(post, party, label) VALUES ($1, $2, $3) ON CONFLICT (post, party) DO NOTHING";
    TO = "SELECT post, party, label FROM rooms_to WHERE 1 = 1";
    ANSWER = "INSERT INTO rooms_answer(post, account, organisation, what, name, office, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (post, account) DO UPDATE SET what = excluded.what, detail = excluded.detail, at = excluded.at";
    ANSWERS = "SELECT post, account, organisation, what, name, office, detail, at FROM rooms_answer WHERE 1 = 1";
    REPLIES = "SELECT reply_to, account, organisation FROM rooms_post WHERE cancelled_at IS NULL AND reply_to IS NOT NULL";
    READ = "INSERT INTO rooms_read(post, account, name, office, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (post, account) DO NOTHING";
    READS = "SELECT post, name, office, at FROM rooms_read WHERE 1 = 1";
    READ_BY_ME = "SELECT post FROM rooms_read WHERE account = $1 AND post IN (SELECT id FROM rooms_post WHERE room = $2 AND at >= $3)";
    ANY_READ = "SELECT 1 FROM rooms_read WHERE post = $1 LIMIT 1";
    SEEN = "SELECT at, before_at FROM rooms_seen WHERE room = $1 AND account = $2";
    SET_SEEN = "INSERT INTO rooms_seen(room, account, at, before_at) VALUES ($1, $2, $3, $4) ON CONFLICT (room, account) DO UPDATE SET at = excluded.at, before_at = excluded.before_at";
    VITAL = "INSERT INTO rooms_vital(post, code, value) VALUES ($1, $2, $3)";
    VITALS = "SELECT post, code, value FROM rooms_vital WHERE 1 = 1";
    MEASURED = "SELECT p.id, p.at, v.code, v.value FROM rooms_vital v JOIN rooms_post p ON p.id = v.post WHERE p.room = $1 AND p.layer IN ($2, $3) AND p.cancelled_at IS NULL AND p.at >= $4 ORDER BY p.at DESC, p.id DESC LIMIT 200";
}

fn of_posts(posts: &[Id]) -> Where {
    Where::new().and_in("post", posts.iter().map(|p| Value::from(*p)).collect())
}

impl FromRow for Answer {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Answer {
            post: r.get(0)?,
            account: r.get(1)?,
            organisation: r.get(2)?,
            what: Reply::from_code(&r.get::<String>(3)?)
                .ok_or(DbError::Decode { column: 3, what: "unknown code".into() })?,
            name: r.get(4)?,
            office: r.get(5)?,
            detail: r.get(6)?,
            at: r.get(7)?,
        })
    }
}

pub(crate) fn ask(cx: &Cx<'_>, post: Id, party: Id, label: &str) -> Result<()> {
    cx.tx().exec(ASK, params![post, party, label])?;
    Ok(())
}

/// Who is asked, by post.
pub(crate) fn to(cx: &Cx<'_>, posts: &[Id]) -> Result<Vec<(Id, To)>> {
    let rows = cx.tx().list(TO, &of_posts(posts), "ORDER BY post, label, party")?;
    rows.iter().map(|r| Ok((r.get(0)?, To { party: r.get(1)?, label: r.get(2)? }))).collect()
}

/// Keeps the answer of one press; pressed again with another word, the other word counts.
pub(crate) fn answer(cx: &Cx<'_>, a: &Answer) -> Result<()> {
    cx.tx().exec(
        ANSWER,
        params![
            a.post,
            a.account,
            a.organisation,
            a.what.code(),
            &a.name,
            &a.office,
            &a.detail,
            a.at
        ],
    )?;
    Ok(())
}

pub(crate) fn answers(cx: &Cx<'_>, posts: &[Id]) -> Result<Vec<Answer>> {
    let rows = cx.tx().list(ANSWERS, &of_posts(posts), "ORDER BY at, account")?;
    Ok(rows.iter().map(Answer::from_row).collect::<std::result::Result<_, _>>()?)
}

/// Answers of both kinds as the rule of waiting sees them, by post.
pub(crate) fn asked(cx: &Cx<'_>, posts: &[Id]) -> Result<Vec<(Id, Asked)>> {
    let mut out: Vec<(Id, Asked)> = answers(cx, posts)?
        .into_iter()
        .map(|a| {
            let asked = Asked {
                account: Some(a.account),
                organisation: Some(a.organisation),
                what: Some(a.what),
            };
            (a.post, asked)
        })
        .collect();
    let w = Where::new().and_in("reply_to", posts.iter().map(|p| Value::from(*p)).collect());
    for r in cx.tx().list(REPLIES, &w, "ORDER BY at, id")? {
        let asked = Asked { account: r.get(1)?, organisation: r.get(2)?, what: None };
        out.push((r.get(0)?, asked));
    }
    Ok(out)
}

/// Notes that the actor has opened these posts.
pub(crate) fn read(cx: &Cx<'_>, posts: &[Id], office: &str) -> Result<()> {
    let a = cx.actor();
    let Some(account) = a.account else { return Ok(()) };
    for p in posts {
        cx.tx().exec(READ, params![*p, account, &a.name, office, cx.now()])?;
    }
    Ok(())
}

/// Who has opened them.
pub(crate) fn reads(cx: &Cx<'_>, posts: &[Id]) -> Result<Vec<Read>> {
    let rows = cx.tx().list(READS, &of_posts(posts), "ORDER BY at, account")?;
    rows.iter()
        .map(|r| Ok(Read { post: r.get(0)?, name: r.get(1)?, office: r.get(2)?, at: r.get(3)? }))
        .collect()
}

/// Which posts of a room since then the actor has opened.
pub(crate) fn read_by_me(cx: &Cx<'_>, room: Id, since: At) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(READ_BY_ME, params![cx.actor().account, room, since])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

pub(crate) fn any_read(cx: &Cx<'_>, post: Id) -> Result<bool> {
    Ok(cx.tx().first(ANY_READ, params![post])?.is_some())
}

/// When the actor opened the room last, and the visit before that one.
pub(crate) fn seen(cx: &Cx<'_>, room: Id) -> Result<Option<(At, Option<At>)>> {
    let row = cx.tx().first(SEEN, params![room, cx.actor().account])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

pub(crate) fn set_seen(cx: &Cx<'_>, room: Id, at: At, before: Option<At>) -> Result<()> {
    cx.tx().exec(SET_SEEN, params![room, cx.actor().account, at, before])?;
    Ok(())
}

pub(crate) fn add_vitals(cx: &Cx<'_>, post: Id, vitals: &[Vital]) -> Result<()> {
    for v in vitals {
        cx.tx().exec(VITAL, params![post, &v.code, v.value])?;
    }
    Ok(())
}

/// Vital signs, by post.
pub(crate) fn vitals(cx: &Cx<'_>, posts: &[Id]) -> Result<Vec<(Id, Vital)>> {
    let rows = cx.tx().list(VITALS, &of_posts(posts), "ORDER BY post, code")?;
    rows.iter().map(|r| Ok((r.get(0)?, Vital { code: r.get(1)?, value: r.get(2)? }))).collect()
}

/// What was measured since then, the newest first: post, time, value.
pub(crate) fn measured(
    cx: &Cx<'_>,
    room: Id,
    layers: &[crate::model::Layer],
    since: At,
) -> Result<Vec<(Id, At, Vital)>> {
    let [a, b] = super::pair(layers);
    let rows = cx.tx().rows(MEASURED, params![room, a, b, since])?;
    rows.iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?, Vital { code: r.get(2)?, value: r.get(3)? })))
        .collect()
}

/// Of one post only.
pub(crate) fn of<T: Clone>(all: &[(Id, T)], post: &Post) -> Vec<T> {
    all.iter().filter(|(p, _)| *p == post.id).map(|(_, t)| t.clone()).collect()
}
