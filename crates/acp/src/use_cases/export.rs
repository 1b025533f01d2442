//! Everything of a note at once, for the person or, on their behalf, by staff to whom the person shows all of it. Money is not in it:
//! that is another part, which the person opens alone.
use app::{Cx, Error, Permission, Result};
use people::ResidentId;
use people::authz::{Read, What};
use people::release::{self, Release};

use super::{door, my, read};
use crate::model::Version;
use crate::permissions::{EXPORT, MY_EXPORT};

/// All of it.
#[derive(Debug, Clone)]
pub struct Everything {
    /// The note with what stands beside it.
    pub note: read::Note,
    /// Versions, the newest first.
    pub versions: Vec<Version>,
    /// To whom it was shown, ended ones too, the newest first.
    pub releases: Vec<Release>,
}

/// By staff, on the person's behalf.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Rule`] when the person shows parts only.
pub fn export(cx: &Cx<'_>, id: ResidentId) -> Result<Everything> {
    of(cx, &EXPORT, id)
}

/// By the person.
pub fn mine(cx: &Cx<'_>) -> Result<Everything> {
    match my::mine(cx)? {
        (id, true) => of(cx, &MY_EXPORT, id),
        _ => Err(Error::NotFound),
    }
}

fn of(cx: &Cx<'_>, permission: &'static Permission, id: ResidentId) -> Result<Everything> {
    let permit = door::whole::<Read>(cx, permission, id)?;
    if !door::sight(cx, &permit)?.whole() {
        return Err(Error::Rule(
            "ご本人が、ノートの全部を見せることにしたときだけ、書き出せます".into(),
        ));
    }
    let releases = release::of(cx, &permit)?;
    Ok(Everything {
        note: read::of(cx, &permit)?,
        versions: read::seen(cx, &permit)?,
        releases: releases.into_iter().filter(|r| r.kind == What::Wish).collect(),
    })
}
