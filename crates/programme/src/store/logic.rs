//! Boxes of the logic models.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::Id;

use crate::model::logic::{LogicBox, NewBox};
use crate::{IndicatorId, LogicId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO programme_logic(id, scene, stage, parent, place, text, indicator, removed, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 1)";
    CHANGE = "UPDATE programme_logic SET stage = $1, parent = $2, text = $3, indicator = $4, version = version + 1 WHERE id = $5 AND version = $6";
    REMOVE = "UPDATE programme_logic SET removed = 1, version = version + 1 WHERE id = $1";
    NEXT = "SELECT COALESCE(MAX(place), 0) + 1 FROM programme_logic WHERE scene = $1";
    OF = "SELECT id, place, scene, stage, parent, text, indicator, version FROM programme_logic WHERE scene = $1 AND removed = 0 ORDER BY place, id";
    FIND = "SELECT id, place, scene, stage, parent, text, indicator, version FROM programme_logic WHERE id = $1 AND removed = 0";
}

impl FromRow for LogicBox {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(LogicBox {
            id: r.id(0)?,
            place: r.get(1)?,
            data: NewBox {
                scene: r.get(2)?,
                stage: r.get(3)?,
                parent: r.get::<Option<Id>>(4)?.map(LogicId),
                text: r.get(5)?,
                indicator: r.get::<Option<Id>>(6)?.map(IndicatorId),
            },
            version: r.get(7)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, id: LogicId, b: &NewBox) -> Result<()> {
    let place: i64 = cx.tx().one(NEXT, params![b.scene.as_str()])?.get(0)?;
    cx.tx().exec(
        ADD,
        params![
            id,
            b.scene.as_str(),
            b.stage.as_str(),
            b.parent.map(|p| p.0),
            place,
            b.text.trim(),
            b.indicator.map(|i| i.0),
            cx.now()
        ],
    )?;
    Ok(())
}

/// How many rows changed: 0 = somebody was faster.
pub(crate) fn change(cx: &Cx<'_>, id: LogicId, b: &NewBox, version: i64) -> Result<u64> {
    Ok(cx.tx().exec(
        CHANGE,
        params![
            b.stage.as_str(),
            b.parent.map(|p| p.0),
            b.text.trim(),
            b.indicator.map(|i| i.0),
            id,
            version
        ],
    )?)
}

pub(crate) fn remove(cx: &Cx<'_>, id: LogicId) -> Result<()> {
    cx.tx().exec(REMOVE, params![id])?;
    Ok(())
}

pub(crate) fn of(cx: &Cx<'_>, scene: &str) -> Result<Vec<LogicBox>> {
    Ok(cx.tx().all(OF, params![scene])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: LogicId) -> Result<Option<LogicBox>> {
    Ok(cx.tx().find(FIND, params![id])?)
}
