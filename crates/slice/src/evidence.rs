//! What one slice may cite of another: a consultation, an answer of a survey, a case meeting, a figure. The slice that
//! owns it registers how it is found and how it reads; who cites copies title, figure and date, and never reads its
//! tables (seed-systems.md: an issue rests on what was heard).
use app::{Cx, Permission, Result};
use kernel::{Date, Id};

/// Something that can be cited as evidence of an issue or under an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// `slice.thing`, the same as its source's.
    pub kind: &'static str,
    /// The record's id.
    pub id: Id,
    /// One line without any person's name: 「退院前カンファレンスに呼ばれない（居宅、2026年10月）」.
    pub title: String,
    /// The figure as it stood, with its unit and its denominator: 「5件（62件のうち）」; empty for none.
    pub figure: String,
    /// The day that title and figure are of.
    pub as_of: Date,
    /// The record's page within the region.
    pub href: String,
}

/// What became of a record that somebody cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It stands under the issue now.
    Cited,
    /// It no longer does.
    Uncited,
    /// The issue was solved in this fiscal year (年度).
    Solved(i16),
    /// It is not solved after all; the year that no longer holds.
    Reopened(i16),
}

/// How a slice offers evidence.
#[derive(Clone, Copy)]
pub struct EvidenceSource {
    /// `slice.thing`: stays with who cites for ever.
    pub kind: &'static str,
    /// In words: 「相談」.
    pub label: &'static str,
    /// Who may find it.
    pub permission: &'static Permission,
    /// The newest 20 that fit what was typed (empty = the newest), only what the actor may see.
    pub find: fn(&Cx<'_>, typed: &str) -> Result<Vec<Evidence>>,
    /// One by its id, as it stands now; none where it is not there for the actor.
    pub one: fn(&Cx<'_>, id: Id) -> Result<Option<Evidence>>,
    /// Is told by who cites, in the same transaction and after their own permission, what became of a record: `by` is the
    /// citing record. None where the owner does not care.
    pub told: Option<Told>,
}

/// Takes notice of what became of a record: its id, that of who cites, what.
pub type Told = fn(&Cx<'_>, id: Id, by: Id, what: Use) -> Result<()>;

static SOURCES: std::sync::OnceLock<Vec<EvidenceSource>> = std::sync::OnceLock::new();

/// Hands over what the slices registered, once after the list of slices was built. Only the first call counts.
pub fn set_evidence(all: &[crate::Slice]) {
    let _ = SOURCES.set(all.iter().flat_map(|s| s.evidence.iter().copied()).collect());
}

/// A record of any slice as it stands now; none where nobody offers its kind or it is not there for the actor.
pub fn evidence_of(cx: &Cx<'_>, kind: &str, id: Id) -> Result<Option<Evidence>> {
    match evidence().iter().find(|s| s.kind == kind) {
        Some(s) if app::may(cx, s.permission)? => (s.one)(cx, id),
        _ => Ok(None),
    }
}

/// Tells the owner of a record what became of it; nobody where its kind is not offered (any more).
pub fn tell(cx: &Cx<'_>, kind: &str, id: Id, by: Id, what: Use) -> Result<()> {
    match evidence().iter().find(|s| s.kind == kind).and_then(|s| s.told) {
        Some(told) => told(cx, id, by, what),
        None => Ok(()),
    }
}

/// What was handed over; empty before.
pub fn evidence() -> &'static [EvidenceSource] {
    SOURCES.get().map_or(&[], Vec::as_slice)
}
