//! What the 実績報告 reads of meetings: those that were held with how many sat there, and what was decided.
use app::{Cx, Result};
use slice::{Beside, Dim, Fact, FactKind, FactSource, year_ends};

use super::path;
use crate::model::catalogue::catalogue;
use crate::{permissions, store};

/// Meetings and decisions.
pub(crate) const SOURCE: FactSource =
    FactSource {
        code: "meetings", label: "会議体", permission: &permissions::READ, kinds, facts
    };

const HELD: &str = "meetings.meeting";
const DECIDED: &str = "meetings.decision";

fn kinds() -> Result<Vec<FactKind>> {
    let values = catalogue()?.kinds.iter().map(|k| (k.code.clone(), k.label.clone())).collect();
    let dim = Dim { code: "kind", label: "会議体の種類", several: false, values };
    Ok(vec![
        FactKind {
            code: HELD,
            label: "会議の開催",
            unit: "回",
            definition: "その期間に開いた会議体の会議",
            persons: Some(Beside { label: "会議の出席者数", unit: "人" }),
            activity: true,
            dims: vec![dim.clone()],
        },
        FactKind {
            code: DECIDED,
            label: "会議で決まったこと",
            unit: "件",
            definition: "その期間に開いた会議で決まったこと",
            persons: None,
            activity: false,
            dims: vec![dim],
        },
    ])
}

fn facts(cx: &Cx<'_>, year: i64) -> Result<Vec<Fact>> {
    let Some((first, last)) = year_ends(year) else { return Ok(Vec::new()) };
    let bodies = store::body::all(cx)?;
    let mut out = Vec::new();
    for m in store::meeting::held(cx, first, last)? {
        let kind = bodies.iter().find(|b| b.id == m.body).map(|b| b.data.kind.clone());
        let kind = kind.unwrap_or_default();
        let there = store::meeting::seats(cx, m.id)?.iter().filter(|s| s.presence.there()).count();
        let held = Fact {
            kind: HELD,
            id: Some(m.id.0),
            day: m.data.day,
            title: m.called(),
            href: path(m.id),
            sort_words: catalogue()?.kind(&kind).to_string(),
            sort: kind.clone(),
            times: 1,
            persons: i64::try_from(there).unwrap_or(0),
            dims: vec![("kind", kind.clone())],
            ..Fact::default()
        };
        for d in store::lines::decisions(cx, m.id)?.into_iter().filter(|d| !d.removed) {
            out.push(Fact {
                kind: DECIDED,
                id: Some(d.id),
                title: format!("{}（{}）", d.text, m.called()),
                href: format!("{}/decisions", path(m.id)),
                persons: 0,
                ..held.clone()
            });
        }
        out.push(held);
    }
    Ok(out)
}
