//! SQL of the versions: added, never changed.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;
use people::ResidentId;

use crate::model::{Body, NewVersion, Part, Typed, Version, Whose};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO acp_version(id, resident, part, version, form, body, words, spoke, present, grounds, confirmed_on, typed, decides, area, care_level, by_account, by_org, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    NUMBER = "SELECT COALESCE(MAX(version), 0) FROM acp_version WHERE resident = $1 AND part = $2";
    ALL = "SELECT id, resident, version, form, body, words, spoke, present, grounds, confirmed_on, typed, care_level, by_name, at FROM acp_version WHERE resident = $1 AND part = $2 ORDER BY version DESC LIMIT 200";
    NEWEST = "SELECT id, resident, version, form, body, words, spoke, present, grounds, confirmed_on, typed, care_level, by_name, at FROM acp_version WHERE resident = $1 AND part = $2 ORDER BY version DESC LIMIT 1";
}

impl FromRow for Version {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let bad = |column: usize| DbError::Decode { column, what: "version of a note".into() };
        Ok(Version {
            id: r.get(0)?,
            resident: r.get(1)?,
            number: r.get(2)?,
            form: r.get(3)?,
            body: serde_json::from_str::<Body>(&r.get::<String>(4)?).map_err(|_| bad(4))?,
            whose: Whose::from_code(&r.get::<String>(5)?).ok_or_else(|| bad(5))?,
            spoke: r.get(6)?,
            present: r.get(7)?,
            grounds: r.get(8)?,
            confirmed_on: r.get(9)?,
            typed: Typed::from_code(&r.get::<String>(10)?).ok_or_else(|| bad(10))?,
            care_level: r.get(11)?,
            by: r.get(12)?,
            at: r.get(13)?,
        })
    }
}

/// What the program adds to a version by itself.
pub(crate) struct Facts {
    /// Who typed.
    pub typed: Typed,
    /// Version of the form.
    pub form: String,
    /// Something of 「医療・ケアについての意思決定」 is answered.
    pub decides: bool,
    /// 町名, for the counts; empty = not known, or hidden by a shield.
    pub area: String,
    /// Care level of the day.
    pub care_level: String,
}

/// Adds a version behind the last of this record.
pub(crate) fn add(cx: &Cx<'_>, id: ResidentId, n: &NewVersion, f: &Facts) -> Result<Id> {
    let (new, a) = (cx.new_id(), cx.actor());
    let last: i64 = cx.tx().one(NUMBER, params![id.0, n.part.code()])?.get(0)?;
    cx.tx().exec(
        ADD,
        params![
            new,
            id.0,
            n.part.code(),
            last + 1,
            &f.form,
            body(&n.body)?,
            n.whose.code(),
            n.spoke.trim(),
            n.present.trim(),
            n.grounds.trim(),
            n.confirmed_on,
            f.typed.code(),
            f.decides,
            &f.area,
            &f.care_level,
            a.account,
            a.organisation,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(new)
}

/// Answers as stored.
pub(crate) fn body(b: &Body) -> Result<String> {
    serde_json::to_string(b).map_err(|e| app::Error::Inconsistent(format!("acp body: {e}")))
}

/// All versions over the records of a person, the newest first.
pub(crate) fn all(cx: &Cx<'_>, records: &[ResidentId], part: Part) -> Result<Vec<Version>> {
    let mut out: Vec<Version> = Vec::new();
    for id in records {
        out.extend(cx.tx().all::<Version>(ALL, params![id.0, part.code()])?);
    }
    out.sort_by_key(|v| std::cmp::Reverse((v.at, v.number)));
    Ok(out)
}

/// The newest version over the records of a person.
pub(crate) fn newest(cx: &Cx<'_>, records: &[ResidentId], part: Part) -> Result<Option<Version>> {
    let mut best: Option<Version> = None;
    for id in records {
        let found: Option<Version> = cx.tx().find(NEWEST, params![id.0, part.code()])?;
        best = match (best, found) {
            (Some(a), Some(b)) if b.at > a.at => Some(b),
            (None, b) => b,
            (a, _) => a,
        };
    }
    Ok(best)
}
