//! 課題 and what was changed about them.
use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::kana::search_key;
use kernel::{At, Date};

use super::{code, like, opt_code, unknown, year};
use crate::model::{Issue, Kind, NewIssue, Owner, Profession, Scene, Stage};
use crate::{IssueId, SaidId};

db::statements! { pub(crate) STATEMENTS;
    FIND = "SELECT id, version, fy, profession, seq, title, detail, scene, kind, owner_kind, owner, stage, solved_on, ended, merged_into, said, by_name, at FROM issues_issue WHERE id = $1";
    LIST = "SELECT id, version, fy, profession, seq, title, detail, scene, kind, owner_kind, owner, stage, solved_on, ended, merged_into, said, by_name, at FROM issues_issue WHERE 1 = 1";
    MERGED = "SELECT id, version, fy, profession, seq, title, detail, scene, kind, owner_kind, owner, stage, solved_on, ended, merged_into, said, by_name, at FROM issues_issue WHERE merged_into = $1 ORDER BY fy, profession, seq";
    LAST = "SELECT COALESCE(MAX(seq), 0) FROM issues_issue WHERE fy = $1 AND profession = $2";
    ADD = "INSERT INTO issues_issue(id, version, fy, profession, seq, title, detail, scene, kind, owner_kind, owner, stage, ended, said, text_key, account, by_name, at) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'found', '', $11, $12, $13, $14, $15)";
    CHANGE = "UPDATE issues_issue SET title = $1, detail = $2, scene = $3, kind = $4, owner_kind = $5, owner = $6, text_key = $7, version = version + 1 WHERE id = $8 AND version = $9";
    STAGE = "UPDATE issues_issue SET stage = $1, solved_on = $2, ended = $3, version = version + 1 WHERE id = $4";
    MERGE = "UPDATE issues_issue SET merged_into = $1, version = version + 1 WHERE id = $2";
    ADD_CHANGE = "INSERT INTO issues_change(id, issue, what, was, becomes, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    CHANGES = "SELECT what, was, becomes, by_name, at FROM issues_change WHERE issue = $1 ORDER BY at DESC, id DESC";
    YEARS = "SELECT DISTINCT fy FROM issues_issue ORDER BY fy DESC";
    PAIRS = "SELECT fy, profession, COUNT(*) FROM issues_issue WHERE stage <> 'withdrawn' GROUP BY fy, profession ORDER BY fy DESC, profession";
}

/// Issues of one page.
pub const PAGE: usize = 100;

impl FromRow for Issue {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let owner = match (r.get::<Option<String>>(9)?, r.get::<Option<String>>(10)?) {
            (Some(kind), Some(of)) => Some(Owner::read(&kind, &of).ok_or_else(|| unknown(9))?),
            _ => None,
        };
        Ok(Issue {
            id: r.id(0)?,
            version: r.get(1)?,
            about: NewIssue {
                fy: year(r, 2)?,
                profession: code(r, 3, Profession::from_code)?,
                title: r.get(5)?,
                detail: r.get(6)?,
                scene: opt_code(r, 7, Scene::from_code)?,
                kind: opt_code(r, 8, Kind::from_code)?,
                owner,
            },
            seq: r.get(4)?,
            stage: code(r, 11, Stage::from_code)?,
            solved_on: r.get(12)?,
            ended: r.get(13)?,
            merged_into: r.opt_id(14)?,
            said: r.opt_id(15)?,
            by_name: r.get(16)?,
            at: r.get(17)?,
        })
    }
}

/// Something that was changed about an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Code of what: `made`, `title`, `stage`, `merged` …
    pub what: String,
    /// Words before.
    pub was: String,
    /// Words after.
    pub becomes: String,
    /// Who.
    pub by_name: String,
    /// When.
    pub at: At,
}

impl FromRow for Change {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Change {
            what: r.get(0)?,
            was: r.get(1)?,
            becomes: r.get(2)?,
            by_name: r.get(3)?,
            at: r.get(4)?,
        })
    }
}

/// How the list is narrowed; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// 年度.
    pub fy: Option<i16>,
    /// Profession.
    pub profession: Option<Profession>,
    /// 場面.
    pub scene: Option<Scene>,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// Only what is still worked on by itself.
    pub open: bool,
    /// To whom it belongs.
    pub owner: Option<Owner>,
    /// Words.
    pub words: String,
    /// After this one: 年度, profession, number.
    pub after: Option<(i16, Profession, i64)>,
}

fn conditions(f: &Filter) -> Where {
    let mut w = Where::new();
    if let Some(fy) = f.fy {
        w = w.and("fy = ?", params![fy]);
    }
    if let Some(p) = f.profession {
        w = w.and("profession = ?", params![p.code()]);
    }
    if let Some(s) = f.scene {
        w = w.and("scene = ?", params![s.code()]);
    }
    if let Some(s) = f.stage {
        w = w.and("stage = ?", params![s.code()]);
    }
    if f.open {
        w = w.and("stage IN ('found', 'talk', 'project') AND merged_into IS NULL", &[]);
    }
    if let Some(o) = f.owner {
        w = w.and("owner_kind = ? AND owner = ?", params![o.kind().code(), o.of()]);
    }
    let key = search_key(&f.words);
    if !f.words.is_empty() {
        w = w.and("text_key LIKE ?", params![like(&key)]);
    }
    if let Some((fy, p, seq)) = f.after {
        let (fy, p) = (i64::from(fy), p.code());
        w = w.and(
            "fy < ? OR (fy = ? AND (profession > ? OR (profession = ? AND seq > ?)))",
            params![fy, fy, p, p, seq],
        );
    }
    w
}

