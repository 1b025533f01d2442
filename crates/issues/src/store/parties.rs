//! Associations, organisations and bodies that the centre talks with.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::kana::search_key;

use super::opt_code;
use crate::PartyId;
use crate::model::{Party, Profession};

db::statements! { pub(crate) STATEMENTS;
    LIST = "SELECT id, name, profession FROM issues_party ORDER BY name_key, id";
    FIND = "SELECT id, name, profession FROM issues_party WHERE id = $1";
    NAMED = "SELECT id, name, profession FROM issues_party WHERE name_key = $1";
    ADD = "INSERT INTO issues_party(id, name, name_key, profession, at) VALUES ($1, $2, $3, $4, $5)";
    KNOWN = "UPDATE issues_party SET profession = $1 WHERE id = $2 AND profession IS NULL";
}

impl FromRow for Party {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Party {
            id: r.id(0)?,
            name: r.get(1)?,
            profession: opt_code(r, 2, Profession::from_code)?,
        })
    }
}

pub(crate) fn list(cx: &Cx<'_>) -> Result<Vec<Party>> {
    Ok(cx.tx().all(LIST, &[])?)
}

pub(crate) fn find(cx: &Cx<'_>, id: PartyId) -> Result<Option<Party>> {
    Ok(cx.tx().find(FIND, params![id.0])?)
}

/// The party of this name (spaces, width and old characters do not matter), made when it is not there.
pub(crate) fn named(cx: &Cx<'_>, name: &str, profession: Option<Profession>) -> Result<PartyId> {
    let mut key = search_key(name);
    if key.is_empty() {
        key = name.to_string();
    }
    if let Some(p) = cx.tx().find::<Party>(NAMED, params![&key])? {
        if let Some(of) = profession {
            cx.tx().exec(KNOWN, params![of.code(), p.id.0])?;
        }
        return Ok(p.id);
    }
    let id = PartyId(cx.new_id());
    cx.tx().exec(ADD, params![id.0, name, key, profession.map(Profession::code), cx.now()])?;
    Ok(id)
}
