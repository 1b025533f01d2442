//! Receivers without an account: hospitals outside, clinics, people on paper.
use app::{Cx, Error, Result, authorise};

use super::{limit, need, refuse, telephone};
use crate::model::service;
use crate::store::light as store;
use crate::{LightId, permissions};

pub use crate::store::light::{Light, LightData};

/// All of them by kana. A fact everybody may read: no audit row.
pub fn list(cx: &Cx<'_>) -> Result<Vec<Light>> {
    store::list(cx)
}

/// One of them, retired ones too (old sheets name them).
pub fn light(cx: &Cx<'_>, id: LightId) -> Result<Light> {
    store::find(cx, id)?.ok_or(Error::NotFound)
}

/// Saves one: without `id` a new one; `version` must be the one that is stored.
pub fn save(cx: &Cx<'_>, id: Option<(LightId, i64)>, data: &LightData) -> Result<LightId> {
    authorise(cx, &permissions::LIGHT)?;
    let mut d = data.clone();
    let mut e = Vec::new();
    need(&mut e, "name", &d.name, 100, "名前");
    limit(&mut e, "kana", &d.kana, 100, "かな");
    limit(&mut e, "address", &d.address, 200, "住所");
    limit(&mut e, "note", &d.note, 500, "そのほか");
    d.phone = telephone(&mut e, "phone", &d.phone, "電話番号");
    d.fax = telephone(&mut e, "fax", &d.fax, "FAX番号");
    if service::label(&d.kind).is_none() {
        e.push(app::FieldError {
            field: "kind".into(), message: "種類を選んでください".into()
        });
    }
    refuse(e)?;
    let Some((id, version)) = id else { return store::add(cx, &d) };
    let stored = store::find(cx, id)?.ok_or(Error::NotFound)?;
    if stored.version != version {
        return Err(Error::Stale { mine: version, theirs: stored.version });
    }
    store::change(cx, id, &d)?;
    Ok(id)
}

/// Takes one out of the lists; sheets that were sent to it still name it.
pub fn retire(cx: &Cx<'_>, id: LightId) -> Result<()> {
    authorise(cx, &permissions::LIGHT)?;
    if store::retire(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}
