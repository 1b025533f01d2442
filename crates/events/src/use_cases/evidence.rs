//! What others may cite: an event with how many came.
use app::{Cx, Result, may};
use kernel::Id;
use slice::{Evidence, EvidenceSource};

use super::{count, path};
use crate::model::{Event, State, catalogue};
use crate::{EventId, permissions, store};

/// The registration.
pub(crate) const SOURCE: EvidenceSource = EvidenceSource {
    kind: "events.event",
    label: "研修・啓発",
    permission: &permissions::READ,
    find,
    one,
    told: None,
};

pub(crate) fn cited(cx: &Cx<'_>, e: &Event) -> Result<Evidence> {
    let kind = catalogue::catalogue()?.kind_label(&e.data.kind).to_string();
    let figure = match e.state {
        State::Held => {
            let n: i64 = count::present(cx, e)?.iter().map(|p| p.1).sum();
            format!("{}回、参加{n}人", e.times())
        }
        other => other.label().to_string(),
    };
    Ok(Evidence {
        kind: SOURCE.kind,
        id: e.id.0,
        title: format!("{}（{kind}、{}）", e.data.title, e.when()),
        figure,
        as_of: cx.today(),
        href: path(e.id),
    })
}

fn find(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let all = match typed.trim() {
        "" => store::event::newest(cx, 20)?,
        text => store::event::like(cx, text)?,
    };
    all.iter().map(|e| cited(cx, e)).collect()
}

fn one(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(None);
    }
    match store::event::find(cx, EventId(id))?.filter(|e| e.state != State::Void) {
        Some(e) => Ok(Some(cited(cx, &e)?)),
        None => Ok(None),
    }
}
