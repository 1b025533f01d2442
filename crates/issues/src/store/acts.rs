//! 打ち合わせ, マッチング, 共有の場: one table with what belongs to it.
use std::collections::BTreeMap;

use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::kana::search_key;
use kernel::{Date, Id};

use super::{code, like, opt_code, unknown, year};
use crate::model::{Act, By, Form, Funding, Level, NewAct, Profession, Said, Sort, State};
use crate::{ActId, IssueId, PartyId, SaidId};

db::statements! { pub(crate) STATEMENTS;
    FIND = "SELECT id, version, ord, level, sort, by_whom, fy, title, form, state, times, target, tells, people, what, result, agreed, body, funding, why, by_name, at FROM issues_act WHERE id = $1";
    LIST = "SELECT id, version, ord, level, sort, by_whom, fy, title, form, state, times, target, tells, people, what, result, agreed, body, funding, why, by_name, at FROM issues_act WHERE 1 = 1";
    DAYS = "SELECT act, on_day FROM issues_act_day WHERE act = $1 ORDER BY on_day";
    PROFESSIONS = "SELECT act, profession FROM issues_act_profession WHERE act = $1 ORDER BY n";
    PARTIES = "SELECT act, party FROM issues_act_party WHERE act = $1 ORDER BY n";
    ISSUES = "SELECT act, issue FROM issues_act_issue WHERE act = $1 ORDER BY n";
    ALL_DAYS = "SELECT act, on_day FROM issues_act_day ORDER BY act, on_day";
    ALL_PROFESSIONS = "SELECT act, profession FROM issues_act_profession ORDER BY act, n";
    ALL_PARTIES = "SELECT act, party FROM issues_act_party ORDER BY act, n";
    ALL_ISSUES = "SELECT act, issue FROM issues_act_issue ORDER BY act, n";
    FOLLOWED = "SELECT record FROM issues_followed WHERE act = $1 ORDER BY at, record";
    FOLLOW = "INSERT INTO issues_followed(act, record, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    UNFOLLOW = "DELETE FROM issues_followed WHERE act = $1 AND record = $2";
    LAST = "SELECT COALESCE(MAX(ord), 0) FROM issues_act";
    ADD = "INSERT INTO issues_act(id, version, ord, level, sort, by_whom, fy, title, form, state, times, target, tells, people, what, result, agreed, body, funding, why, text_key, account, by_name, at) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    CHANGE = "UPDATE issues_act SET sort = $1, by_whom = $2, fy = $3, title = $4, form = $5, state = $6, times = $7, target = $8, tells = $9, people = $10, what = $11, result = $12, agreed = $13, body = $14, funding = $15, why = $16, text_key = $17, version = version + 1 WHERE id = $18 AND version = $19";
    NO_DAYS = "DELETE FROM issues_act_day WHERE act = $1";
    NO_PROFESSIONS = "DELETE FROM issues_act_profession WHERE act = $1";
    NO_PARTIES = "DELETE FROM issues_act_party WHERE act = $1";
    NO_ISSUES = "DELETE FROM issues_act_issue WHERE act = $1";
    ADD_DAY = "INSERT INTO issues_act_day(act, on_day) VALUES ($1, $2)";
    ADD_PROFESSION = "INSERT INTO issues_act_profession(act, n, profession) VALUES ($1, $2, $3)";
    ADD_PARTY = "INSERT INTO issues_act_party(act, n, party) VALUES ($1, $2, $3)";
    ADD_ISSUE = "INSERT INTO issues_act_issue(act, n, issue) VALUES ($1, $2, $3)";
    SAID = "SELECT id, text, issue FROM issues_said WHERE act = $1 ORDER BY n, id";
    SAID_ONE = "SELECT id, text, issue, act FROM issues_said WHERE id = $1";
    LAST_SAID = "SELECT COALESCE(MAX(n), 0) FROM issues_said WHERE act = $1";
    ADD_SAID = "INSERT INTO issues_said(id, act, n, text, issue) VALUES ($1, $2, $3, $4, NULL)";
    NO_SAID = "DELETE FROM issues_said WHERE act = $1 AND issue IS NULL";
    SAID_BECOMES = "UPDATE issues_said SET issue = $1 WHERE id = $2 AND issue IS NULL";
    SAID_AGAIN = "UPDATE issues_said SET issue = NULL WHERE issue = $1";
    YEARS = "SELECT DISTINCT fy FROM issues_act WHERE level = $1 ORDER BY fy DESC";
    HEARD = "SELECT p.profession, MAX(d.on_day) FROM issues_act a JOIN issues_act_profession p ON p.act = a.id JOIN issues_act_day d ON d.act = a.id WHERE a.level = 'first' AND a.state = 'done' GROUP BY p.profession";
    HEARD_PARTIES = "SELECT p.party, MAX(d.on_day) FROM issues_act a JOIN issues_act_party p ON p.act = a.id JOIN issues_act_day d ON d.act = a.id WHERE a.level = 'first' AND a.state = 'done' GROUP BY p.party";
}

