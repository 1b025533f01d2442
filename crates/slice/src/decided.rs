//! What a council decided: held meetings with their decisions, for a slice that notes that something was confirmed there
//! (an edition of the roadmap). The owner of the meetings registers it; who notes it copies name, day and words.
use app::{Cx, Permission, Result};
use kernel::{Date, Region};

use crate::Migrates;

/// A decision of a meeting that was held, or the meeting alone where no decision of it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// `slice.thing:ID`: stays for ever.
    pub source: String,
    /// What was decided; empty for a meeting without a recorded decision.
    pub text: String,
    /// The meeting: 「令和8年度 第3回 推進会議」.
    pub council: String,
    /// Its day.
    pub day: Date,
    /// The page of its decisions within the region.
    pub href: String,
}

/// How a slice offers decisions.
#[derive(Clone, Copy)]
pub struct DecidedSource {
    /// Who may see them.
    pub permission: &'static Permission,
    /// Those of meetings held from `since` until today, the newest meeting first, at most 60; only what the actor may see.
    pub newest: fn(&Cx<'_>, since: Date) -> Result<Vec<Decided>>,
}

static DECIDED: std::sync::OnceLock<Vec<(DecidedSource, Migrates)>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_decided(all: &[crate::Slice]) {
    let _ = DECIDED.set(all.iter().filter_map(|s| Some((s.decided?, s.needs))).collect());
}

fn sources(r: &Region) -> impl Iterator<Item = DecidedSource> {
    let persons = r.persons;
    let all = DECIDED.get().map_or(&[][..], Vec::as_slice);
    all.iter().filter(move |s| persons || s.1 == Migrates::Base).map(|s| s.0)
}

/// The decisions of meetings held since a day, as far as the actor may see them; none where the region has switched meetings off.
pub fn decided(cx: &Cx<'_>, since: Date) -> Result<Vec<Decided>> {
    let mut out = Vec::new();
    for s in sources(cx.region()) {
        let on = app::settings::capability_on(cx, s.permission.capability)?;
        if on && app::may(cx, s.permission)? {
            out.extend((s.newest)(cx, since)?);
        }
    }
    Ok(out)
}
