//! One consultation with its history and its trail.
use app::{Cx, Result, authorise, records};
use kernel::{At, Id};

use super::recall;
use crate::model::case::Case;
use crate::permissions;
use crate::store::cases::{self, Handover, Kept};

/// One version: who, when, why, and what it said.
#[derive(Debug, Clone)]
pub struct Version {
    /// From 1.
    pub version: i64,
    /// 確定, 訂正, 取消.
    pub state: records::State,
    /// Who.
    pub name: String,
    /// When.
    pub at: At,
    /// Why.
    pub reason: String,
    /// What it said.
    pub case: Case,
}

/// Everything of a consultation.
#[derive(Debug, Clone)]
pub struct Seen {
    /// As it stands.
    pub kept: Kept,
    /// All versions, oldest first.
    pub versions: Vec<Version>,
    /// 包括へつないだ.
    pub handed: Vec<Handover>,
    /// Past ones like it.
    pub near: Vec<Kept>,
}

/// Reads it.
pub fn view(cx: &Cx<'_>, id: Id) -> Result<Seen> {
    authorise(cx, &permissions::READ)?;
    let kept = cases::one(cx, id)?;
    let versions = records::versions(cx, id)?
        .into_iter()
        .map(|v| {
            let case = serde_json::from_str(&v.body)
                .map_err(|e| app::Error::Inconsistent(format!("desk: version: {e}")))?;
            Ok(Version {
                version: v.version,
                state: v.state,
                name: v.name,
                at: v.at,
                reason: v.reason,
                case,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let handed = cases::handed(cx, id)?;
    let near = recall::near(cx, &kept.case.asked, Some(id))?;
    Ok(Seen { kept, versions, handed, near })
}
