//! What the 実績報告 reads of events: each date that was held with how many came, what sort it is and who paid for it.
use app::{Cx, Result};
use slice::{Beside, Dim, Fact, FactKind, FactSource, funding_code};

use super::{count, path};
use crate::model::{Event, State, catalogue};
use crate::{permissions, store};

/// Events.
pub(crate) const SOURCE: FactSource = FactSource {
    code: "events",
    label: "研修・啓発",
    permission: &permissions::READ,
    kinds,
    facts,
};

const KIND: &str = "events.event";

fn kinds() -> Result<Vec<FactKind>> {
    let c = catalogue::catalogue()?;
    Ok(vec![FactKind {
        code: KIND,
        label: "研修・啓発の開催",
        unit: "回",
        definition: "その期間に開いた研修・啓発（1回と数えるひと続きのものは、終わりの日）",
        persons: Some(Beside { label: "研修・啓発の参加人数", unit: "人" }),
        activity: true,
        dims: vec![
            Dim {
                code: "row",
                label: "計画表の区分",
                several: false,
                values: c.rows.iter().map(|k| (k.code.clone(), k.label.clone())).collect(),
            },
            Dim {
                code: "kind",
                label: "種類",
                several: false,
                values: c.kinds.iter().map(|k| (k.code.clone(), k.label.clone())).collect(),
            },
        ],
    }])
}

/// Who came on each date of an event, by its number from 1. Counted by hand, people belong to no single date: they came by the
/// last.
fn by_date(cx: &Cx<'_>, e: &Event) -> Result<Vec<i64>> {
    let mut out = vec![0; e.data.days.len()];
    for (_, day, n) in store::entry::present_by(cx, e.id)? {
        if let Some(at) = usize::try_from(day - 1).ok().and_then(|i| out.get_mut(i)) {
            *at += n;
        }
    }
    let heads: i64 = store::event::heads(cx, e.id)?.iter().map(|h| h.1).sum();
    if let Some(last) = out.last_mut() {
        *last += heads;
    }
    Ok(out)
}

fn facts(cx: &Cx<'_>, year: i64) -> Result<Vec<Fact>> {
    let c = catalogue::catalogue()?;
    let mut out = Vec::new();
    for e in store::event::of_year(cx, year)?.iter().filter(|e| e.state == State::Held) {
        let kind = c.kind(&e.data.kind);
        let row = kind.map(|k| k.row.clone()).unwrap_or_default();
        let mut dims = vec![("kind", e.data.kind.clone())];
        if !row.is_empty() {
            dims.push(("row", row));
        }
        let fact = |day, persons| Fact {
            kind: KIND,
            id: Some(e.id.0),
            day,
            title: e.data.title.clone(),
            href: path(e.id),
            sort: e.data.kind.clone(),
            sort_words: c.kind_label(&e.data.kind).into(),
            times: 1,
            persons,
            funding: funding_code(&e.data.funding),
            dims: dims.clone(),
        };
        match e.data.together {
            true => {
                let persons = count::present(cx, e)?.iter().map(|p| p.1).sum();
                out.push(fact(e.last(), persons));
            }
            false => {
                let persons = by_date(cx, e)?;
                out.extend(e.data.days.iter().zip(persons).map(|(d, n)| fact(Some(d.day), n)));
            }
        }
    }
    out.sort_by_key(|f| f.day);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fund_of_an_event_has_its_word_in_the_report() {
        for f in &catalogue::catalogue().unwrap().funding {
            assert_eq!(slice::funding_words(funding_code(&f.code)), f.label, "{}", f.code);
        }
    }
}
