//! What other slices may cite of the desk, and what さがす finds in it.
use app::{Cx, Error, Result, may};
use kernel::Id;
use slice::{Evidence, EvidenceSource, Hit};

use crate::model::{lists, year};
use crate::permissions;
use crate::store::cases::Kept;
use crate::use_cases::{KIND, issue, recall, view};

/// A consultation as evidence of an issue.
pub(crate) fn sources() -> Vec<EvidenceSource> {
    vec![EvidenceSource {
        kind: KIND,
        label: "相談",
        permission: &permissions::READ,
        find,
        one,
        told: Some(issue::told),
    }]
}

fn evidence(k: &Kept) -> Option<Evidence> {
    let by = lists::label(&lists::lists().affiliation, &k.case.affiliation);
    Some(Evidence {
        kind: KIND,
        id: k.id,
        title: format!("{}（{by}、{}）", k.case.line(60), year::short(k.year)),
        figure: String::new(),
        as_of: k.case.date()?,
        href: format!("/desk/cases/{}", k.id),
    })
}

fn find(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    let found = recall::find(cx, typed)?;
    Ok(found.iter().filter_map(evidence).take(20).collect())
}

fn one(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    match view::view(cx, id) {
        Ok(seen) if seen.kept.live => Ok(evidence(&seen.kept)),
        Ok(_) | Err(Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Finds of さがす.
pub(crate) fn search(cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let hit = |k: &Kept| Hit {
        group: "相談",
        title: k.case.line(50),
        meta: format!(
            "{}　{}",
            k.case.who(),
            k.case.date().map(kernel::wareki::long).unwrap_or_default()
        ),
        href: format!("/desk/cases/{}", k.id),
    };
    Ok(recall::find(cx, typed)?.iter().take(10).map(hit).collect())
}
