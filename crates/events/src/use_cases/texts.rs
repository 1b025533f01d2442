//! 実施結果報告 and newsletter: a draft made from what was recorded, written on by people, printed.
use app::{Cx, Error, Result, authorise};

use super::{count, event, forms, rule};
use crate::model::draft::{Facts, TextKind, draft};
use crate::model::form::Kind;
use crate::model::share::shares;
use crate::model::tasks::templates;
use crate::model::{Event, State, catalogue};
use crate::store::form::Text;
use crate::{EventId, permissions, store};

/// A text as its page shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The event.
    pub event: Event,
    /// The text: as saved, otherwise the draft of this moment.
    pub body: String,
    /// What was saved, if anything.
    pub saved: Option<Text>,
}

fn facts(cx: &Cx<'_>, id: EventId) -> Result<Facts> {
    let e = event(cx, id)?;
    let c = catalogue::catalogue()?;
    let phases = &templates()?.phases;
    let present = count::present(cx, &e)?;
    let mut f = Facts {
        kind: c.kind_label(&e.data.kind).into(),
        funding: c.money(&e.data.funding).into(),
        present: present.iter().map(|p| p.1).sum(),
        shares: shares(c, &e.data.targets, &present),
        ..Facts::default()
    };
    for t in store::task::of(cx, id)? {
        let phase = phases.iter().find(|p| p.code == t.phase).map_or("", |p| p.label.as_str());
        match t.done_on {
            Some(_) => f.done.push((phase.into(), t.text, t.who)),
            None => f.left.push(t.text),
        }
    }
    if store::form::of(cx, id)?.is_some() {
        let r = forms::made(cx, id, false)?;
        f.answers = r.answers.0 + r.answers.1;
        for q in r.questions {
            match q.kind {
                Kind::Text => f.groups.extend(q.groups),
                Kind::Profession => {}
                _ if q.answered > 0 => f.tallies.push((q.label, q.answered, q.rows)),
                _ => {}
            }
        }
    }
    f.event = Some(e);
    Ok(f)
}

/// The text.
pub fn open(cx: &Cx<'_>, id: EventId, kind: TextKind) -> Result<Shown> {
    authorise(cx, &permissions::READ)?;
    let saved = store::form::text(cx, id, kind.code())?;
    let f = facts(cx, id)?;
    let body = match &saved {
        Some(t) => t.body.clone(),
        None => draft(kind, &f),
    };
    Ok(Shown { event: f.event.ok_or(Error::NotFound)?, body, saved })
}

/// Keeps what was written; refuses when somebody else was quicker.
pub fn save(cx: &Cx<'_>, id: EventId, kind: TextKind, body: &str, version: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    if event(cx, id)?.state == State::Void {
        return rule("取り消した催しです");
    }
    if body.trim().is_empty() || body.chars().count() > 8_000 {
        return Err(Error::field("body", "文章を8,000字までで入力してください"));
    }
    let theirs = store::form::text(cx, id, kind.code())?.map_or(0, |t| t.version);
    if theirs != version {
        return Err(Error::Stale { mine: version, theirs });
    }
    store::form::put_text(cx, id, kind.code(), body.trim_end())
}

/// Throws away what was written, so that the draft is made anew.
pub fn again(cx: &Cx<'_>, id: EventId, kind: TextKind) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    event(cx, id)?;
    store::form::text_gone(cx, id, kind.code())
}