/// Acts of one page.
pub(crate) const PAGE: usize = 50;

fn head(r: &Row) -> std::result::Result<Act, DbError> {
    Ok(Act {
        id: r.id(0)?,
        version: r.get(1)?,
        ord: r.get(2)?,
        about: NewAct {
            level: code(r, 3, Level::from_code)?,
            sort: code(r, 4, Sort::from_code)?,
            by: code(r, 5, By::from_code)?,
            fy: year(r, 6)?,
            title: r.get(7)?,
            form: opt_code(r, 8, Form::from_code)?,
            state: code(r, 9, State::from_code)?,
            days: Vec::new(),
            times: r.get(10)?,
            target: r.get(11)?,
            tells: r.get(12)?,
            professions: Vec::new(),
            parties: Vec::new(),
            people: r.get(13)?,
            issues: Vec::new(),
            what: r.get(14)?,
            result: r.get(15)?,
            agreed: r.get(16)?,
            body: r.get(17)?,
            funding: opt_code(r, 18, Funding::from_code)?,
            why: r.get(19)?,
        },
        by_name: r.get(20)?,
        at: r.get(21)?,
    })
}

fn put(a: &mut Act, rest: [&[Row]; 4]) -> Result<()> {
    let [days, professions, parties, issues] = rest;
    for r in days {
        a.about.days.push(r.get::<Date>(1)?);
    }
    for r in professions {
        a.about.professions.push(code(r, 1, Profession::from_code)?);
    }
    for r in parties {
        a.about.parties.push(r.id(1)?);
    }
    for r in issues {
        a.about.issues.push(r.id(1)?);
    }
    Ok(())
}

fn filled(cx: &Cx<'_>, r: &Row) -> Result<Act> {
    let mut a = head(r)?;
    let of = |s| cx.tx().rows(s, params![a.id.0]);
    let rest = [of(DAYS)?, of(PROFESSIONS)?, of(PARTIES)?, of(ISSUES)?];
    let [days, professions, parties, issues] = &rest;
    put(&mut a, [days, professions, parties, issues])?;
    Ok(a)
}

pub(crate) fn find(cx: &Cx<'_>, id: ActId) -> Result<Act> {
    let row = cx.tx().first(FIND, params![id.0])?.ok_or(Error::NotFound)?;
    filled(cx, &row)
}

/// How a list of acts is narrowed; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActFilter {
    /// 一次, 二次, 三次.
    pub level: Option<Level>,
    /// 年度.
    pub fy: Option<i16>,
    /// A profession that took part.
    pub profession: Option<Profession>,
    /// How far.
    pub state: Option<State>,
    /// For this issue.
    pub issue: Option<IssueId>,
    /// Words.
    pub words: String,
    /// Written before this one.
    pub before: Option<(i16, i64)>,
}