/// A page and one more, by 年度 (newest first), profession and letter.
pub(crate) fn page(cx: &Cx<'_>, f: &Filter) -> Result<Vec<Issue>> {
    let rows = cx.tx().list(LIST, &conditions(f), "ORDER BY fy DESC, profession, seq LIMIT 101")?;
    rows.iter().map(|r| Ok(Issue::from_row(r)?)).collect()
}

/// All of them; a region has some hundred.
pub(crate) fn all(cx: &Cx<'_>, f: &Filter) -> Result<Vec<Issue>> {
    let rows =
        cx.tx().list(LIST, &conditions(f), "ORDER BY fy DESC, profession, seq LIMIT 5000")?;
    rows.iter().map(|r| Ok(Issue::from_row(r)?)).collect()
}

pub(crate) fn find(cx: &Cx<'_>, id: IssueId) -> Result<Issue> {
    cx.tx().find(FIND, params![id.0])?.ok_or(Error::NotFound)
}

/// Those told with this one now.
pub(crate) fn merged(cx: &Cx<'_>, into: IssueId) -> Result<Vec<Issue>> {
    Ok(cx.tx().all(MERGED, params![into.0])?)
}

fn key(d: &NewIssue) -> String {
    search_key(&format!("{}{}", d.title, d.detail))
}

/// Adds one with the next letter of its 年度 and profession.
pub(crate) fn add(cx: &Cx<'_>, d: &NewIssue, said: Option<SaidId>) -> Result<IssueId> {
    let id = IssueId(cx.new_id());
    let last: i64 = cx.tx().one(LAST, params![d.fy, d.profession.code()])?.get(0)?;
    let a = cx.actor();
    let values = params![
        id.0,
        d.fy,
        d.profession.code(),
        last + 1,
        &d.title,
        &d.detail,
        d.scene.map(Scene::code),
        d.kind.map(Kind::code),
        d.owner.map(|o| o.kind().code()),
        d.owner.map(Owner::of),
        said.map(|s| s.0),
        key(d),
        a.account,
        &a.name,
        cx.now(),
    ];
    cx.tx().exec(ADD, values).map_err(|e| match e {
        // somebody took the letter in the same moment: run again, the next one is free
        DbError::Unique(_) => Error::Db(DbError::Busy),
        other => other.into(),
    })?;
    Ok(id)
}

/// Changes what is written; false when the version is another one now.
pub(crate) fn change(cx: &Cx<'_>, id: IssueId, version: i64, d: &NewIssue) -> Result<bool> {
    let values = params![
        &d.title,
        &d.detail,
        d.scene.map(Scene::code),
        d.kind.map(Kind::code),
        d.owner.map(|o| o.kind().code()),
        d.owner.map(Owner::of),
        key(d),
        id.0,
        version,
    ];
    Ok(cx.tx().exec(CHANGE, values)? == 1)
}

pub(crate) fn stage(
    cx: &Cx<'_>,
    id: IssueId,
    stage: Stage,
    solved_on: Option<Date>,
    ended: &str,
) -> Result<()> {
    cx.tx().exec(STAGE, params![stage.code(), solved_on, ended, id.0])?;
    Ok(())
}

pub(crate) fn merge(cx: &Cx<'_>, id: IssueId, into: Option<IssueId>) -> Result<()> {
    cx.tx().exec(MERGE, params![into.map(|i| i.0), id.0])?;
    Ok(())
}

pub(crate) fn note(cx: &Cx<'_>, id: IssueId, what: &str, was: &str, becomes: &str) -> Result<()> {
    let values = params![cx.new_id(), id.0, what, was, becomes, &cx.actor().name, cx.now()];
    cx.tx().exec(ADD_CHANGE, values)?;
    Ok(())
}

pub(crate) fn changes(cx: &Cx<'_>, id: IssueId) -> Result<Vec<Change>> {
    Ok(cx.tx().all(CHANGES, params![id.0])?)
}

/// 年度 that have issues, newest first.
pub(crate) fn years(cx: &Cx<'_>) -> Result<Vec<i16>> {
    let rows = cx.tx().rows(YEARS, &[])?;
    rows.iter().map(|r| Ok(year(r, 0)?)).collect()
}

/// 年度 and profession with how many issues: what tables there are.
pub(crate) fn pairs(cx: &Cx<'_>) -> Result<Vec<(i16, Profession, i64)>> {
    let rows = cx.tx().rows(PAIRS, &[])?;
    rows.iter().map(|r| Ok((year(r, 0)?, code(r, 1, Profession::from_code)?, r.get(2)?))).collect()
}
