//! Phases (期) of the roadmap over the years.
use app::{Cx, Result};
use db::params;
use kernel::Id;

db::statements! { pub(crate) STATEMENTS;
    ALL = "SELECT id, name, from_year, to_year, about FROM programme_phase WHERE removed = 0 ORDER BY from_year, place";
    ADD = "INSERT INTO programme_phase(id, place, name, from_year, to_year, about, removed) VALUES ($1, $2, $3, $4, $5, $6, 0)";
    REMOVE = "UPDATE programme_phase SET removed = 1 WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM programme_phase";
}

/// A phase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phase {
    /// Id; nil before it is stored.
    pub id: Option<Id>,
    /// 「Ⅴ.地域包括ケア推進期」.
    pub name: String,
    /// First fiscal year.
    pub from: i64,
    /// Last fiscal year.
    pub to: i64,
    /// What it was for.
    pub about: String,
}

pub(crate) fn all(cx: &Cx<'_>) -> Result<Vec<Phase>> {
    let rows = cx.tx().rows(ALL, &[])?;
    rows.iter()
        .map(|r| {
            Ok(Phase {
                id: Some(r.get(0)?),
                name: r.get(1)?,
                from: r.get(2)?,
                to: r.get(3)?,
                about: r.get(4)?,
            })
        })
        .collect()
}

pub(crate) fn add(cx: &Cx<'_>, p: &Phase) -> Result<Id> {
    let id = cx.new_id();
    let place: i64 = cx.tx().one(COUNT, &[])?.get(0)?;
    cx.tx().exec(ADD, params![id, place, p.name.trim(), p.from, p.to, p.about.trim()])?;
    Ok(id)
}

/// False when there is none.
pub(crate) fn remove(cx: &Cx<'_>, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(REMOVE, params![id])? == 1)
}