fn conditions(f: &ActFilter) -> Where {
    let mut w = Where::new();
    if let Some(l) = f.level {
        w = w.and("level = ?", params![l.code()]);
    }
    if let Some(fy) = f.fy {
        w = w.and("fy = ?", params![fy]);
    }
    if let Some(s) = f.state {
        w = w.and("state = ?", params![s.code()]);
    }
    if let Some(p) = f.profession {
        w = w.and(
            "id IN (SELECT act FROM issues_act_profession WHERE profession = ?)",
            params![p.code()],
        );
    }
    if let Some(i) = f.issue {
        w = w.and("id IN (SELECT act FROM issues_act_issue WHERE issue = ?)", params![i.0]);
    }
    if !f.words.is_empty() {
        w = w.and("text_key LIKE ?", params![like(&search_key(&f.words))]);
    }
    if let Some((fy, ord)) = f.before {
        let fy = i64::from(fy);
        w = w.and("fy < ? OR (fy = ? AND ord < ?)", params![fy, fy, ord]);
    }
    w
}

/// A page and one more, the newest 年度 first.
pub(crate) fn page(cx: &Cx<'_>, f: &ActFilter) -> Result<Vec<Act>> {
    let rows = cx.tx().list(LIST, &conditions(f), "ORDER BY fy DESC, ord DESC LIMIT 51")?;
    rows.iter().map(|r| filled(cx, r)).collect()
}

/// All of them with all that belongs to them, in five statements: for tables over the years.
pub(crate) fn all(cx: &Cx<'_>, f: &ActFilter) -> Result<Vec<Act>> {
    let rows = cx.tx().list(LIST, &conditions(f), "ORDER BY ord LIMIT 20000")?;
    let mut rest: [BTreeMap<Id, Vec<Row>>; 4] = Default::default();
    let statements = [ALL_DAYS, ALL_PROFESSIONS, ALL_PARTIES, ALL_ISSUES];
    for (map, s) in rest.iter_mut().zip(statements) {
        for r in cx.tx().rows(s, &[])? {
            map.entry(r.get::<Id>(0)?).or_default().push(r);
        }
    }
    let [days, professions, parties, issues] = &rest;
    let mut out = Vec::with_capacity(rows.len());
    for r in &rows {
        let mut a = head(r)?;
        let id = a.id.0;
        let of = |m: &'_ BTreeMap<Id, Vec<Row>>| m.get(&id).cloned().unwrap_or_default();
        let four = [of(days), of(professions), of(parties), of(issues)];
        let [d, p, q, i] = &four;
        put(&mut a, [d, p, q, i])?;
        out.push(a);
    }
    Ok(out)
}

fn key(d: &NewAct) -> String {
    let text = [&d.title, &d.what, &d.result, &d.agreed, &d.body];
    search_key(&text.map(String::as_str).concat())
}

fn belongings(cx: &Cx<'_>, id: ActId, d: &NewAct) -> Result<()> {
    for day in &d.days {
        cx.tx().exec(ADD_DAY, params![id.0, *day])?;
    }
    for (n, p) in d.professions.iter().enumerate() {
        cx.tx().exec(ADD_PROFESSION, params![id.0, n, p.code()])?;
    }
    for (n, p) in d.parties.iter().enumerate() {
        cx.tx().exec(ADD_PARTY, params![id.0, n, p.0])?;
    }
    for (n, i) in d.issues.iter().enumerate() {
        cx.tx().exec(ADD_ISSUE, params![id.0, n, i.0])?;
    }
    Ok(())
}

pub(crate) fn add(cx: &Cx<'_>, d: &NewAct) -> Result<ActId> {
    let id = ActId(cx.new_id());
    let ord: i64 = cx.tx().one(LAST, &[])?.get::<i64>(0)? + 1;
    let a = cx.actor();
    let values = params![
        id.0,
        ord,
        d.level.code(),
        d.sort.code(),
        d.by.code(),
        d.fy,
        &d.title,
        d.form.map(Form::code),
        d.state.code(),
        d.times,
        &d.target,
        d.tells,
        &d.people,
        &d.what,
        &d.result,
        &d.agreed,
        &d.body,
        d.funding.map(Funding::code),
        &d.why,
        key(d),
        a.account,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD, values).map_err(|e| match e {
        DbError::Unique(_) => Error::Db(DbError::Busy),
        other => other.into(),
    })?;
    belongings(cx, id, d)?;
    Ok(id)
}

/// Changes it; false when the version is another one now.
pub(crate) fn change(cx: &Cx<'_>, id: ActId, version: i64, d: &NewAct) -> Result<bool> {
    let values = params![
        d.sort.code(),
        d.by.code(),
        d.fy,
        &d.title,
        d.form.map(Form::code),
        d.state.code(),
        d.times,
        &d.target,
        d.tells,
        &d.people,
        &d.what,
        &d.result,
        &d.agreed,
        &d.body,
        d.funding.map(Funding::code),
        &d.why,
        key(d),
        id.0,
        version,
    ];
    if cx.tx().exec(CHANGE, values)? != 1 {
        return Ok(false);
    }
    for none in [NO_DAYS, NO_PROFESSIONS, NO_PARTIES, NO_ISSUES] {
        cx.tx().exec(none, params![id.0])?;
    }
    belongings(cx, id, d)?;
    Ok(true)
}

impl FromRow for Said {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Said { id: r.id(0)?, text: r.get(1)?, issue: r.opt_id(2)? })
    }
}

pub(crate) fn said(cx: &Cx<'_>, act: ActId) -> Result<Vec<Said>> {
    Ok(cx.tx().all(SAID, params![act.0])?)
}

/// One line and the act it belongs to.
pub(crate) fn said_one(cx: &Cx<'_>, id: SaidId) -> Result<(Said, ActId)> {
    let row = cx.tx().first(SAID_ONE, params![id.0])?.ok_or(Error::NotFound)?;
    Ok((Said::from_row(&row)?, row.id(3)?))
}

/// Writes the lines that are no issue yet; those that are one stay.
pub(crate) fn say(cx: &Cx<'_>, act: ActId, lines: &[String]) -> Result<()> {
    cx.tx().exec(NO_SAID, params![act.0])?;
    let last: i64 = cx.tx().one(LAST_SAID, params![act.0])?.get(0)?;
    for (n, text) in (last + 1..).zip(lines) {
        cx.tx().exec(ADD_SAID, params![cx.new_id(), act.0, n, text])?;
    }
    Ok(())
}

/// The line is an issue now; false when it was one already.
pub(crate) fn said_becomes(cx: &Cx<'_>, id: SaidId, issue: IssueId) -> Result<bool> {
    Ok(cx.tx().exec(SAID_BECOMES, params![issue.0, id.0])? == 1)
}

/// The line of a withdrawn issue is a line again.
pub(crate) fn said_again(cx: &Cx<'_>, issue: IssueId) -> Result<()> {
    cx.tx().exec(SAID_AGAIN, params![issue.0])?;
    Ok(())
}

pub(crate) fn years(cx: &Cx<'_>, level: Level) -> Result<Vec<i16>> {
    let rows = cx.tx().rows(YEARS, params![level.code()])?;
    rows.iter().map(|r| Ok(year(r, 0)?)).collect()
}

/// The last 打ち合わせ of each profession.
pub(crate) fn heard(cx: &Cx<'_>) -> Result<BTreeMap<Profession, Date>> {
    let rows = cx.tx().rows(HEARD, &[])?;
    rows.iter().map(|r| Ok((code(r, 0, Profession::from_code)?, r.get(1)?))).collect()
}

/// The last 打ち合わせ of each party.
pub(crate) fn heard_parties(cx: &Cx<'_>) -> Result<BTreeMap<PartyId, Date>> {
    let rows = cx.tx().rows(HEARD_PARTIES, &[])?;
    rows.iter().map(|r| Ok((r.id(0).map_err(|_| unknown(0))?, r.get(1)?))).collect()
}

/// The records of other slices that came out of an act, the oldest first.
pub(crate) fn followed(cx: &Cx<'_>, id: ActId) -> Result<Vec<Id>> {
    let rows = cx.tx().rows(FOLLOWED, params![id.0])?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Notes that a record came out of an act (twice is once), or that it no longer does.
pub(crate) fn follow(cx: &Cx<'_>, id: ActId, record: Id, there: bool) -> Result<()> {
    match there {
        true => cx.tx().exec(FOLLOW, params![id.0, record, cx.now()])?,
        false => cx.tx().exec(UNFOLLOW, params![id.0, record])?,
    };
    Ok(())
}
